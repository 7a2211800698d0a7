import LinearAlgebra

/// A quadratic of a matrix of parameters: `f(W) = vec(W - target)' K vec(W - target) / 2`, W m x n, K mn x mn symmetric
/// positive semidefinite, `vec` by columns. Minimum 0 at the target; constants as of ``Quadratic``. O((mn)^2) a gradient.
public struct MatrixQuadratic: Model {
    /// The target, m x n, where the minimum is attained.
    public let target: Matrix
    /// The same function of the flat vector.
    public let flat: Quadratic
    public let constants: Constants

    /// Errors: those of ``Quadratic``.
    public init(hessian: Matrix, target: Matrix) throws(TrainingError) {
        try requireTarget(target, square: false)
        self.target = target
        flat = try Quadratic(hessian: hessian, optimum: target.storage)
        var constants = flat.constants
        constants.optimum = Parameters([target])
        self.constants = constants
    }

    public var layout: Layout { Layout([(target.rows, target.columns)]) }
    public var summary: String { "matrix quadratic \(target.rows)x\(target.columns)" }
    /// Those of the quadratic, and room for a singular value decomposition of the gradient, whose backward error is a few
    /// max(m, n) units.
    public var roundings: Double { flat.roundings + 4 * Double(max(target.rows, target.columns)) }

    public func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double {
        flat.gradient(at: x, into: &g, workspace: workspace)
    }

    public func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters {
        Parameters(layout, flat.hessian * v.values)
    }

    public func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity {
        flat.sensitivity(at: x, value: value, gradientNorm: gradientNorm, delta: delta)
    }
}
