import CMPFI

/// An observed number and its bound.
struct ReplayedRow {
    let time: Enclosure
    let observed: Enclosure
    let bound: Enclosure
}

extension Interpreter {
    /// What was observed of a part, with the bound at each time.
    func rows(of part: String, bound: Expression) throws(Stop) -> [ReplayedRow] {
        var rows: [ReplayedRow] = []
        for observation in observations[part] ?? [] {
            var names = quantities
            names["t"] = observation.time
            names.merge(observation.variables) { _, new in new }
            let value: Enclosure
            do throws(Stop) { value = try scoped(names).number(bound, "a bound") } catch {
                throw error.at("the bound for line \(observation.line)")
            }
            rows.append(ReplayedRow(time: observation.time, observed: observation.value, bound: value))
        }
        return rows
    }
}

/// Compares what a certificate says of a part with the rows of the replay.
struct PartReplay {
    let said: Certificate.Outcome
    let relation: Relation
    let place: String
    let rows: [ReplayedRow]

    /// What does not agree; `nil` if that is not decided at this precision.
    func findings() throws(Stop) -> [Finding]? {
        var findings: [Finding] = []
        switch said.verdict {
        case .certified:
            var isDecided = true
            for row in rows {
                switch row.time.arithmetic.decide(row.observed, relation, row.bound) {
                case true: break
                case nil: isDecided = false
                case false:
                    let found =
                        "at \(row.time.shown) the relation is false: \(row.observed.shown), bound \(row.bound.shown)"
                    return [Finding("\(place).verdict", said: "certified", found: found)]
                }
            }
            if !isDecided { return nil }
            if said.violated != nil {
                findings.append(Finding("\(place).violated", said: "a violation", found: "the verdict is certified"))
            }
        case .refuted:
            guard let violated = said.violated else {
                return [Finding("\(place).violated", said: "null", found: "expected a time for the verdict refuted")]
            }
            guard let found = try violation(violated) else { return nil }
            findings += found
        case .undecided: break
        }
        guard let found = try closest() else { return nil }
        return findings + found
    }

    /// Of the time at which the relation is said to be false first.
    private func violation(_ violated: Certificate.Violation) throws(Stop) -> [Finding]? {
        let place = "\(place).violated"
        guard let match = try match(violated.row, place) else { return nil }
        guard case .row(let index) = match else { return match.findings }
        let row = rows[index]
        let arithmetic = row.time.arithmetic
        guard let holds = arithmetic.decide(row.observed, relation, row.bound) else { return nil }
        if holds {
            return [Finding("\(place).time", said: violated.row.time.text, found: "the relation is true there")]
        }
        for (other, earlier) in rows.enumerated() where other != index {
            // At the precision that it took, an excess of a quarter of its bits should have been seen.
            guard arithmetic.order(earlier.time, 0, row.time, 0) == -1, other < index,
                arithmetic.decide(earlier.observed, relation, earlier.bound) == false
            else { continue }
            if try isPlain(earlier, bits: said.bits / 4) {
                return [
                    Finding(
                        "\(place).time", said: violated.row.time.text, found: "false first at \(earlier.time.shown)")
                ]
            }
        }
        let excess =
            relation == .atLeast
            ? try arithmetic.difference(row.bound, row.observed) : try arithmetic.difference(row.observed, row.bound)
        return try margin(violated, excess, "\(place).margin")
    }

    /// Whether the sides of a row differ by more than 2^-bits of their size.
    private func isPlain(_ row: ReplayedRow, bits: Int) throws(Stop) -> Bool {
        let arithmetic = row.time.arithmetic
        let excess = try arithmetic.magnitude(try arithmetic.difference(row.observed, row.bound))
        let size = try arithmetic.sum(try arithmetic.magnitude(row.observed), try arithmetic.magnitude(row.bound))
        let part = try arithmetic.product(
            size, try arithmetic.power(try arithmetic.number(2), try arithmetic.number(-bits)))
        return arithmetic.isAtMost(part, excess) == true
    }

    /// The ends enclose the excess, have its sign, and are near it.
    private func margin(
        _ violated: Certificate.Violation, _ excess: Enclosure, _ place: String
    ) throws(Stop) -> [Finding]? {
        let arithmetic = excess.arithmetic
        guard let sign = arithmetic.sign(excess) else { return nil }
        let low = try arithmetic.number(violated.margin.0.value)
        let high = try arithmetic.number(violated.margin.1.value)
        let said = "[\(violated.margin.0.text), \(violated.margin.1.text)]"
        let wrong = [Finding(place, said: said, found: "an excess of \(excess.shown)")]
        if arithmetic.isAtMost(low, excess) == false || arithmetic.isAtMost(excess, high) == false { return wrong }
        if arithmetic.sign(low) != sign || arithmetic.sign(high) != sign { return wrong }
        // Each within a millionth of it.
        let millionth = try arithmetic.number(Decimal20.millionth)
        let slack = try arithmetic.magnitude(try arithmetic.product(excess, millionth))
        for end in [low, high] {
            let distance = try arithmetic.magnitude(try arithmetic.difference(end, excess))
            guard let isNear = arithmetic.isAtMost(distance, slack) else { return nil }
            if !isNear { return wrong }
        }
        return []
    }
}
