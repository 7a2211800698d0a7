import LinearAlgebra
import PartialTraining

/// Gradient noise along a fixed direction `u`, `xi = (bias +- sqrt(M |g|^2 + sigma^2)) u` with a fair sign, where `g` is what
/// the operators before it have left of the gradient: after a mask the noise is relative to the kept part, before a mask to
/// the whole gradient. For `|u| = 1` and without bias, `E |xi|^2 = M |g|^2 + sigma^2` exactly.
struct DirectedNoise: FiniteLaw {
    let direction: Vector
    /// `M` and `sigma`.
    var relative = 0.0
    var absolute = 0.0
    var bias = 0.0

    var summary: String { "noise directed relative=\(relative) absolute=\(absolute) bias=\(bias)" }
    var isRandom: Bool { relative > 0 || absolute > 0 }
    func expectedRank(_ layout: Layout) -> Double? { Double(layout.count) }
    func validate(_ layout: Layout) {}
    func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        DirectedNoiseStep(law: self, sign: 1)
    }
    func outcomeCount(_ layout: Layout) -> Int { isRandom ? 2 : 1 }

    func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        let signs: [Double] = isRandom ? [1, -1] : [1]
        return signs.map { (1 / Double(signs.count), DirectedNoiseStep(law: self, sign: $0)) }
    }
}

private struct DirectedNoiseStep: PartialStep {
    let law: DirectedNoise
    var sign: Double

    mutating func draw(_ step: Int, using generator: inout Generator) {
        sign = law.isRandom && generator.next() & 1 == 1 ? -1 : 1
    }

    /// Noise that does not depend on the gradient is the same for both of two iterates; `sqrt(M g^2 + sigma^2)` has slope at
    /// most `sqrt(M)`.
    var action: StepAction { law.relative == 0 ? .identity : .general }
    var gain: Double { 1 + law.relative.squareRoot() }
    var roundings: Double { Double(law.direction.count) + 6 }
    var addsNoise: Bool { true }
    func select(_ g: inout Parameters) {}

    func keep(_ g: inout Parameters) {
        let size = law.bias + sign * (law.relative * squaredNorm(g.values) + law.absolute * law.absolute).squareRoot()
        for i in 0..<law.direction.count { g.values[i] += size * law.direction[i] }
    }
}
