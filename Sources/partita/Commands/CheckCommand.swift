import ArgumentParser
import Claims
import Figures
import Foundation

/// `partita check`: run and compare.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run claims and compare them with their bounds; write data, scripts and a summary.",
        discussion: """
            Exit status: 0 every claim holds (library claims: behaves as recorded); 1 a bound was violated where its \
            hypotheses hold; 2 the input is wrong; 3 nothing violated, but some claim was not decided.
            """)

    @Argument(help: "Ids of the library and claim files.")
    var claims: [String] = []

    @Flag(help: "The whole library.")
    var all = false

    @Option(help: "Typical instances for each library claim.")
    var instances = 20

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if claims.isEmpty && !all { throw ValidationError("expected ids, claim files or --all") }
        if instances < 1 || instances > 1_000_000 {
            throw ValidationError("--instances: expected a number from 1 to 1000000, found \(instances)")
        }
    }

    func run() async throws {
        let selected: Selection.Resolved
        do { selected = try Selection(names: claims, all: all, seed: options.seed).resolved() } catch {
            throw Terminal.fail(error)
        }
        let checker = Checker(seed: options.seed ?? 1, jobs: options.threads, typicalCount: instances)
        let progress = ProgressBar(label: "checking", hidden: options.quiet)
        let results: [ClaimResult]
        let experiments: [Experiment]
        do {
            results = try checker.check(selected.claims) { done, all in progress.update(done, all) }
            experiments = try selected.experiments.map { try Experiment($0, jobs: options.threads, comparing: true) }
        } catch {
            progress.finish()
            throw Terminal.fail(error)
        }
        progress.finish()
        let output = ResultOutput(
            folder: OutputFolder(root: options.out), results: results, experiments: experiments,
            files: selected.files.filter(\.isPlain) + selected.found, options: commandOptions)
        do {
            let summary = try output.write()
            if let formats = options.render?.formats {
                try await output.render(formats, jobs: options.threads, quiet: options.quiet)
            }
            if options.json {
                Terminal.print(String(try summary.json.dropLast()))
            } else if !options.quiet {
                Terminal.print(CheckTable(results: results, experiments: experiments, folder: options.out).text)
            }
        } catch {
            throw Terminal.fail(error)
        }
        if let code = Self.outcome(results + experiments.compactMap(\.result)) { throw code }
    }

    /// The options that decide what comes out, as they are typed; those with their usual value are left out.
    private var commandOptions: String {
        (options.seed.map { " --seed \($0)" } ?? "") + (instances == 20 ? "" : " --instances \(instances)")
    }

    /// The exit status that the results call for; `nil` is success.
    static func outcome(_ results: [ClaimResult]) -> ExitCode? {
        let own = results.filter { $0.status == .checked }
        if results.contains(where: { $0.status == .unexpected }) || own.contains(where: { $0.verdict == .violated }) {
            return Outcome.violated
        }
        if own.contains(where: { $0.verdict != .holds }) { return Outcome.undecided }
        return nil
    }
}
