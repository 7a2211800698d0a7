import LinearAlgebra

/// A general smooth function of a vector, given by closures.
///
/// What is known of it (smoothness, PL constant, minimum) is the caller's word: claims test their hypotheses on it.
public struct SmoothFunction: Model {
    public let layout: Layout
    public let constants: Constants
    public let summary: String
    public let roundings: Double
    private let valueAndGradient: @Sendable (Vector, inout Vector) -> Double

    /// `valueAndGradient(x, &g)` writes the gradient into `g` (of the same length) and returns the value.
    public init(
        dimension: Int, constants: Constants, summary: String, roundings: Double? = nil,
        valueAndGradient: @escaping @Sendable (Vector, inout Vector) -> Double
    ) {
        layout = .vector(dimension)
        self.constants = constants
        self.summary = summary
        self.roundings = roundings ?? Double(dimension) + 16
        self.valueAndGradient = valueAndGradient
    }

    public func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double {
        valueAndGradient(x.values, &g.values)
    }
}
