extension Matrix {
    /// The principal root of a general real matrix without eigenvalues on `(-inf, 0]`: the one X with `X^order = A`
    /// whose eigenvalues lie in the sector `|arg z| < pi / order`. It is real.
    ///
    /// Real Schur form and Smith's recurrence (SIAM J. Matrix Anal. Appl. 24, 2003), once for each prime factor of the
    /// order. Backward stable as a Schur method: `|X^order - A|` is a modest multiple of `n eps |X|^order`.
    ///
    /// Eigenvalues of a triangular matrix are its diagonal, taken as they are. Otherwise those within `n eps |A|_F` of
    /// `(-inf, 0]` cannot be told from it and are refused. Order 1 returns the matrix.
    ///
    /// Shape: n x n. O(n^3 sum of the prime factors). Errors: `shape`, `notFinite`; `invalidArgument` if `order < 1`
    /// or a prime factor of it exceeds 256; `noRealRoot` with the real part of the offending eigenvalue; `noConvergence`, also if the root
    /// overflows.
    public func principalRoot(order: Int) throws(LinearAlgebraError) -> Matrix {
        let operation = "principal root"
        try requireRootOrder(order)
        try requireSquareFinite(operation)
        guard order > 1, rows > 0 else { return self }
        if isUpperTriangular { return try quasiTriangularRoot(order: order, allowance: 0) }
        if transposed.isUpperTriangular {
            return try transposed.quasiTriangularRoot(order: order, allowance: 0).transposed
        }
        let (t, q) = try realSchur()
        let allowance = roundingCutoff(rows: rows, columns: rows) * frobeniusNorm
        let root = try t.quasiTriangularRoot(order: order, allowance: allowance)
        return q * root * q.transposed
    }

    private var isUpperTriangular: Bool {
        (0..<columns).allSatisfy { j in storage[(j * rows + j + 1)..<((j + 1) * rows)].allSatisfy { $0 == 0 } }
    }

    /// The principal root of a quasi-triangular matrix in standard real Schur form.
    private func quasiTriangularRoot(order: Int, allowance: Double) throws(LinearAlgebraError) -> Matrix {
        for block in QuasiTriangularRoot.blocks(of: self) {
            let real = self[block.lowerBound, block.lowerBound]
            let imaginary = QuasiTriangularRoot.imaginaryPart(self, block)
            guard real > 0 || imaginary > 0, real > allowance || imaginary > allowance else {
                throw .noRealRoot(order: order, eigenvalue: real)
            }
        }
        var root = self
        for prime in try QuasiTriangularRoot.primeFactors(of: order) {
            root = try QuasiTriangularRoot(of: root, order: prime).root
        }
        guard root.isFinite else { throw .noConvergence(operation: "principal root") }
        return root
    }
}
