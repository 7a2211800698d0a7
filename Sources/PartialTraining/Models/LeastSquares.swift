import LinearAlgebra

extension Quadratic {
    /// Least squares on data as a quadratic: `f(w) = |X w - y|^2 / (2n) + (ridge/2) |w|^2`, X n x d.
    ///
    /// `H = X'X/n + ridge I`; the optimum is the minimum-norm minimiser (by the pseudoinverse with the rank decision of
    /// ``Matrix/pseudoinverse()``); `minimum = f(optimum)`. O(n d^2 + d^3).
    public static func leastSquares(
        design: Matrix, target: Vector, ridge: Double = 0, summary: String? = nil
    ) throws(TrainingError) -> Quadratic {
        guard design.rows == target.count, design.rows > 0, design.columns > 0 else {
            throw .shape(
                what: "least squares", expected: "a design n x d and a target of n entries",
                found: "\(design.rows) x \(design.columns) and \(target.count)")
        }
        let n = Double(design.rows)
        var gram = Matrix(rows: design.columns, columns: design.columns)
        gram.withMutableView { gram in
            design.withView { multiply($0, transposed: true, $0, into: gram, alpha: 1 / n) }
        }
        for i in 0..<gram.rows { gram[i, i] += ridge }
        let correlation = design.transposed * target
        return try fromMoments(
            gram: gram.symmetrized, correlation: correlation.map { $0 / n },
            targetSquare: squaredNorm(target) / n,
            summary: summary ?? "least squares n=\(design.rows) d=\(design.columns)")
    }

    /// The same from moments alone: `H = gram`, `b = correlation`, `f(0) = targetSquare / 2`.
    public static func fromMoments(
        gram: Matrix, correlation: Vector, targetSquare: Double, summary: String? = nil
    ) throws(TrainingError) -> Quadratic {
        let optimum = try linearAlgebra { () throws(LinearAlgebraError) in
            try gram.pseudoinverse() * correlation
        }
        // f(0) - f(w*) = w*'H w*/2 at any minimiser.
        let minimum = 0.5 * (targetSquare - dot(optimum, correlation))
        return try Quadratic(hessian: gram, optimum: optimum, minimum: max(minimum, 0), summary: summary)
    }
}
