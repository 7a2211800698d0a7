import CKernels
import CLAPACKE

/// The inner product `x'y` of two vectors of the same length.
public func dot(_ x: Vector, _ y: Vector) -> Double {
    precondition(x.count == y.count, "lengths of an inner product differ")
    _ = Backend.oneThreadByDefault
    return cblas_ddot(Int32(x.count), x, 1, y, 1)
}

/// The Euclidean norm, safe against overflow and underflow.
public func norm(_ x: Vector) -> Double {
    _ = Backend.oneThreadByDefault
    return cblas_dnrm2(Int32(x.count), x, 1)
}

/// The Euclidean norm by a plain sum of squares, in lanes: some times faster than ``norm(_:)``, which it calls where
/// squares could overflow or vanish. Its relative error is at most `n/8 + 4` roundings.
public func quickNorm(_ x: Vector) -> Double {
    let sum = partita_squares(x.count, x)
    return sum > 1e-280 && sum < 1e280 ? sum.squareRoot() : norm(x)
}

/// The squared Euclidean norm `x'x`.
public func squaredNorm(_ x: Vector) -> Double { dot(x, x) }

/// `x + scale * y`.
public func add(_ x: Vector, _ scale: Double, _ y: Vector) -> Vector {
    precondition(x.count == y.count, "lengths of a sum differ")
    return zip(x, y).map { $0 + scale * $1 }
}

/// `x - y`.
public func subtract(_ x: Vector, _ y: Vector) -> Vector { add(x, -1, y) }

/// The outer product `x y'`.
public func outer(_ x: Vector, _ y: Vector) -> Matrix {
    Matrix(rows: x.count, columns: y.count) { x[$0] * y[$1] }
}

/// `x'A y`. Shapes: m, m x n, n.
public func bilinear(_ x: Vector, _ a: Matrix, _ y: Vector) -> Double { dot(x, a * y) }
