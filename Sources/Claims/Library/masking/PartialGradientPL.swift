import LinearAlgebra
import PartialTraining

/// `partial-sgd-pl`: masked stochastic gradient steps on a smooth PL function converge linearly, to an explicit floor.
///
/// Source: the classical argument for SGD under the PL inequality, for the template of Mohtashami, Jaggi, Stich
/// (arXiv 2106.08895); constants: own.
enum PartialGradientPL: LibraryClaim {
    static let id = "partial-sgd-pl"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Masked SGD on a PL function converges linearly to an explicit floor",
            statement: """
                Let $f$ be $L$-smooth and $\\mu$-PL and $x_{t+1} = x_t - \\eta P_t(\\nabla f(x_t + \\delta_t) + \\xi_t)$ with \
                random orthogonal projections, $E[P_t | F_t] \\succeq p I$, and noise that is centred given the past and \
                $P_t$. Write $v_t = P_t\\nabla f(x_t + \\delta_t)$ and suppose \
                $E[|P_t(\\nabla f(x_t + \\delta_t) - \\nabla f(x_t))|^2 | F_t] \\le \\beta^2$ and \
                $E[|P_t\\xi_t|^2 | F_t] \\le M E[|v_t|^2 | F_t] + \\sigma^2$. If $\\eta \\le 1/(L(1 + M))$ then \
                $E f(x_t) - f^* \\le (1 - \\eta\\mu p)^t (f(x_0) - f^*) \
                + (1 - (1 - \\eta\\mu p)^t)(\\beta^2 + L\\eta\\sigma^2)/(2\\mu p)$. Without noise and displacement, and for \
                $\\eta \\le 2/L$, $E f(x_t) - f^* \\le (1 - \\eta\\mu p(2 - L\\eta))^t (f(x_0) - f^*)$.
                """,
            source: "classical SGD argument on the template of Mohtashami, Jaggi, Stich 2021; constants: own",
            hypotheses: [
                Hypothesis("smooth", "curvature <= L", "the gradient is L-Lipschitz"),
                Hypothesis("pl", "mu <= plConstant", "the PL inequality holds with mu"),
                Hypothesis("masks", "p <= pmin", "the smallest eigenvalue of the expected projection is at least p"),
                Hypothesis(
                    "error", "errorSquare <= beta^2", "the displacement changes the kept gradient by at most beta"),
                Hypothesis(
                    "noise", "noiseSquare <= sigma^2",
                    "the kept noise has variance at most M times the kept gradient's square, plus sigma^2"),
                Hypothesis("step", "eta*L*(1 + M) <= 1", "the step is at most 1/(L (1 + M))"),
                Hypothesis("exact", "errorSquare + noiseSquare + M <= 0", "neither displacement nor noise"),
                Hypothesis("long-step", "eta*L <= 2", "the step is at most 2/L"),
            ],
            parts: [
                Part(
                    "floor", "expected excess loss", .atMost,
                    "(1 - eta*mu*p)^t*excess0 + (1 - (1 - eta*mu*p)^t)*(beta^2 + L*eta*sigma^2)/(2*mu*p)",
                    needs: ["smooth", "pl", "masks", "error", "noise", "step"]),
                Part(
                    "linear", "expected excess loss", .atMost, "excess0*(1 - eta*mu*p*(2 - L*eta))^t",
                    needs: ["smooth", "pl", "masks", "exact", "long-step"]),
            ],
            instances: sharp + broken, typical: typical)
    }

    /// `(mu/2)|x|^2`: at `eta = 1/L` both bounds are equalities for every Bernoulli mask, the floor with masked noise too.
    private static var sharp: [Instance] {
        [
            .sharp("isotropic-noise", "floor") { _ in
                var case_ = Setting(model: try isotropic(2, d: 3), start: [1, -2, 0.5], mask: Mask(.bernoulli(0.4)))
                case_.stepSize = 0.5
                case_.noise = [0.5, 0.25, 1]
                return try case_.evidence()
            },
            .sharp("isotropic", "floor", "linear") { _ in
                var case_ = Setting(model: try isotropic(2, d: 3), start: [1, -2, 0.5], mask: Mask(.bernoulli(0.4)))
                case_.stepSize = 0.5
                return try case_.evidence()
            },
            .sharp("isotropic-long-step", "linear") { _ in
                var case_ = Setting(model: try isotropic(2, d: 3), start: [1, -2, 0.5], mask: Mask(.subset(1)))
                case_.stepSize = 0.875
                case_.parts = ["linear"]
                return try case_.evidence()
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("steeper-than-claimed", hypothesis: "smooth") { _ in
                var case_ = Setting(model: try diagonal([1, 4]), start: [1, 1], mask: Mask(.bernoulli(0.5)))
                case_.claimed = ["L": 1]
                return try case_.evidence()
            },
            .broken("flatter-than-claimed", hypothesis: "pl") { _ in
                var case_ = Setting(model: try diagonal([0.1, 1]), start: [1, 0], mask: Mask(.bernoulli(0.5)))
                case_.claimed = ["mu": 1]
                return try case_.evidence()
            },
            .broken("coordinate-never-kept", hypothesis: "masks") { _ in
                let mask = Composition([Mask(.bernoulli(0.5)), Mask(.coordinates([1]))])
                return try Setting(model: try isotropic(1, d: 2), start: [0, 1], mask: mask).evidence()
            },
            .broken("displacement-ignored", hypothesis: "error") { _ in
                var case_ = Setting(model: try isotropic(1, d: 2), start: [1, 1], mask: Mask(.bernoulli(0.5)))
                case_.displacement = { _ in [0.3, 0.4] }
                case_.displacementBound = 0.5
                case_.claimed = ["beta": 0]
                return try case_.evidence()
            },
            .broken("noise-ignored", hypothesis: "noise") { _ in
                var case_ = Setting(model: try isotropic(1, d: 2), start: [1, 1], mask: Mask(.bernoulli(0.5)))
                case_.noise = [1, 1]
                case_.claimed = ["sigma": 0]
                return try case_.evidence()
            },
            .broken("step-beyond-the-floor's", hypothesis: "step") { _ in
                var case_ = Setting(model: try isotropic(1, d: 2), start: [1, 1], mask: Mask(.bernoulli(0.5)))
                case_.stepSize = 1.5
                case_.parts = ["floor"]
                return try case_.evidence()
            },
            .broken("no-floor-with-noise", hypothesis: "exact") { _ in
                var case_ = Setting(model: try isotropic(1, d: 2), start: [1, 1], mask: Mask(.bernoulli(0.5)))
                case_.noise = [1, 1]
                case_.parts = ["linear"]
                return try case_.evidence()
            },
            .broken("step-beyond-two-over-L", hypothesis: "long-step") { _ in
                var case_ = Setting(model: try diagonal([0.1, 1]), start: [0, 1], mask: Mask(.bernoulli(0.5)))
                case_.stepSize = 2.5
                case_.parts = ["linear"]
                return try case_.evidence()
            },
        ]
    }

    private static func isotropic(_ h: Double, d: Int) throws -> Quadratic {
        try diagonal(Vector(repeating: h, count: d))
    }

    private static func diagonal(_ h: Vector) throws -> Quadratic {
        try Quadratic(hessian: .diagonal(h), optimum: Vector(repeating: 0, count: h.count))
    }

    /// A quadratic by exact moments, or the waves `sum y_i^2 + 3 sin^2 y_i` by every path.
    private static func typical(_ draw: inout Draw) throws -> Evidence {
        let isWave = draw.pick([true, false])
        // On a quadratic of one variable the bound is an equality.
        let d = isWave ? draw.integer(1...2) : draw.integer(2...4)
        let mask = draw.pick([Mask(.bernoulli(draw.uniform(0.2, 1))), Mask(.subset(draw.integer(1...d)))])
        let start = draw.generator.gaussianVector(d).map { 2 * $0 }
        let basis = isWave ? haarOrthogonal(d, using: &draw.generator) : nil
        let model: any Model =
            if let basis { waves(basis: basis) } else {
                try Quadratic(
                    hessian: draw.positiveDefinite(d, 0.1, 5), optimum: draw.generator.gaussianVector(d))
            }
        var setting = Setting(model: model, start: start, mask: mask)
        setting.basis = basis
        let smoothness = model.constants.smoothness ?? 1
        if draw.pick([true, false]) {
            setting.relativeNoise = draw.pick([0, 0.5])
            setting.noise = draw.generator.gaussianVector(d).map { 0.5 * $0 }
            let size = draw.logUniform(0.01, 1)
            let (angle, speed) = (draw.uniform(0, 6), draw.uniform(0, 2))
            setting.displacement = { step in
                let phase = Rounded(angle + speed * Double(step))
                let wave = [Rounded.cos(phase).value * size, Rounded.sin(phase).value * size]
                return (0..<d).map { $0 < 2 ? wave[$0] : 0 }
            }
            setting.displacementBound = size
            setting.stepSize = draw.uniform(0.05, 1) / (smoothness * (1 + setting.relativeNoise))
        } else {
            // Beyond 1/L the first part says nothing.
            let fraction = draw.pick([draw.uniform(0.05, 1), draw.uniform(1, 2)])
            setting.stepSize = fraction / smoothness
            setting.parts = fraction <= 1 ? ["floor", "linear"] : ["linear"]
        }
        return try setting.evidence()
    }
}
