import LinearAlgebra
import PartialTraining

/// `compressed-gradient-vs-iterate`: an unbiased random mask on the gradient, or on the iterate.
///
/// Source: setting of compressed gradients and of GDCI (Khaled, Richtarik, arXiv 1909.04716); constants: own.
enum CompressedDescent: LibraryClaim {
    static let id = "compressed-gradient-vs-iterate"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Compressing the gradient converges to the optimum, compressing the iterate to a floor",
            statement: """
                Let $C$ be a random diagonal matrix with $E C = I$ and $E|Cx - x|^2 \\le \\omega|x|^2$. If $f$ is $L$-smooth and \
                $\\mu$-PL, $x_+ = x - \\eta C\\nabla f(x)$ with $\\eta \\le 2/(L(1 + \\omega))$ has \
                $E f(x_t) - f^* \\le (1 - \\eta\\mu(2 - L\\eta(1 + \\omega)))^t(f(x_0) - f^*)$. On a quadratic, \
                $x_+ = C(x - \\eta\\nabla f(x))$ has the mean of gradient descent, $E x_t - x^* = (I - \\eta H)^t(x_0 - x^*)$, and, \
                with $a = \\max(|1 - \\eta\\lambda_{\\min}|, |1 - \\eta\\lambda_{\\max}|)$, \
                $E|x_t - x^*|^2 \\le (1 + \\omega)a^2E|x_{t-1} - x^*|^2 + \\omega|x^*|^2 + 2\\omega a^t|x_0 - x^*||x^*|$; if \
                $(1 + \\omega)a^2 < 1$ the limit is at most $\\omega|x^*|^2/(1 - (1 + \\omega)a^2)$. For rescaled Bernoulli masks \
                the covariance obeys $\\Sigma_+ = B + \\omega\\mathrm{Diag}(B + yy')$, $B = (I - \\eta H)\\Sigma(I - \\eta H)$, \
                $y = x^* + (I - \\eta H)(E x - x^*)$.
                """,
            source: "setting: Khaled, Richtarik 2019 (constants of the paper not available); constants and proof own",
            hypotheses: [
                Hypothesis("smooth", "curvature <= L", "the gradient is L-Lipschitz"),
                Hypothesis("pl", "mu <= plConstant", "the PL inequality holds with mu"),
                Hypothesis("unbiased", "bias <= 0", "the mean of C is the identity"),
                Hypothesis("variance", "variance <= om", "E (c_i - 1)^2 is at most omega"),
                Hypothesis("step", "eta*L*(1 + om) <= 2", "the step is at most 2/(L (1 + omega))"),
                Hypothesis(
                    "contracting", "(1 + om)*max(abs(1 - eta*lmin), abs(1 - eta*lmax))^2 < 1",
                    "gradient descent contracts by more than the compression spreads"),
                Hypothesis(
                    "bernoulli", "bernoulliDefect <= 0", "E c_i c_j is 1 for i and j different, and 1 + omega for i = j"
                ),
                Hypothesis("stable", "rho < 1", "the second moment of compressed iterates is stable"),
            ],
            parts: try parts(), instances: sharp + broken, typical: typical)
    }

    private static func parts() throws -> [Part] {
        [
            try Part(
                "cgd", "expected excess loss under compressed gradients", .atMost,
                "excess0*(1 - eta*mu*(2 - L*eta*(1 + om)))^t", needs: ["smooth", "pl", "unbiased", "variance", "step"]),
            try Part(
                "mean", "component of the mean error of compressed iterates along an eigenvector of H", .equal,
                "c0*(1 - eta*h)^t", needs: ["unbiased"]),
            try Part(
                "recursion", "E |x_t - x*|^2 of compressed iterates", .atMost,
                "(1 + om)*max(abs(1 - eta*lmin), abs(1 - eta*lmax))^2*previous + om*opt2 + "
                    + "2*om*max(abs(1 - eta*lmin), abs(1 - eta*lmax))^t*distance0*sqrt(opt2)",
                needs: ["unbiased", "variance"]),
            try Part(
                "floor", "E |x_t - x*|^2 of compressed iterates after many steps", .atMost,
                "om*opt2/(1 - (1 + om)*max(abs(1 - eta*lmin), abs(1 - eta*lmax))^2)",
                needs: ["unbiased", "variance", "contracting"]),
            try Part(
                "covariance-step", "entries of the next covariance of compressed iterates", .equal,
                "b + om*same*(b + y*y)", needs: ["unbiased", "bernoulli"]),
            try Part(
                "rate", "spectral radius of the enumerated second-moment map of compressed iterates", .equal, "rho",
                needs: ["bernoulli"]),
            try Part(
                "stationary", "entries of the covariance of compressed iterates after many steps", .equal, "sigma",
                needs: ["unbiased", "bernoulli", "stable"]),
        ]
    }

    private static func diagonal(_ h: Vector) throws -> Quadratic {
        try Quadratic(hessian: .diagonal(h), optimum: Vector(repeating: 0, count: h.count))
    }

    static func bernoulli(_ p: Double) -> Mask { Mask(.bernoulli(p), rescale: true) }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-gradients", "cgd") { _ in
                try Setting(model: try diagonal([2, 2, 2]), start: [1, -2, 0.5], mask: bernoulli(0.5), stepSize: 0.3)
                    .gradientEvidence()
            },
            .sharp("isotropic-iterates-from-the-optimum", "recursion", "floor", "covariance-step", "stationary") { _ in
                let model = try Quadratic(hessian: .diagonal([2, 2, 2]), optimum: [1, -2, 0.5])
                return try IterateSetting(model: model, start: [1, -2, 0.5], mask: bernoulli(0.5), stepSize: 0.6)
                    .evidence()
            },
            .sharp("three-coordinates", "mean", "covariance-step", "rate", "stationary") { _ in
                try IterateSetting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: bernoulli(0.9),
                    stepSize: 1.0 / 3
                ).evidence()
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("steeper-than-claimed", hypothesis: "smooth") { _ in
                try Setting(
                    model: try diagonal([1, 4]), start: [1, 1], mask: bernoulli(0.5), stepSize: 0.5, claimed: ["L": 1]
                ).gradientEvidence()
            },
            .broken("flatter-than-claimed", hypothesis: "pl") { _ in
                try Setting(
                    model: try diagonal([0.1, 1]), start: [1, 0], mask: bernoulli(0.5), stepSize: 0.5,
                    claimed: ["mu": 1]
                ).gradientEvidence()
            },
            // The same mask without its rescaling: E (c - 1)^2 = 1/2, but the mean step is halved.
            .broken("not-rescaled", hypothesis: "unbiased") { _ in
                try Setting(
                    model: try diagonal([1, 1]), start: [1, 1], mask: Mask(.bernoulli(0.5)), stepSize: 0.25
                ).gradientEvidence()
            },
            .broken("variance-ignored", hypothesis: "variance") { _ in
                try Setting(
                    model: try diagonal([1, 1]), start: [1, 1], mask: bernoulli(0.5), stepSize: 1, claimed: ["om": 0]
                ).gradientEvidence()
            },
            .broken("step-too-long", hypothesis: "step") { _ in
                try Setting(model: try diagonal([0.1, 1]), start: [0, 1], mask: bernoulli(0.5), stepSize: 1.5)
                    .gradientEvidence()
            },
            .broken("compression-wins", hypothesis: "contracting") { _ in try shortSteps().evidence() },
            .broken("one-of-two", hypothesis: "bernoulli") { _ in
                let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 2]]), optimum: [1, -1])
                return try IterateSetting(
                    model: model, start: [0, 0], mask: Mask(.subset(1), rescale: true), stepSize: 0.5, settles: false
                ).evidence()
            },
            .broken("unstable-variance", hypothesis: "stable") { _ in try shortSteps().evidence() },
        ]
    }

    /// The mean converges, the variance grows by 1.63 a step.
    static func shortSteps() throws -> IterateSetting {
        IterateSetting(
            model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: bernoulli(0.5), stepSize: 0.05)
    }

    private static func typical(_ draw: inout Draw) throws -> Evidence {
        let kind = draw.integer(1...4)
        let d = kind == 2 ? draw.integer(1...2) : draw.integer(2...4)
        let start = draw.generator.gaussianVector(d).map { 2 * $0 }
        let isSubset = d > 1 && draw.pick([true, false, false])
        let law = isSubset ? Mask.Law.subset(draw.integer((d + 1) / 2...(d - 1))) : .bernoulli(draw.uniform(0.6, 0.95))
        let mask = Mask(law, rescale: true)
        let om = 1 / mask.keepProbability(d) - 1
        if kind <= 2 {
            let basis = kind == 2 ? haarOrthogonal(d, using: &draw.generator) : nil
            let model: any Model =
                if let basis { PartialGradientPL.waves(basis: basis) } else {
                    try Quadratic(
                        hessian: draw.positiveDefinite(d, 0.1, 5), optimum: draw.generator.gaussianVector(d))
                }
            let limit = 2 / ((model.constants.smoothness ?? 1) * (1 + om))
            var setting = Setting(model: model, start: start, mask: mask, stepSize: limit * draw.uniform(0.05, 1))
            setting.basis = basis
            return try setting.gradientEvidence()
        }
        let model = try Quadratic(hessian: draw.positiveDefinite(d, 1, 2.5), optimum: draw.generator.gaussianVector(d))
        let best = 2 / (model.spectrum[0] + model.spectrum[d - 1])
        return try IterateSetting(
            model: model, start: start, mask: mask, stepSize: best * draw.uniform(0.7, 1),
            direction: draw.integer(0...(d - 1)), isIndependent: !isSubset
        ).evidence()
    }
}
