extension Matrix {
    /// The numerical rank: how many singular values exceed `cutoff` times the largest.
    ///
    /// The default cutoff is `max(m, n) eps`: singular values below it cannot be told from the rounding of the entries.
    /// Pass a larger one where the entries themselves carry larger errors. The zero matrix has rank 0.
    ///
    /// O(m n min(m, n)). Errors: `notFinite`, `noConvergence`; `invalidArgument` unless the cutoff is in [0, 1).
    public func numericalRank(relativeCutoff: Double? = nil) throws(LinearAlgebraError) -> Int {
        let cutoff = relativeCutoff ?? roundingCutoff(rows: rows, columns: columns)
        guard cutoff >= 0, cutoff < 1 else {
            throw .invalidArgument(
                operation: "numerical rank", expected: "a relative cutoff in [0, 1)", found: "\(cutoff)")
        }
        let values = try singularValues()
        guard let largest = values.first, largest > 0 else { return 0 }
        return values.count { $0 / largest > cutoff }
    }
}

/// The Frobenius inner product `tr(A'B)`, the sum of the products of the entries. Shapes: two times m x n. O(mn).
public func inner(_ a: Matrix, _ b: Matrix) -> Double {
    precondition(a.rows == b.rows && a.columns == b.columns, "shapes of an inner product differ")
    return dot(a.storage, b.storage)
}
