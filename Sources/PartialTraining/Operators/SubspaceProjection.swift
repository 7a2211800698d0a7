import LinearAlgebra

/// The update is projected on a fixed subspace: `P = Q Q'` with an orthonormal frame `Q`, d x r.
public struct SubspaceProjection: DeterministicProjection {
    /// `Q`, d x r.
    public let frame: Matrix

    /// `frame` must have orthonormal columns, to rounding; ``validate(_:)`` checks it.
    public init(_ frame: Matrix) { self.frame = frame }

    public var summary: String { "subspace fixed dimension=\(frame.columns)" }
    public func expectedRank(_ layout: Layout) -> Double? { Double(frame.columns) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard frame.rows == layout.count else {
            throw .shape(what: "subspace frame", expected: "\(layout.count) rows", found: "\(frame.rows)")
        }
        // Householder's QR leaves columns orthonormal to a modest multiple of d eps.
        let defect = (frame.transposed * frame - .identity(frame.columns)).maxAbs
        guard defect <= 16 * Double(frame.rows) * Double.ulpOfOne else {
            throw .invalid(what: "subspace frame", expected: "orthonormal columns", found: "a defect of \(defect)")
        }
    }

    public func roundings(_ layout: Layout) -> Double { Double(frame.rows + frame.columns) }

    /// Two products with the frame.
    public func activity(_ layout: Layout) -> Activity { Activity(overhead: 2 * Double(frame.count), mixes: true) }

    public func project(_ g: inout Parameters) { g.values = frame * (frame.transposed * g.values) }
}
