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

    /// One case of the theorem.
    struct Setting {
        var hessian: Matrix
        var start: Vector
        var weights: Vector
        var stepSize: Double
        /// `wmin` as claimed; the smallest weight unless it is told otherwise.
        var claimedWeight: Double?

        /// The minimum is at 0, so that the start is the first error.
        func evidence(jobs: Int = 1) throws -> Evidence {
            let optimum = Vector(repeating: 0, count: start.count)
            let run = Run(
                model: try Quadratic(hessian: hessian, optimum: optimum), start: Parameters(start),
                schedule: Schedule(WeightedCoordinate(weights: weights), stepSize: stepSize, steps: 40),
                observables: [.excess], engine: .moments)
            var evidence = try Evidence(running: run, ["descent": .excess], jobs: jobs)
            let least = weights.min() ?? 0
            evidence.set("least", least)
            evidence.set("wmin", claimedWeight ?? least)
            evidence.set("hmax", hessian.diagonal.max() ?? 0)
            return evidence
        }
    }
}
