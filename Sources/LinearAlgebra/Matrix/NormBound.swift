import CKernels

/// The smaller of `sqrt(|A|_1 |A|_inf)` and `|A|_F`: upper bounds of the spectral norm of `A` and of the matrix of absolute
/// values. O(mn), in one pass.
public func spectralNormBound(_ a: MatrixView) -> Double {
    var (columnMax, rowMax, squares) = (0.0, 0.0, 0.0)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(a.rows, 1)) { rows in
        guard let rows = rows.baseAddress else { return }
        partita_norms(a.rows, a.columns, a.base, a.stride, rows, &columnMax, &rowMax, &squares)
    }
    // Only the sum of squares shows an entry that is not a number.
    guard !squares.isNaN else { return .nan }
    let bound = columnMax.squareRoot() * rowMax.squareRoot()
    return squares > 1e-290 ? min(bound, squares.squareRoot()) : bound
}
