import PartialTraining

/// One part of a claim on one instance: observed against bound, step by step, and the verdict.
///
/// **Allowance.** Observed values carry a radius (``/PartialTraining/RoundingModel``), bounds the radius of a running error analysis
/// (``Rounded``). Their sum is the allowance of a step. Where observed and bound are both within it, the step is at
/// rounding level: it says nothing and is left out of the ratios.
///
/// **Deciding.** An upper bound holds where observed <= bound and is violated where the excess is beyond the allowance; in
/// between it is inconclusive: the bound may be false by less than rounding can tell. Where a theorem stands behind the
/// instance, an excess within the allowance is equality, as on sharp instances. An equality holds within the allowance.
///
/// **Samples.** Means of samples come with pointwise 99.9% intervals. A bound above the interval holds; it is violated only
/// if it is outside the interval widened to 99.9% for all steps at once (Bonferroni); in between it is inconclusive.
public struct Comparison: Sendable {
    /// One step.
    public struct Row: Sendable, Equatable {
        /// The step, or the time.
        public var time: Double
        /// The observed value, or the mean of a sample.
        public var observed: Double
        /// The lower end of the confidence interval, of samples.
        public var low: Double?
        /// The upper end.
        public var high: Double?
        /// The bound.
        public var bound: Double
        /// Observed over bound; of a lower bound the inverse. `nil` at rounding level.
        public var ratio: Double?
        /// By how much rounding can have changed the difference of the two.
        public var allowance: Double
        /// Whether the relation is false here, beyond the allowance.
        public internal(set) var isViolated = false

        /// The step without a decimal point, or the time.
        public var timeText: String {
            time == time.rounded() && abs(time) < 1e15 ? "\(Int(time))" : "\(time)"
        }

        /// Whether this is the start of a run and the bound is the observed value itself: a ratio of 1 that says nothing.
        public var isTrivialStart: Bool { time == 0 && bound != 0 && abs(observed - bound) <= allowance }
    }

    /// A hypothesis, evaluated.
    public struct Check: Sendable, Equatable {
        /// The name of the hypothesis.
        public var name: String
        /// The condition as it is written.
        public var text: String
        /// Whether it is true here.
        public var holds: Bool
        /// The value of its left side.
        public var left: Double
        /// The value of its right side.
        public var right: Double
    }

    /// The name of the part.
    public let part: String
    /// The relation that is claimed.
    public let relation: Part.Relation
    /// The steps.
    public let rows: [Row]
    /// The hypotheses that the part needs.
    public let checks: [Check]
    /// The verdict of the relation alone, as if all hypotheses held.
    public let relationVerdict: Verdict
    /// The largest ratio but at a trivial start; `nil` where there is none.
    public let maxRatio: Double?
    /// The step of the largest ratio.
    public let maxRatioTime: Double?
    /// The smallest ratio.
    public let minRatio: Double?
    /// The first row where the relation is violated.
    public let firstViolation: Row?

    /// The hypotheses that are false.
    public var failedChecks: [Check] { checks.filter { !$0.holds } }

    /// What came out, the hypotheses included.
    public var verdict: Verdict { failedChecks.isEmpty ? relationVerdict : .notApplicable }

    /// Compares `part` of `claim` on `evidence`. `attainable` says that a theorem stands behind the
    /// instance, so that an excess within the allowance is equality.
    public init(
        _ claim: Claim, _ part: Part, _ evidence: Evidence, _ track: Track, attainable: Bool
    ) throws(ClaimError) {
        self.part = part.name
        relation = part.relation
        checks = try claim.hypotheses.filter { part.requires($0.name) }.map { (hypothesis) throws(ClaimError) in
            try Self.check(hypothesis, evidence, claim: claim.id)
        }
        let bounds = try Self.bounds(claim, part, evidence, track)
        let widening = track.low == nil ? 1 : Confidence.simultaneousFactor(comparisons: track.times.count)
        var judge = Judge(part.relation, attainable: attainable, widening: widening)
        for index in track.times.indices where !track.observed[index].isNaN {
            let bound = bounds[index]
            guard !bound.value.isNaN else {
                throw .undefinedBound(claim: claim.id, part: part.name, time: track.times[index])
            }
            judge.step(
                Row(
                    time: track.times[index], observed: track.observed[index], low: track.low?[index],
                    high: track.high?[index], bound: bound.value, ratio: nil,
                    allowance: track.radius[index] + (bound.isInfinity ? 0 : bound.radius)))
        }
        rows = judge.rows
        relationVerdict = judge.verdict
        firstViolation = judge.firstViolation
        let isSingle = judge.rows.count == 1
        var largest: Row?
        var smallest: Double?
        for row in judge.rows {
            guard let ratio = row.ratio, isSingle || !row.isTrivialStart else { continue }
            if largest?.ratio.map({ ratio > $0 }) ?? true { largest = row }
            smallest = min(smallest ?? ratio, ratio)
        }
        maxRatio = largest?.ratio
        maxRatioTime = largest?.time
        minRatio = smallest
    }

    /// Evaluates a hypothesis on the instance's quantities.
    private static func check(
        _ hypothesis: Hypothesis, _ evidence: Evidence, claim: String
    ) throws(ClaimError) -> Check {
        let left = try value(hypothesis.condition.left, evidence, claim: claim)
        let right = try value(hypothesis.condition.right, evidence, claim: claim)
        return Check(
            name: hypothesis.name, text: hypothesis.condition.source,
            holds: hypothesis.condition.holds(left: left, right: right), left: left.value, right: right.value)
    }

    private static func value(
        _ expression: Expression, _ evidence: Evidence, claim: String
    ) throws(ClaimError) -> Rounded {
        let names = expression.variables
        let values = try names.map { (name) throws(ClaimError) -> Rounded in
            guard let value = evidence.quantities[name] else { throw .missingQuantity(claim: claim, name: name) }
            return value
        }
        return try bound(expression, names, claim: claim).evaluate(values)
    }

    private static func bound(
        _ expression: Expression, _ names: [String], claim: String
    ) throws(ClaimError) -> BoundExpression {
        do { return try expression.bind(names) } catch {
            throw .missingQuantity(claim: claim, name: error.description)
        }
    }

    /// The bound at every step of the track.
    private static func bounds(
        _ claim: Claim, _ part: Part, _ evidence: Evidence, _ track: Track
    ) throws(ClaimError) -> [Rounded] {
        let names = part.bound.variables
        let program = try bound(part.bound, names, claim: claim.id)
        var values = try names.map { (name) throws(ClaimError) -> Rounded in
            if name == "t" { return Rounded(0) }
            if let first = track.varying[name]?.first { return first }
            guard let value = evidence.quantities[name] else { throw .missingQuantity(claim: claim.id, name: name) }
            return value
        }
        return track.times.indices.map { index in
            for (k, name) in names.enumerated() {
                if let varying = track.varying[name] {
                    values[k] = varying[index]
                } else if name == "t" {
                    values[k] = Rounded(track.times[index])
                }
            }
            return program.evaluate(values)
        }
    }
}

/// Judges row after row.
private struct Judge {
    let relation: Part.Relation
    let attainable: Bool
    let widening: Double
    var rows: [Comparison.Row] = []
    var firstViolation: Comparison.Row?
    private var undecided = false

    init(_ relation: Part.Relation, attainable: Bool, widening: Double) {
        self.relation = relation
        self.attainable = attainable
        self.widening = widening
    }

    var verdict: Verdict { firstViolation != nil ? .violated : undecided ? .inconclusive : .holds }

    mutating func step(_ input: Comparison.Row) {
        var row = input
        let atRounding = abs(row.observed) <= row.allowance && abs(row.bound) <= row.allowance
        if !atRounding { row.ratio = ratio(row) }
        // Where equality is asserted, an excess within the allowance is that equality.
        let excess = relation == .atLeast ? row.bound - row.observed : row.observed - row.bound
        if relation == .equal ? abs(excess) <= row.allowance : attainable && excess > 0 && excess <= row.allowance {
            row.ratio = row.ratio.map { _ in 1 }
        }
        rows.append(row)
        guard !atRounding else { return }
        let low = row.low ?? row.observed
        let high = row.high ?? row.observed
        let widestLow = row.observed - widening * (row.observed - low)
        let widestHigh = row.observed + widening * (high - row.observed)
        let violated: Bool
        let certain: Bool
        switch relation {
        case .atMost:
            violated = widestLow - row.bound > row.allowance
            certain = high <= row.bound || (attainable && row.low == nil && row.observed - row.bound <= row.allowance)
        case .atLeast:
            violated = row.bound - widestHigh > row.allowance
            certain = low >= row.bound || (attainable && row.low == nil && row.bound - row.observed <= row.allowance)
        case .equal:
            violated = widestLow - row.bound > row.allowance || row.bound - widestHigh > row.allowance
            certain = !violated
        }
        // An infinite or overflowing observation is never below a finite bound: the comparisons above are false for NaN only.
        if violated || (row.observed.isInfinite && row.bound.isFinite && !certain) {
            rows[rows.count - 1].isViolated = true
            firstViolation = firstViolation ?? rows[rows.count - 1]
        } else if !certain {
            undecided = true
        }
    }

    /// Observed over bound for `<=` and `=`, bound over observed for `>=`. Where the smaller is not positive, the quotient
    /// says nothing of the order: 0 if the relation is true, infinite if not.
    private func ratio(_ row: Comparison.Row) -> Double {
        let (top, bottom) = relation == .atLeast ? (row.bound, row.observed) : (row.observed, row.bound)
        if top == bottom { return 1 }
        if bottom > 0 && top >= 0 { return top / bottom }
        if bottom < 0 && top < 0 { return relation == .equal ? top / bottom : bottom / top }
        return top <= bottom ? 0 : .infinity
    }
}
