import LinearAlgebra
import PartialTraining

/// `ist-local-avg`: averaged local training of random subnetworks of a quadratic: where it goes, how fast, and how it shakes.
///
/// Source: own; the linear analogue of Liao, Kyrillidis (arXiv 2112.02668).
enum LocalSubnetworks: LibraryClaim {
    static let id = "ist-local-avg"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Local steps on random subnetworks, averaged: a biased limit at a linear rate, with variance over n",
            statement: """
                In every round $n$ workers draw masks $P_i$ independently, take $\\tau$ gradient steps of size $\\eta$ on \
                $f(x) = \\frac12(x - x^*)^\\top H(x - x^*)$ from $P_i x$ within their coordinates, and $x$ moves by the mean \
                of their changes. A worker's change is $K_P(z_P - x)$ with $K_P = P - (P - \\eta PHP)^\\tau$ and $z_P$ the \
                optimum of its subnetwork. If $\\eta(L + \\mu) \\le 2$ and $E P \\succeq pI$, $p > 0$, the mean goes to \
                $x_\\infty = E[K]^{-1}E[K z_P]$, whatever $n$, with \
                $|E x_t - x_\\infty| \\le (1 - p(1 - (1 - \\eta\\mu)^\\tau))^t|x_0 - x_\\infty|$, and the covariance to the \
                solution of $\\Sigma_n = T_n(\\Sigma_n) + R/n$, with \
                $T_n(M) = (I - EK)M(I - EK) + \\frac1n(E[KMK] - EK\\,M\\,EK)$ and \
                $R = E[K(z_P - x_\\infty)(z_P - x_\\infty)^\\top K]$. With $\\lambda = \\lambda_{\\min}(E[P - (P - \\eta PHP)^{2\\tau}])$ \
                (the gain of twice as many steps), $\\lambda \\ge p(1 - (1 - \\eta\\mu)^{2\\tau})$, \
                $\\rho(T_n) \\le 1 - \\lambda$ for every $\\eta$, $\\Sigma_n \\preceq \\Sigma_1/n$, and \
                $\\mathrm{tr}\\,\\Sigma_n \\le \\mathrm{tr}\\,R/(n\\lambda)$.
                """,
            source: "own; linear analogue of Liao, Kyrillidis 2021",
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the Hessian is positive definite"),
                Hypothesis("step", "eta*(L + mu) <= 2", "the step is at most 2/(L + mu)"),
                Hypothesis("masks", "p <= pmin", "every coordinate is kept with probability at least p"),
            ],
            parts: [
                Part("local", "entries of a worker's change, mask after mask", .equal, "change", needs: ["definite"]),
                Part("fixed-point", "entries of the long-run mean", .equal, "xinf"),
                Part("rate", "|E x - its limit|", .atMost, "reach0*(1 - p*(1 - (1 - eta*mu)^tau))^t"),
                Part("stationary", "entries of the long-run covariance", .equal, "sigma"),
                Part(
                    "gain", "least eigenvalue of the mean gain of 2 tau steps", .atLeast, "p*(1 - (1 - eta*mu)^(2*tau))"
                ),
                Part(
                    "spectral", "spectral radius of the map of second moments", .atMost, "1 - lambda", needs: []),
                Part(
                    "averaging", "v' Sigma_n v along the directions that tell it from Sigma_1/n", .atMost,
                    "single/workers"),
                Part("variance", "trace of the long-run covariance", .atMost, "trr/(workers*lambda)"),
            ],
            instances: sharp + broken,
            typical: { draw in
                let d = draw.integer(2...3)
                let model = try Quadratic(
                    hessian: draw.positiveDefinite(d, 0.3, 3), optimum: draw.generator.gaussianVector(d))
                let mask =
                    draw.pick([true, false])
                    ? Mask(.bernoulli(draw.uniform(0.3, 0.9))) : Mask(.subset(draw.integer(1...(d - 1))))
                let rounds = try LocalAveraging(
                    model, mask, stepSize: draw.uniform(0.3, 1) * 2 / (model.spectrum[0] + model.spectrum[d - 1]),
                    localSteps: draw.integer(1...6))
                return try evidence(rounds, workers: draw.integer(1...3), start: draw.generator.gaussianVector(d), all)
            })
    }

    static let all = ["local", "fixed-point", "rate", "stationary", "gain", "spectral", "averaging", "variance"]

    private static func coupled() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[2, 0.5], [0.5, 1]]), optimum: [1, -2])
    }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic", "rate", "gain", "spectral", "local", "fixed-point") { _ in
                let model = try Quadratic(hessian: 2 * .identity(2), optimum: [1, -2])
                let rounds = try LocalAveraging(model, Mask(.bernoulli(0.5)), stepSize: 0.3, localSteps: 2)
                return try evidence(
                    rounds, workers: 1, start: [0, 0], ["rate", "gain", "spectral", "local", "fixed-point"])
            },
            // So many local steps that every worker reaches its subnetwork's optimum: K is a projection.
            .sharp("trained-to-the-end", "variance", "stationary", "spectral") { _ in
                let rounds = try LocalAveraging(coupled(), Mask(.bernoulli(0.5)), stepSize: 0.5, localSteps: 100)
                return try evidence(rounds, workers: 1, start: [0, 0], ["variance", "stationary", "spectral"])
            },
            .sharp("tiny-steps", "averaging") { _ in
                let rounds = try LocalAveraging(coupled(), Mask(.bernoulli(0.5)), stepSize: 1e-3, localSteps: 1)
                return try evidence(rounds, workers: 3, start: [0, 0], ["averaging", "gain"])
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("free-direction", hypothesis: "definite") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 0]), optimum: [0, 0])
                let rounds = try LocalAveraging(model, Mask(.bernoulli(0.5)), stepSize: 0.5, localSteps: 1)
                return try evidence(rounds, workers: 1, start: [1, 1], ["gain"])
            },
            .broken("step-beyond-the-balance", hypothesis: "step") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 2]), optimum: [0, 0])
                let rounds = try LocalAveraging(model, Mask(.subset(2)), stepSize: 0.95, localSteps: 1)
                return try evidence(rounds, workers: 1, start: [1, 1], ["rate", "gain"])
            },
            .broken("coordinate-never-kept", hypothesis: "masks") { _ in
                let mask = Composition([Mask(.bernoulli(0.5)), Mask(.coordinates([1]))])
                let model = try Quadratic(hessian: .diagonal([1, 2]), optimum: [0, 0])
                let rounds = try LocalAveraging(model, mask, stepSize: 0.5, localSteps: 1)
                return try evidence(rounds, workers: 1, start: [1, 1], ["gain"], claimed: ["p": 0.5])
            },
        ]
    }
}
