import LinearAlgebra
import PartialTraining

/// The masked iterate, `x+ = S (x - eta grad f(x))`: a full step whose result is compressed by a mask (with `rescale`, in
/// mean unbiased).
struct IterateCompression: FiniteLaw {
    let mask: Mask

    var summary: String { "compress iterate \(mask.summary)" }
    var isRandom: Bool { mask.isRandom }
    func expectedRank(_ layout: Layout) -> Double? { mask.expectedRank(layout) }
    func validate(_ layout: Layout) throws(TrainingError) { try mask.validate(layout) }

    func begin(_ layout: Layout, using generator: inout Generator) throws(TrainingError) -> any PartialStep {
        CompressionStep(mask: mask.begin(layout, using: &generator))
    }

    func outcomeCount(_ layout: Layout) -> Int { mask.outcomeCount(layout) }

    func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        mask.outcomes(layout, step: step).map { ($0.probability, CompressionStep(mask: $0.step)) }
    }
}

private struct CompressionStep: PartialStep {
    var mask: any PartialStep

    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        try mask.draw(step, using: &generator)
    }

    var action: StepAction { .identity }
    var gain: Double { 1 }
    var retracts: Bool { true }
    func keep(_ g: inout Parameters) {}
    func retract(_ x: inout Parameters) throws(TrainingError) { try mask.keep(&x) }
}
