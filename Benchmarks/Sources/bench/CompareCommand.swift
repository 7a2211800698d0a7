import ArgumentParser
import Figures
import Foundation
import LinearAlgebra

/// `bench compare`: the table.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Measure this project, NumPy and JAX in alternation; print a table.",
        discussion: "Exit status 1 if a workload could not be measured, or a check disagrees.")

    @Option(parsing: .upToNextOption, help: "Only these workloads, or those whose names begin so.")
    var only: [String] = []

    @Option(help: "Rounds: how often each is measured.")
    var `repeat` = 5

    @Option(help: "The Python of the peers' environment.")
    var python = ".build/peers/bin/python"

    @Option(help: "The peers' script.")
    var script = "Benchmarks/peers/peers.py"

    @Option(help: "The folder that bench.json, bench.dat, bench.gp and the figure are written to.")
    var out = ".build/bench"

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard `repeat` > 0 else { throw ValidationError("--repeat: expected at least 1, found \(`repeat`)") }
    }

    func run() async throws {
        let settings = shared.settings
        let workloads = try Workload.selected(only, settings)
        // A peer that ends early is an error to report, not a signal to die of.
        signal(SIGPIPE, SIG_IGN)
        let peers = Peers(python: python, script: script)
        if peers.names.count < 2 { note("peers that can be imported: \(peers.names.joined(separator: ", "))") }
        guard let executable = Bundle.main.executablePath else { throw BenchError.failed("no path of this executable") }
        var comparisons: [Comparison] = []
        var complete = true
        for workload in workloads {
            note("\(workload.name): \(workload.what)")
            // Whole processes take their time, and have no peers to be compared with.
            let rounds = workload.name == "check-all" ? min(`repeat`, 2) : `repeat`
            do {
                comparisons += try Comparison.measure(
                    workload, rounds: rounds, peers: peers, settings, executable: executable)
            } catch {
                note("\(workload.name) is left out: \(error)")
                complete = false
            }
        }
        print(BenchTable(comparisons).text)
        let folder = OutputFolder(root: out)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try folder.write(
            String(decoding: try encoder.encode(BenchReport(comparisons)), as: UTF8.self) + "\n", to: "bench.json")
        let figure = BenchFigure(comparisons, settings: settings)
        try folder.write(figure.data, to: "bench.dat")
        try folder.write(figure.script, to: "bench.gp")
        try await draw(["bench.gp"], in: folder)
        if !complete || comparisons.contains(where: { $0.agreement == false }) { throw ExitCode.failure }
    }
}

/// Everything that was measured, and what follows from it.
struct BenchReport: Encodable {
    /// A ratio of times in the same round: median, least, greatest.
    struct Ratio: Encodable {
        var workload: String
        var engine: String
        var peer: String
        var median: Double
        var least: Double
        var greatest: Double
    }

    let comparisons: [Comparison]
    let ratios: [Ratio]
    let accuracy: [Accuracy]
    let targets: Targets

    init(_ comparisons: [Comparison]) {
        self.comparisons = comparisons
        ratios = comparisons.flatMap { row in
            ["numpy", "jax"].compactMap { peer in
                guard let ratio = row.ratio(to: peer), let spread = row.spread(to: peer) else { return nil }
                return Ratio(
                    workload: row.workload, engine: row.engine, peer: peer, median: ratio, least: spread.lowerBound,
                    greatest: spread.upperBound)
            }
        }
        accuracy = comparisons.compactMap { Accuracy($0) }
        targets = Targets(comparisons)
    }
}

/// Progress and diagnostics.
func note(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}

/// Draws scripts, where gnuplot is there.
func draw(_ scripts: [String], in folder: OutputFolder) async throws {
    func paths(_ names: [String]) -> String { names.map { folder.root + "/" + $0 }.joined(separator: " ") }
    guard let renderer = try? await Renderer.find() else {
        return note("written: \(paths(scripts)); gnuplot, to draw it, is missing")
    }
    let pictures = try await renderer.render(scripts: scripts, in: folder, as: [.svg])
    note("written: \(paths(scripts + pictures))")
}
