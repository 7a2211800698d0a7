import LinearAlgebra
import PartialTraining

/// `refuted-projected-reaches-best-rank`: the reading that truncated gradient descent ends at the best matrix of rank r. False.
///
/// Source: own counterexamples; the true statements are in `pgd-rank`.
package enum ProjectedReachesBest: LibraryClaim {
    static let id = "refuted-projected-reaches-best-rank"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .lowRank, kind: .bound,
            title: "Refuted: projected gradient descent with a step up to 1/L always reaches the best rank-r loss",
            statement: """
                Reading: $W^+ = T_r(W - \\eta\\nabla f(W))$ on a strongly convex quadratic of matrices, with \
                $\\eta \\le 1/L$, converges from every start to the least loss among matrices of rank at most $r$.
                """,
            source: "own",
            standing: .refuted(
                truth: """
                    There are other fixed points. For $f = \\frac12|W - \\Phi|^2$ a selection of $r$ singular triples is fixed \
                    exactly if $\\eta$ times the largest singular value left out is at most the least one selected; so the \
                    reading is true there only for $\\eta > \\sigma_{r+1}/\\sigma_r$. For a general quadratic with \
                    $\\eta = 1/L$ and a minimiser of rank at most $r$ it is true if $\\kappa < 2$, and false at $\\kappa = 5$.
                    """),
            hypotheses: [Hypothesis("step", "eta*L <= 1", "the step is at most 1/L")],
            parts: [Part("reached", "loss after the last step", .atMost, "best")],
            instances: [
                Instance("isotropic-stall", .counterexample) { _ in
                    try evidence(
                        ProjectedDescent.isotropic(
                            .diagonal([3, 2]), start: .diagonal([0, 2]), rank: 1, stepSize: 0.5, []),
                        best: 2)
                },
                Instance("condition-five", .counterexample) { _ in try evidence(conditionFive(), best: 0) },
                .broken("step-beyond-stability", hypothesis: "step") { _ in
                    try evidence(
                        ProjectedDescent.isotropic(.diagonal([3, 2]), rank: 1, stepSize: 2.5, []), best: 2, steps: 20)
                },
            ])
    }

    /// Hessian [[3, 2], [2, 3]] on the diagonal entries and 3 off the diagonal; minimiser diag(0, 1), start diag(2/3, 0).
    static func conditionFive() throws -> ProjectedDescent.Setting {
        let hessian = try Matrix(rows: [[3, 0, 0, 2], [0, 3, 0, 0], [0, 0, 3, 0], [2, 0, 0, 3]])
        var one = ProjectedDescent.Setting(
            model: try MatrixQuadratic(hessian: hessian, target: .diagonal([0, 1])), start: .diagonal([2.0 / 3, 0]),
            rank: 1, stepSize: 0.2, parts: [])
        one.exactStep = "1/5"
        return one
    }

    /// The loss after `steps` steps, against the least loss of rank at most r.
    package static func evidence(_ one: ProjectedDescent.Setting, best: Double, steps: Int = 200) throws -> Evidence {
        let run = one.run(from: one.start, steps: steps)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        let loss = Track(trajectory, .loss)
        evidence.set("best", best)
        evidence.tracks["reached"] = Track(
            value: loss.observed.last ?? .nan, radius: loss.radius.last ?? .infinity)
        var derivation = one.derivation(steps: steps)
        derivation.append("observe \"reached\" at 0 = loss")
        derivation.append("best = \(Derivation.text(best))")
        derivation.give("best", "eta")
        // L = 5 lies on the edge, and is an eigenvalue of the block of the diagonal entries; the others are apart from it.
        derivation.append(
            """
            block = select(H, [1; d], [1; d])
            rest = put(put(put(put(H, 1, d, 0), d, 1, 0), 1, 1, 0), d, d, 0)
            if norm2(rest - diag(diagonal(rest))) = 0
              lmax = max(largest(diagonal(rest)), trace(block)/2 + sqrt(trace(block)^2/4 - det(block)))
            end
            """)
        evidence.derive(derivation)
        return evidence
    }
}
