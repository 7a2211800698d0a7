import CMPFI

/// A matrix of rational numbers that changes in place: elimination without rounding.
final class RationalMatrix {
    let rows: Int
    let columns: Int
    private let entries: UnsafeMutablePointer<CRational>
    private let meter: Meter
    private let term = Rational()

    /// The exact matrices given, side by side; `nil` if an entry is not exact.
    ///
    /// - Precondition: equal numbers of rows.
    init?(_ parts: [Enclosure]) {
        guard let first = parts.first, parts.allSatisfy(\.isExact) else { return nil }
        rows = first.rows
        columns = parts.reduce(0) { $0 + $1.columns }
        meter = first.arithmetic.meter
        entries = .allocate(capacity: rows * columns)
        var next = 0
        for part in parts {
            for entry in 0..<part.count {
                partita_q_init(entries + next)
                if let value = part.exact(entry) { partita_q_set(entries + next, value) }
                next += 1
            }
        }
    }

    deinit {
        for entry in 0..<rows * columns { partita_q_clear(entries + entry) }
        entries.deallocate()
    }

    func at(_ i: Int, _ j: Int) -> RationalPointer { entries + i + j * rows }

    /// What eliminating a matrix would cost, about: entries become as long as a column's determinant.
    static func cost(_ parts: [Enclosure]) -> (operations: Double, bits: Int) {
        let rows = parts.first?.rows ?? 0
        let columns = parts.reduce(0) { $0 + $1.columns }
        let bits = parts.reduce(0) { max($0, $1.longest) }
        return (Double(rows * rows) * Double(columns), bits * min(rows, columns))
    }

    /// Brings the first `width` columns into reduced row echelon form.
    ///
    /// - Returns: the columns of the pivots, and the determinant of a square matrix of that width.
    /// - Complexity: O(rows^2 columns) operations.
    func reduce(width: Int) throws(Stop) -> (pivots: [Int], determinant: Rational) {
        var pivots: [Int] = []
        let determinant = Rational(1)
        for column in 0..<width {
            let row = pivots.count
            guard let pivot = (row..<rows).first(where: { partita_q_sgn(at($0, column)) != 0 }) else {
                partita_q_set_si(determinant.pointer, 0)
                continue
            }
            if pivot != row {
                for j in column..<columns { partita_q_swap(at(pivot, j), at(row, j)) }
                partita_q_neg(determinant.pointer, determinant.pointer)
            }
            partita_q_mul(determinant.pointer, determinant.pointer, at(row, column))
            let divisor = Rational(at(row, column))
            for j in column..<columns { partita_q_div(at(row, j), at(row, j), divisor.pointer) }
            for i in 0..<rows where i != row {
                try subtract(row, from: i, times: Rational(at(i, column)), start: column)
            }
            pivots.append(column)
            if pivots.count == rows { break }
        }
        return (pivots, determinant)
    }

    /// Takes the multiple of a row by an entry of row `i` from that row, from column `start` on.
    private func subtract(_ row: Int, from i: Int, times factor: Rational, start: Int) throws(Stop) {
        if factor.sign == 0 { return }
        for j in start..<max(columns, start) where partita_q_sgn(at(row, j)) != 0 {
            try meter.spend(Arithmetic.cost(bits: partita_q_bits(at(i, j))))
            partita_q_mul(term.pointer, factor.pointer, at(row, j))
            partita_q_sub(at(i, j), at(i, j), term.pointer)
        }
    }

    /// The rank of a symmetric matrix if it is positive semidefinite, else `nil`.
    ///
    /// A semidefinite matrix with a zero on its diagonal has zeros in that row; what is left after eliminating a
    /// positive one is semidefinite again.
    ///
    /// - Complexity: O(n^3) operations.
    func semidefiniteRank() throws(Stop) -> Int? {
        var rank = 0
        for k in 0..<rows {
            let sign = partita_q_sgn(at(k, k))
            if sign < 0 { return nil }
            if sign == 0 {
                if ((k + 1)..<max(rows, k + 1)).contains(where: { partita_q_sgn(at(k, $0)) != 0 }) { return nil }
                continue
            }
            rank += 1
            for j in (k + 1)..<max(columns, k + 1) { partita_q_div(at(k, j), at(k, j), at(k, k)) }
            for i in (k + 1)..<max(rows, k + 1) {
                try subtract(k, from: i, times: Rational(at(i, k)), start: k + 1)
            }
        }
        return rank
    }
}
