/// Finding the rows that a certificate names.
extension PartReplay {
    /// The row that a certificate names, or why there is none.
    enum Match {
        case row(Int)
        case none([Finding])

        var findings: [Finding] {
            switch self {
            case .row: []
            case .none(let findings): findings
            }
        }
    }

    /// The row with these numbers; `nil` if that is not decided.
    func match(_ said: Certificate.Row, _ place: String) throws(Stop) -> Match? {
        var findings = [Finding("\(place).time", said: said.time.text, found: "nothing is observed then")]
        var isDecided = true
        for (index, row) in rows.enumerated() {
            switch try said.time.agrees(with: row.time) {
            case false: continue
            case nil: isDecided = false
            case true:
                let observed = try said.observed.agrees(with: row.observed)
                let bound = try said.bound.agrees(with: row.bound)
                if observed == true && bound == true { return .row(index) }
                findings = []
                if observed == false {
                    findings.append(Finding("\(place).observed", said: said.observed.text, found: row.observed.shown))
                }
                if bound == false {
                    findings.append(Finding("\(place).bound", said: said.bound.text, found: row.bound.shown))
                }
                if findings.isEmpty { isDecided = false }
            }
        }
        return isDecided ? Match.none(findings) : nil
    }

    /// What does not agree of the time that is said to be closest; `nil` if that is not decided.
    func closest() throws(Stop) -> [Finding]? {
        let place = "\(place).closest"
        guard let closest = said.closest else {
            for row in rows where try isPositive(row) {
                return [Finding(place, said: "null", found: "at \(row.time.shown) both sides are positive")]
            }
            return []
        }
        guard let match = try match(closest, place) else { return nil }
        guard case .row(let index) = match else { return match.findings }
        let row = rows[index]
        let arithmetic = row.time.arithmetic
        let signs = [arithmetic.sign(row.observed), arithmetic.sign(row.bound)]
        if signs.contains(0) || signs.contains(-1) {
            return [Finding("\(place).time", said: closest.time.text, found: "a side that is not positive")]
        }
        // A ratio that is larger by more than this could have been told apart from it in doubles.
        let (numerator, denominator) = sides(row)
        let tolerance = try arithmetic.number(Decimal20.closestTolerance)
        let larger = try arithmetic.product(numerator, tolerance)
        for (place, other) in rows.enumerated() where try isPositive(other) {
            let (top, bottom) = sides(other)
            let isCloser =
                arithmetic.isAtMost(
                    try arithmetic.product(top, denominator), try arithmetic.product(larger, bottom)) == false
            // Of equal ones it is the first, which short exact numbers tell at any precision.
            let isEqual = place < index && Self.isPlainlyEqual(row, other)
            if isCloser || isEqual {
                let found = "\(isCloser ? "closer" : "as close") at \(other.time.shown)"
                return [Finding("\(self.place).closest.time", said: closest.time.text, found: found)]
            }
        }
        return []
    }

    /// Whether two rows have the same short exact numbers.
    private static func isPlainlyEqual(_ row: ReplayedRow, _ other: ReplayedRow) -> Bool {
        zip([row.observed, row.bound], [other.observed, other.bound]).allSatisfy { one, two in
            one.isExact && two.isExact && one.longest <= 64 && one.arithmetic.order(one, 0, two, 0) == 0
        }
    }

    /// What is divided by what in the ratio of a row.
    private func sides(_ row: ReplayedRow) -> (Enclosure, Enclosure) {
        relation == .atLeast ? (row.bound, row.observed) : (row.observed, row.bound)
    }

    /// Whether both sides are above 1e-1000 for certain: smaller ones may be written as 0.
    private func isPositive(_ row: ReplayedRow) throws(Stop) -> Bool {
        let arithmetic = row.time.arithmetic
        let tiny = try arithmetic.number(Decimal20.smallest)
        return arithmetic.isAtMost(row.observed, tiny) == false && arithmetic.isAtMost(row.bound, tiny) == false
    }
}
