import LinearAlgebra

/// Gradient noise proportional to the gradient, `g -> (1 + sqrt(M)) g` or `(1 - sqrt(M)) g`, each with probability 1/2:
/// mean 0, and `E |xi|^2 = M |g|^2`.
///
/// It commutes with every projection, so that after a mask it is relative to the kept part.
public struct RelativeNoise: FiniteLaw {
    /// `M`, the variance in units of `|g|^2`.
    public let variance: Double

    /// Noise of relative variance `M`.
    public init(_ variance: Double) { self.variance = variance }

    public var summary: String { "noise relative=\(variance)" }
    public var isRandom: Bool { variance > 0 }
    public func expectedRank(_ layout: Layout) -> Double? { Double(layout.count) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard variance >= 0, variance.isFinite else {
            throw .invalid(what: "relative noise", expected: "a variance that is not negative", found: "\(variance)")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        RelativeNoiseStep(amplitude: variance.squareRoot(), factor: 1)
    }

    public func outcomeCount(_ layout: Layout) -> Int { 2 }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        let amplitude = variance.squareRoot()
        return [1 + amplitude, 1 - amplitude].map { (0.5, RelativeNoiseStep(amplitude: amplitude, factor: $0)) }
    }
}

struct RelativeNoiseStep: PartialStep {
    let amplitude: Double
    var factor: Double

    mutating func draw(_ step: Int, using generator: inout Generator) {
        factor = generator.next() & 1 == 0 ? 1 + amplitude : 1 - amplitude
    }

    /// The factor may be negative: no projection.
    var action: StepAction { amplitude == 0 ? .identity : .general }
    var gain: Double { 1 + amplitude }
    var addsNoise: Bool { true }
    func select(_ g: inout Parameters) {}
    func keep(_ g: inout Parameters) { for i in 0..<g.values.count { g.values[i] *= factor } }
}
