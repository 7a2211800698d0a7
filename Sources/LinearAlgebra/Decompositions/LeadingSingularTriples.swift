extension Matrix {
    /// The `k` largest singular values with their vectors: the best approximation of rank k is ``SVD/product``.
    ///
    /// Right on clustered, graded and deficient spectra alike: where k is small and the leading values are of one size, they
    /// come from the smaller Gram matrix and are accepted by their residuals and orthogonality (`LeadingGram`); elsewhere,
    /// where that would lose digits, the whole thin decomposition is computed and cut. If value k and value k + 1 agree, the
    /// choice between their vectors is arbitrary.
    ///
    /// Shapes: m x n to m x k, k, n x k, for `0 <= k <= min(m, n)`. O(m n min(m, n)).
    /// Errors: `invalidArgument` for another `k`, `notFinite`, `noConvergence`.
    public func leadingSingularTriples(_ k: Int) throws(LinearAlgebraError) -> SVD {
        try withView { view throws(LinearAlgebraError) in
            try view.requireCount(k)
            guard let gram = LeadingGram(view, count: k) else { return try leadingOfAllTriples(k) }
            // B = U (B'U)' with the factors of the thin k columns: orthonormal to rounding, whatever the condition.
            let inner = try gram.images.svd(.thin)
            let turned = gram.vectors * inner.v
            return rows <= columns
                ? SVD(u: turned, values: inner.values, v: inner.u) : SVD(u: inner.u, values: inner.values, v: turned)
        }
    }

    /// The same by the whole decomposition: the twin of the fast way.
    func leadingOfAllTriples(_ k: Int) throws(LinearAlgebraError) -> SVD { try svd(.thin).leading(k) }

    /// `T_r`: the best approximation of rank at most `rank` in the Frobenius norm (Eckart, Young). As ``MutableMatrixView/truncate(rank:)``.
    public func truncated(rank: Int) throws(LinearAlgebraError) -> Matrix {
        var copy = self
        try copy.withMutableView { view throws(LinearAlgebraError) in try view.truncate(rank: rank) }
        return copy
    }
}

extension MatrixView {
    /// The `k` leading singular vectors on the shorter side of `A`, m x n, as orthonormal columns: left ones (m x k) if
    /// `m <= n`, else right ones (n x k). What a projection of `A` on its leading subspace needs.
    ///
    /// Chosen as in ``Matrix/leadingSingularTriples(_:)``, without the vectors of the other side. O(m n min(m, n)).
    /// Errors: `invalidArgument` for a `k` that is not from 0 to `min(m, n)`, `notFinite`, `noConvergence`.
    public func leadingFrame(_ k: Int) throws(LinearAlgebraError) -> Matrix {
        try requireCount(k)
        guard let gram = LeadingGram(self, count: k) else { return try leadingOfAllFrame(k) }
        return gram.vectors
    }

    fileprivate func leadingOfAllFrame(_ k: Int) throws(LinearAlgebraError) -> Matrix {
        let triples = try matrix.leadingOfAllTriples(k)
        return rows <= columns ? triples.u : triples.v
    }

    fileprivate func requireCount(_ k: Int) throws(LinearAlgebraError) {
        let most = min(rows, columns)
        guard k >= 0, k <= most else {
            throw .invalidArgument(
                operation: "leading singular triples", expected: "a count from 0 to \(most)", found: "\(k)")
        }
    }
}

extension MutableMatrixView {
    /// `A <- T_r(A)`, the best approximation of rank at most `rank` in the Frobenius norm: `A` projected on its leading singular
    /// subspace on the shorter side. Unchanged if the rank is not less than `min(m, n)`.
    ///
    /// O(m n min(m, n)), by ``MatrixView/leadingFrame(_:)``. Errors: `invalidArgument` for a negative rank, `notFinite`,
    /// `noConvergence`.
    public func truncate(rank: Int) throws(LinearAlgebraError) {
        guard rank < min(rows, columns) else { return }
        try readOnly.requireCount(rank)
        guard let gram = LeadingGram(readOnly, count: rank) else {
            return project(onto: try readOnly.leadingOfAllFrame(rank))
        }
        compose(gram.vectors, gram.images)
    }

    /// `A <- U U' A` if `m <= n`, else `A <- A U U'`: the projection on the span of orthonormal columns `U` on the shorter
    /// side, `min(m, n) x r`. O(m n r), with memory for `max(m, n) r` numbers.
    public func project(onto frame: Matrix) {
        precondition(frame.rows == min(rows, columns), "a frame on the shorter side has as many rows")
        var images = Matrix(rows: max(rows, columns), columns: frame.columns)
        images.withMutableView { images in
            frame.withView { multiply(readOnly, transposed: rows <= columns, $0, into: images) }
        }
        compose(frame, images)
    }

    /// `A <- U B'` if `m <= n`, else `A <- B U'`.
    private func compose(_ frame: Matrix, _ images: Matrix) {
        frame.withView { u in
            images.withView { b in
                rows <= columns
                    ? multiply(u, b, secondTransposed: true, into: self)
                    : multiply(b, u, secondTransposed: true, into: self)
            }
        }
    }
}
