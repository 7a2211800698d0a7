import LinearAlgebra

/// Full training: `A = P = I`.
public struct Full: DeterministicProjection {
    /// The operator, of which there is one.
    public init() {}

    public var summary: String { "full" }
    public var isIdentity: Bool { true }
    public func validate(_ layout: Layout) {}
    public func expectedRank(_ layout: Layout) -> Double? { Double(layout.count) }
    public func activity(_ layout: Layout) -> Activity { Activity() }
    public func project(_ g: inout Parameters) {}
}
