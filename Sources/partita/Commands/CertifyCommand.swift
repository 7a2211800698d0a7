import ArgumentParser
import Claims
import Figures
import Foundation
import Rigour

/// `partita certify`: the comparison again, in arithmetic that proves what it says.
struct CertifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Prove verdicts in interval and rational arithmetic; write a certificate for each claim.",
        discussion: """
            Exit status: 0 everything is decided, and as the claim says; 1 a bound is refuted where its hypotheses hold; 2 the \
            input is wrong; 3 something was not decided, or is not covered.
            """)

    @Argument(help: "Ids of the library and claim files.")
    var claims: [String] = []

    @Flag(help: "The whole library.")
    var all = false

    @Option(help: "Typical instances for each library claim.")
    var instances = 20

    @Option(help: "The largest precision, in bits.")
    var bits = 4096

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if claims.isEmpty && !all { throw ValidationError("expected ids, claim files or --all") }
        if instances < 1 || instances > 10_000 {
            throw ValidationError("--instances: expected a number from 1 to 10000, found \(instances)")
        }
        if bits < 128 || bits > 1 << 20 {
            throw ValidationError("--bits: expected a number from 128 to 1048576, found \(bits)")
        }
    }

    func run() async throws {
        let selected: Selection.Resolved
        do { selected = try Selection(names: claims, all: all, seed: options.seed).resolved() } catch {
            throw Terminal.fail(error)
        }
        let checker = Checker(seed: options.seed ?? 1, jobs: options.threads, typicalCount: instances)
        let certifier = Certifier(limitBits: bits)
        let progress = ProgressBar(label: "certifying", hidden: options.quiet)
        var results: [ClaimCertification] = []
        do {
            for file in selected.experiments {
                throw InputErrors(errors: [
                    InputError(
                        file: file.path, line: 0, column: 0, key: "",
                        message: "races and extractions are not certified; a claim about one schedule is")
                ])
            }
            for (index, claim) in try selected.certifiable.enumerated() {
                results.append(
                    try certifier.certify(claim, checker: checker) { done, all in
                        progress.update(index * all + done, selected.claims.count * all)
                    })
            }
        } catch {
            progress.finish()
            throw Terminal.fail(error)
        }
        progress.finish()
        do {
            let output = CertificationOutput(
                folder: OutputFolder(root: options.out), results: results, files: selected.files, seed: checker.seed)
            try output.write()
            if options.json {
                Terminal.print(String(try SortedJSON.text(results.map(CertificationOutput.Entry.init)).dropLast()))
            } else if !options.quiet {
                Terminal.print(CertificationTable(results: results).text)
            }
        } catch { throw Terminal.fail(error) }
        if let code = Self.status(results) { throw code }
    }

    /// The exit status that the results call for; `nil` is success.
    static func status(_ results: [ClaimCertification]) -> ExitCode? {
        let isWrong = { (result: ClaimCertification) in
            result.verdict == .unexpected || (result.verdict == .refuted && result.claim.standing == .open)
        }
        if results.contains(where: isWrong) { return Outcome.violated }
        return results.allSatisfy(\.isDecided) ? nil : Outcome.undecided
    }
}
