import ArgumentParser
import Foundation
import PartialTraining

@testable import partita

/// How the cases of a run ended.
struct FuzzTally: Equatable, Sendable {
    /// By exit status 0, 1, 2, 3.
    var statuses = [0, 0, 0, 0]
    /// Right input whose run is long by its own wish: read, but not run.
    var long = 0

    static func + (a: FuzzTally, b: FuzzTally) -> FuzzTally {
        FuzzTally(statuses: zip(a.statuses, b.statuses).map(+), long: a.long + b.long)
    }
}

/// What a worker tells its supervisor through a file: the case it is at, and how the earlier ones ended.
struct FuzzProgress: Equatable {
    var number = 0
    var tally = FuzzTally()
    /// What is wrong with case ``number``, if it did not end the worker by itself: then the worker stops.
    var fault = Fault.none

    enum Fault: Int { case none, status, memory }

    var bytes: [UInt8] {
        ([number] + tally.statuses + [tally.long, fault.rawValue]).flatMap { value in
            (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
    }

    init() {}

    init?(_ data: Data) {
        let bytes = [UInt8](data)
        guard bytes.count == 56 else { return nil }
        let values = (0..<7).map { place in (0..<8).reduce(0) { $0 | Int(bytes[8 * place + $1]) << (8 * $1) } }
        number = values[0]
        tally = FuzzTally(statuses: Array(values[1...4]), long: values[5])
        fault = Fault(rawValue: values[6]) ?? .none
    }
}

/// Works through cases in this process, with the real command, and leaves word of where it is.
struct FuzzWorker {
    /// Cases may hold so much memory, in kB.
    static let memoryLimit = 1 << 20
    /// A run of more multiply-adds than this, about half a second, is right but long: such cases are not run.
    static let workLimit = 2e8

    let cases: FuzzCases
    let kind: FuzzKind
    /// A folder of its own.
    let folder: String
    let progressFile: String

    func run(_ numbers: Range<Int>) async throws {
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        for table in cases.seeds.tables { try Data(table.text.utf8).write(to: url("data/" + table.name)) }
        try Data().write(to: URL(fileURLWithPath: progressFile))
        guard let handle = FileHandle(forWritingAtPath: progressFile) else { return }
        var progress = FuzzProgress()
        func tell() throws {
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(progress.bytes))
        }
        for number in numbers {
            progress.number = number
            try tell()
            let (claim, table) = cases.files(kind, number)
            try Data(claim).write(to: url("claim.yaml"))
            if let table { try Data(table).write(to: url("data/table.csv")) }
            if let file = try? ClaimFile(path: folder + "/claim.yaml", seed: nil), Self.work(file) > Self.workLimit {
                progress.tally.long += 1
                continue
            }
            if kind == .misbehaviour { misbehave(number) }
            let status = try await Self.status(
                of: folder + "/claim.yaml", out: folder + "/out", simulating: number % 4 == 3)
            if progress.tally.statuses.indices.contains(status) {
                progress.tally.statuses[status] += 1
            } else {
                progress.fault = .status
            }
            try? FileManager.default.removeItem(atPath: folder + "/out")
            if Self.peakMemory > Self.memoryLimit { progress.fault = .memory }
            if progress.fault != .none { return try tell() }
        }
        progress.number = numbers.upperBound
        try tell()
    }

    /// Traps, hangs or takes two gigabytes.
    private func misbehave(_ number: Int) {
        switch number {
        case 1: preconditionFailure("a case that traps")
        case 3: while true {}
        case 4: exit(7)
        case 6:
            let memory = [UInt8](repeating: UInt8(number), count: 2 << 30)
            _ = memory.withUnsafeBytes { $0.count }
        default: break
        }
    }

    private func url(_ name: String) -> URL { URL(fileURLWithPath: folder + "/" + name) }

    /// The exit status of `partita check`, or of `simulate`; -1 for an error that is none of the command's own.
    private static func status(of path: String, out: String, simulating: Bool) async throws -> Int {
        let arguments = [path, "--out", out, "--quiet", "--jobs", "1"]
        do {
            if simulating {
                try await SimulateCommand.parse(arguments).run()
            } else {
                try await CheckCommand.parse(arguments).run()
            }
            return 0
        } catch let code as ExitCode {
            return Int(code.rawValue)
        } catch {
            return -1
        }
    }

    /// About how many multiply-adds a run asks for.
    private static func work(_ file: ClaimFile) -> Double {
        // A sub-model is trained again at the cost of the run, in at most so many steps.
        let again = Double(file.extraction == nil ? 0 : file.entries[0].run.subModels.count) * 1e5
        return file.entries.reduce(0) { $0 + work($1.run, again: again) }
    }

    private static func work(_ run: Run, again: Double) -> Double {
        let layout = run.model.layout
        let d = Double(layout.count)
        // A quadratic's gradient is a product with its Hessian, a network's are products of its layers; the moments
        // of a quadratic take products of d x d matrices.
        let engine = try? run.resolvedEngine()
        let step =
            run.model is Quadratic
            ? (engine == .moments ? d * d * d * mixtures(run) : d * d)
            : layout.blocks.reduce(0) { $0 + Double($1.count * max($1.rows, $1.columns)) } * 4
        var steps = 0.0
        for stage in run.schedule.stages {
            steps += Double(stage.duration.length)
            if case .time(let end, let points) = stage.duration {
                // An explicit method takes steps of the size of 1/L, and so often where the flow is no longer than that.
                let rate = stage.stepSize * max(run.model.constants.smoothness ?? 100, 1)
                steps += 26 * (end * rate + 10 * Double(points))
            }
        }
        let repeats =
            switch engine {
            case .ensemble: Double(run.replicas)
            case .enumeration: Enumeration.pathCount(run) ?? 1
            default: 1.0
            }
        // Decompositions and bases are not counted by the products of a gradient.
        let summary = run.schedule.summary
        let decomposes = ["low-rank", "galore", "subspace", "lora"].contains { summary.contains($0) }
        return (steps + 1) * (step + 2000) * repeats * (decomposes ? 20 : 1) + again * (step + 500)
    }

    /// How many masks the exact moments of a nested width are a mixture of.
    private static func mixtures(_ run: Run) -> Double {
        run.schedule.stages.contains { $0.partial.summary.contains("width") } ? Double(run.model.layout.count) : 1
    }

    /// The most memory that this process ever held, in kB.
    private static var peakMemory: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss
        #else
            getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss >> 10
        #endif
    }
}
