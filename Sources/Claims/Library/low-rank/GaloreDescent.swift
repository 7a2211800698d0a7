import LinearAlgebra
import PartialTraining

/// `galore-descent`: gradient descent along the top singular directions of the gradient, recomputed at every step.
///
/// Source: own statement on the GaLore update (Zhao et al., arXiv 2403.03507); the failure by noise is after GoLore.
package enum GaloreDescent: LibraryClaim {
    static let id = "galore-descent"

    static func claim() throws -> Claim {
        let step = ["smooth", "exact", "fresh"]
        return try Claim(
            id: id, family: .lowRank, kind: .bound,
            title: "The gradient's top singular directions give at least their share of the descent, at every step",
            statement: """
                Let $f$ on $m \\times n$ matrices be $L$-smooth in the Frobenius norm, $G = \\nabla f(W)$ with singular values \
                $\\sigma_1 \\ge \\sigma_2 \\ge \\dots$, $q = \\min(m,n)$, and $W^+ = W - \\eta U U^\\top G$ with $U$ the $r$ \
                leading left singular vectors of this $G$. Then, for every $\\eta > 0$, \
                $f(W^+) \\le f(W) - \\eta(1 - L\\eta/2) \\sum_{i \\le r} \\sigma_i^2$, and \
                $\\sum_{i\\le r} \\sigma_i^2 \\ge (r/q) |G|^2$. If $|\\nabla f|^2 \\ge 2\\mu (f - f_*)$ and $\\eta \\le 2/L$, \
                then $f(W_t) - f_* \\le (1 - 2\\mu\\eta(1 - L\\eta/2) r/q)^t (f(W_0) - f_*)$. For Haar-random $U$, \
                independent of $W$, the first bound holds in expectation with $(r/m)|G|^2$ in place of the sum, and the \
                factor of one step with $r/m$ in place of $r/q$: singular directions are never worse.
                """,
            source: "update: Zhao et al. 2024 (GaLore); statement and proof own",
            hypotheses: [
                Hypothesis("smooth", "lmax <= L", "L is at least the largest eigenvalue of the Hessian"),
                Hypothesis("pl", "lmin >= mu", "mu is at most the least eigenvalue of the Hessian"),
                Hypothesis("step", "eta*L <= 2", "the step is at most 2/L"),
                Hypothesis("exact", "noise <= 0", "the gradient has no noise"),
                Hypothesis(
                    "fresh", "staleness <= 0", "the projection keeps the top singular directions of this gradient"),
            ],
            parts: [
                Part("decrease", "loss after a step", .atMost, "previous - eta*(1 - L*eta/2)*top", needs: step),
                Part(
                    "rate", "excess loss", .atMost, "excess0*(1 - 2*mu*eta*(1 - L*eta/2)*r/q)^t",
                    needs: step + ["pl", "step"]),
                Part("share", "sum of the r largest squared singular values", .atLeast, "r/q*energy", needs: []),
                Part(
                    "random", "expected loss after a step along random directions", .atMost,
                    "previous - eta*(1 - L*eta/2)*r/m*energy", needs: ["smooth"]),
                Part(
                    "random-rate", "expected excess after a step along random directions", .atMost,
                    "previous*(1 - 2*mu*eta*(1 - L*eta/2)*r/m)", needs: ["smooth", "pl", "step"]),
            ],
            instances: sharp + broken,
            typical: { draw in
                let (m, n) = (draw.integer(2...4), draw.integer(2...4))
                let spectrum = (0..<(m * n)).map { _ in draw.logUniform(0.2, 5) }
                let model = try MatrixQuadratic(
                    hessian: draw.symmetric(spectrum: spectrum),
                    target: draw.generator.gaussianMatrix(rows: m, columns: n))
                let start = draw.generator.gaussianMatrix(rows: m, columns: n)
                // With r = q the share is the whole, an equality.
                let rank = draw.integer(1...(min(m, n) - 1))
                let limit = 2 / (model.constants.smoothness ?? 1)
                return try Setting(model: model, start: start, rank: rank, stepSize: limit * draw.uniform(0.05, 1))
                    .evidence()
            })
    }

    private static var sharp: [Instance] {
        let names = ["decrease", "rate", "share", "random", "random-rate"]
        return [(1, 0.5), (2, 0.5), (3, 0.3)].map { rank, stepSize in
            Instance("equal-singular-values-rank-\(rank)", .sharp(parts: names)) { draw in
                let target = 3 * haarOrthogonal(4, using: &draw.generator)
                return try tied(
                    Setting(
                        model: isotropic(target, 2), start: Matrix(rows: 4, columns: 4), rank: rank, stepSize: stepSize)
                )
            }
        }
    }

    private static var broken: [Instance] {
        [
            .broken("smoothness-understated", hypothesis: "smooth") { _ in
                try tied(
                    Setting(
                        model: isotropic(.diagonal([3, 1]), 1), rank: 1, stepSize: 1, smoothness: 0.5, pl: 0.5))
            },
            .broken("pl-constant-overstated", hypothesis: "pl") { _ in
                try tied(Setting(model: isotropic(.diagonal([1, 1]), 1), rank: 1, stepSize: 0.5, pl: 2))
            },
            .broken("step-too-large", hypothesis: "step") { _ in
                try Setting(model: isotropic(.diagonal([1, 0]), 1), rank: 1, stepSize: 2.5).evidence()
            },
            .broken("noise-takes-the-subspace", hypothesis: "exact") { _ in
                try Setting(
                    model: isotropic(.diagonal([0, 1]), 1), rank: 1, stepSize: 0.1, steps: 6,
                    noise: .diagonal([100, 0])
                ).evidence()
            },
            .broken("stale-subspace", hypothesis: "fresh") { _ in
                // Rows 2 and 3 never move: U is the first unit vector for ever.
                try Setting(
                    model: isotropic(.diagonal([3, 2, 1]), 1), rank: 1, stepSize: 1, steps: 6,
                    kept: Freeze(.coordinates([2, 3, 5, 6, 8, 9]))
                ).evidence()
            },
        ]
    }

    /// A case on whose path singular values are equal, or all zero.
    private static func tied(_ setting: Setting) throws -> Evidence {
        var one = setting
        one.isTied = true
        return try one.evidence()
    }

    /// `(L/2) |W - target|^2`.
    static func isotropic(_ target: Matrix, _ smoothness: Double) throws -> MatrixQuadratic {
        try MatrixQuadratic(hessian: smoothness * .identity(target.count), target: target)
    }
}
