import CLAPACKE

/// The leading eigenpairs of the smaller Gram matrix of `A`, m x n: of `A A'` if `m <= n`, else of `A'A`.
///
/// With `B` for `A` or `A'`, whichever has fewer rows, `p x q`: `B B' U = U diag(values)`, `U` p x k, and `images = B' U`, so that
/// the best approximation of rank k of `B` is `U images'`. Only k vectors are computed (`dsytrd`, then ``TridiagonalLanes``
/// or `dstemr`): a sixth of the time of the whole decomposition at k = p/16, a third at p/3.
///
/// A Gram matrix has the squares of the singular values, and so loses what lies far below the largest. Therefore the result is
/// tested, and there is none (`nil`) where the whole decomposition is better or faster:
/// - `p < 8` or `3 k > p`;
/// - `sigma_k < sigma_1 / 16`: what is left loses at most the factor `sigma_1 / sigma_k`, about a digit;
/// - squares could over- or underflow, or an entry is not finite;
/// - `|B B' u - sigma^2 u|` of some vector exceeds `32 eps sqrt(p) sigma_1^2`, or the vectors are too far from orthonormal to
///   be made so by one correction.
///
/// O(m n p + p^2 k). Source of `dstemr`: Dhillon, Parlett, Vömel, ACM Trans. Math. Softw. 32 (2006).
struct LeadingGram {
    /// `sigma_i^2`, descending; k of them.
    let values: Vector
    /// `U`: k orthonormal columns on the shorter side of `A`.
    let vectors: Matrix
    /// `B' U`: orthogonal columns of norm `sigma_i` on the longer side.
    let images: Matrix

    init?(_ a: MatrixView, count k: Int) {
        let isWide = a.rows <= a.columns
        let (p, q) = isWide ? (a.rows, a.columns) : (a.columns, a.rows)
        guard p >= 8, k >= 1, k <= p / 3, let top = Self.eigenpairs(of: a, order: p, depth: q, count: k) else {
            return nil
        }
        let (largest, least) = (top.values[0], top.values[k - 1])
        guard least >= largest / 256 else { return nil }
        var images = Matrix(rows: q, columns: k)
        var residual = Matrix(rows: p, columns: k)
        top.vectors.withView { u in
            images.withMutableView { images in
                multiply(a, transposed: isWide, u, into: images)
                residual.withMutableView { multiply(a, transposed: !isWide, images.readOnly, into: $0) }
            }
        }
        let tolerance = 32 * Double.ulpOfOne * Double(p).squareRoot() * largest
        for j in 0..<k {
            let squares = (j * p..<(j + 1) * p).reduce(0.0) { sum, i in
                let difference = residual.storage[i] - top.values[j] * top.vectors.storage[i]
                return sum + difference * difference
            }
            guard squares.squareRoot() <= tolerance else { return nil }
        }
        values = top.values
        vectors = top.vectors
        self.images = images
    }

    /// `U (I - D/2)` with `D = U'U - I`: orthonormal up to `3/4 D^2`, where the computed vectors are so up to `D`. `nil` if that
    /// is not below rounding.
    private static func orthonormalized(_ vectors: Matrix) -> Matrix? {
        let k = vectors.columns
        var frame = vectors
        var defect = Matrix(rows: k, columns: k)
        vectors.withView { u in
            defect.withMutableView { defect in
                multiply(u, transposed: true, u, into: defect)
                for j in 0..<k { defect[j, j] -= 1 }
                frame.withMutableView { multiply(u, defect.readOnly, into: $0, alpha: -0.5, beta: 1) }
            }
        }
        return defect.isFinite && Double(k) * defect.maxAbs <= 0x1p-27 ? frame : nil
    }

    /// The `k` largest eigenvalues of the Gram matrix, descending, and orthonormal vectors; `nil` where it could not be formed
    /// safely.
    private static func eigenpairs(
        of a: MatrixView, order p: Int, depth q: Int, count k: Int
    ) -> (values: Vector, vectors: Matrix)? {
        _ = Backend.oneThreadByDefault
        let n = Int32(p)
        let order = p == a.rows ? CblasNoTrans : CblasTrans
        var gram = Vector(repeating: 0, count: p * p)
        cblas_dsyrk(CblasColMajor, CblasLower, order, n, Int32(q), 1, a.base, Int32(a.stride), 0, &gram, n)
        let trace = (0..<p).reduce(0) { $0 + gram[$1 * (p + 1)] }
        // The squares of squares are formed too; what underflows is far below the rounding of the trace.
        guard trace > 1e-140, trace < 1e140 else { return nil }
        var d = Vector(repeating: 0, count: p)
        var (e, tau) = (d, d)
        guard LAPACKE_dsytrd(LAPACK_COL_MAJOR, job("L"), n, &gram, n, &d, &e, &tau) == 0,
            let top = tridiagonalPairs(d, e, count: k)
        else { return nil }
        var z = top.vectors.storage
        guard
            LAPACKE_dormtr(LAPACK_COL_MAJOR, job("L"), job("L"), job("N"), n, Int32(k), gram, n, tau, &z, n) == 0
        else { return nil }
        return (top.values, Matrix(rows: p, columns: k, storage: z))
    }

    /// The same of a tridiagonal matrix: by lanes where the vectors come out apart from one another, else by `dstemr`.
    private static func tridiagonalPairs(
        _ diagonal: Vector, _ next: Vector, count k: Int
    ) -> (values: Vector, vectors: Matrix)? {
        let pairs = TridiagonalLanes(d: diagonal, e: next).leading(k)
        if let vectors = orthonormalized(pairs.vectors) { return (pairs.values, vectors) }
        let p = diagonal.count
        let n = Int32(p)
        var (d, e, values) = (diagonal, next, diagonal)
        var z = Vector(repeating: 0, count: p * k)
        var support = [Int32](repeating: 0, count: 2 * k)
        var (found, isRelative): (Int32, Int32) = (0, 0)
        let info = LAPACKE_dstemr(
            LAPACK_COL_MAJOR, job("V"), job("I"), n, &d, &e, 0, 0, n - Int32(k) + 1, n, &found, &values, &z, n,
            Int32(k), &support, &isRelative)
        // Ascending as computed.
        guard info == 0, found == Int32(k),
            let vectors = orthonormalized(Matrix(rows: p, columns: k) { i, j in z[i + (k - 1 - j) * p] })
        else { return nil }
        return ((0..<k).map { values[k - 1 - $0] }, vectors)
    }
}
