import Claims
import LinearAlgebra
import PartialTraining

/// Gradient steps along one random coordinate on a quadratic: the expected excess loss falls by a factor.
enum WeightedDescent {
    static func parts() throws -> [Part] {
        [
            try Part(
                "descent", "expected excess loss", .atMost, "excess0*(1 - eta*mu*wmin*(2 - eta*hmax))^t"
            )
        ]
    }

    static func hypotheses() throws -> [Hypothesis] {
        [
            try Hypothesis(
                "small-step", "eta*hmax <= 2", "the step is at most 2 over the largest H_ii"),
            try Hypothesis("least-weight", "wmin <= least", "wmin is at most the smallest weight"),
        ]
    }
}
