/// A random orthogonal matrix of order `n`, from the Haar (uniform) distribution.
///
/// The Q of the QR decomposition of a Gaussian matrix, with R's diagonal positive: without that choice of signs the
/// distribution would depend on the algorithm (Mezzadri, Notices of the AMS 54, 2007). O(n^3).
public func haarOrthogonal(_ n: Int, using g: inout Generator) -> Matrix { haarFrame(n, n, using: &g) }

/// `r` random orthonormal columns in dimension `n`: the first r columns of a Haar orthogonal matrix.
///
/// Shape: n x r, for `0 <= r <= n`; another r is a programming error. O(n r^2).
public func haarFrame(_ n: Int, _ r: Int, using g: inout Generator) -> Matrix {
    precondition(r >= 0 && r <= n, "a frame has at most as many columns as rows")
    return g.gaussianMatrix(rows: n, columns: r).qrOfFinite().q
}
