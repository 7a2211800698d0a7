extension Matrix {
    /// Whether `A = A'`, entry by entry. O(n^2), but ends at the first difference.
    public var isSymmetric: Bool {
        guard isSquare else { return false }
        return withView { a in
            for j in 0..<rows {
                for i in 0..<j where a[i, j] != a[j, i] { return false }
            }
            return true
        }
    }

    /// `|K|_F` of the skew part `K = (A - A') / 2` of a square matrix. O(n^2).
    public var asymmetry: Double {
        precondition(isSquare, "only a square matrix has a skew part")
        let largest = maxAbs
        guard largest > 0 else { return 0 }
        // By tiles that stay in the cache together with their mirror images.
        let tile = 32
        let squares = withView { a in
            var sum = 0.0
            for left in stride(from: 0, to: rows, by: tile) {
                for top in stride(from: 0, through: left, by: tile) {
                    for j in left..<min(left + tile, rows) {
                        for i in top..<max(top, min(top + tile, j)) {
                            let difference = (a[i, j] - a[j, i]) / largest
                            sum += difference * difference
                        }
                    }
                }
            }
            return sum
        }
        // Each difference stands above and below the diagonal, halved.
        return largest * (squares / 2).squareRoot()
    }

    /// Whether the matrix is square and misses symmetry by what rounding explains, `2 |K|_F <= n u |A|_F` with `u = 2^-53`: such
    /// as a product `Q D Q'`. It is then normal up to rounding too, `|A A' - A' A|_F <= 4 |A| |K|_F`.
    public var isSymmetricUpToRounding: Bool {
        guard isSquare else { return false }
        return isSymmetric || 2 * asymmetry <= Double(rows) * 0x1p-53 * frobeniusNorm
    }
}
