import CFlint

/// Sums and sums of products over rows of decimals, exactly.
///
/// Each number is taken as the shortest decimal that rounds to its double: what was written, if that had at most 15 digits.
package final class ExactSums {
    private let columns: Int
    private var count = 0
    /// The sums of products of the columns and of 1, which comes last.
    private let products: Enclosure

    /// Sums over rows of `columns` numbers.
    package init(columns: Int) {
        self.columns = columns
        products = Enclosure(rows: columns + 1, columns: columns + 1)
        _ = products.makeExact()
    }

    /// Adds rows. O(rows columns^2) operations on whole numbers.
    package func add(rows: Int, _ entry: (Int, Int) -> Double) {
        let block = Enclosure(rows: rows, columns: columns + 1)
        let turned = Enclosure(rows: columns + 1, columns: rows)
        let sum = Enclosure(rows: columns + 1, columns: columns + 1)
        let (entries, transposed) = (block.makeExact(), turned.makeExact())
        for i in 0..<rows {
            for j in 0..<columns { Self.set(partita_fmpq_entry(entries, i, j), entry(i, j)) }
            fmpq_set_si(partita_fmpq_entry(entries, i, columns), 1, 1)
        }
        fmpq_mat_transpose(transposed, entries)
        fmpq_mat_mul(sum.makeExact(), transposed, entries)
        fmpq_mat_add(products.makeExact(), products.makeExact(), sum.makeExact())
        extendLifetime((block, turned, sum))
        count += rows
    }

    /// Lines that give `rows`, the column sums `x1` and the sums of products `xx`.
    package var derivation: String {
        let x1 = (0..<columns).map { text($0, columns) }.joined(separator: "; ")
        let xx = (0..<columns).map { i in (0..<columns).map { text(i, $0) }.joined(separator: ", ") }
        return "rows = \(count)\nx1 = [\(x1)]\nxx = [\(xx.joined(separator: "; "))]"
    }

    private func text(_ i: Int, _ j: Int) -> String {
        guard let raw = fmpq_get_str(nil, 10, partita_fmpq_entry(products.makeExact(), i, j)) else { return "0" }
        defer { flint_free(raw) }
        return String(cString: raw)
    }

    /// The shortest decimal of a double.
    private static func set(_ target: UnsafeMutablePointer<fmpq>?, _ value: Double) {
        let decimal = (try? Arithmetic(bits: 128).literal("\(value.magnitude)"))
        guard let decimal, let exact = decimal.exactNumber else { return }
        fmpq_set(target, exact)
        if value < 0 { fmpq_neg(target, target) }
        extendLifetime(decimal)
    }
}
