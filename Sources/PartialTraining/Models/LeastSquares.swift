import LinearAlgebra

extension Quadratic {
    /// Least squares on data as a quadratic: `f(w) = |X w - y|^2 / (2n) + (ridge/2) |w|^2`, X n x d.
    ///
    /// `H = X'X/n + ridge I`; the optimum is the minimum-norm minimiser (by the pseudoinverse with the rank decision of
    /// ``/LinearAlgebra/Matrix/pseudoinverse()``); `minimum = f(optimum)`, from the residual, so that a perfect fit has minimum zero up to the
    /// square of rounding. O(n d^2 + d^3). Errors: `shape`; `invalid` for a ridge that is negative or not finite;
    /// `linearAlgebra` for data that are not finite.
    public static func leastSquares(
        design: Matrix, target: Vector, ridge: Double = 0, summary: String? = nil
    ) throws(TrainingError) -> Quadratic {
        guard design.rows == target.count, design.rows > 0, design.columns > 0 else {
            throw .shape(
                what: "least squares", expected: "a design n x d and a target of n entries",
                found: "\(design.rows) x \(design.columns) and \(target.count)")
        }
        try requireRidge(ridge)
        guard target.allSatisfy(\.isFinite), design.isFinite else {
            throw .invalid(what: "least squares", expected: "finite data", found: "an entry that is not finite")
        }
        let n = Double(design.rows)
        var gram = Matrix(rows: design.columns, columns: design.columns)
        gram.withMutableView { gram in
            design.withView { multiply($0, transposed: true, $0, into: gram, alpha: 1 / n) }
        }
        for i in 0..<gram.rows { gram[i, i] += ridge }
        gram = gram.symmetrized
        let correlation = (design.transposed * target).map { $0 / n }
        let optimum = try minimumNormSolution(gram, correlation)
        let residual = subtract(design * optimum, target)
        return try Quadratic(
            hessian: gram, optimum: optimum,
            minimum: 0.5 * squaredNorm(residual) / n + 0.5 * ridge * squaredNorm(optimum),
            summary: summary ?? "least squares n=\(design.rows) d=\(design.columns)")
    }

    /// The same from moments alone: `H = gram`, d x d, `b = correlation`, `f(0) = targetSquare / 2`.
    ///
    /// The minimum is a difference of numbers of size `targetSquare`, and carries their rounding. Errors: `shape`, those of
    /// ``Quadratic``.
    public static func fromMoments(
        gram: Matrix, correlation: Vector, targetSquare: Double, summary: String? = nil
    ) throws(TrainingError) -> Quadratic {
        guard gram.isSquare, gram.rows == correlation.count else {
            throw .shape(
                what: "moments", expected: "a gram d x d and a correlation of d entries",
                found: "\(gram.rows) x \(gram.columns) and \(correlation.count)")
        }
        let optimum = try minimumNormSolution(gram, correlation)
        // f(0) - f(w*) = w*'H w*/2 at any minimiser.
        let minimum = 0.5 * (targetSquare - dot(optimum, correlation))
        return try Quadratic(hessian: gram, optimum: optimum, minimum: max(minimum, 0), summary: summary)
    }
}

/// The solution of `gram w = correlation` of least norm, by the pseudoinverse.
func minimumNormSolution(_ gram: Matrix, _ correlation: Vector) throws(TrainingError) -> Vector {
    try linearAlgebra { () throws(LinearAlgebraError) in try gram.pseudoinverse() } * correlation
}

func requireRidge(_ ridge: Double) throws(TrainingError) {
    guard ridge.isFinite, ridge >= 0 else {
        throw .invalid(what: "ridge", expected: "a number that is not negative", found: "\(ridge)")
    }
}
