import CFlint
import Claims

/// One row: observed against bound.
struct RowJudge {
    private let relation: Part.Relation
    private let observed: Enclosure
    private let bound: Enclosure
    private let arithmetic: Arithmetic

    init(_ relation: Part.Relation, _ observed: Enclosure, _ bound: Enclosure, _ arithmetic: Arithmetic) {
        self.relation = relation
        self.observed = observed
        self.bound = bound
        self.arithmetic = arithmetic
    }

    /// Whether the relation is true; `nil` where that is not decided.
    var holds: Bool? {
        let relation: Test.Relation =
            switch self.relation {
            case .atMost: .lessOrEqual
            case .atLeast: .greaterOrEqual
            case .equal: .equal
            }
        return arithmetic.holds(observed, relation, bound)
    }

    /// Observed over bound, of a lower bound the inverse, where both are certainly positive.
    var ratio: Enclosure? {
        guard arb_is_positive(observed.number) != 0, arb_is_positive(bound.number) != 0 else { return nil }
        return relation == .atLeast ? try? arithmetic.divide(bound, observed) : try? arithmetic.divide(observed, bound)
    }

    /// The row in digits; `nil` where a number is not known well enough.
    func written(at time: Enclosure) -> Certificate.Row? {
        guard let time = Digits20.precise(time), let observed = Digits20.precise(observed),
            let bound = Digits20.precise(bound)
        else { return nil }
        return Certificate.Row(time: time, observed: observed, bound: bound)
    }

    /// What is violated and by how much; `nil` where that is not known well enough.
    func violation(at time: Enclosure) -> Certificate.Violation? {
        guard let row = written(at: time),
            let excess = try? relation == .atLeast
                ? arithmetic.subtract(bound, observed) : arithmetic.subtract(observed, bound),
            let ends = Digits20.bounds(excess)
        else { return nil }
        return Certificate.Violation(time: row.time, observed: row.observed, bound: row.bound, margin: ends)
    }
}
