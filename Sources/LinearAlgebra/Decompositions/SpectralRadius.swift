/// The spectral radius of a linear operator on vectors of length `dimension`, given by its action `apply`.
///
/// - Up to dimension 512 the operator's matrix is built column by column, and the eigenvalues are those of
///   ``Matrix/eigenvalues()``: exact up to rounding. `dimension` applications and O(n^3).
/// - Beyond, Arnoldi's method with Krylov-Schur restarts (Stewart, SIAM J. Matrix Anal. Appl. 23, 2001) in real
///   arithmetic, from a fixed pseudo-random start. A Ritz value is accepted when its residual is below `n eps |H|_F` (H the
///   projected operator) in two restarts running: the eigenvalue, one of a conjugate pair too, is then that of an
///   operator this close to the given one.
/// - Where Arnoldi does not settle (many eigenvalues of nearly the largest modulus) the matrix is built after all,
///   up to dimension 2048.
///
/// `apply` must be linear; it is given vectors of length `dimension` and must return such vectors. Dimension 0 gives 0.
///
/// Errors: what `apply` throws; `invalidArgument` for a negative dimension; `shape` or `notFinite` for what `apply`
/// returns; `noConvergence`.
public func spectralRadius(dimension: Int, _ apply: (Vector) throws -> Vector) throws -> Double {
    let operation = "spectral radius"
    guard dimension >= 0 else {
        throw LinearAlgebraError.invalidArgument(
            operation: operation, expected: "a dimension of at least 0", found: "\(dimension)")
    }
    func checked(_ x: Vector) throws -> Vector {
        let y = try apply(x)
        guard y.count == dimension else {
            throw LinearAlgebraError.shape(
                operation: operation, expected: "\(dimension) x 1", found: "\(y.count) x 1")
        }
        try requireFinite(y, operation: operation)
        return y
    }
    if dimension > 512 {
        if let radius = try krylovSpectralRadius(dimension, checked) { return radius }
        guard dimension <= 2048 else { throw LinearAlgebraError.noConvergence(operation: operation) }
    }
    return try denseMatrix(dimension, checked).spectralRadius()
}

/// The spectral radius by Krylov-Schur iteration, nil where that does not settle.
private func krylovSpectralRadius(_ n: Int, _ apply: (Vector) throws -> Vector) throws -> Double? {
    var iteration = KrylovSchur(dimension: n)
    do {
        for _ in 0..<KrylovSchur.mostRestarts {
            if let radius = try iteration.cycle(apply) { return radius }
        }
    } catch LinearAlgebraError.noConvergence {
        // Of the small projected problem: the same as not settling.
    }
    return nil
}

/// The matrix of an operator, column by column.
private func denseMatrix(_ n: Int, _ apply: (Vector) throws -> Vector) throws -> Matrix {
    var storage: [Double] = []
    storage.reserveCapacity(n * n)
    var unit = Vector(repeating: 0, count: n)
    for j in 0..<n {
        unit[j] = 1
        storage += try apply(unit)
        unit[j] = 0
    }
    return Matrix(rows: n, columns: n, storage: storage)
}
