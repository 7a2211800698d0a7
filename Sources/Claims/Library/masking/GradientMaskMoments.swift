import LinearAlgebra
import PartialTraining

/// `quad-gradmask-moments`: the exact law of masked gradients on a quadratic: mean, second moment, rate, energy, stationary
/// covariance.
///
/// Source: own; the energy part is the expected-separable-overapproximation argument of randomized block coordinate descent.
package enum GradientMaskMoments: LibraryClaim {
    static let id = "quad-gradmask-moments"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Exact mean, second moment and rate of masked gradient descent on a quadratic",
            statement: """
                Let $f(x) = \\frac12 e'He$, $e = x - x^*$, and $x_+ = x - \\eta S\\nabla f(x)$ with independent masks \
                $S = sP$ that keep one given coordinate with probability $\\kappa_1$ and two with $\\kappa_2$. Then \
                $E e_t = (I - \\eta s\\kappa_1 H)^t e_0$; the second moment follows $M_+ = T(M) = M - \\eta s\\kappa_1(HM + MH) \
                + \\eta^2 s^2[\\kappa_2 HMH + (\\kappa_1 - \\kappa_2)\\mathrm{Diag}(HMH)]$; the largest growth of $E f$ over \
                all starts lies between $\\rho(T)^t$ and $\\sqrt d\\,\\rho(T)^t$; with \
                $H_{eff} = (\\kappa_2 H + (\\kappa_1 - \\kappa_2)\\mathrm{Diag}H)/\\kappa_1$ and \
                $\\eta s \\le 2/\\lambda_{\\max}(H_{eff})$, $E f_t \\le (1 - \\eta s\\kappa_1\\mu(2 - \
                \\eta s\\lambda_{\\max}(H_{eff})))^t f_0$; and gradient noise of covariance $C$ gives, if $\\rho(T) < 1$, the \
                stationary covariance $\\Sigma = T(\\Sigma) + \\eta^2 s^2[\\kappa_2 C + (\\kappa_1 - \\kappa_2)\\mathrm{Diag}C]$.
                """,
            source:
                "own; energy bound: ESO argument of randomized block coordinate descent (Nesterov; Richtarik, Takac)",
            hypotheses: [
                Hypothesis(
                    "law", "lawDefect <= 0", "every coordinate is kept with probability p, every pair with p2"),
                Hypothesis("step", "eta*s*leff <= 2", "the effective step is at most 2/lmax(Heff)"),
                Hypothesis("stable", "rho < 1", "the second moment is stable"),
            ],
            parts: try parts(), instances: sharp + broken, typical: typical)
    }

    private static func parts() throws -> [Part] {
        [
            try Part(
                "mean", "component of the mean error along an eigenvector of H with eigenvalue h", .equal,
                "c0*(1 - eta*s*p*h)^t", needs: ["law"]),
            try Part(
                "second-moment", "entries of the next second moment", .equal,
                "m - eta*s*p*hm + eta^2*s^2*(p2 + (p - p2)*same)*g", needs: ["law"]),
            try Part(
                "energy", "expected loss after one more step", .equal,
                "loss - eta*s*p*g2 + eta^2*s^2*(p2*ghg + (p - p2)*gdg)/2", needs: ["law"]),
            try Part("rate", "spectral radius of the enumerated second-moment map", .equal, "rho", needs: ["law"]),
            try Part(
                "mean-rate", "spectral radius of the enumerated second-moment map", .atLeast,
                "max((1 - eta*s*p*lmin)^2, (1 - eta*s*p*lmax)^2)", needs: ["law"]),
            try Part(
                "growth", "largest E f_t / f_0 over all starts", .atMost, "sqrt(d)*rho^t", needs: ["law"]),
            try Part(
                "growth-least", "largest E f_t / f_0 over all starts", .atLeast, "rho^t", needs: ["law"]),
            try Part(
                "contraction", "expected excess loss", .atMost, "excess0*(1 - eta*s*p*mu*(2 - eta*s*leff))^t",
                needs: ["law", "step"]),
            try Part(
                "stationary", "entries of the covariance after many steps with noise", .equal, "sigma",
                needs: ["law", "stable"]),
            try Part(
                "rescaling", "expected excess loss of the run with step eta and scale s", .equal, "unscaled",
                needs: ["law"]),
        ]
    }

    package static func oracleModel() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
    }

    private static var sharp: [Instance] {
        [
            .sharp("three-coordinates", "mean", "second-moment", "energy", "rate", "stationary", "rescaling") { _ in
                var setting = Setting(
                    model: try oracleModel(), start: [0, 0, 0], mask: Mask(.bernoulli(0.5)), stepSize: 0.2)
                setting.noise = try Matrix(rows: [[1, 0.2, 0], [0.2, 0.5, 0], [0, 0, 2]])
                return try setting.evidence()
            },
            .sharp("two-of-three-rescaled", "mean", "second-moment", "energy", "rate", "rescaling") { _ in
                try Setting(
                    model: try oracleModel(), start: [0, 0, 0], mask: Mask(.subset(2), rescale: true), stepSize: 0.1
                ).evidence()
            },
            .sharp("isotropic", "contraction", "growth-least") { _ in
                let model = try Quadratic(hessian: .diagonal([2, 2, 2]), optimum: [1, 0, -1])
                return try Setting(
                    model: model, start: [2, 2, 3], mask: Mask(.bernoulli(0.4)), stepSize: 0.3
                ).evidence()
            },
            .sharp("nothing-masked", "mean-rate", "growth-least") { _ in
                try Setting(
                    model: try oracleModel(), start: [0, 0, 0], mask: Mask(.bernoulli(1)), stepSize: 0.3
                ).evidence()
            },
            .sharp("one-coordinate", "growth", "growth-least", "contraction") { _ in
                let model = try Quadratic(hessian: .diagonal([2]), optimum: [1])
                return try Setting(
                    model: model, start: [2], mask: Mask(.bernoulli(0.25), rescale: true), stepSize: 0.1
                ).evidence()
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("one-coin-for-all", hypothesis: "law") { _ in
                var setting = Setting(
                    model: try oracleModel(), start: [0, 0, 0], mask: Mask(.bernoulli(0.5)), stepSize: 0.2)
                setting.actual = CommonMask(probability: 0.5)
                return try setting.evidence()
            },
            .broken("step-too-long", hypothesis: "step") { _ in
                let model = try Quadratic(hessian: .diagonal([0.1, 1]), optimum: [0, 0])
                return try Setting(
                    model: model, start: [0, 1], mask: Mask(.bernoulli(0.5)), stepSize: 2.5
                ).evidence()
            },
            .broken("stable-mean-unstable-variance", hypothesis: "stable") { _ in
                let model = try oracleModel()
                var setting = Setting(
                    model: model, start: [0, 0, 0], mask: Mask(.bernoulli(0.5), rescale: true),
                    stepSize: 1.9 / (model.constants.highest ?? 1))
                setting.noise = .identity(3)
                return try setting.evidence()
            },
        ]
    }

    private static func typical(_ draw: inout Draw) throws -> Evidence {
        // One coordinate, or nothing masked, would make most of the bounds equalities.
        let d = draw.integer(2...4)
        let law = draw.pick([Mask.Law.bernoulli(draw.uniform(0.2, 0.95)), .subset(draw.integer(1...(d - 1)))])
        let mask = Mask(law, rescale: draw.pick([true, false]))
        let model = try Quadratic(
            hessian: draw.positiveDefinite(d, 0.3, 3), optimum: draw.generator.gaussianVector(d))
        let steepest = try mask.effectiveHessian(model.hessian).symmetricEigenvalues().last ?? 1
        var setting = Setting(
            model: model, start: draw.generator.gaussianVector(d), mask: mask,
            stepSize: draw.uniform(0.05, 1.9) / (steepest * mask.scale(d)))
        setting.noise = draw.positiveDefinite(d, 0.1, 1)
        setting.direction = draw.integer(0...(d - 1))
        return try setting.evidence()
    }
}
