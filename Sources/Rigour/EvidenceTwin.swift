import CFlint
import Claims

/// Compares what a derivation gives with what the instance gave in doubles: that both are of the same instance.
///
/// This proves nothing, and nothing rests on it but trust that the right thing is proven. Doubles carry radii that are estimates
/// in places; a difference of 1e-8, relatively, is allowed besides.
struct EvidenceTwin {
    private static let slack = 1e-8
    let evidence: Evidence

    /// Errors: `wrong`, with the first quantity or row that differs.
    func compare(_ outcome: Interpreter.Outcome) throws(DerivationError) {
        for (name, value) in outcome.quantities.sorted(by: { $0.key < $1.key }) {
            guard let double = evidence.quantities[name] else { continue }
            try require(value, double.value, double.radius, "`\(name)`")
        }
        for (part, rows) in outcome.rows.sorted(by: { $0.key < $1.key }) {
            guard let track = evidence.tracks[part] else {
                throw .wrong(line: 0, "the instance does not observe \"\(part)\"")
            }
            for row in rows { try compare(part, row, track) }
            let known = track.observed.filter { !$0.isNaN }.count
            guard rows.count == known else {
                throw .wrong(line: 0, "\"\(part)\" has \(rows.count) rows, the instance \(known)")
            }
        }
    }

    private func compare(_ part: String, _ row: Interpreter.Row, _ track: Track) throws(DerivationError) {
        let time = middle(row.time)
        guard let index = track.times.firstIndex(where: { abs($0 - time) <= Self.slack * (1 + abs(time)) }) else {
            throw .wrong(line: 0, "\"\(part)\" has no row at \(time)")
        }
        let place = "\"\(part)\" at \(time)"
        try require(row.observed, track.observed[index], track.radius[index], place)
        for (name, value) in row.with.sorted(by: { $0.key < $1.key }) {
            guard let double = track.varying[name]?[index] else { continue }
            try require(value, double.value, double.radius, "`\(name)` of \(place)")
        }
    }

    private func require(
        _ value: Enclosure, _ double: Double, _ radius: Double, _ what: String
    ) throws(DerivationError) {
        let found = middle(value)
        let allowed = radius + mag_get_d(&value.number.pointee.rad) + Self.slack * (abs(double) + 1e-6)
        guard abs(found - double) <= allowed || (found.isInfinite && double.isInfinite) || allowed.isInfinite else {
            throw .wrong(line: 0, "\(what) is \(found) by the derivation and \(double) by the instance")
        }
    }

    private func middle(_ value: Enclosure) -> Double {
        arf_get_d(&value.number.pointee.mid, ARF_RND_NEAR)
    }
}
