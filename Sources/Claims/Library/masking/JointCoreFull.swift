import LinearAlgebra
import PartialTraining

/// `joint-core-full`: where training a core and the full model at the same time ends, and how far from both optima.
///
/// Source: the setting of Mohtashami, Jaggi, Stich (arXiv 2106.08895); fixed points and bounds own.
package enum JointCoreFull: LibraryClaim {
    static let id = "joint-core-full"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title: "Joint training of a core and the full model costs both, by a bounded amount",
            statement: """
                Let $J_a(w) = a f(Pw) + (1-a) f(w)$ on a quadratic, $w = (u, v)$, the core $Pw = (u, 0)$, and \
                $S = H_{uu} - H_{uv}H_{vv}^{-1}H_{vu}$, $g = H_{uv}v^*$, $e_c = H_{uu}^{-1}g$. If the Hessian of $J_a$ is \
                positive definite the minimiser has the errors $e_u = a(aH_{uu} + (1-a)S)^{-1}g$ and \
                $e_v = -H_{vv}^{-1}H_{vu}e_u$. The full model's excess is $X_f = \\frac12 e_u^\\top S e_u$; the core's, over \
                its own least loss $\\min + \\frac12 v^{*\\top}(H_{vv} - H_{vu}H_{uu}^{-1}H_{uv})v^*$, is \
                $X_c = \\frac12 (e_u - e_c)^\\top H_{uu}(e_u - e_c) \\ge 0$. With $C = \\frac12 g^\\top H_{uu}^{-1} g$ and \
                $F = \\frac12 e_c^\\top S e_c$: $(1-a)X_f + aX_c \\le \\min(aC, (1-a)F)$, $X_f \\le F$, $X_c \\le C$. A core \
                step and a full step in turn, $0 < \\eta < 2/L$, settle at the solution of \
                $[\\eta PHP + \\eta H - \\eta^2 HPHP]w = (I - \\eta H)\\eta PHw^* + \\eta Hw^*$. With a core of rank $r$, \
                $\\frac a2|UV^\\top - \\Phi|^2 + \\frac{1-a}2|UV^\\top + R - \\Phi|^2 \\ge \\frac a2\\sum_{i>r}\\sigma_i^2$, \
                with equality where $UV^\\top$ is the best approximation and $R$ the rest.
                """,
            source: "setting: Mohtashami, Jaggi, Stich 2021; fixed points and bounds own",
            hypotheses: [
                Hypothesis("unique", "jointMin > 0", "the joint loss is strictly convex"),
                Hypothesis("step", "eta*L < 2", "the step is below 2/L"),
            ],
            parts: [
                Part(
                    "minimiser", "coordinates at which random core and full steps settle", .equal, "optimal",
                    needs: ["unique"]),
                Part("full-excess", "excess of the full model there", .equal, "fullForm", needs: ["unique"]),
                Part("core-excess", "excess of the core there", .equal, "coreForm", needs: ["unique"]),
                Part("own-loss", "least loss of the core alone", .equal, "min + ownForm", needs: []),
                Part(
                    "compromise", "weighted mean of the two excesses", .atMost,
                    "min(a*coreCap, (1 - a)*fullCap)", needs: ["unique"]),
                Part("full-cap", "excess of the full model at the minimiser", .atMost, "fullCap", needs: ["unique"]),
                Part("core-cap", "excess of the core at the minimiser", .atMost, "coreCap", needs: ["unique"]),
                Part(
                    "alternating", "coordinates after many core and full steps in turn", .equal, "limit",
                    needs: ["unique", "step"]),
                Part("low-rank", "joint loss with a core of rank r", .atLeast, "a*tail", needs: []),
            ],
            instances: [
                .sharp("pair", "minimiser", "full-excess", "core-excess", "own-loss", "alternating", "low-rank") { _ in
                    try evidence(pair(weight: 0.5), stepSize: 0.1, points: lowRankExample(), target: [3, 1])
                },
                .sharp("nearly-full", "compromise", "core-cap") { _ in
                    try evidence(pair(weight: 1e-4), stepSize: 0.1, periods: 0)
                },
                .sharp("nearly-core", "full-cap") { _ in
                    try evidence(pair(weight: 1 - 1e-4), stepSize: 0.1, periods: 0)
                },
                .broken("core-alone", hypothesis: "unique") { _ in
                    try evidence(pair(weight: 1), stepSize: 0.1, periods: 0)
                },
                .broken("step-beyond-stability", hypothesis: "step") { _ in
                    try evidence(pair(weight: 0.5), stepSize: 0.9, periods: 40)
                },
            ],
            typical: { draw in
                let d = draw.integer(3...6)
                let model = try Quadratic(
                    hessian: draw.positiveDefinite(d, 0.3, 5), optimum: draw.generator.gaussianVector(d),
                    minimum: draw.pick([0, 0.5]))
                var coordinates = Array(1...d)
                coordinates.shuffle(using: &draw.generator)
                let joint = try JointCore(
                    model, core: Array(coordinates.prefix(draw.integer(1...(d - 1)))), weight: draw.uniform(0.05, 0.95))
                let points = (0..<6).map { _ in
                    (
                        draw.generator.gaussianMatrix(rows: 3, columns: 1),
                        draw.generator.gaussianMatrix(rows: 1, columns: 3),
                        draw.generator.gaussianMatrix(rows: 3, columns: 3)
                    )
                }
                return try evidence(
                    joint, stepSize: draw.uniform(0.5, 1.8) / model.spectrum[d - 1], points: points,
                    target: (0..<3).map { _ in draw.uniform(0.5, 3) })
            })
    }

    /// `H = [[2, 1], [1, 1]]`, `w* = (1, 1)`, the first coordinate as the core.
    static func pair(weight: Double) throws -> JointCore {
        let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 1]]), optimum: [1, 1])
        return try JointCore(model, core: [1], weight: weight)
    }

    /// For the target diag(3, 1): the best core of rank 1 and the other singular pair, each with the rest in R.
    static func lowRankExample() -> [(Matrix, Matrix, Matrix)] {
        [
            (Matrix(column: [3, 0]), Matrix(column: [1, 0]).transposed, .diagonal([0, 1])),
            (Matrix(column: [0, 1]), Matrix(column: [0, 1]).transposed, .diagonal([3, 0])),
        ]
    }
}
