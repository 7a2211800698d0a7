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
}
