import LinearAlgebra
import PartialTraining

/// What running an instance brought to light: the quantities that hypotheses and bounds speak of, and for each part of the
/// claim the observed values, step by step.
public struct Evidence: Sendable {
    /// Named quantities with the error that rounding can have given them.
    public var quantities: [String: Rounded] = [:]
    /// What was observed, by the name of the part.
    public var tracks: [String: Track] = [:]
    /// The run behind it and the observable of each part, where a single run and plain observables are all there is: then
    /// the instance can be written as a claim file.
    public internal(set) var run: Run?
    /// The observable behind each part's track, where there is one.
    public internal(set) var observables: [String: Observable] = [:]
    /// The same instance as a program in exact numbers, for proofs; `nil` where there is none.
    public var derivation: Derivation?
    /// Why there is no derivation, where that is known.
    public var derivationGap: String?
    /// How it was obtained.
    public var engine: String
    /// The model's line.
    public var model: String
    /// The schedule's line.
    public var schedule: String
    /// The audit of what was really trained.
    public var trained: String

    /// Nothing found yet, of a case that is described so.
    public init(engine: String, model: String, schedule: String = "none", trained: String = "nothing is trained") {
        self.engine = engine
        self.model = model
        self.schedule = schedule
        self.trained = trained
    }

    /// Says what a quantity is, and how far it may be off.
    public mutating func set(_ name: String, _ value: Double, radius: Double = 0) {
        quantities[name] = Rounded(value: value, radius: radius)
    }
}

/// One observed sequence, with the variables of the bound that change from step to step.
public struct Track: Sendable {
    /// Steps or times, ascending.
    public var times: [Double]
    /// The observed values, one for each time.
    public var observed: [Double]
    /// The ends of the 99.9% confidence interval, where the values are means of samples.
    public var low: [Double]?
    /// The upper ends.
    public var high: [Double]?
    /// How far rounding can have moved each observed value.
    public var radius: [Double]
    /// Variables of the bound by step, such as `eta` of the current stage; `t` is always ``times``.
    public var varying: [String: [Rounded]] = [:]

    /// Observed values at given times; without radii they are taken to be exact.
    public init(times: [Double], observed: [Double], radius: [Double]? = nil) {
        self.times = times
        self.observed = observed
        self.radius = radius ?? observed.map { _ in 0 }
    }

    /// A single number, at step 0.
    public init(value: Double, radius: Double = 0) { self.init(times: [0], observed: [value], radius: [radius]) }

    /// Numbers that are not a time series: cases 1, 2, ...
    public init(values: [Double], radius: [Double]? = nil) {
        self.init(times: values.indices.map { Double($0 + 1) }, observed: values, radius: radius)
    }

    /// The track of one observable of a trajectory, with `eta` by step.
    public init(_ trajectory: Trajectory, _ observable: Observable, schedule: Schedule? = nil) {
        let series = trajectory.series[observable] ?? Series()
        self.init(times: trajectory.times, observed: series.values, radius: series.radius)
        low = series.low
        high = series.high
        if let schedule {
            varying["eta"] = trajectory.stages.map { Rounded(schedule.stages[$0].stepSize) }
        }
    }

    /// A single number, at step 0, that carries its own radius.
    public init(_ value: Rounded) { self.init(value: value.value, radius: value.radius) }

    /// Cases 1, 2, ... that carry their own radii.
    public init(_ values: [Rounded]) { self.init(values: values.map(\.value), radius: values.map(\.radius)) }

    /// Observed numbers that carry their own radii.
    public init(times: [Double], _ observed: [Rounded]) {
        self.init(times: times, observed: observed.map(\.value), radius: observed.map(\.radius))
    }

    /// Sets a variable of the bound that changes from step to step.
    public mutating func vary(_ name: String, _ values: [Double], radius: [Double]? = nil) {
        varying[name] = values.indices.map { Rounded(value: values[$0], radius: radius?[$0] ?? 0) }
    }

    /// The track with a variable of the bound that changes from step to step.
    public func varying(_ name: String, _ values: [Double], radius: [Double]? = nil) -> Track {
        var track = self
        track.vary(name, values, radius: radius)
        return track
    }

    /// The same with numbers that carry their own radii.
    public func varying(_ name: String, _ values: [Rounded]) -> Track {
        var track = self
        track.varying[name] = values
        return track
    }
}
