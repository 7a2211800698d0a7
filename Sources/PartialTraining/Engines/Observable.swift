/// What can be observed of a run at each step. Under a random operator every observable is an expectation.
public enum Observable: String, Sendable, CaseIterable, Hashable {
    /// `f(x_t)`.
    case loss
    /// `f(x_t) - min f`.
    case excess
    /// `|x_t - x*|`; under a random operator the root of the expected square.
    case distance
    /// `|x_t - x*|^2`.
    case distanceSquared = "distance-squared"
    /// `|grad f(x_t)|^2`.
    case gradientNormSquared = "gradient-norm-squared"
    /// At step t >= 1 the mean of `|P_s grad f(x_s)|^2` over s < t; at step 0 nothing.
    case maskedGradientMean = "masked-gradient-mean"
    /// The largest numerical rank among the parameter matrices (of a deep linear network: of the product).
    case rank
    /// The loss of the partial model, `f(A x_t)`.
    case coreLoss = "core-loss"
    /// The multiply-adds that the steps so far needed (``Model/cost(_:)``).
    case cost

    /// What the model must know for the observable to make sense; `nil` if it does.
    public func obstacle(_ model: any Model) -> String? {
        switch self {
        case .excess where model.constants.minimum == nil: "the minimum of the loss is not known"
        case .distance where model.constants.optimum == nil, .distanceSquared where model.constants.optimum == nil:
            "a single optimum is not known"
        case .rank where model.layout.blocks.allSatisfy(\.isVector): "the parameters are a vector"
        case .cost where !model.hasCost: "the cost of a step is not known"
        default: nil
        }
    }
}

/// One observable along a run. Entries that do not exist are NaN.
public struct Series: Sendable, Equatable {
    /// The observed values, or means over replicas.
    public var values: [Double] = []
    /// The ends of the confidence interval, of ensembles only.
    public var low: [Double]?
    /// The upper ends.
    public var high: [Double]?
    /// How far rounding can have moved each value (see ``RoundingModel``).
    public var radius: [Double] = []

    /// Nothing observed yet.
    public init() {}

    mutating func append(_ value: Double, radius: Double) {
        values.append(value)
        // Nothing is known where an infinite bound met a zero.
        self.radius.append(radius.isNaN ? .infinity : radius)
    }
}
