import PartialTraining

/// What all workloads are run with.
struct Settings: Sendable {
    /// Multiplies the number of steps.
    var scale = 1.0
    var threads = 2
    /// The command, for workloads that are a whole process.
    var partita = ".build/release/partita"

    func steps(_ count: Int) -> Int { max(1, Int(Double(count) * scale)) }
}

/// A computation whose speed is compared: what it is, how it is run, and what its arithmetic alone would take.
struct Workload: Sendable {
    /// What came out of one run. The `halfWidth` of the check's confidence interval is 0 where nothing is drawn.
    struct Outcome: Sendable {
        var engine: String
        var check: Double
        var halfWidth = 0.0
    }

    typealias Body = @Sendable () throws -> Outcome

    let name: String
    let what: String
    /// The engines that it is measured with, the first one by default.
    let engines: [EngineKind]
    /// The arithmetic of the direct algorithm; `nil` for a whole process.
    let floor: Floor?
    /// Whether `peers.py` has it too.
    let hasPeers: Bool
    /// Whether it is a process of its own, whose memory counts.
    let isProcess: Bool
    /// How many replicas, where that is what it is about.
    var replicas: Int?
    /// Sets everything up; what is returned is timed.
    let prepare: @Sendable (EngineKind) throws -> Body

    init(
        _ name: String, _ what: String, engines: [EngineKind] = [.auto], floor: Floor? = nil, hasPeers: Bool = false,
        isProcess: Bool = false, prepare: @escaping @Sendable (EngineKind) throws -> Body
    ) {
        self.name = name
        self.what = what
        self.engines = engines
        self.floor = floor
        self.hasPeers = hasPeers
        self.isProcess = isProcess
        self.prepare = prepare
    }

    /// All workloads, in the order of the table.
    static func all(_ settings: Settings) -> [Workload] {
        masked(settings) + maskedSizes(settings) + deep(settings) + partial(settings) + exact(settings)
            + replicas(settings) + processes(settings)
    }

    /// Those of the given names, or all; a name also selects what it is the beginning of, as `deep` does.
    static func selected(_ names: [String], _ settings: Settings) throws -> [Workload] {
        let all = all(settings)
        for name in names where !all.contains(where: { $0.name.hasPrefix(name) }) {
            throw BenchError.unknown(workload: name, known: all.map(\.name))
        }
        return names.isEmpty ? all : all.filter { workload in names.contains { workload.name.hasPrefix($0) } }
    }

    /// A run whose check is its last loss.
    static func body(_ run: Run, _ settings: Settings) -> Body {
        {
            let trajectory = try run.trajectory(jobs: settings.threads)
            let loss = trajectory.series[.loss]
            guard let check = loss?.values.last else { throw BenchError.failed("no loss was recorded") }
            let ends = (loss?.low?.last, loss?.high?.last)
            let resolved = trajectory.engine.rawValue
            return Outcome(
                engine: run.engine == .auto ? "auto: \(resolved)" : resolved, check: check,
                halfWidth: ends.0.flatMap { low in ends.1.map { ($0 - low) / 2 } } ?? 0)
        }
    }
}

/// What can go wrong here.
enum BenchError: Error, CustomStringConvertible {
    case unknown(workload: String, known: [String])
    case failed(String)

    var description: String {
        switch self {
        case .unknown(let workload, let known):
            "workload: expected one of \(known.joined(separator: ", ")), found \(workload)"
        case .failed(let reason): reason
        }
    }
}
