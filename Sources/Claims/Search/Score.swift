/// How near a comparison comes to breaking its bound, as one number for a search to make large.
///
/// - Where hypotheses are false: below -1, the further the more they are.
/// - Where the relation is true or undecided: from 0 to below 1. Of an inequality, the largest ratio less what rounding, or
///   the confidence interval, can explain of it; of an equality, the deviation as a part of the allowance.
/// - Where it is violated: the largest ratio of a violated step, above 1; of an equality the ratio or its inverse.
struct Score: Sendable, Equatable {
    let value: Double
    /// The same where hypotheses hold. Elsewhere it falls off steeply, but from what the relation alone says: a simplex can
    /// follow an edge that it sees from both sides, which it cannot where there is a cliff.
    let slope: Double

    init(_ comparison: Comparison) {
        let relation =
            switch comparison.relationVerdict {
            case .violated: comparison.rows.filter(\.isViolated).map(Self.excess(comparison.relation)).max() ?? 1
            default: min(max(Self.nearness(comparison), 0), 1.nextDown)
            }
        let gap = comparison.failedChecks.reduce(0) { $0 + Self.gap($1) }
        value = comparison.failedChecks.isEmpty ? relation : -1 - gap
        slope = comparison.failedChecks.isEmpty ? relation : min(relation, 1.5) - 50 * gap
    }

    /// By how much a hypothesis fails, from 0 to 2.
    private static func gap(_ check: Comparison.Check) -> Double {
        let size = max(check.left.magnitude, check.right.magnitude)
        guard size.isFinite else { return 2 }
        return (check.left - check.right).magnitude / (1 + size)
    }

    private static func excess(_ relation: Part.Relation) -> (Comparison.Row) -> Double {
        { row in
            guard let ratio = row.ratio, relation == .equal else { return max(row.ratio ?? .infinity, 1.nextUp) }
            return ratio > 0 ? max(ratio, 1 / ratio, 1.nextUp) : .infinity
        }
    }

    private static func nearness(_ comparison: Comparison) -> Double {
        if comparison.relation == .equal {
            return comparison.rows.map { row in
                let deviation = (row.observed - row.bound).magnitude
                return deviation == 0 ? 0 : deviation / row.allowance
            }.filter { !$0.isNaN }.max() ?? 0
        }
        guard let row = comparison.worstRow, let ratio = row.ratio, ratio.isFinite else { return 0 }
        let certain = comparison.relation == .atMost ? row.low : row.high
        let doubt = row.allowance + (certain.map { ($0 - row.observed).magnitude } ?? 0)
        let base = max(row.observed.magnitude, row.bound.magnitude)
        return base > 0 ? ratio - doubt / base : 0
    }
}

extension Comparison {
    /// The row of ``maxRatio``.
    package var worstRow: Row? { rows.first { $0.time == maxRatioTime && $0.ratio == maxRatio } }

    /// The step of the largest ratio; of an equality that is false, the first where it is.
    package var worstTime: Double? { relation == .equal ? firstViolation?.time : maxRatioTime }
}
