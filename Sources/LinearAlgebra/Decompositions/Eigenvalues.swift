import CLAPACKE

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A complex number, as an eigenvalue of a real matrix can be.
public struct ComplexNumber: Equatable, Hashable, Sendable {
    /// The real part.
    public var real: Double
    /// The imaginary part.
    public var imaginary: Double

    /// `real + i imaginary`.
    public init(real: Double, imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    /// `|z|`, safe against overflow and underflow.
    public var modulus: Double { hypot(real, imaginary) }
}

extension Matrix {
    /// The eigenvalues of a general real matrix, with multiplicity.
    ///
    /// LAPACK's QR iteration after balancing (`dgeev`). The values are those of a matrix within a multiple of `n eps |A|` of this
    /// one; on matrices far from normal they can therefore move much more than that. The two of a conjugate
    /// pair are neighbours, the one with positive imaginary part first; otherwise the order is not specified.
    ///
    /// Shape: n x n. O(n^3). Errors: `shape`, `notFinite`, `noConvergence`.
    public func eigenvalues() throws(LinearAlgebraError) -> [ComplexNumber] {
        let operation = "eigenvalues"
        try requireSquareFinite(operation)
        let n = rows
        guard n > 0 else { return [] }
        _ = Backend.oneThreadByDefault
        var a = storage
        var real = Vector(repeating: 0, count: n)
        var imaginary = Vector(repeating: 0, count: n)
        var (left, right) = ([0.0], [0.0])
        let info = LAPACKE_dgeev(
            LAPACK_COL_MAJOR, job("N"), job("N"), Int32(n), &a, Int32(n), &real, &imaginary, &left, 1, &right, 1)
        try checkInfo(info, operation: operation)
        return (0..<n).map { ComplexNumber(real: real[$0], imaginary: imaginary[$0]) }
    }

    /// The spectral radius, the largest modulus of an eigenvalue; 0 if the matrix is empty.
    ///
    /// Shape: n x n. O(n^3). Errors: `shape`, `notFinite`, `noConvergence`.
    public func spectralRadius() throws(LinearAlgebraError) -> Double {
        try eigenvalues().reduce(0) { max($0, $1.modulus) }
    }
}
