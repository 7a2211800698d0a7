import LinearAlgebra

/// `f(W) = |W - target|_F^2 / 2`, W m x n: what low-rank projection acts on. `L = mu = 1`, minimum 0. O(mn).
public struct MatrixTarget: Model {
    /// The target, m x n, where the minimum is attained.
    public let target: Matrix
    public let constants: Constants

    /// Errors: `invalid` if an entry is not finite, `shape` if the matrix is empty.
    public init(target: Matrix) throws(TrainingError) {
        try requireTarget(target, square: false)
        self.target = target
        var constants = targetConstants(symmetricSpectrum(target))
        constants.smoothness = 1
        constants.plConstant = 1
        constants.optimum = Parameters([target])
        self.constants = constants
    }

    public var layout: Layout { Layout([(target.rows, target.columns)]) }
    public var summary: String { "matrix target \(target.rows)x\(target.columns)" }
    public var roundings: Double { 4 }

    public func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double {
        var sum = 0.0
        for i in 0..<x.values.count {
            let residual = x.values[i] - target.storage[i]
            g.values[i] = residual
            sum += residual * residual
        }
        return 0.5 * sum
    }

    public func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters { v }

    /// No products: the gradient is a difference.
    public func products(_ activity: Activity) -> (forward: Double, backward: Double)? { (0, 0) }

    /// One subtraction an entry; the sum of squares adds `mn + 1` roundings.
    public func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity {
        Sensitivity(
            valueRounding: Double(target.count + 4) * RoundingModel.unit * value,
            gradientRounding: RoundingModel.unit * gradientNorm, leastCurvature: 1, greatestCurvature: 1)
    }
}

/// Errors: `shape` if `target` is empty, or not square where it must be; `invalid` if an entry is not finite.
func requireTarget(_ target: Matrix, square: Bool) throws(TrainingError) {
    guard target.count > 0, !square || target.isSquare else {
        throw .shape(
            what: "target", expected: square ? "a square matrix, not empty" : "a matrix that is not empty",
            found: "\(target.rows) x \(target.columns)")
    }
    guard target.isFinite else {
        throw .invalid(what: "target", expected: "finite entries", found: "an entry that is not finite")
    }
}

/// The eigenvalues of a symmetric matrix, ascending; `nil` of others.
func symmetricSpectrum(_ target: Matrix) -> Vector? {
    target.isSymmetric ? try? target.symmetricEigenvalues() : nil
}

/// The constants that a target alone decides: minimum 0, and the extreme eigenvalues where it is symmetric.
func targetConstants(_ spectrum: Vector?) -> Constants {
    var constants = Constants()
    constants.minimum = 0
    if let spectrum, let first = spectrum.first, let last = spectrum.last {
        constants.lowest = first
        constants.highest = last
        constants.spectrumUncertainty = Double(spectrum.count) * Double.ulpOfOne * max(abs(first), abs(last))
    }
    return constants
}
