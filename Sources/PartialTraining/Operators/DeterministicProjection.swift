import LinearAlgebra

/// An operator that always keeps the same part of the update, by one orthogonal projection `P`; `A = I`.
///
/// Conforming types say how `P` acts; the draw, its single outcome and its exact moments follow.
public protocol DeterministicProjection: FiniteLaw, ExactMoments {
    /// `g -> P g`, in place, with `P = P' = P^2`.
    func project(_ g: inout Parameters)
}

extension DeterministicProjection {
    public var isRandom: Bool { false }
    public func outcomeCount(_ layout: Layout) -> Int { 1 }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        FixedStep { project(&$0) }
    }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        [(1, FixedStep { project(&$0) })]
    }

    /// `e+ = (I - eta P H) e`, applied to the mean and from both sides to the second moment.
    public func advance(_ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int) {
        moments.mean = subtract(moments.mean, projected(model.hessian * moments.mean).map { eta * $0 })
        let half = moments.second - eta * projectedColumns(model.hessian * moments.second)
        moments.second = (half - eta * projectedColumns(model.hessian * half.transposed).transposed).symmetrized
    }

    public func expectedKept(_ gram: Matrix, step: Int) -> Double { projectedColumns(gram).trace }

    private func projected(_ vector: Vector) -> Vector {
        var g = Parameters(vector)
        project(&g)
        return g.values
    }

    private func projectedColumns(_ matrix: Matrix) -> Matrix {
        Matrix(
            rows: matrix.rows, columns: matrix.columns,
            storage: (0..<matrix.columns).flatMap { projected(matrix.column($0)) })
    }
}
