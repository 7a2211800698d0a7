import LinearAlgebra

/// A model trained under a schedule from a start: everything that decides a trajectory.
public struct Run: Sendable {
    /// The objective.
    public var model: any Model
    /// `x_0`, in the model's layout.
    public var start: Parameters
    /// The stages.
    public var schedule: Schedule
    /// What is observed, at the start and after every ``every`` steps.
    public var observables: [Observable]
    /// How the trajectory is to be obtained.
    public var engine: EngineKind
    /// Monte Carlo replicas, where an ensemble is needed.
    public var replicas: Int
    /// The seed of all random streams.
    public var seed: UInt64
    /// The number of steps from one observation to the next. The start and the end are always observed.
    public var every = 1
    /// Parts of the trained model whose loss is asked for at the end.
    public var subModels: [SubModel] = []
    /// Names this run's random streams, together with the seed: usually claim and instance.
    public var stream: [String]

    /// A run; nothing is checked or computed yet.
    public init(
        model: any Model, start: Parameters, schedule: Schedule, observables: [Observable],
        engine: EngineKind = .auto, replicas: Int = 1000, seed: UInt64 = 1, stream: [String] = []
    ) {
        self.model = model
        self.start = start
        self.schedule = schedule
        self.observables = observables
        self.engine = engine
        self.replicas = replicas
        self.seed = seed
        self.stream = stream
    }

    /// The random stream of replica `index`.
    func generator(_ index: Int) -> Generator { Generator(seed: seed, path: stream + ["replica \(index)"]) }

    /// Whether the step is observed, of a schedule without triggers.
    func isDue(_ time: Int) -> Bool { time % every == 0 || time == schedule.length }

    /// Checks everything that can be checked before running. Errors: `shape`, `invalid`, `unsupported`.
    public func validate() throws(TrainingError) {
        try model.validate(start: start)
        try schedule.validate(model.layout)
        for stage in schedule.stages {
            if let reason = stage.partial.obstacle(model) {
                throw .invalid(what: stage.partial.summary, expected: "a model that it fits", found: reason)
            }
        }
        for observable in observables {
            if let reason = observable.obstacle(model) {
                throw .invalid(
                    what: "observe \(observable.rawValue)", expected: "a model for which it is known",
                    found: "\(model.summary): \(reason)")
            }
        }
        guard every >= 1 else {
            throw .invalid(what: "every", expected: "a number of steps from 1", found: "\(every)")
        }
        guard replicas >= 2 else {
            throw .invalid(what: "replicas", expected: "at least 2", found: "\(replicas)")
        }
    }

    /// Runs on the engine asked for, or on the best one (`auto`). `jobs` threads at the most; the result does not depend
    /// on their number.
    public func trajectory(jobs: Int = 1) throws(TrainingError) -> Trajectory {
        try validate()
        let kind = try resolvedEngine()
        return try kind.type.run(self, jobs: jobs)
    }

    /// The engine that will be used: the one asked for if it can, or of those that can the most exact.
    public func resolvedEngine() throws(TrainingError) -> EngineKind {
        guard engine == .auto else {
            if let reason = engine.type.obstacle(self) {
                throw .unsupported(engine: engine.rawValue, reason: reason)
            }
            return engine
        }
        let order: [EngineKind] = [.modes, .moments, .direct, .flow, .enumeration, .ensemble]
        for kind in order where kind.type.obstacle(self) == nil { return kind }
        let reasons = order.compactMap { kind in kind.type.obstacle(self).map { "\(kind.rawValue): \($0)" } }
        throw .unsupported(engine: "auto", reason: reasons.joined(separator: "; "))
    }
}

/// A way to obtain a trajectory.
public enum EngineKind: String, Sendable, CaseIterable {
    /// The algorithm, step by step. Deterministic operators.
    case direct
    /// An exact reduction to eigen- or singular modes: O(d) a step.
    case modes
    /// Exact mean and covariance under random operators, on quadratics.
    case moments
    /// Gradient flow by an ODE solver with step control.
    case flow
    /// Every path of draws, weighted by its probability: exact, where there are few.
    case enumeration
    /// Monte Carlo over replicas, with confidence intervals.
    case ensemble
    /// The most exact of those that can.
    case auto

    var type: any Engine.Type {
        switch self {
        case .direct, .auto: DirectEngine.self
        case .modes: ModesEngine.self
        case .moments: MomentsEngine.self
        case .flow: FlowEngine.self
        case .enumeration: Enumeration.self
        case .ensemble: EnsembleEngine.self
        }
    }
}

/// What an engine must offer.
protocol Engine {
    /// Why this engine cannot do the run, or `nil` if it can.
    static func obstacle(_ run: Run) -> String?
    /// The trajectory of a validated run without obstacle.
    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory
}

/// What was observed at each step of a run.
public struct Trajectory: Sendable {
    /// The step numbers 0, 1, ..., T, or the times of a flow.
    public var times: [Double] = []
    /// For each entry of ``times`` the stage (from 0) that led there; 0 at the start.
    public var stages: [Int] = []
    /// What was observed.
    public var series: [Observable: Series] = [:]
    /// The engine that was used; never ``EngineKind/auto``.
    public var engine: EngineKind
    /// What was really trained.
    public var audit: Audit
    /// The loss of each of the run's sub-models at the end.
    public var extracted: [Estimate] = []
    /// The last iterate, where the engine has one.
    public var final: Parameters?
    /// The step at which the iterate left the range of finite numbers, which is then the last one, with infinite values.
    public var divergedAt: Int?

    init(engine: EngineKind, audit: Audit, observables: [Observable]) {
        self.engine = engine
        self.audit = audit
        for observable in observables { series[observable] = Series() }
    }

    /// The values of one observable; empty if it was not asked for.
    public func values(_ observable: Observable) -> [Double] { series[observable]?.values ?? [] }

    /// Records what `body` observes. A divergence after the start is an observation too: it ends the trajectory.
    mutating func record(
        _ body: (inout Trajectory) throws(TrainingError) -> Void
    ) throws(TrainingError) {
        do { try body(&self) } catch {
            guard case .diverged(let step) = error, step > 0 else { throw error }
            endDiverged(at: step)
        }
    }

    mutating func endDiverged(at step: Int) {
        append(time: Double(step), stage: stages.last ?? 0)
        for observable in series.keys {
            series[observable]?.append(.infinity, radius: 0)
            series[observable]?.low?.append(.infinity)
            series[observable]?.high?.append(.infinity)
        }
        extracted = extracted.map { _ in Estimate(.infinity) }
        divergedAt = step
    }

    mutating func append(time: Double, stage: Int) {
        times.append(time)
        stages.append(stage)
    }
}
