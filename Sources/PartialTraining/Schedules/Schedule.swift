/// Stages of training, one after the other.
public struct Schedule: Sendable {
    /// The stages, in order.
    public let stages: [Stage]

    /// The stages in order; ``validate(_:)`` checks that there are any.
    public init(_ stages: [Stage]) { self.stages = stages }

    /// One stage.
    public init(_ partial: any PartialOperator = Full(), stepSize: Double, steps: Int) {
        self.init([Stage(partial, stepSize: stepSize, duration: .steps(steps))])
    }

    /// One line: the stages, joined by `then`.
    public var summary: String { stages.map(\.summary).joined(separator: " then ") }
    /// Whether any stage draws.
    public var isRandom: Bool { stages.contains { $0.partial.isRandom } }
    /// Whether the stages are of gradient flow (`time`), and not of steps.
    public var isFlow: Bool { stages.contains { $0.duration.isTime } }

    /// The number of steps, or of points of a flow, that a run has at the most (saturating).
    public var length: Int {
        stages.reduce(0) { total, stage in
            let (sum, overflow) = total.addingReportingOverflow(stage.duration.length)
            return overflow ? .max : sum
        }
    }

    /// Errors: `invalid` if there is no stage, a stage does not fit the layout, or time and steps are mixed.
    public func validate(_ layout: Layout) throws(TrainingError) {
        guard let first = stages.first else {
            throw .invalid(what: "schedule", expected: "at least one stage", found: "none")
        }
        for stage in stages {
            try stage.validate(layout)
            guard stage.duration.isTime == first.duration.isTime else {
                throw .invalid(what: "schedule", expected: "stages of steps or of time, not both", found: "both")
            }
        }
        guard length <= 10_000_000 else {
            throw .invalid(what: "schedule", expected: "at most 10000000 steps", found: "\(length)")
        }
    }
}

/// One stage: how the step is made partial, how long it is, and when the stage ends.
public struct Stage: Sendable {
    /// How each step is made partial.
    public let partial: any PartialOperator
    /// `eta`; of a flow the speed of time, usually 1.
    public let stepSize: Double
    /// When the stage ends.
    public let duration: Duration

    /// When a stage ends.
    public enum Duration: Sendable, Equatable {
        /// After so many steps; with 0 an operator that adapts does so once.
        case steps(Int)
        /// When the trigger fires.
        case until(Trigger)
        /// Gradient flow for a time, observed at equally spaced points (and at the start).
        case time(end: Double, points: Int)

        /// Whether the stage is of gradient flow.
        public var isTime: Bool { if case .time = self { true } else { false } }

        /// The most steps, or the points of a flow.
        public var length: Int {
            switch self {
            case .steps(let n): n
            case .until(let trigger): trigger.atMost
            case .time(_, let points): points
            }
        }
    }

    /// Steps of size `eta` by the operator `partial`.
    public init(_ partial: any PartialOperator, stepSize: Double, duration: Duration) {
        self.partial = partial
        self.stepSize = stepSize
        self.duration = duration
    }

    /// One line: operator, step size and length.
    public var summary: String {
        switch duration {
        case .steps(let n): "\(partial.summary) eta=\(stepSize) steps=\(n)"
        case .until(let trigger): "\(partial.summary) eta=\(stepSize) until \(trigger.summary)"
        case .time(let end, let points): "\(partial.summary) flow time=\(end) points=\(points)"
        }
    }

    func validate(_ layout: Layout) throws(TrainingError) {
        try partial.validate(layout)
        guard stepSize.isFinite, stepSize > 0 else {
            throw .invalid(what: "step-size", expected: "a positive number", found: "\(stepSize)")
        }
        switch duration {
        case .steps(let n):
            guard n >= 0 else {
                throw .invalid(what: "steps", expected: "a number that is not negative", found: "\(n)")
            }
        case .until(let trigger): try trigger.validate(layout)
        case .time(let end, let points):
            guard end.isFinite, end > 0, points >= 1 else {
                throw .invalid(
                    what: "time", expected: "a positive end and at least one point", found: "\(end) and \(points)")
            }
        }
    }
}

/// Ends a stage when the mean correlation of the gradients of adjacent layers has been below a threshold for `patience`
/// checks in a row (the untying rule of Yang et al. 2021), at the latest after `atMost` steps.
public struct Trigger: Sendable, Equatable {
    /// The threshold of the mean correlation.
    public let correlationBelow: Double
    /// How many checks in a row must be below it.
    public let patience: Int
    /// The number of steps from one check to the next.
    public let checkEvery: Int
    /// The most steps of the stage.
    public let atMost: Int

    /// A rule for untying layers of one shape.
    public init(correlationBelow: Double, patience: Int = 1, checkEvery: Int = 1, atMost: Int) {
        self.correlationBelow = correlationBelow
        self.patience = patience
        self.checkEvery = checkEvery
        self.atMost = atMost
    }

    /// One line: threshold, patience and limits.
    public var summary: String {
        "correlation<\(correlationBelow) patience=\(patience) every=\(checkEvery) at-most=\(atMost)"
    }

    func validate(_ layout: Layout) throws(TrainingError) {
        guard layout.blocks.count > 1, layout.isUniform else {
            throw .shape(
                what: "until correlation-below", expected: "several layers of one shape", found: layout.description)
        }
        guard correlationBelow.isFinite, patience >= 1, checkEvery >= 1, atMost >= 0 else {
            throw .invalid(
                what: "until", expected: "patience and check-every at least 1, at-most not negative", found: summary)
        }
    }

    /// The mean over adjacent layers of `<g_l, g_{l+1}> / (|g_l| |g_{l+1}|)`; pairs with a zero gradient are left out,
    /// and with no pair left the value is 1 (nothing to untie).
    public static func adjacentCorrelation(_ g: Parameters) -> Double {
        let size = g.layout.blocks.first?.count ?? 0
        let pairs = (1..<max(g.layout.blocks.count, 1)).compactMap { correlation(g, $0 - 1, $0, size: size) }
        return pairs.isEmpty ? 1 : pairs.reduce(0, +) / Double(pairs.count)
    }

    /// `<g_k, g_l> / (|g_k| |g_l|)` of two pieces of `size` numbers, counted from 0; `nil` where one of them is zero.
    static func correlation(_ g: Parameters, _ k: Int, _ l: Int, size: Int) -> Double? {
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for i in 0..<size {
            let x = g.values[k * size + i]
            let y = g.values[l * size + i]
            xy += x * y
            xx += x * x
            yy += y * y
        }
        return xx > 0 && yy > 0 ? xy / (xx.squareRoot() * yy.squareRoot()) : nil
    }
}

/// The running state of a ``Trigger``.
struct TriggerState {
    let trigger: Trigger
    private var streak = 0

    init(_ trigger: Trigger) { self.trigger = trigger }

    /// Whether the stage ends before step `step` of it, given the gradient there.
    mutating func fires(step: Int, gradient: Parameters) -> Bool {
        guard step % trigger.checkEvery == 0 else { return false }
        streak = Trigger.adjacentCorrelation(gradient) < trigger.correlationBelow ? streak + 1 : 0
        return streak >= trigger.patience
    }
}
