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

    /// With `H = h I` and a start along the coordinate of the smallest weight the proof has equalities only.
    static var sharp: Instance {
        .sharp("isotropic", "descent") { _ in
            try Setting(
                hessian: .diagonal([2, 2]), start: [0, 1], weights: [0.75, 0.25], stepSize: 0.25
            ).evidence()
        }
    }

    static var broken: [Instance] {
        [
            .broken("step-too-long", hypothesis: "small-step") { _ in
                try Setting(
                    hessian: .diagonal([1, 4]), start: [0, 1], weights: [0.5, 0.5], stepSize: 0.75
                ).evidence()
            },
            .broken("mean-weight", hypothesis: "least-weight") { _ in
                try Setting(
                    hessian: .diagonal([2, 2]), start: [0, 1], weights: [0.75, 0.25], stepSize: 0.25,
                    claimedWeight: 0.5
                ).evidence()
            },
        ]
    }

    static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = draw.integer(2...5)
        let hessian = draw.positiveDefinite(d, 0.1, 5)
        let raw = (0..<d).map { _ in draw.uniform(0.1, 1) }
        let sum = raw.reduce(0, +)
        let stepSize = draw.uniform(0.1, 1.9) / (hessian.diagonal.max() ?? 1)
        return try Setting(
            hessian: hessian, start: draw.generator.gaussianVector(d), weights: raw.map { $0 / sum },
            stepSize: stepSize
        ).evidence(jobs: draw.jobs)
    }

    static func claim() throws -> Claim {
        Claim(
            id: "weighted-descent", family: .masking, kind: .expectation,
            title: "Weighted random coordinates: descent by the smallest weight",
            statement: """
                Let $f$ be a quadratic with Hessian $H$, whose smallest positive eigenvalue is $\\mu$, and \
                $h = \\max_i H_{ii}$. If every step trains one coordinate, drawn with weights of at least \
                $w$, and $\\eta h \\le 2$, then $E f(x_t) - f^* \\le (1 - \\eta\\mu w(2 - \\eta h))^t(f(x_0) - f^*)$.
                """,
            source: "classical: Leventhal, Lewis; Nesterov; Richtarik, Takac",
            hypotheses: try hypotheses(), parts: try parts(), instances: [sharp] + broken,
            typical: typical)
    }
}
