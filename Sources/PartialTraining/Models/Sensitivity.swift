/// How a model's computed value and gradient at a point depend on rounding and on small displacements of the point: what
/// ``RoundingModel`` needs to know of a model. All quantities are absolute and to first order in the unit roundoff
/// `u = 2^-53`.
public struct Sensitivity: Sendable, Equatable {
    /// How far the computed value may be from the true value at the same point, but for the one rounding of the final sum.
    public var valueRounding: Double
    /// How far (Euclidean) the computed gradient may be from the true gradient at the same point.
    public var gradientRounding: Double
    /// All eigenvalues of the Hessian within the displacement asked about are at least this. 0 says that the function is
    /// convex there, or taken to be.
    public var leastCurvature: Double
    /// All eigenvalues of the Hessian within the displacement asked about are at most this.
    public var greatestCurvature: Double

    /// What is known of a model at a point.
    public init(
        valueRounding: Double, gradientRounding: Double, leastCurvature: Double, greatestCurvature: Double
    ) {
        self.valueRounding = valueRounding
        self.gradientRounding = gradientRounding
        self.leastCurvature = leastCurvature
        self.greatestCurvature = greatestCurvature
    }

    /// The largest absolute curvature: the gradient is Lipschitz with it.
    public var steepest: Double { max(abs(leastCurvature), abs(greatestCurvature)) }

    /// `|f(x + d) - f(x)| <= |grad f(x)| |d| + steepest |d|^2 / 2` for `|d| <= delta`, and the value's own rounding.
    public func valueRadius(gradientNorm: Double, delta: Double) -> Double {
        valueRounding + (gradientNorm + gradientRounding) * delta + 0.5 * steepest * delta * delta
    }

    /// `|grad f(x + d) - grad f(x)| <= steepest |d|`, and the gradient's own rounding.
    public func gradientRadius(delta: Double) -> Double { gradientRounding + steepest * delta }

    /// The error of `|g|^2` when `g` is off by at most `radius`.
    static func square(_ norm: Double, radius: Double) -> Double { (2 * norm + radius) * radius }
}
