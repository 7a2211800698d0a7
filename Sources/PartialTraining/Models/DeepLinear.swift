import LinearAlgebra

/// A deep linear network: `f(W_1, ..., W_L) = |W_L ... W_1 - target|_F^2 / 2`, all layers d x d. Minimum 0.
///
/// Cost: 3 L products d x d a gradient. `lowest`, `highest` are the eigenvalues of a symmetric target.
public struct DeepLinear: Model {
    /// The target, d x d.
    public let target: Matrix
    /// L, the number of layers.
    public let depth: Int
    public let constants: Constants
    /// The eigenvalues of a symmetric target, ascending.
    let spectrum: Vector?
    private let chain: LayerChain

    /// Errors: `shape` if the target is not square, `invalid` if the depth is not positive.
    public init(depth: Int, target: Matrix) throws(TrainingError) {
        try requireTarget(target, square: true)
        try requireDepth(depth)
        self.target = target
        self.depth = depth
        chain = LayerChain(target: target, depth: depth, skip: 0, scale: 1)
        spectrum = symmetricSpectrum(target)
        var constants = targetConstants(spectrum)
        constants.depth = depth
        self.constants = constants
    }

    /// d, the side of every layer.
    public var width: Int { target.rows }
    public var layout: Layout { Layout(Array(repeating: (width, width), count: depth)) }
    public var summary: String { "deep linear d=\(width) layers=\(depth)" }
    public var isSumOfSquares: Bool { true }
    public var roundings: Double { Double(depth * (width + 2)) }

    /// All layers the identity.
    public var identityStart: Parameters { Parameters(Array(repeating: .identity(width), count: depth)) }

    /// Zero-asymmetric start (Wu, Wang, Ma 2019): `W_1 = ... = W_{L-1} = I`, `W_L = 0`.
    public var zeroAsymmetricStart: Parameters {
        Parameters((1...depth).map { $0 < depth ? .identity(width) : Matrix(rows: width, columns: width) })
    }

    /// Whether a point is ``identityStart``, or ``zeroAsymmetricStart``, without forming it.
    func isIdentityStart(_ x: Parameters) -> Bool { isScaledIdentities(x) { _ in 1 } }
    func isZeroAsymmetricStart(_ x: Parameters) -> Bool { isScaledIdentities(x) { $0 < depth - 1 ? 1 : 0 } }

    private func isScaledIdentities(_ x: Parameters, _ scale: (Int) -> Double) -> Bool {
        guard x.layout == layout else { return false }
        return (0..<depth).allSatisfy { l in
            let diagonal = scale(l)
            return x.withBlock(l) { layer in
                (0..<width).allSatisfy { j in
                    let column = layer.column(j)
                    var others = column[j] == 0 ? 0 : -1
                    for i in 0..<width { others += column[i] == 0 ? 0 : 1 }
                    return column[j] == diagonal && others == 0
                }
            }
        }
    }

    /// `W_L ... W_1`.
    public func product(_ x: Parameters) -> Matrix { chain.product(x) }

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
}

/// Errors: `invalid` if a number of layers is not between 1 and 100,000.
func requireDepth(_ depth: Int) throws(TrainingError) {
    guard (1...100_000).contains(depth) else {
        throw .invalid(what: "depth", expected: "a number of layers from 1 to 100000", found: "\(depth)")
    }
}
