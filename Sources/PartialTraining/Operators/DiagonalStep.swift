import LinearAlgebra

/// A law of random sub-models: each draw keeps some parameters of the model and masks the others, in the model and in the
/// update alike, `x+ = x - eta S grad f(S x)` with a diagonal `S`. Layers (``Depth``) and units (``Width``) are its cases.
public protocol SubmodelLaw: FiniteLaw {
    /// The diagonal of `S` for the parts of the model that are kept, by number from 0.
    func factors(_ layout: Layout, keeping parts: [Int]) -> Diagonal
    /// Draws the parts that are kept.
    func drawParts(_ layout: Layout, using generator: inout Generator) -> [Int]
    /// All draws with their probabilities.
    func partOutcomes(_ layout: Layout) -> [(probability: Double, parts: [Int])]
    /// The largest entry of `S`.
    var rescaling: Double { get }
}

extension SubmodelLaw {
    /// A step with a sub-model drawn.
    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        DiagonalStep(
            law: self, layout: layout, factors: factors(layout, keeping: drawParts(layout, using: &generator)))
    }

    /// All sub-models with their probabilities, the same at every step.
    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        partOutcomes(layout).map { outcome in
            let factors = factors(layout, keeping: outcome.parts)
            return (outcome.probability, DiagonalStep(law: self, layout: layout, factors: factors))
        }
    }

    /// The expected number of parameters that are kept.
    public func expectedRank(_ layout: Layout) -> Double? {
        guard outcomeCount(layout) <= 1 << 12 else { return nil }
        return partOutcomes(layout).reduce(0) { sum, outcome in
            sum + outcome.probability * Double(factors(layout, keeping: outcome.parts).count(layout))
        }
    }
}

/// The current sub-model: `factors` is the diagonal of `S`.
struct DiagonalStep: PartialStep {
    let law: any SubmodelLaw
    let layout: Layout
    var factors: Diagonal

    mutating func draw(_ step: Int, using generator: inout Generator) {
        if law.isRandom { factors = law.factors(layout, keeping: law.drawParts(layout, using: &generator)) }
    }

    var movesPoint: Bool { true }
    var hasCore: Bool { true }
    var action: StepAction { .sandwich }
    var isDiagonal: Bool { true }
    var gain: Double { max(law.rescaling, 1) }
    /// Layers that are always kept are not rescaled: `P g` is then not `S g` over a number, and is selected by itself.
    var addsNoise: Bool { law.rescaling != 1 }

    var idleBlocks: [Bool]? { factors.dropped(layout) }

    func move(_ x: inout Parameters) { factors.multiply(&x) }
    func reduceToCore(_ x: inout Parameters) { move(&x) }
    func keep(_ g: inout Parameters) { move(&g) }
    func select(_ g: inout Parameters) { factors.select(&g) }

    func activity(_ layout: Layout) -> Activity {
        let kept = factors.entries(layout).map { $0 != 0 }
        return Activity(present: kept, trained: kept)
    }
}
