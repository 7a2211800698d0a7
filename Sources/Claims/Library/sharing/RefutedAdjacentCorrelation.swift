import LinearAlgebra
import PartialTraining

/// `refuted-adjacent-correlation`: the rule to share as long as neighbouring layers' gradients are correlated by a half.
///
/// Source: the rule of Algorithm 2 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848) taken as a guarantee, refuted here.
enum RefutedAdjacentCorrelation: LibraryClaim {
    static let id = "refuted-adjacent-correlation"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title:
                "While neighbouring layers' gradients correlate by at least a half, sharing makes progress (refuted)",
            statement: """
                Let the gradients of neighbouring layers have correlation at least $\\rho = \\frac12$. Then sharing keeps at \
                least the part of the decrease that correlations $\\rho^{|i-j|}$ between layers $i$ and $j$ would give, \
                $A \\ge L^{-2} \\sum_{ij} \\rho^{|i-j|}$; and on a strongly convex quadratic the shared run converges as the \
                unshared one does, $f(t) \\le f(0)(1 - \\eta\\mu)^{2t}$.
                """,
            source: "the untying rule of Yang et al. 2021, Algorithm 2, read as a guarantee",
            standing: .refuted(
                truth: """
                    Correlations of neighbours do not bound the others by powers; angles add instead. For equal norms and \
                    neighbours at angle at most theta, A >= (sin(L theta/2)/(L sin(theta/2)))^2 while (L-1) theta <= pi \
                    (`share-efficiency`), and nothing more: from L >= 2 pi/arccos(rho) layers on, six for rho = 1/2, A can be 0.
                    """),
            hypotheses: [
                Hypothesis("correlated", "correlation >= 1/2", "neighbours' gradients correlate by at least a half")
            ],
            parts: [
                Part(
                    "efficiency", "A, the shared rate of decrease over the unshared one", .atLeast,
                    "(depth*(1 + rho)/(1 - rho) - 2*rho*(1 - rho^depth)/(1 - rho)^2)/depth^2"),
                Part("progress", "loss of the shared run", .atMost, "loss0*(1 - eta*mu)^(2*t)"),
            ],
            instances: [
                Instance("six-layers", .counterexample) { _ in try fan(6) },
                Instance("twelve-layers", .counterexample) { _ in try fan(12) },
            ])
    }

    /// `f = sum |w_l - a_l|^2 / 2` from 0, the `a_l` at equal angles around the circle.
    static func fan(_ count: Int) throws -> Evidence {
        let optimum = (1...count).flatMap { l in
            let angle = Rounded(2 * .pi * Double(l) / Double(count))
            return [Rounded.cos(angle).value, Rounded.sin(angle).value]
        }
        return try evidence(optimum, count: count, stepSize: 0.1)
    }

    /// The same for any `a_l`, one after the other in `optimum`.
    static func evidence(_ optimum: Vector, count: Int, stepSize: Double) throws -> Evidence {
        let model = try Quadratic(hessian: .identity(optimum.count), optimum: optimum)
        let start = Parameters(Vector(repeating: 0, count: optimum.count))
        let run = Run(
            model: model, start: start, schedule: Schedule(Share(blocks: count), stepSize: stepSize, steps: 50),
            observables: [.loss], engine: .direct)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        evidence.tracks["progress"] = Track(trajectory, .loss, schedule: run.schedule)
        let gradients = LayerGradients(model.gradient(at: start), count: count)
        let shared = gradients.grouped([Array(1...count)])
        evidence.tracks["efficiency"] = Track(
            value: shared.value / gradients.square, radius: shared.radius / gradients.square)
        let least = (1..<count).map { gradients.correlation($0 - 1, $0) }.min() ?? 1
        evidence.set("correlation", least, radius: 4 * gradients.unit)
        evidence.set("depth", Double(count))
        evidence.set("rho", 0.5)
        evidence.derivation = derivation(count)
        return evidence
    }
}
