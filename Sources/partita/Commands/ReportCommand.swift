import ArgumentParser
import Figures
import Site

/// `partita report`: the results folder as a site.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Turn the results folder into a site: an index, a page for each claim, its proof, figures, lessons.",
        discussion: """
            The pages are written into the folder, index.html first of all; they need no network. Every claim that was \
            checked or simulated there has a page, your own as those of the library. Formulas are typeset by pandoc, \
            missing pictures drawn by gnuplot.
            """)

    @Option(help: "The folder with the results, which the pages are written into.")
    var out = "results"

    @Flag(help: "Print one JSON document, and nothing else, on stdout.")
    var json = false

    @Flag(help: "No progress, and no closing line.")
    var quiet = false

    @Option(help: "The number of threads (default: one for each core). Pages do not depend on it.")
    var jobs: Int?

    func validate() throws {
        try CommonOptions.validate(jobs: jobs, out: out)
    }

    func run() async throws {
        let progress = ProgressBar(label: "drawing", hidden: quiet)
        let outcome: Report.Outcome
        do {
            defer { progress.finish() }
            outcome = try await Report(OutputFolder(root: out)).write(jobs: CommonOptions.threads(jobs)) {
                progress.update($0, $1)
            }
        } catch {
            throw Terminal.fail(error)
        }
        if json {
            struct Listing: Encodable { let pages: [String] }
            Terminal.print(String(try SortedJSON.text(Listing(pages: outcome.pages)).dropLast()))
        } else if !quiet {
            Terminal.print(
                "\(outcome.claims) claims, \(outcome.figures) figures, \(outcome.lessons) lessons: open \(out)/index.html"
            )
        }
    }
}
