import ArgumentParser
import Figures
import Foundation
import PaperFigures
import PartialTraining
import Texts

/// `partita figure`: the paper figures.
struct FigureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure",
        abstract: "Write data, gnuplot scripts and captions of the paper figures; draw them with --render.",
        discussion: """
            Without names, the figures are listed. They go to the folder figures/ of the results: NAME.dat, NAME.gp, the \
            caption as NAME.md, and NAME-figure.tex to be \\input in a paper (with --render cairolatex or pdf). \
            `gnuplot NAME.gp` draws it again after a change.
            """)

    @Argument(help: "Names of figures, and ids of claims that figures are about.")
    var names: [String] = []

    @Flag(help: "All figures.")
    var all = false

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if all, !names.isEmpty { throw ValidationError("--all stands in place of names") }
    }

    func run() async throws {
        let chosen: [any PaperFigure.Type]
        do throws(FigureError) {
            chosen = names.isEmpty ? Gallery.figures : try Gallery.figures(named: names)
        } catch {
            throw Terminal.fail(error)
        }
        if names.isEmpty, !all { return Terminal.print(Table.figures(chosen)) }
        do {
            let figures = try computed(chosen)
            let output = FigureOutput(folder: OutputFolder(root: options.out), figures: figures)
            try output.write()
            if let formats = options.render?.formats {
                try await output.render(formats, jobs: options.threads, quiet: options.quiet)
            }
            if options.json {
                Terminal.print(try output.json)
            } else if !options.quiet {
                Terminal.print("\(figures.count) figures written to \(options.out)/figures")
            }
        } catch {
            throw Terminal.fail(error)
        }
    }

    /// The figures, several at a time.
    private func computed(_ chosen: [any PaperFigure.Type]) throws -> [DrawnFigure] {
        let progress = ProgressBar(label: "computing", hidden: options.quiet)
        defer { progress.finish() }
        let counter = Counter()
        let inner = chosen.count < options.threads ? options.threads : 1
        let setting = FigureSetting(seed: options.seed ?? 1, jobs: inner)
        return try Parallel.map(chosen.count, jobs: options.threads) { index in
            let figure = try DrawnFigure(chosen[index], setting, version: Version.text)
            progress.update(counter.increment(), chosen.count)
            return figure
        }
    }
}

extension Table {
    /// The figures as a table.
    static func figures(_ figures: [any PaperFigure.Type]) -> String {
        Table(
            rows: [["figure", "shows", "claims"]]
                + figures.map { [$0.id, $0.title, $0.claims.joined(separator: ", ")] }
        ).text()
    }
}
