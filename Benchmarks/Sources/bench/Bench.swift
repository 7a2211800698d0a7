import ArgumentParser
import Foundation
import PartialTraining

/// Speed: one workload, all of them beside the peers, or how cost grows.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "How fast Partita is, with NumPy and JAX beside it.",
        subcommands: [RunCommand.self, ListCommand.self, CompareCommand.self, ScalingCommand.self, FloorCommand.self])
}

/// The options that all subcommands share.
struct SharedOptions: ParsableArguments {
    @Option(help: "Multiplies the numbers of steps.")
    var scale = 1.0

    @Option(help: "Threads, here and in the peers.")
    var threads = 2

    @Option(help: "The command, for workloads that are a whole process.")
    var partita = ".build/release/partita"

    var settings: Settings { Settings(scale: scale, threads: threads, partita: partita) }

    func validate() throws {
        guard scale > 0, scale.isFinite else {
            throw ValidationError("--scale: expected a positive number, found \(scale)")
        }
        guard threads > 0 else { throw ValidationError("--threads: expected at least 1, found \(threads)") }
    }
}

/// `bench run WORKLOAD`: one JSON line, as `peers.py` prints it.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run one workload and print one JSON line.")

    @Argument(help: "The workload; `bench list` shows all.")
    var workload: String

    @Option(help: "The engine: direct, modes, moments, ensemble or auto.")
    var engine: String?

    @Option(help: "The best of so many runs counts.")
    var `repeat` = 3

    @Flag(help: "Measure again for every line on standard input, until it ends.")
    var serve = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let settings = shared.settings
        let all = Workload.all(settings)
        guard let chosen = all.first(where: { $0.name == workload }) else {
            throw BenchError.unknown(workload: workload, known: all.map(\.name))
        }
        guard let kind = engine.map({ EngineKind(rawValue: $0) }) ?? chosen.engines.first else {
            throw ValidationError(
                "--engine: expected one of \(EngineKind.allCases.map(\.rawValue).joined(separator: ", ")), "
                    + "found \(engine ?? "")")
        }
        var body: Workload.Body = { throw BenchError.failed("not prepared") }
        let setup = try timed { body = try chosen.prepare(kind) }
        func measure() throws {
            let measurement = try Measurement.take(
                chosen, body, setup: setup, repeat: `repeat`, threads: settings.threads)
            FileHandle.standardOutput.write(Data((try measurement.line + "\n").utf8))
        }
        guard serve else { return try measure() }
        // As in the peers, where the first call compiles.
        if !chosen.isProcess { _ = try body() }
        while readLine() != nil { try measure() }
    }
}

/// `bench list`: the names, for `run` and for `--only`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the workloads.")

    @OptionGroup var shared: SharedOptions

    func run() {
        for workload in Workload.all(shared.settings) {
            let engines = workload.isProcess ? "" : " [\(workload.engines.map(\.rawValue).joined(separator: ", "))]"
            print("\(workload.name): \(workload.what)\(engines)")
        }
    }
}
