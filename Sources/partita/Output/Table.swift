import Claims
import Figures
import Texts

/// Text tables with aligned columns.
struct Table {
    var rows: [[String]]

    /// The columns, left-aligned but those in `right`, two blanks apart; a line under the first row.
    func text(right: Set<Int> = []) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        var lines = rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return right.contains(column) ? padding + row[column] : row[column] + padding
            }.joined(separator: "  ").trimmingTrailing()
        }
        if lines.count > 1 {
            lines.insert(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "), at: 1)
        }
        return lines.joined(separator: "\n")
    }

    /// The library as a table; the column `coq` counts the parts of a claim that the proof assistant has checked.
    static func library(_ claims: [Claim], _ proofs: CheckedProofs) -> String {
        var rows = [["id", "family", "kind", "status", "proof", "coq", "title", "source"]]
        rows += claims.map {
            [
                $0.id, $0.family.rawValue, $0.kind.rawValue, $0.standing.word, $0.proofStatus, $0.coverage(proofs),
                $0.title, $0.source,
            ]
        }
        return Table(rows: rows).text()
    }

    /// Six significant digits.
    static func number(_ value: Double?) -> String {
        guard let value else { return "-" }
        guard value.isFinite else { return value.isNaN ? "-" : value > 0 ? "inf" : "-inf" }
        return Digits.text(value, significant: 6)
    }
}

extension String {
    fileprivate func trimmingTrailing() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
