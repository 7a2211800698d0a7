import CLAPACKE

/// The singular value decomposition `A = U diag(values) V'`.
public struct SVD: Sendable {
    /// How many singular vectors to compute: `thin` gives `min(m, n)` on each side, `full` gives m and n.
    public enum Kind: Sendable {
        /// `min(m, n)` vectors on each side.
        case thin
        /// Complete orthonormal bases.
        case full
    }

    /// The left singular vectors as orthonormal columns; m rows.
    public let u: Matrix
    /// The singular values, descending and not negative; at most `min(m, n)`.
    public let values: Vector
    /// The right singular vectors as orthonormal columns (V itself, not its transpose); n rows.
    public let v: Matrix

    /// A decomposition from its parts.
    public init(u: Matrix, values: Vector, v: Matrix) {
        self.u = u
        self.values = values
        self.v = v
    }

    /// `U_k diag(values) V_k'` with k the number of values: the matrix again, or its best approximation of rank k.
    /// O(mnk).
    public var product: Matrix {
        let m = u.rows
        var scaled = Array(u.storage.prefix(m * values.count))
        for j in 0..<values.count {
            for i in (j * m)..<((j + 1) * m) { scaled[i] *= values[j] }
        }
        var product = Matrix(rows: m, columns: v.rows)
        product.withMutableView { c in
            Matrix(rows: m, columns: values.count, storage: scaled).withView { a in
                v.withView { b in
                    multiply(a, b[0..<b.rows, 0..<values.count], secondTransposed: true, into: c)
                }
            }
        }
        return product
    }

    /// The first `k` triples; `k` is at most the number of values.
    func leading(_ k: Int) -> SVD {
        SVD(
            u: Matrix(rows: u.rows, columns: k, storage: Array(u.storage.prefix(u.rows * k))),
            values: Array(values.prefix(k)),
            v: Matrix(rows: v.rows, columns: k, storage: Array(v.storage.prefix(v.rows * k))))
    }
}

extension Matrix {
    /// The singular value decomposition `A = U diag(values) V'`.
    ///
    /// LAPACK's divide and conquer (`dgesdd`); should it not converge, the QR iteration (`dgesvd`). Each singular value is
    /// right to a modest multiple of `eps |A|`; the vectors are orthonormal to a multiple of `max(m, n) eps`.
    ///
    /// Shapes: m x n to m x k, k, n x k with k = min(m, n) if `thin`; m x m, k, n x n if `full`. Sizes of 0 are allowed.
    /// O(m n min(m, n)), and O(m^3 + n^3) if `full`. Errors: `notFinite`, `noConvergence`.
    public func svd(_ kind: SVD.Kind = .thin) throws(LinearAlgebraError) -> SVD {
        let operation = "singular value decomposition"
        try requireFinite(operation)
        let (m, n, k) = (rows, columns, min(rows, columns))
        let (uColumns, vColumns) = kind == .full ? (m, n) : (k, k)
        guard k > 0 else {
            return kind == .full
                ? SVD(u: .identity(m), values: [], v: .identity(n))
                : SVD(u: Matrix(rows: m, columns: 0), values: [], v: Matrix(rows: n, columns: 0))
        }
        _ = Backend.oneThreadByDefault
        let letter = job(kind == .full ? "A" : "S")
        var a = storage
        var values = Vector(repeating: 0, count: k)
        var u = [Double](repeating: 0, count: m * uColumns)
        var vt = [Double](repeating: 0, count: vColumns * n)
        var info = LAPACKE_dgesdd(
            LAPACK_COL_MAJOR, letter, Int32(m), Int32(n), &a, Int32(m), &values, &u, Int32(m), &vt, Int32(vColumns))
        if info > 0 {
            a = storage
            var unconverged = Vector(repeating: 0, count: k)
            info = LAPACKE_dgesvd(
                LAPACK_COL_MAJOR, letter, letter, Int32(m), Int32(n), &a, Int32(m), &values, &u, Int32(m), &vt,
                Int32(vColumns), &unconverged)
        }
        try checkInfo(info, operation: operation)
        return SVD(
            u: Matrix(rows: m, columns: uColumns, storage: u), values: values,
            v: Matrix(rows: vColumns, columns: n, storage: vt).transposed)
    }

    /// The singular values, descending; min(m, n) of them. About a third of the time of ``svd(_:)``.
    ///
    /// O(m n min(m, n)). Errors: `notFinite`, `noConvergence`.
    public func singularValues() throws(LinearAlgebraError) -> Vector {
        let operation = "singular values"
        try requireFinite(operation)
        let (m, n, k) = (rows, columns, min(rows, columns))
        guard k > 0 else { return [] }
        _ = Backend.oneThreadByDefault
        var a = storage
        var values = Vector(repeating: 0, count: k)
        var (u, vt) = ([0.0], [0.0])
        let info = LAPACKE_dgesdd(
            LAPACK_COL_MAJOR, job("N"), Int32(m), Int32(n), &a, Int32(m), &values, &u, Int32(m), &vt, Int32(n))
        try checkInfo(info, operation: operation)
        return values
    }

    /// The spectral norm `|A|_2`, the largest singular value; 0 if the matrix is empty.
    ///
    /// O(m n min(m, n)). Errors: `notFinite`, `noConvergence`.
    public func spectralNorm() throws(LinearAlgebraError) -> Double { try singularValues().first ?? 0 }
}
