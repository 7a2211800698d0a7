import LinearAlgebra
import PartialTraining

/// `refuted-freezing-never-helps`: the reading that a run with frozen parameters is never ahead of the full one. False.
///
/// Source: own counterexample; the true statements are in `linearised-steps` and on the page.
enum FreezingNeverHelps: LibraryClaim {
    static let id = "refuted-freezing-never-helps"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .freezing, kind: .bound,
            title: "Refuted: freezing parameters never gives a lower loss at a given step",
            statement: """
                Reading: on a linear least-squares model, with a step below $1/L$, gradient descent on all parameters has at \
                every step at most the loss of gradient descent on some of them.
                """,
            source: "own",
            standing: .refuted(
                truth: """
                    Only the initial rates of decrease are ordered, $r^\\top K_S r \\le r^\\top K r$, and the limits: \
                    $K_S \\preceq K$ does not give $(I - \\eta K_S)^2 \\succeq (I - \\eta K)^2$. In between the frozen run can \
                    be ahead.
                    """),
            hypotheses: [Hypothesis("step", "eta*L < 1", "the step is below 1/L")],
            parts: [Part("never-ahead", "loss with one parameter frozen", .atLeast, "full")],
            instances: [
                Instance("two-correlated-parameters", .counterexample) { _ in try evidence(stepSize: 0.7) },
                .broken("step-beyond-stability", hypothesis: "step") { _ in try evidence(stepSize: 1.6) },
            ])
    }

    /// Columns (1, 0) and (1/2, 1/2), residual (1, -1/2) at the start; the second parameter is frozen.
    static func one(stepSize: Double) throws -> LinearisedSteps.Case {
        LinearisedSteps.Case(
            design: try Matrix(rows: [[1, 0.5], [0, 0.5]]), start: [1.5, -1], stepSize: stepSize, steps: 5,
            trained: [1], target: .share(0.5))
    }

    static func evidence(stepSize: Double) throws -> Evidence { try evidence(one(stepSize: stepSize)) }

    static func evidence(_ one: LinearisedSteps.Case) throws -> Evidence {
        let run = try one.partialRun()
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        let full = Track(try one.run().trajectory(), .loss)
        evidence.tracks["never-ahead"] = Track(trajectory, .loss)
            .varying("full", full.observed, radius: full.radius)
        evidence.derive(derivation(one))
        return evidence
    }

    /// Both runs on `|J x|^2/2`.
    private static func derivation(_ one: LinearisedSteps.Case) -> Derivation {
        var result = Derivation()
        result.set("J", one.design)
        result.set("x", one.start)
        result.set("eta", one.stepSize)
        result.append(
            """
            H = T(J)*J
            y = x
            kept = diag([1; 0])
            for t = 0 to \(one.steps)
              observe "never-ahead" at t = norm2(J*y)/2 with full = norm2(J*x)/2
              x = x - eta*(H*x)
              y = y - eta*kept*(H*y)
            end
            """)
        result.give("eta")
        result.quantities["L"] = "at(eigenvalues(H), 2)"
        return result
    }
}
