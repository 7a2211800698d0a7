import LinearAlgebra
import PartialTraining

/// One coordinate a step, drawn afresh: coordinate `i` with probability `w_i`. `P = e_i e_i'`, `A = I`.
struct WeightedCoordinate: PartialOperator {
    /// `w`, one weight for each coordinate.
    let weights: Vector

    var summary: String { "coordinate weights=\(weights)" }
    var isRandom: Bool { true }

    func expectedRank(_ layout: Layout) -> Double? { 1 }

    func validate(_ layout: Layout) throws(TrainingError) {
        guard weights.count == layout.count else {
            throw .shape(
                what: "weights", expected: "\(layout.count) numbers", found: "\(weights.count)")
        }
        // Division by their sum and adding them up round 2d times.
        let excess = abs(weights.reduce(0, +) - 1)
        guard weights.allSatisfy({ $0 >= 0 }), excess <= Double(weights.count) * Double.ulpOfOne else {
            throw .invalid(
                what: "weights", expected: "numbers not below 0 that sum to 1", found: "\(weights)")
        }
    }

    func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        WeightedStep(weights: weights)
    }
}

/// The coordinate that a step trains.
struct WeightedStep: PartialStep {
    let weights: Vector
    var kept = 0

    var isDiagonal: Bool { true }

    mutating func draw(_ step: Int, using generator: inout Generator) {
        var rest = generator.uniform()
        let drawn = weights.firstIndex { weight in
            rest -= weight
            return rest < 0
        }
        // Rounding of the sum: the last that can be drawn.
        kept = drawn ?? weights.lastIndex { $0 > 0 } ?? 0
    }

    func keep(_ g: inout Parameters) {
        for i in g.values.indices where i != kept { g.values[i] = 0 }
    }
}

extension WeightedCoordinate: FiniteLaw {
    func outcomeCount(_ layout: Layout) -> Int { weights.count { $0 > 0 } }

    func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        weights.indices.filter { weights[$0] > 0 }.map {
            (weights[$0], WeightedStep(weights: weights, kept: $0))
        }
    }
}
