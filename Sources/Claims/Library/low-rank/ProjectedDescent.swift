import LinearAlgebra
import PartialTraining

/// `pgd-rank`: gradient descent on matrices whose iterate is truncated to rank r after each step.
///
/// Source: the method and the factor are of Jain, Meka, Dhillon 2010 (singular value projection); the form with a step size,
/// the isotropic trajectory and the fixed points are own.
package enum ProjectedDescent: LibraryClaim {
    static let id = "pgd-rank"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .lowRank, kind: .bound,
            title: "Projected gradient descent onto rank r: trajectory, fixed points and contraction",
            statement: """
                $W^+ = T_r(W - \\eta \\nabla f(W))$ with $T_r$ the truncation to the $r$ largest singular values. For \
                $f = \\frac12|W - \\Phi|^2$, with singular values $\\sigma_i$ of $\\Phi$: from $W_0 = 0$ with $\\eta \\le 1$, \
                $f(W_t) = \\frac12\\sum_{i>r}\\sigma_i^2 + \\frac12(1-\\eta)^{2t}\\sum_{i\\le r}\\sigma_i^2$; with $\\eta = 1$ \
                the best rank-$r$ loss after one step from anywhere; and $\\sum_{i \\in I}\\sigma_i u_i v_i^\\top$, $|I| = r$, \
                stays where it is if $\\eta \\max_{i \\notin I}\\sigma_i < \\min_{i \\in I}\\sigma_i$. For a quadratic $f$ with \
                Hessian between $\\lambda_{\\min}$ and $\\lambda_{\\max}$ and $\\eta\\lambda_{\\max} \\le 1$, for every $Z$ of \
                rank at most $r$, $f(W^+) \\le f(Z) + \\frac12(1/\\eta - \\lambda_{\\min})|Z - W|^2$. If the minimiser has rank \
                at most $r$ and $\\min f = 0$, $f(W_t) \\le (1/(\\eta\\lambda_{\\min}) - 1)^t f(W_0)$.
                """,
            source: "Jain, Meka, Dhillon 2010 (singular value projection) for the contraction; other statements own",
            hypotheses: [
                Hypothesis("step", "eta*lmax <= 1", "the step is at most 1/L"),
                Hypothesis("zero", "start2 <= 0", "the start is 0"),
                Hypothesis("unit", "eta = 1", "the step is 1"),
                Hypothesis("selected", "eta*outside < inside", "the singular values left out are small enough"),
                Hypothesis("competitor", "otherRank <= r", "the matrix compared with has rank at most r"),
                Hypothesis("representable", "targetRank <= r", "the minimiser has rank at most r"),
            ],
            parts: [
                Part(
                    "trajectory", "loss of an isotropic quadratic from 0", .equal, "tail + (1 - eta)^(2*t)*top/2",
                    needs: ["step", "zero"]),
                Part("at-once", "loss of an isotropic quadratic after the first step", .equal, "tail", needs: ["unit"]),
                Part("fixed", "loss from a selection of singular values", .equal, "loss0", needs: ["selected"]),
                Part(
                    "comparison", "loss after a step", .atMost, "other + (1/eta - lmin)/2*gap2",
                    needs: ["step", "competitor"]),
                Part(
                    "contraction", "loss", .atMost, "loss0*(1/(eta*lmin) - 1)^t", needs: ["step", "representable"],
                    tightness: .best(0.73)),
            ],
            instances: sharp + broken,
            typical: { draw in
                let (m, n) = (draw.integer(2...4), draw.integer(2...4))
                let rank = draw.integer(1...(min(m, n) - 1))
                let target = draw.generator.gaussianMatrix(rows: m, columns: n)
                let start = draw.generator.gaussianMatrix(rows: m, columns: n)
                switch draw.integer(0...4) {
                case 0:
                    return try isotropic(
                        target, rank: rank, stepSize: draw.uniform(0.05, 1), ["trajectory", "comparison"]
                    )
                    .evidence()
                case 1:
                    return try isotropic(target, start: start, rank: rank, stepSize: 1, ["at-once", "comparison"])
                        .evidence()
                case 2: return try selection(target, rank: rank, share: draw.uniform(0.05, 0.95), &draw).evidence()
                default:
                    let low = try target.truncated(rank: rank)
                    let top = draw.pick([1.1, 1.9, 4])
                    let spectrum = (0..<(m * n)).map { _ in draw.uniform(1, top) }
                    let model = try MatrixQuadratic(hessian: draw.symmetric(spectrum: spectrum), target: low)
                    let limit = 1 / (model.constants.highest ?? top)
                    var one = Setting(
                        model: model, start: try start.truncated(rank: rank), rank: rank,
                        stepSize: limit * draw.uniform(0.7, 1), parts: ["contraction", "comparison"])
                    one.isTruncated = true
                    return try one.evidence()
                }
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-from-zero", "trajectory") { _ in
                try isotropic(.diagonal([3, 1]), rank: 1, stepSize: 0.5, ["trajectory"]).evidence()
            },
            .sharp("one-step", "at-once") { draw in
                let start = draw.generator.gaussianMatrix(rows: 3, columns: 3)
                return try isotropic(.diagonal([3, 2, 1]), start: start, rank: 2, stepSize: 1, ["at-once"]).evidence()
            },
            .sharp("stall", "fixed") { _ in
                var one = try isotropic(
                    .diagonal([3, 2]), start: .diagonal([0, 2]), rank: 1, stepSize: 0.5, ["fixed"])
                (one.inside, one.outside) = (2, 3)
                return try one.evidence()
            },
            .sharp("tie-of-two-directions", "comparison") { _ in
                // The step finds the steep and the flat entry equally large, and takes the steep one.
                let model = try MatrixQuadratic(
                    hessian: .diagonal([2, 1.5, 1.5, 1]), target: .diagonal([1 + 1e-9, 2]))
                return try Setting(
                    model: model, start: Matrix(rows: 2, columns: 2), rank: 1, stepSize: 0.5, steps: 4,
                    parts: ["comparison"], other: .diagonal([0, 1])
                ).evidence()
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("overshooting-changes-direction", hypothesis: "step") { _ in
                try isotropic(.diagonal([3, 2]), rank: 1, stepSize: 1.5, ["trajectory"]).evidence()
            },
            .broken("wrong-direction-at-the-start", hypothesis: "zero") { _ in
                try isotropic(.diagonal([3, 2]), start: .diagonal([0, 2]), rank: 1, stepSize: 0.5, ["trajectory"])
                    .evidence()
            },
            .broken("half-a-step", hypothesis: "unit") { _ in
                try isotropic(.diagonal([3, 2]), start: .diagonal([0, 2]), rank: 1, stepSize: 0.5, ["at-once"])
                    .evidence()
            },
            .broken("large-step-leaves", hypothesis: "selected") { _ in
                var one = try isotropic(
                    .diagonal([3, 2]), start: .diagonal([0, 2]), rank: 1, stepSize: 0.9, ["fixed"])
                (one.inside, one.outside) = (2, 3)
                return try one.evidence()
            },
            .broken("competitor-of-higher-rank", hypothesis: "competitor") { _ in
                var one = try isotropic(.diagonal([3, 2]), rank: 1, stepSize: 1, ["comparison"])
                one.other = one.model.target
                return try one.evidence()
            },
            .broken("minimiser-of-higher-rank", hypothesis: "representable") { _ in
                try isotropic(.diagonal([3, 2]), rank: 1, stepSize: 0.9, ["contraction"]).evidence()
            },
        ]
    }
}
