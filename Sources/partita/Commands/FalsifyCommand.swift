import ArgumentParser
import Claims
import Figures

/// `partita falsify`: search instances for the largest ratio of observed and bound.
struct FalsifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "falsify",
        abstract: "Search for the instances on which bounds are nearest to failing, or fail most.",
        discussion: """
            Searched are spectra, bases, starts, step sizes up to the hypotheses' edge, masks and schedules; of a claim file, \
            its numbers. The worst instance of each part is written as a claim file that `partita check` runs. With \
            --evaluations alone the outcome depends on the seed only; time cuts off wherever it is up, and that is said.

            Exit status: 0 no bound was broken, but those of claims recorded as refuted; 1 a bound was broken where its \
            hypotheses hold; 2 the input is wrong; 3 a claim recorded as refuted was not broken.
            """)

    @Argument(help: "Ids of the library and claim files.")
    var claims: [String] = []

    @Flag(help: "The whole library.")
    var all = false

    @Option(help: "Search one part of the claim only.")
    var part: String?

    @Option(help: "Search without one hypothesis: how far does the bound fail then?")
    var without: String?

    @Option(help: "Make each bound harder to meet by this part of itself: 0.05 asks whether it could be 5% sharper.")
    var tighten = 0.0

    @Option(help: "Seconds for each claim (default 30, or without end where --evaluations is given).")
    var budget: Double?

    @Option(help: "Instances to evaluate for each claim.")
    var evaluations: Int?

    @Option(help: "The folder for results.")
    var out = "results"

    @Option(help: "The seed of the search (default 1).")
    var seed: UInt64 = 1

    @Flag(help: "Print one JSON document, and nothing else, on stdout.")
    var json = false

    @Flag(help: "No progress, and no table.")
    var quiet = false

    @Option(help: "The number of threads (default: one for each core).")
    var jobs: Int?

    func validate() throws {
        try CommonOptions.validate(jobs: jobs, out: out)
        if claims.isEmpty && !all { throw ValidationError("expected ids, claim files or --all") }
        if let budget, !(budget > 0 && budget.isFinite) {
            throw ValidationError("--budget: expected a positive number of seconds, found \(budget)")
        }
        if let evaluations, evaluations < 1 || evaluations > 1_000_000_000 {
            throw ValidationError("--evaluations: expected a number from 1 to 1000000000, found \(evaluations)")
        }
        if !(tighten >= 0 && tighten < 1) {
            throw ValidationError("--tighten: expected a number from 0 to below 1, found \(tighten)")
        }
    }

    func run() throws {
        let question = Falsification.Question(part: part, without: without, tighten: tighten)
        let outcomes: [Falsification]
        let folder = OutputFolder(root: out)
        let progress = ProgressBar(label: "searching", hidden: quiet)
        do {
            let quarries = try Quarry.all(Selection(names: claims, all: all, seed: nil).resolved(), question, out: out)
            let count = quarries.count
            outcomes = try quarries.enumerated().map { index, quarry in
                let search = Search(
                    quarry.space, seed: seed,
                    budget: Search.Budget(
                        evaluations: evaluations, seconds: budget ?? (evaluations == nil ? 30 : nil)),
                    jobs: CommonOptions.threads(jobs))
                let result = try search.run { part in
                    progress.update(index * 1000 + Int(1000 * min(part, 1)), count * 1000)
                }
                return try Falsification(quarry, question, result, seed: seed)
            }
            progress.finish()
            try FalsifyOutput(folder: folder, outcomes: outcomes).write()
            if json {
                Terminal.print(try FalsifyOutput(folder: folder, outcomes: outcomes).json)
            } else if !quiet {
                Terminal.print(FalsifyTable(outcomes: outcomes, folder: out).text)
            }
        } catch {
            progress.finish()
            throw Terminal.fail(error)
        }
        if outcomes.contains(where: { $0.isBroken && !$0.isRefuted }) { throw Outcome.violated }
        if outcomes.contains(where: { !$0.isBroken && $0.isRefuted }) { throw Outcome.undecided }
    }
}
