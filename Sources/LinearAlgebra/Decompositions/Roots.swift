#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The real root of order `order >= 1` of `x`; for even orders `x` is not negative.
///
/// The argument is first brought into `[1, 2^order)` by a power of two, so that the rounding of `1 / order` costs
/// less than an ulp whatever the size of x.
func realRoot(_ x: Double, order: Int) -> Double {
    let size = abs(x)
    if x == 0 || order == 1 { return x }
    if order == 2 { return size.squareRoot() }
    let root: Double
    if order <= 1000 {
        let exponent = Int(size.exponent)
        let quotient = (exponent - (exponent % order + order) % order) / order
        let reduced = Double(
            sign: .plus, exponent: exponent - quotient * order, significand: size.significand)
        root = Double(sign: .plus, exponent: quotient, significand: pow(reduced, 1 / Double(order)))
    } else {
        root = pow(size, 1 / Double(order))
    }
    return x < 0 ? -root : root
}

extension Matrix {
    /// The symmetric positive semidefinite square root of a symmetric positive semidefinite matrix.
    ///
    /// The same as ``symmetricRoot(order:)`` of order 2. Shape: n x n. O(n^3).
    /// Errors: `shape`, `notFinite`, `notSymmetric`, `noConvergence`; `noRealRoot` with the negative eigenvalue.
    public func symmetricSquareRoot() throws(LinearAlgebraError) -> Matrix { try symmetricRoot(order: 2) }

    /// The symmetric real root of a symmetric matrix: X with `X^order = A`.
    ///
    /// `X = Q diag(root of values) Q'`. An odd root exists always, with the signs of the eigenvalues. An even root exists
    /// for a positive semidefinite matrix, and is then the positive semidefinite one; eigenvalues down to
    /// `-n eps max|value|` cannot be told from zero and count as zero.
    ///
    /// Small eigenvalues are known to `eps |A|` only, and so their roots to `(eps |A|)^(1/order)`; the power `X^order`
    /// is nevertheless A to a modest multiple of `n order eps |A|`.
    ///
    /// Shape: n x n. O(n^3). Errors: `shape`, `notFinite`, `notSymmetric`, `noConvergence`; `invalidArgument` if
    /// `order < 1`; `noRealRoot` if the order is even and an eigenvalue is negative.
    public func symmetricRoot(order: Int) throws(LinearAlgebraError) -> Matrix {
        try requireRootOrder(order)
        let eigen = try symmetricEigen()
        var values = eigen.values
        if order % 2 == 0, let lowest = values.first, let highest = values.last {
            let allowance = roundingCutoff(rows: rows, columns: rows) * max(abs(lowest), abs(highest))
            guard lowest >= -allowance else { throw .noRealRoot(order: order, eigenvalue: lowest) }
            values = values.map { max($0, 0) }
        }
        return Matrix(symmetricSpectrum: values.map { realRoot($0, order: order) }, basis: eigen.vectors)
    }

    /// Throws `invalidArgument` unless `order >= 1`.
    func requireRootOrder(_ order: Int) throws(LinearAlgebraError) {
        guard order >= 1 else {
            throw .invalidArgument(operation: "matrix root", expected: "an order of at least 1", found: "\(order)")
        }
    }
}
