import LinearAlgebra
import PartialTraining

/// `poly-order-floor`: with correlated features and dropped blocks, a decreasing schedule stops at a floor.
///
/// Source: own; the mechanism behind progressive dropping that loses high degrees (RaPTr, arXiv 2402.05913).
package enum OrderFloor: LibraryClaim {
    static let id = "poly-order-floor"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .equality,
            title:
                "With correlated features, dropping in decreasing order stops at a floor and in increasing order does not",
            statement: """
                Split the features of a linear model into the low ones $l$ and the high ones $h$, Gram matrix $H$. A low stage \
                drops $h$: forward pass and update keep $l$ alone. Put $r = H_{ll}^{-1} H_{lh} \\theta^*_h$ and \
                $S = H_{hh} - H_{hl} H_{ll}^{-1} H_{lh}$. In a low stage $e_h$ rests and \
                $e_l(t) = r + (I - \\eta H_{ll})^t (e_l(0) - r)$. Full training until convergence and then a long low stage \
                leave the full loss $\\min + \\frac12 \\theta_h^{*\\top} H_{hl} H_{ll}^{-1} H_{lh} \\theta^*_h$ and the low \
                model's loss $\\min + \\frac12 \\theta_h^{*\\top} S \\theta^*_h$, which sum to \
                $2\\min + \\frac12 \\theta_h^{*\\top} H_{hh} \\theta^*_h$. In increasing order the excess falls by \
                $(1 - \\eta\\mu)^2$ a full step, to 0. Where low stages freeze $h$, no step raises the loss in any order. \
                Random masks of keep probability $p$ with $1/p$ rescaling on orthonormal features settle, in the mean, at \
                $p\\theta^*$, at the loss $\\min + \\frac12 (1-p)^2 |\\theta^*|^2$.
                """,
            source: "own; block elimination is classical",
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the Gram matrix is positive definite"),
                Hypothesis("drops", "freezes <= 0", "the low stage drops the high features, and does not freeze them"),
                Hypothesis("step", "eta*(L + mu) <= 2", "the step is at most 2/(L + mu)"),
                Hypothesis("stable", "eta*L <= 2", "the step is at most 2/L"),
                Hypothesis("orthonormal", "gramDefect <= 0", "the features are orthonormal"),
            ],
            parts: [
                Part("finite", "loss after t steps of the low stage", .equal, "min + closed", needs: ["drops"]),
                Part(
                    "floor", "loss at the end of the low stage", .equal, "min + floor",
                    needs: ["definite", "drops", "step"]),
                Part(
                    "sub-floor", "loss of the low model at the end of the low stage", .equal, "min + schur",
                    needs: ["drops", "step"]),
                Part(
                    "balance", "sum of the two losses", .equal, "2*min + high", needs: ["definite", "drops", "step"]),
                Part(
                    "increasing", "excess after t full steps that follow a low stage", .atMost,
                    "gap*(1 - eta*mu)^(2*t)", needs: ["step"]),
                Part("freezing", "loss where low stages freeze", .atMost, "previous", needs: ["stable"]),
                Part(
                    "rescaled", "loss at the long-run mean under rescaled random masks", .equal,
                    "min + (1 - p)^2*size/2", needs: ["orthonormal"]),
            ],
            instances: [
                .sharp("product-of-two", "finite", "floor", "sub-floor", "balance") { _ in
                    try product(means: [0.5, 0.5], stepSize: 0.4).evidence(first: 400, second: 200)
                },
                .sharp("uniform-cube", "increasing", "rescaled") { _ in
                    try product(means: [0, 0], stepSize: 0.4).evidence(first: 100, second: 10)
                },
                .sharp("reflecting-step", "freezing") { _ in
                    try product(means: [0, 0], stepSize: 2).evidence(first: 6, second: 6, only: ["freezing"])
                },
                .broken("constant-coordinate", hypothesis: "definite") { _ in
                    let features = try HypercubePolynomials(means: [1, 0], degree: 2)
                    return try DegreeTraining(features, target: [0, 0, 1], stepSize: 0.5)
                        .evidence(first: 100, second: 100, leaving: ["finite"], limits: ["floor", "balance"])
                },
                .broken("frozen-block", hypothesis: "drops") { _ in
                    try product(means: [0.5, 0.5], stepSize: 0.4).evidence(first: 400, second: 200, dropping: false)
                },
                .broken("step-beyond-the-balance", hypothesis: "step") { _ in
                    let training = try product(means: [0.5, 0.5], stepSize: 1)
                    let largest = training.model.spectrum[3]
                    return try DegreeTraining(
                        training.features, target: training.model.optimum, stepSize: 1.9 / largest
                    ).evidence(first: 60, second: 10, leaving: ["finite"])
                },
                .broken("step-beyond-stability", hypothesis: "stable") { _ in
                    try product(means: [0.5, 0.5], stepSize: 1.5).evidence(first: 5, second: 5, only: ["freezing"])
                },
                .broken("correlated-features", hypothesis: "orthonormal") { _ in
                    try product(means: [0.5, 0.5], stepSize: 0.4).evidence(first: 5, second: 5, only: ["rescaled"])
                },
            ],
            typical: { draw in
                let dimension = draw.integer(2...3)
                let means = (0..<dimension).map { _ in draw.pick([0, draw.uniform(-0.4, 0.4)]) }
                let features = try HypercubePolynomials(
                    means: means, degree: dimension, constant: draw.pick([true, false]))
                let target = draw.generator.gaussianVector(features.count)
                let start = draw.pick([nil, draw.generator.gaussianVector(features.count)])
                let model = try features.model(target: target)
                let stepSize = 2 / (model.spectrum[features.count - 1] + model.spectrum[0]) * draw.uniform(0.5, 1)
                let training = try DegreeTraining(
                    features, target: target, rest: draw.pick([0, 0.5]), start: start, stepSize: stepSize)
                let steps = 42 / (stepSize * model.spectrum[0])
                return try training.evidence(
                    first: Int(steps), second: Int(steps), low: draw.integer(1...(dimension - 1)),
                    keep: draw.uniform(0.2, 0.9))
            })
    }

    /// The target `x_1 x_2` in two coordinates of the given means, the constant among the low features.
    package static func product(means: Vector, stepSize: Double) throws -> DegreeTraining {
        try DegreeTraining(
            try HypercubePolynomials(means: means, degree: 2, constant: true), target: [0, 0, 0, 1],
            stepSize: stepSize)
    }
}
