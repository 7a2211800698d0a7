import LinearAlgebra
import PartialTraining

/// `quad-modelmask-moments`: the exact law of training a masked model on a quadratic: a biased fixed point that no step size
/// removes, the second moment, the rate, the stationary covariance.
///
/// Source: own; the bias is a phenomenon of Shulgin, Richtarik (independent subnetwork training).
package enum ModelMaskMoments: LibraryClaim {
    static let id = "quad-modelmask-moments"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Exact bias, covariance and rate of gradient descent on a masked quadratic model",
            statement: """
                Let $f(x) = \\frac12(x - x^*)'H(x - x^*)$, $b = Hx^*$, and $x_+ = x - \\eta S\\nabla f(Sx)$ with independent \
                masks $S = sP$ that keep $j \\le 4$ given coordinates with probability $\\kappa_j$. With \
                $H_{eff} = (\\kappa_2 H + (\\kappa_1 - \\kappa_2)\\mathrm{Diag}H)/\\kappa_1$ and \
                $x_\\infty = H_{eff}^{-1}b/s$, $E x_t - x_\\infty = (I - \\eta s^2\\kappa_1 H_{eff})^t(x_0 - x_\\infty)$: \
                the bias $x_\\infty - x^*$ does not depend on $\\eta$. The second moment about $x_\\infty$ follows \
                $T(M) = E[(I - \\eta SHS)M(I - \\eta SHS)]$, explicit in $\\kappa_1..\\kappa_4$; the stationary covariance \
                solves $\\Sigma = T(\\Sigma) + \\eta^2R$; for $\\eta s^2L \\le 2$, $\\rho(T) \\le 1 - \
                \\eta s^2(2 - \\eta s^2L)\\kappa_1\\lambda_{\\min}(H_{eff})$ and $\\mathrm{tr}\\Sigma \\le \
                \\eta\\,\\mathrm{tr}R/(s^2(2 - \\eta s^2L)\\kappa_1\\lambda_{\\min}(H_{eff}))$; and the run $(\\eta, s)$ from \
                $x_0$ is $1/s$ times the run $(\\eta s^2, 1)$ from $sx_0$.
                """,
            source: "own; that the fixed point is biased: Shulgin, Richtarik (independent subnetwork training)",
            hypotheses: [
                Hypothesis("law", "lawDefect <= 0", "j given coordinates are kept with probability pj, for j up to 4"),
                Hypothesis("stable", "rho < 1", "the second moment is stable"),
                Hypothesis("step", "eta*s^2*L <= 2", "the effective step is at most 2/L"),
            ],
            parts: try parts(), instances: sharp + broken, typical: typical)
    }

    private static func parts() throws -> [Part] {
        [
            try Part(
                "mean", "component of E x_t - xinf along an eigenvector of Heff with eigenvalue h", .equal,
                "c0*(1 - eta*s^2*p*h)^t", needs: ["law"]),
            try Part(
                "fixed-point", "entries of E x_t after many steps", .equal, "xinf", needs: ["law", "stable"]),
            try Part(
                "second-moment", "entries of E e_t e_t'", .equal, "closed", needs: ["law"]),
            try Part(
                "map", "entries of E[(I - eta S H S) M (I - eta S H S)]", .equal,
                "m - eta*s^2*p*hm + eta^2*s^4*f", needs: ["law"]),
            try Part(
                "noise", "entries of R = E r r', r = S(b - H S xinf)", .equal,
                "s^2*(p2 + (p - p2)*same)*bb - s^3*z + s^4*f", needs: ["law"]),
            try Part(
                "stationary", "entries of the covariance after many steps", .equal, "sigma",
                needs: ["law", "stable"]),
            try Part(
                "limit-loss", "expected excess loss after many steps", .equal, "biasloss + spread/2",
                needs: ["law", "stable"]),
            try Part("rate", "spectral radius of the enumerated second-moment map", .equal, "rho", needs: ["law"]),
            try Part(
                "rate-lower", "spectral radius of the enumerated second-moment map", .atLeast,
                "max((1 - eta*s^2*p*leffmin)^2, (1 - eta*s^2*p*leff)^2)", needs: ["law"]),
            try Part(
                "rate-upper", "spectral radius of the enumerated second-moment map", .atMost,
                "1 - eta*s^2*(2 - eta*s^2*L)*p*leffmin", needs: ["law", "step"]),
            try Part(
                "spread", "trace of the covariance after many steps", .atMost,
                "eta*trr/(s^2*(2 - eta*s^2*L)*p*leffmin)", needs: ["law", "step"]),
            try Part("conjugacy", "E |x_t|^2 of the run with scale s", .equal, "unscaled/s^2", needs: ["law"]),
        ]
    }

    private static let identities = [
        "mean", "fixed-point", "second-moment", "map", "noise", "stationary", "limit-loss", "rate", "conjugacy",
    ]

    private static var sharp: [Instance] {
        [
            Instance("three-coordinates", .sharp(parts: identities)) { _ in
                try Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: .bernoulli(0.5),
                    stepSize: 0.2
                ).evidence()
            },
            Instance("two-of-three-rescaled", .sharp(parts: identities)) { _ in
                try Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: .subset(2), rescale: true,
                    stepSize: 0.1
                ).evidence()
            },
            .sharp("isotropic", "rate-upper") { _ in
                let model = try Quadratic(hessian: .diagonal([2, 2]), optimum: [1, -1])
                var setting = Setting(model: model, start: [2, 1], mask: .bernoulli(0.4), stepSize: 0.3)
                // Nothing pulls away from the optimum of a diagonal quadratic: R = 0, and both sides are.
                setting.hasSpread = false
                return try setting.evidence()
            },
            .sharp("nothing-masked", "rate-lower") { _ in
                var setting = Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: .bernoulli(1), stepSize: 0.2)
                setting.hasSpread = false
                return try setting.evidence()
            },
            // Rare masks and short steps: Heff is nearly the identity, and the noise lies where it is flattest, along (1, 1).
            .sharp("rare-masks", "spread") { _ in
                let model = try Quadratic(
                    hessian: Matrix(rows: [[1, -0.5], [-0.5, 1]]), optimum: [2, 2])
                return try Setting(model: model, start: [0, 0], mask: .bernoulli(0.02), stepSize: 1e-3).evidence()
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("one-coin-for-all", hypothesis: "law") { _ in
                var setting = Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: .bernoulli(0.5),
                    stepSize: 0.2)
                setting.actual = CommonMask(probability: 0.5, forward: true)
                return try setting.evidence()
            },
            .broken("diverging", hypothesis: "stable") { _ in
                try Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], mask: .bernoulli(0.5), stepSize: 1
                ).evidence()
            },
            .broken("step-too-long", hypothesis: "step") { _ in
                let model = try Quadratic(hessian: .diagonal([0.1, 1]), optimum: [1, 1])
                var setting = Setting(model: model, start: [0, 0], mask: .bernoulli(0.5), stepSize: 2.5)
                setting.hasSpread = false
                return try setting.evidence()
            },
        ]
    }

    private static func typical(_ draw: inout Draw) throws -> Evidence {
        // One coordinate, or nothing masked, would make the bounds equalities.
        let d = draw.integer(2...4)
        let law = draw.pick([Mask.Law.bernoulli(draw.uniform(0.2, 0.95)), .subset(draw.integer(1...(d - 1)))])
        let model = try Quadratic(
            hessian: draw.positiveDefinite(d, 0.3, 3), optimum: draw.generator.gaussianVector(d))
        let rescale = draw.pick([true, false])
        let scale = Mask(law, rescale: rescale).scale(d)
        var setting = Setting(
            model: model, start: draw.generator.gaussianVector(d), mask: law, rescale: rescale,
            stepSize: draw.uniform(0.05, 1.9) / (model.spectrum[d - 1] * scale * scale))
        setting.direction = draw.integer(0...(d - 1))
        // One coordinate at a time trains a diagonal model: no noise is left.
        if case .subset(1) = law { setting.hasSpread = false }
        return try setting.evidence()
    }
}
