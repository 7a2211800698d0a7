import LinearAlgebra

/// An operator that always keeps the same part of the update, by one orthogonal projection `P`; `A = I`.
///
/// Conforming types say how `P` acts; the draw, its single outcome and its exact moments follow.
public protocol DeterministicProjection: FiniteLaw, ExactMoments {
    /// `g -> P g`, in place, with `P = P' = P^2`.
    func project(_ g: inout Parameters)
    /// Whether `P = I`.
    var isIdentity: Bool { get }
    /// How many roundings an entry passes through in ``project(_:)``.
    func roundings(_ layout: Layout) -> Double
    /// What a step needs of the model.
    func activity(_ layout: Layout) throws(TrainingError) -> Activity
}

extension DeterministicProjection {
    public var isRandom: Bool { false }
    public var isIdentity: Bool { false }
    public func roundings(_ layout: Layout) -> Double { 0 }
    public func outcomeCount(_ layout: Layout) -> Int { 1 }

    /// Read off the projection of ones: of a coordinate projection.
    public func activity(_ layout: Layout) throws(TrainingError) -> Activity {
        var ones = Parameters(layout, Vector(repeating: 1, count: layout.count))
        project(&ones)
        return Activity(trained: ones.values.map { $0 != 0 })
    }

    /// The only step there is; nothing is drawn.
    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        FixedStep(law: self, roundings: roundings(layout))
    }

    /// The only step there is, with probability 1.
    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        [(1, FixedStep(law: self, roundings: roundings(layout)))]
    }

    /// `e+ = (I - eta P H) e`, applied to the mean and from both sides to the second moment.
    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) {
        if isIdentity {
            return workspace.descend(
                &moments, on: model, rate: eta, offDiagonal: eta * eta, diagonal: eta * eta)
        }
        moments.mean = subtract(moments.mean, projected(model.hessian * moments.mean).map { eta * $0 })
        let half = moments.second - eta * projectedColumns(model.hessian * moments.second)
        moments.second = (half - eta * projectedColumns(model.hessian * half.transposed).transposed).symmetrized
        workspace.forget()
    }

    /// Of plain descent: both are `(1 - eta lambda)^2`.
    public func momentGrowth(on model: Quadratic, stepSize eta: Double) -> MomentGrowth? {
        guard isIdentity else { return nil }
        return MomentGrowth(model) { lambda in
            let factor = (1 - eta * lambda) * (1 - eta * lambda)
            return (factor, factor)
        }
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

/// The only outcome of a deterministic projection.
struct FixedStep: PartialStep {
    let law: any DeterministicProjection
    let roundings: Double

    var action: StepAction { law.isIdentity ? .identity : .projection(fixed: true) }
    var isDiagonal: Bool { law is Full || law is Freeze }
    var keepsAll: Bool { law.isIdentity }
    func keep(_ g: inout Parameters) { law.project(&g) }
    func activity(_ layout: Layout) throws(TrainingError) -> Activity { try law.activity(layout) }
}
