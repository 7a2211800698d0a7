import LinearAlgebra

/// Exact reductions to eigen- or singular modes: one decomposition, then O(d) a step (or a small ODE under flow).
///
/// - a quadratic under full training: eigenmodes of the Hessian;
/// - a deep linear network from the identity with a normal target, full or shared: eigenmodes of the target;
/// - a deep linear network from the zero-asymmetric start, any target, full: its singular modes.
enum ModesEngine: Engine {
    private static let observed: Set<Observable> = [.loss, .excess, .gradientNormSquared, .maskedGradientMean, .cost]

    static func obstacle(_ run: Run) -> String? {
        for stage in run.schedule.stages {
            if case .until = stage.duration { return "a trigger looks at the layers" }
        }
        if !run.subModels.isEmpty { return "sub-models are not functions of the modes" }
        let distances: Set<Observable> = [.distance, .distanceSquared]
        let allowed = run.model is Quadratic ? observed.union(distances) : observed
        if let other = run.observables.first(where: { !allowed.contains($0) }) {
            return "\(other.rawValue) is not a function of the modes"
        }
        if run.schedule.isFlow, run.observables.contains(.maskedGradientMean) || run.observables.contains(.cost) {
            return "a mean or a cost of steps is not defined for a flow"
        }
        return family(run) == nil ? "no exact reduction is known for this model, start and operator" : nil
    }

    private enum Family { case quadratic, identity, zeroAsymmetric }

    private static func family(_ run: Run) -> Family? {
        let full = run.schedule.stages.allSatisfy { $0.partial is Full }
        if run.model is Quadratic { return full ? .quadratic : nil }
        guard let model = run.model as? DeepLinear, model.depth >= 2 else { return nil }
        let tied = run.schedule.stages.allSatisfy { $0.partial is Full || ($0.partial as? Share)?.isOfAll ?? false }
        if tied, model.isIdentityStart(run.start), model.target.isNormal { return .identity }
        if full, model.isZeroAsymmetricStart(run.start) { return .zeroAsymmetric }
        return nil
    }

    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory {
        switch (family(run), run.model) {
        case (.quadratic, let model as Quadratic): try trajectory(QuadraticModes(model, start: run.start), run)
        case (.identity, let model as DeepLinear): try trajectory(IdentityModes(model), run)
        case (.zeroAsymmetric, let model as DeepLinear): try trajectory(ZeroAsymmetricModes(model), run)
        default: throw .unsupported(engine: "modes", reason: "no exact reduction is known")
        }
    }

    private static func trajectory<M: Modes>(_ start: M, _ run: Run) throws(TrainingError) -> Trajectory {
        var modes = start
        guard modes.loss.isFinite else { throw .diverged(step: 0) }
        var recorder = ModeRecorder(run)
        do { try train(&modes, run, &recorder) } catch {
            guard case .diverged(let step) = error, step > 0 else { throw error }
            var trajectory = recorder.finished
            trajectory.endDiverged(at: step)
            return trajectory
        }
        return recorder.finished
    }

    private static func train<M: Modes>(
        _ modes: inout M, _ run: Run, _ recorder: inout ModeRecorder
    ) throws(TrainingError) {
        recorder.take(modes, time: 0, stage: 0)
        var origin = 0.0
        for (index, stage) in run.schedule.stages.enumerated() {
            let cost = try recorder.cost(of: stage)
            switch stage.duration {
            case .time(let end, let points):
                let times = (0...points).map { end * Double($0) / Double(points) }
                try modes.flow(times: times, speed: stage.stepSize) { point, state in
                    if point > 0 { recorder.take(state, time: origin + times[point], stage: index) }
                }
                origin += end
            default:
                for _ in 0..<stage.duration.length {
                    recorder.noteStep(modes, cost: cost)
                    modes.step(stage.stepSize)
                    origin += 1
                    guard modes.loss.isFinite else { throw .diverged(step: Int(origin)) }
                    if run.isDue(Int(origin)) { recorder.take(modes, time: origin, stage: index) }
                }
            }
        }
    }
}

/// A reduced state: what steps and flows do to it, and what is seen of it.
protocol Modes {
    mutating func step(_ eta: Double)
    /// The flow at the ascending `times` (from 0), each with its state; afterwards the state is the last one.
    mutating func flow(
        times: [Double], speed: Double, _ observe: (Int, Self) -> Void
    ) throws(TrainingError)
    /// `f` and `f - min f`.
    var loss: Double { get }
    var excess: Double { get }
    /// `|grad f|^2` over all parameters.
    var gradientNormSquared: Double { get }
    /// `|x - x*|^2`, or NaN.
    var distanceSquared: Double { get }
    /// How far the computed excess, `|grad f|^2` and `|x - x*|` may be from the exact ones, to first order: the forward error
    /// of the reduced recursion, mode by mode, and what the decomposition's own backward error moves.
    var excessRadius: Double { get }
    var gradientRadius: Double { get }
    var distanceRadius: Double { get }
}

extension Modes {
    var distanceSquared: Double { .nan }
    var distanceRadius: Double { 0 }
}

/// Records observables of modes.
private struct ModeRecorder {
    private var trajectory: Trajectory
    private let run: Run
    /// One for each of the run's observables.
    private var series: [Series]
    private let watchesKept: Bool
    private var kept = 0.0
    private var keptRadius = 0.0
    private var steps = 0.0
    private var spent = 0.0

    init(_ run: Run) {
        self.run = run
        watchesKept = run.observables.contains(.maskedGradientMean)
        let layout = run.model.layout
        let audit = Audit(
            coordinates: Array(1...layout.count), total: layout.count,
            ranks: run.schedule.stages.map { $0.partial.expectedRank(layout) }, fraction: 1, measured: false)
        trajectory = Trajectory(engine: .modes, audit: audit, observables: run.observables)
        series = run.observables.map { _ in Series() }
    }

    /// The trajectory with what was recorded.
    var finished: Trajectory {
        var trajectory = trajectory
        for (observable, series) in zip(run.observables, series) { trajectory.series[observable] = series }
        return trajectory
    }

    /// The multiply-adds of each step of a stage, as the algorithm needs them; 0 where nobody asks.
    func cost(of stage: Stage) throws(TrainingError) -> Double {
        guard run.observables.contains(.cost), let law = stage.partial as? any DeterministicProjection else { return 0 }
        return run.model.cost(try law.activity(run.model.layout))?.total ?? .nan
    }

    /// Notes a step that is about to be taken: its cost, and the gradient where a mean is asked for.
    mutating func noteStep(_ modes: some Modes, cost: Double) {
        spent += cost
        steps += 1
        guard watchesKept else { return }
        kept += modes.gradientNormSquared
        keptRadius += modes.gradientRadius
    }

    mutating func take(_ modes: some Modes, time: Double, stage: Int) {
        trajectory.append(time: time, stage: stage)
        for (index, observable) in run.observables.enumerated() {
            let (value, radius): (Double, Double) =
                switch observable {
                case .loss: (modes.loss, modes.excessRadius + RoundingModel.unit * abs(modes.loss))
                case .excess: (modes.excess, modes.excessRadius)
                case .gradientNormSquared: (modes.gradientNormSquared, modes.gradientRadius)
                case .distance: (modes.distanceSquared.squareRoot(), modes.distanceRadius)
                case .distanceSquared:
                    (
                        modes.distanceSquared,
                        Sensitivity.square(modes.distanceSquared.squareRoot(), radius: modes.distanceRadius)
                    )
                case .maskedGradientMean:
                    steps > 0
                        ? (kept / steps, keptRadius / steps + RoundingModel.unit * kept) : (.nan, 0)
                case .cost: (spent, steps * RoundingModel.unit * spent)
                case .rank, .coreLoss: (.nan, 0)
                }
            series[index].append(value, radius: radius)
        }
    }
}

extension Share {
    /// Whether one group holds all layers of a model.
    var isOfAll: Bool { groups == nil && pieces == nil }
}

extension Matrix {
    /// Whether `A A' = A' A` up to rounding.
    public var isNormal: Bool {
        guard isSquare else { return false }
        if isSymmetricUpToRounding { return true }
        let defect = self * transposed - transposed * self
        let scale = frobeniusNorm * frobeniusNorm
        return defect.maxAbs <= Double(rows) * Double.ulpOfOne * scale
    }
}
