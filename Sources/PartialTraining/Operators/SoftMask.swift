import LinearAlgebra

/// A soft mask: the update is multiplied by fixed weights `W = diag(w)`, `w >= 0`, `x+ = x - eta W grad f(x)`.
///
/// With weights 0 and 1 it is a mask of fixed coordinates; with any others `W` is no projection.
public struct SoftMask: FiniteLaw, ExactMoments {
    /// `w`, one weight for each parameter.
    public let weights: Vector

    /// The mask of these weights; ``validate(_:)`` checks them.
    public init(_ weights: Vector) { self.weights = weights }

    public var summary: String { "mask weights=[" + weights.map { "\($0)" }.joined(separator: ",") + "]" }
    public var isRandom: Bool { false }
    /// The rank of `W`, the number of positive weights.
    public func expectedRank(_ layout: Layout) -> Double? { Double(weights.count { $0 > 0 }) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard weights.count == layout.count else {
            throw .shape(what: "mask weights", expected: "\(layout.count) entries", found: "\(weights.count)")
        }
        for weight in weights where !(weight >= 0 && weight.isFinite) {
            throw .invalid(what: "mask weights", expected: "finite weights, not negative", found: "\(weight)")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep { step }

    public func outcomeCount(_ layout: Layout) -> Int { 1 }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        [(1, self.step)]
    }

    private var step: any PartialStep { SoftMaskStep(weights: weights) }

    public func momentGain(_ d: Int, step: Int) -> MomentGain { MomentGain(kept: weights.max() ?? 0) }

    /// `e+ = (I - eta W H) e`, applied to the mean and from both sides to the second moment.
    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) {
        workspace.transform(&moments, shift: Vector(repeating: 0, count: weights.count)) {
            ($0 == $1 ? 1 : 0) - eta * weights[$0] * model.hessian[$0, $1]
        }
    }

    /// `E |W g|^2`.
    public func expectedKept(_ gram: Matrix, step: Int) -> Double {
        weights.indices.reduce(0) { $0 + weights[$1] * weights[$1] * gram[$1, $1] }
    }
}

struct SoftMaskStep: PartialStep {
    let weights: Vector

    var gain: Double { weights.max() ?? 0 }
    func keep(_ g: inout Parameters) { for i in 0..<weights.count { g.values[i] *= weights[i] } }
}
