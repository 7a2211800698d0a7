import CLAPACKE

/// The spectral decomposition `A = Q diag(values) Q'` of a symmetric matrix.
public struct SymmetricEigen: Sendable {
    /// The eigenvalues, ascending; n of them.
    public let values: Vector
    /// The orthonormal eigenvectors, one per column in the order of `values`; n x n.
    public let vectors: Matrix

    /// A decomposition from its parts, values ascending.
    public init(values: Vector, vectors: Matrix) {
        self.values = values
        self.vectors = vectors
    }
}

extension Matrix {
    /// The eigenvalues and orthonormal eigenvectors of a symmetric matrix, `A = Q diag(values) Q'`.
    ///
    /// LAPACK's divide and conquer (`dsyevd`): each eigenvalue is right to a modest multiple of `eps |A|`, and the vectors
    /// are orthonormal to a multiple of `n eps`. Inside a cluster the vectors are some basis of its invariant subspace.
    /// The matrix may miss symmetry by `4 n eps max|a|`, and is then replaced by the mean of its two triangles.
    ///
    /// Shape: n x n; n = 0 gives an empty decomposition. O(n^3).
    /// Errors: `shape`, `notFinite`, `notSymmetric`, `noConvergence`.
    public func symmetricEigen() throws(LinearAlgebraError) -> SymmetricEigen {
        let (values, storage) = try symmetricEigenproblem(job("V"))
        return SymmetricEigen(values: values, vectors: Matrix(rows: rows, columns: rows, storage: storage))
    }

    /// The eigenvalues of a symmetric matrix, ascending. About a third of the time of ``symmetricEigen()``.
    ///
    /// Shape: n x n. O(n^3). Errors: `shape`, `notFinite`, `notSymmetric`, `noConvergence`.
    public func symmetricEigenvalues() throws(LinearAlgebraError) -> Vector {
        try symmetricEigenproblem(job("N")).values
    }

    private func symmetricEigenproblem(
        _ kind: CChar
    ) throws(LinearAlgebraError) -> (values: Vector, storage: [Double]) {
        let operation = "symmetric eigenvalues"
        var a = try requireSymmetric(operation).storage
        let n = rows
        guard n > 0 else { return ([], []) }
        _ = Backend.oneThreadByDefault
        var values = Vector(repeating: 0, count: n)
        let info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, kind, job("L"), Int32(n), &a, Int32(n), &values)
        try checkInfo(info, operation: operation)
        return (values, a)
    }

    /// The symmetric matrix `Q diag(values) Q'`, exactly symmetric.
    ///
    /// `basis` is Q, of any number of rows and as many columns as there are `values`; with orthonormal columns the values
    /// are eigenvalues. Shapes: k, n x k, to n x n. O(n^2 k). A basis of another shape is a programming error.
    public init(symmetricSpectrum values: Vector, basis: Matrix) {
        precondition(values.count == basis.columns, "a spectrum needs one basis vector for each value")
        let n = basis.rows
        var scaled = basis.storage
        for j in 0..<values.count {
            for i in (j * n)..<((j + 1) * n) { scaled[i] *= values[j] }
        }
        var product = Matrix(rows: n, columns: n)
        product.withMutableView { c in
            Matrix(rows: n, columns: values.count, storage: scaled).withView { a in
                basis.withView { b in multiply(a, transposed: false, b, transposed: true, into: c) }
            }
            for j in 0..<n {
                for i in 0..<j { c[i, j] = c[j, i] }
            }
        }
        self = product
    }
}
