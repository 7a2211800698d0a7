import LinearAlgebra
import PartialTraining

/// An update multiplied by one of finitely many symmetric positive semidefinite matrices, `x+ = x - eta W grad f(x)`, drawn
/// afresh at every step: coordinates with unequal chances, weighted coordinates, finite designs of subspaces.
struct MatrixLaw: FiniteLaw {
    let summary: String
    /// The chances of single coordinates, where these are kept independently.
    private(set) var coins: Vector?
    private let choices: [(probability: Double, matrix: Matrix, gain: Double)]
    private let dimension: Int

    /// The probabilities must sum to 1. Errors: those of singular values.
    init(_ summary: String, _ choices: [(probability: Double, matrix: Matrix)]) throws {
        self.summary = summary
        self.choices = try choices.map { ($0.probability, $0.matrix, try $0.matrix.spectralNorm() * (1 + 0x1p-40)) }
        dimension = choices.first?.matrix.rows ?? 0
    }

    /// Each coordinate is kept independently, with a probability of its own.
    static func coins(_ chances: Vector) throws -> MatrixLaw {
        let d = chances.count
        let choices = (0..<(1 << d)).map { bits in
            let kept = (0..<d).map { bits >> $0 & 1 == 1 }
            let probability = (0..<d).reduce(1.0) { $0 * (kept[$1] ? chances[$1] : 1 - chances[$1]) }
            return (probability, Matrix.diagonal(kept.map { $0 ? 1 : 0 }))
        }
        var law = try MatrixLaw("mask coins=\(chances)", choices)
        law.coins = chances
        return law
    }

    var isRandom: Bool { choices.count > 1 }
    var draws: [(probability: Double, matrix: Matrix)] { choices.map { ($0.probability, $0.matrix) } }
    func expectedRank(_ layout: Layout) -> Double? { nil }

    func validate(_ layout: Layout) throws(TrainingError) {
        guard layout.count == dimension else {
            throw .shape(what: summary, expected: "\(dimension) parameters", found: "\(layout.count)")
        }
    }

    func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep { step(0) }
    func outcomeCount(_ layout: Layout) -> Int { choices.count }

    func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        choices.indices.map { (choices[$0].probability, self.step($0)) }
    }

    private func step(_ index: Int) -> MatrixStep {
        MatrixStep(law: self, matrix: choices[index].matrix, gain: choices[index].gain)
    }

    fileprivate func drawn(using generator: inout Generator) -> MatrixStep {
        var rest = generator.uniform()
        for (index, choice) in choices.enumerated() {
            rest -= choice.probability
            if rest < 0 { return step(index) }
        }
        return step(choices.count - 1)
    }
}

private struct MatrixStep: PartialStep {
    let law: MatrixLaw
    var matrix: Matrix
    var gain: Double

    mutating func draw(_ step: Int, using generator: inout Generator) { self = law.drawn(using: &generator) }
    var roundings: Double { Double(2 * matrix.rows) }
    func keep(_ g: inout Parameters) { g.values = matrix * g.values }
}
