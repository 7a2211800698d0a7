import LinearAlgebra
import PartialTraining

/// At every step one of several operators, drawn with given probabilities: random depth or width as masks of growing size.
struct RandomChoice: FiniteLaw {
    let parts: [(probability: Double, law: any FiniteLaw)]

    /// Nested masks that move the model too: the leading `sizes[k]` coordinates with probability `shares[k]`.
    static func nested(_ shares: Vector, sizes: [Int]) -> RandomChoice {
        RandomChoice(
            parts: zip(shares, sizes).map { ($0, Mask(.coordinates(Array(1...$1)), forward: true)) })
    }

    var summary: String {
        "choice [" + parts.map { "\($0.probability): \($0.law.summary)" }.joined(separator: "; ") + "]"
    }
    var isRandom: Bool { parts.count { $0.probability > 0 } > 1 || parts.contains { $0.law.isRandom } }

    func expectedRank(_ layout: Layout) -> Double? {
        let ranks = parts.compactMap { part in part.law.expectedRank(layout).map { part.probability * $0 } }
        return ranks.count == parts.count ? ranks.reduce(0, +) : nil
    }

    func validate(_ layout: Layout) throws(TrainingError) {
        let total = parts.reduce(0) { $0 + $1.probability }
        guard abs(total - 1) <= 1e-12, parts.allSatisfy({ $0.probability >= 0 }) else {
            throw .invalid(
                what: "choice", expected: "probabilities that sum to 1", found: "\(parts.map(\.probability))")
        }
        for part in parts { try part.law.validate(layout) }
    }

    func begin(_ layout: Layout, using generator: inout Generator) throws(TrainingError) -> any PartialStep {
        var steps: [any PartialStep] = []
        for part in parts { steps.append(try part.law.begin(layout, using: &generator)) }
        return ChoiceStep(probabilities: parts.map(\.probability), steps: steps)
    }

    func outcomeCount(_ layout: Layout) -> Int { parts.reduce(0) { $0 + $1.law.outcomeCount(layout) } }

    func outcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        var all: [(probability: Double, step: any PartialStep)] = []
        for part in parts {
            all += try part.law.outcomes(layout, step: step).map { (part.probability * $0.probability, $0.step) }
        }
        return all
    }
}

private struct ChoiceStep: PartialStep {
    let probabilities: Vector
    var steps: [any PartialStep]
    private var current = 0

    init(probabilities: Vector, steps: [any PartialStep]) {
        self.probabilities = probabilities
        self.steps = steps
    }

    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        var level = generator.uniform()
        current = steps.count - 1
        for (index, probability) in probabilities.enumerated() {
            level -= probability
            if level < 0 {
                current = index
                break
            }
        }
        try steps[current].draw(step, using: &generator)
    }

    var scale: Double { steps[current].scale }
    var hasCore: Bool { steps[current].hasCore }
    func reduceToCore(_ x: inout Parameters) { steps[current].reduceToCore(&x) }
    var movesPoint: Bool { steps[current].movesPoint }
    var retracts: Bool { steps[current].retracts }
    func move(_ x: inout Parameters) { steps[current].move(&x) }
    func keep(_ g: inout Parameters) throws(TrainingError) { try steps[current].keep(&g) }
    func retract(_ x: inout Parameters) throws(TrainingError) { try steps[current].retract(&x) }
    var addsNoise: Bool { steps[current].addsNoise }
    func select(_ g: inout Parameters) throws(TrainingError) { try steps[current].select(&g) }
    /// The draws differ from step to step.
    var action: StepAction {
        steps[current].action == .projection(fixed: true) ? .projection(fixed: false) : steps[current].action
    }
    var gain: Double { steps[current].gain }
    var roundings: Double { steps[current].roundings }
}
