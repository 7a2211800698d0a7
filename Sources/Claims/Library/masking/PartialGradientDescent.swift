import LinearAlgebra
import PartialTraining

/// `partial-sgd-nonconvex`: partial gradient steps on a smooth function control the kept part of the gradient.
///
/// Source: the template of Mohtashami, Jaggi, Stich (arXiv 2106.08895); constants: own.
package enum PartialGradientDescent: LibraryClaim {
    static let id = "partial-sgd-nonconvex"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title: "Partial gradient descent makes the kept gradient small, convex or not",
            statement: """
                Let $f$ be $L$-smooth and $x_{t+1} = x_t - \\eta P_t\\nabla f(x_t + \\delta_t)$ with any orthogonal \
                projections $P_t$ and displacements $\\delta_t$; write $a_t = P_t\\nabla f(x_t)$, \
                $v_t = P_t\\nabla f(x_t + \\delta_t)$, $e_t = v_t - a_t$. Then $f(x_{t+1}) \\le f(x_t) - \
                \\frac\\eta2|a_t|^2 - \\frac\\eta2(1 - L\\eta)|v_t|^2 + \\frac\\eta2|e_t|^2$, and for $\\eta \\le 1/L$ the mean \
                of $|a_s|^2$ over $s < t$ is at most $2(f(x_0) - f(x_t))/(\\eta t)$ plus the mean of $|e_s|^2$. Forms for \
                relative errors, for steps up to $2/L$, for steps weighted by how well the displaced gradient points \
                downhill (with noise too), and for soft masks follow. Only the kept gradient is controlled.
                """,
            source: "template: Mohtashami, Jaggi, Stich 2021 (constants of the paper not available); constants: own",
            hypotheses: [
                Hypothesis("smooth", "curvature <= L", "the gradient is L-Lipschitz"),
                Hypothesis("projection", "projectionDefect <= 0", "every P is an orthogonal projection"),
                Hypothesis("step", "eta*L <= 1", "the step is at most 1/L"),
                Hypothesis("lower", "min <= infimum", "min is a lower bound of f"),
                Hypothesis("relative", "relativeDefect <= 0", "every error is at most q times the kept gradient"),
                Hypothesis("exact", "displacement <= 0", "nothing is displaced"),
                Hypothesis("long-step", "eta*L < 2", "the step is less than 2/L"),
                Hypothesis("weighted", "weightDefect <= 0", "every step is q/L, where q = 1 - L |delta|/|v| > 0"),
                Hypothesis("noisy", "noisyDefect <= 0", "every step is at most q/(L (1 + M))"),
                Hypothesis("soft-step", "eta*L*wmax <= 1", "the step is at most 1/(L wmax)"),
            ],
            parts: try parts(), instances: sharp + broken, typical: typical)
    }

    private static func parts() throws -> [Part] {
        [
            try Part(
                "one-step", "loss after the step", .atMost,
                "loss - eta/2*a2 - eta/2*(1 - L*eta)*v2 + eta/2*e2", needs: ["smooth", "projection"]),
            try Part(
                "average", "mean of |a_s|^2 over s < t", .atMost, "2*(loss0 - loss)/(eta*t) + errormean",
                needs: ["smooth", "projection", "step"]),
            try Part(
                "horizon", "mean of |a_s|^2 over s < t", .atMost, "2*(loss0 - min)/(eta*t) + L^2*displacedmean",
                needs: ["smooth", "projection", "step", "lower"]),
            try Part(
                "relative", "mean of |a_s|^2 over s < t", .atMost, "2*(loss0 - loss)/(eta*(1 - q^2)*t)",
                needs: ["smooth", "projection", "step", "relative"]),
            try Part(
                "big-step", "mean of |a_s|^2 over s < t", .atMost, "(loss0 - loss)/(eta*(1 - L*eta/2)*t)",
                needs: ["smooth", "projection", "exact", "long-step"]),
            try Part(
                "displaced-step", "loss after the step", .atMost,
                "loss - eta*((1 - L*eta/2)*v2 - L*delta*sqrt(v2))", needs: ["smooth", "projection"]),
            try Part(
                "weighted-sum", "sum of (|v_s| - L |delta_s|)^2 over s < t", .atMost, "2*L*(loss0 - loss)",
                needs: ["smooth", "projection", "weighted"]),
            try Part(
                "noisy-step", "expected loss after a noisy step", .atMost,
                "loss - eta*(v2 - L*delta*sqrt(v2))/2 + L*eta^2*sigma^2/2", needs: ["smooth", "projection", "noisy"]),
            try Part(
                "soft", "mean of the W-weighted |grad f(x_s)|^2 over s < t", .atMost,
                "2*(loss0 - loss)/(eta*t) + errormean", needs: ["smooth", "soft-step"]),
        ]
    }

    /// `(L/2)|x|^2`, on which smoothness is an equality.
    private static func isotropic(_ smoothness: Double, _ d: Int) throws -> Quadratic {
        try Quadratic(
            hessian: .diagonal(Vector(repeating: smoothness, count: d)), optimum: Vector(repeating: 0, count: d))
    }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-displaced", "one-step", "average") { _ in
                var path = Path(model: try isotropic(2, 3), start: [1, -2, 0.5])
                path.walk(12) { step, _ in
                    .init(
                        Mask(.coordinates([step % 3 + 1, (step + 1) % 3 + 1])),
                        delta: [0.1, step.isMultiple(of: 2) ? 0.2 : -0.3, 0.05], stepSize: 0.5)
                }
                return try path.evidence(["one-step", "average", "horizon"])
            },
            .sharp("one-coordinate-after-another", "horizon", "average", "one-step") { _ in
                try coordinateByCoordinate().evidence(["one-step", "average", "horizon"])
            },
            .sharp("shrinking-displacement", "relative") { _ in
                try shrinking().evidence(["relative"], claimed: ["q": 0.5])
            },
            .sharp("isotropic-long-step", "big-step") { _ in
                var path = Path(model: try isotropic(2, 3), start: [1, -2, 0.5])
                path.walk(12) { step, _ in .init(Mask(.coordinates([step % 3 + 1])), stepSize: 0.875) }
                return try path.evidence(["big-step"])
            },
            .sharp("displaced-along-the-gradient", "displaced-step", "weighted-sum", "noisy-step") { _ in
                var path = Path(model: try isotropic(2, 3), start: [1, -2, 4])
                path.walk(3) { step, x in
                    // v = L (x_i + x_i/2) e_i, q = 1 - (x_i/2)/(3x_i/2) = 2/3: coordinate i reaches 0.
                    .init(
                        Mask(.coordinates([step + 1])), delta: x.indices.map { $0 == step ? x[$0] / 2 : 0 },
                        stepSize: 1.0 / 3)
                }
                path.relativeNoise = 0.5
                return try path.evidence(["displaced-step", "weighted-sum", "noisy-step"])
            },
            .sharp("displaced-with-noise", "noisy-step") { _ in
                var path = try unweighted()
                path.noise = [0.25]
                return try path.evidence(["noisy-step"])
            },
            .sharp("soft-weights", "soft") { _ in
                var path = Path(model: try isotropic(2, 3), start: [1, -2, 0.5])
                path.walk(12) { _, _ in
                    .init(SoftMask([1, 0, 1]), delta: [0.1, 0.2, -0.1], stepSize: 0.5)
                }
                return try path.evidence(["soft"])
            },
        ]
    }

    private static func coordinateByCoordinate() throws -> Path {
        var path = Path(model: try isotropic(2, 4), start: [1, -2, 0.5, 3])
        path.walk(4) { step, _ in .init(Mask(.coordinates([step + 1])), stepSize: 0.5) }
        return path
    }

    /// `delta = -x/2`: the error is half the gradient, and `x_{t+1} = x_t / 2`.
    private static func shrinking() throws -> Path {
        var path = Path(model: try isotropic(2, 2), start: [1, -3])
        path.walk(10) { _, x in .init(Full(), delta: x.map { -0.5 * $0 }, stepSize: 0.5) }
        return path
    }

    /// One step on `x^2` from 1 with `delta = 1/2` and step `1/L`, as if the displaced gradient were the gradient.
    static func unweighted() throws -> Path {
        var path = Path(model: try isotropic(2, 1), start: [1])
        path.walk(1) { _, _ in .init(Full(), delta: [0.5], stepSize: 0.5) }
        return path
    }

    private static func plain(_ h: Vector, from start: Vector, _ partial: any FiniteLaw, _ eta: Double) throws -> Path {
        var path = Path(
            model: try Quadratic(hessian: .diagonal(h), optimum: Vector(repeating: 0, count: h.count)), start: start)
        path.walk(10) { _, _ in .init(partial, stepSize: eta) }
        return path
    }

    private static var broken: [Instance] {
        [
            .broken("steeper-than-claimed", hypothesis: "smooth") { _ in
                try plain([4, 4], from: [1, 1], Full(), 1)
                    .evidence(["one-step", "average", "displaced-step", "soft"], claimed: ["L": 1])
            },
            .broken("no-projection", hypothesis: "projection") { _ in
                try plain([1, 1], from: [1, 1], SoftMask([3, 3]), 1).evidence(["one-step", "average"])
            },
            .broken("step-three-over-L", hypothesis: "step") { _ in
                try plain([2], from: [1], Full(), 1.5).evidence(["average", "horizon"])
            },
            .broken("minimum-too-high", hypothesis: "lower") { _ in
                try coordinateByCoordinate().evidence(["horizon"], claimed: ["min": 1])
            },
            .broken("error-larger-than-claimed", hypothesis: "relative") { _ in
                try shrinking().evidence(["relative"], claimed: ["q": 0.1])
            },
            .broken("displacement-ignored", hypothesis: "exact") { _ in
                var path = Path(model: try isotropic(2, 1), start: [1])
                path.walk(20) { _, _ in .init(Full(), delta: [0.5], stepSize: 0.5) }
                return try path.evidence(["big-step"])
            },
            .broken("step-beyond-two-over-L", hypothesis: "long-step") { _ in
                try plain([0.1, 1], from: [1, 0], Full(), 2.5).evidence(["big-step"])
            },
            .broken("step-not-weighted", hypothesis: "weighted") { _ in
                try unweighted().evidence(["weighted-sum"])
            },
            .broken("noisy-step-too-long", hypothesis: "noisy") { _ in
                var path = try unweighted()
                path.noisyStep = 0.5
                return try path.evidence(["noisy-step"])
            },
            .broken("weights-too-large", hypothesis: "soft-step") { _ in
                try plain([1, 1], from: [1, 1], SoftMask([3, 3]), 1).evidence(["soft"])
            },
        ]
    }
}
