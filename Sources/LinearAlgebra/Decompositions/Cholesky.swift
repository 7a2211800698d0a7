import CLAPACKE

extension Matrix {
    /// The Cholesky factor of a symmetric positive definite matrix: lower triangular L with positive diagonal, `A = L L'`.
    ///
    /// LAPACK's `dpotrf`. Shape: n x n. O(n^3). The matrix may miss symmetry by rounding, as in ``symmetricEigen()``.
    /// Errors: `shape`, `notFinite`, `notSymmetric`; `notPositiveDefinite` with the first pivot (from 1) that is not
    /// positive, which on a singular matrix is decided by rounding.
    public func cholesky() throws(LinearAlgebraError) -> Matrix {
        let (storage, scale) = try choleskyFactor("Cholesky factorization")
        return Matrix(rows: rows, columns: rows, storage: SafeScale.scale(storage, by: scale.inverseRoot))
    }

    /// The solution X of `A X = B` for a symmetric positive definite A.
    ///
    /// By Cholesky: half the work of ``solve(_:)-(Matrix)``. Shapes: n x n, n x k, to n x k. O(n^3 + n^2 k).
    /// Errors: those of ``cholesky()``; `shape` or `notFinite` for B; `notFinite` if the solution overflows.
    public func solvePositiveDefinite(_ b: Matrix) throws(LinearAlgebraError) -> Matrix {
        let operation = "positive definite solve"
        let (factor, scale) = try choleskyFactor(operation)
        try requireRightHandSide(b, operation)
        guard b.count > 0 else { return b }
        let n = Int32(rows)
        var x = b.storage
        let info = LAPACKE_dpotrs(LAPACK_COL_MAJOR, job("L"), n, Int32(b.columns), factor, n, &x, n)
        try checkInfo(info, operation: operation)
        x = scale.apply(x)
        try LinearAlgebra.requireFinite(x, operation: "\(operation) (the solution overflows)")
        return Matrix(rows: b.rows, columns: b.columns, storage: x)
    }

    /// The solution x of `A x = b` for a symmetric positive definite A. Shapes: n x n, n, to n. O(n^3).
    ///
    /// Errors: as for a matrix of right-hand sides.
    public func solvePositiveDefinite(_ b: Vector) throws(LinearAlgebraError) -> Vector {
        try solvePositiveDefinite(Matrix(column: b)).storage
    }

    /// The factor of `2^k A`, whose strict upper triangle is zero, and the scale.
    private func choleskyFactor(_ operation: String) throws(LinearAlgebraError) -> ([Double], SafeScale) {
        let a = try requireSymmetric(operation)
        let n = rows
        let scale = SafeScale(maxAbs: a.maxAbs)
        guard n > 0 else { return ([], scale) }
        _ = Backend.oneThreadByDefault
        var factor = scale.apply(a.storage)
        let info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, job("L"), Int32(n), &factor, Int32(n))
        if info > 0 { throw .notPositiveDefinite(pivot: Int(info)) }
        try checkInfo(info, operation: operation)
        for j in 0..<n {
            for i in 0..<j { factor[i + j * n] = 0 }
        }
        // An overflow in a row makes its pivot infinite or undefined: not positive, though LAPACK may not notice.
        if let index = factor.indices.filter({ !factor[$0].isFinite }).map({ $0 % n }).min() {
            throw .notPositiveDefinite(pivot: index + 1)
        }
        return (factor, scale)
    }
}
