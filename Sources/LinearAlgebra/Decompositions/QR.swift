import CLAPACKE

extension Matrix {
    /// The thin QR decomposition `A = Q R`: Q with orthonormal columns, R upper triangular with diagonal >= 0.
    ///
    /// Householder reflections (`dgeqrf`, `dorgqr`), then signs fixed: for A of full column rank the decomposition is
    /// thereby unique. Shapes: m x n to m x k and k x n, with k = min(m, n). O(m n k).
    /// Errors: `notFinite`.
    public func qr() throws(LinearAlgebraError) -> (q: Matrix, r: Matrix) {
        try requireFinite("QR decomposition")
        return qrOfFinite()
    }

    /// ``qr()`` for a matrix known to be finite; nothing else can go wrong.
    func qrOfFinite() -> (q: Matrix, r: Matrix) {
        let (m, n, k) = (rows, columns, min(rows, columns))
        guard k > 0 else { return (Matrix(rows: m, columns: 0), Matrix(rows: 0, columns: n)) }
        _ = Backend.oneThreadByDefault
        let scale = SafeScale(maxAbs: maxAbs)
        var a = scale.apply(storage)
        var tau = [Double](repeating: 0, count: k)
        LAPACKE_dgeqrf(LAPACK_COL_MAJOR, Int32(m), Int32(n), &a, Int32(m), &tau)
        var r = Matrix(rows: k, columns: n) { $0 <= $1 ? scale.inverse * a[$0 + $1 * m] : 0 }
        var q = Array(a.prefix(m * k))
        LAPACKE_dorgqr(LAPACK_COL_MAJOR, Int32(m), Int32(k), Int32(k), &q, Int32(m), tau)
        for i in 0..<k where r[i, i] < 0 {
            for j in i..<n { r[i, j] = -r[i, j] }
            for index in (i * m)..<((i + 1) * m) { q[index] = -q[index] }
        }
        return (Matrix(rows: m, columns: k, storage: q), r)
    }

    /// The x of least norm among those that minimize `|A x - b|`.
    ///
    /// By singular values (`dgelsd`). Rank decision: a singular value counts as zero if it is at most
    /// `max(m, n) eps` times the largest, the cutoff of ``numericalRank(relativeCutoff:)`` too. With no rows the answer is zero.
    ///
    /// Shapes: m x n, m, to n. O(m n min(m, n)).
    /// Errors: `shape` or `notFinite` for A or b; `notFinite` if the solution overflows; `noConvergence`.
    public func leastSquares(_ b: Vector) throws(LinearAlgebraError) -> Vector {
        let operation = "least squares"
        try requireFinite(operation)
        guard b.count == rows else {
            throw .shape(operation: operation, expected: "\(rows) x 1", found: "\(b.count) x 1")
        }
        try LinearAlgebra.requireFinite(b, operation: operation)
        let (m, n) = (rows, columns)
        guard m > 0, n > 0 else { return Vector(repeating: 0, count: n) }
        _ = Backend.oneThreadByDefault
        var a = storage
        var x = b + [Double](repeating: 0, count: max(n - m, 0))
        var values = Vector(repeating: 0, count: min(m, n))
        var rank: Int32 = 0
        let info = LAPACKE_dgelsd(
            LAPACK_COL_MAJOR, Int32(m), Int32(n), 1, &a, Int32(m), &x, Int32(max(m, n)), &values,
            roundingCutoff(rows: m, columns: n), &rank)
        try checkInfo(info, operation: operation)
        x = Array(x.prefix(n))
        try LinearAlgebra.requireFinite(x, operation: "\(operation) (the solution overflows)")
        return x
    }

    /// The Moore-Penrose pseudoinverse `V diag(1/s) U'` over the singular values s above the cutoff
    /// `max(m, n) eps s_1`. Shape: m x n to n x m. O(m n min(m, n)).
    ///
    /// Errors: `notFinite` (also if the result overflows), `noConvergence`.
    public func pseudoinverse() throws(LinearAlgebraError) -> Matrix {
        let operation = "pseudoinverse"
        try requireFinite(operation)
        let scale = SafeScale(maxAbs: maxAbs)
        let svd = try Matrix(rows: rows, columns: columns, storage: scale.apply(storage)).svd()
        let cutoff = roundingCutoff(rows: rows, columns: columns) * (svd.values.first ?? 0)
        let rank = svd.values.count { $0 > cutoff }
        let kept = svd.leading(rank)
        let inverse = SVD(u: kept.v, values: kept.values.map { 1 / $0 }, v: kept.u).product
        let result = scale.apply(inverse.storage)
        try LinearAlgebra.requireFinite(result, operation: "\(operation) (the result overflows)")
        return Matrix(rows: columns, columns: rows, storage: result)
    }
}
