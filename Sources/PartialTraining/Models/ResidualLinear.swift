import LinearAlgebra

/// A residual linear network: `f = |(I + s W_L) ... (I + s W_1) - target|_F^2 / 2`, layers d x d, where layers can be
/// dropped: a layer with `W_l = 0` is the identity. Minimum 0 is attained for `s != 0`. Cost as ``DeepLinear``.
public struct ResidualLinear: Model {
    /// The target, d x d.
    public let target: Matrix
    /// L, the number of layers.
    public let depth: Int
    /// `s`, the scale of a layer's branch.
    public let scale: Double
    public let constants: Constants
    private let chain: LayerChain

    /// Errors: `shape` if the target is not square, `invalid` if the depth is not positive or the scale not finite.
    public init(depth: Int, target: Matrix, scale: Double) throws(TrainingError) {
        try requireTarget(target, square: true)
        try requireDepth(depth)
        guard scale.isFinite, scale != 0 else {
            throw .invalid(what: "scale", expected: "a finite number other than zero", found: "\(scale)")
        }
        self.target = target
        self.depth = depth
        self.scale = scale
        chain = LayerChain(target: target, depth: depth, skip: 1, scale: scale)
        var constants = targetConstants(symmetricSpectrum(target))
        constants.depth = depth
        self.constants = constants
    }

    /// d, the side of every layer.
    public var width: Int { target.rows }
    public var layout: Layout { Layout(Array(repeating: (width, width), count: depth)) }
    public var summary: String { "residual linear d=\(width) layers=\(depth) scale=\(scale)" }
    public var isSumOfSquares: Bool { true }
    public var roundings: Double { Double(depth * (width + 3)) }

    public func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double {
        withUnsafeMutablePointer(to: &g) { chain.evaluate(x, $0, workspace) }
    }

    public func gradient(at x: Parameters, into g: inout Parameters, idle: [Bool], workspace: Workspace) -> Double {
        withUnsafeMutablePointer(to: &g) { chain.evaluate(x, $0, workspace, idle: idle) }
    }

    public func value(at x: Parameters, workspace: Workspace) -> Double { chain.evaluate(x, nil, workspace) }

    public func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters {
        chain.hessianProduct(at: x, along: v)
    }

    public func products(_ activity: Activity) -> (forward: Double, backward: Double)? {
        chain.products(activity, layout)
    }

    public func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity {
        chain.sensitivity(x, value: value, delta: delta, Workspace())
    }

    public func sensitivity(
        at x: Parameters, value: Double, gradientNorm: Double, delta: Double, workspace: Workspace
    ) -> Sensitivity {
        chain.sensitivity(x, value: value, delta: delta, workspace)
    }

    /// `(I + s W_L) ... (I + s W_1)`.
    public func product(_ x: Parameters) -> Matrix { chain.product(x) }
}
