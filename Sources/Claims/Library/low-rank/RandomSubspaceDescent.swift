import LinearAlgebra
import PartialTraining

/// `random-subspace`: gradient descent along random subspaces, Haar or Gaussian.
///
/// Source: own, from classical moments.
package enum RandomSubspaceDescent: LibraryClaim {
    static let id = "random-subspace"

    static func claim() throws -> Claim {
        let shape = ["smooth", "pl", "law"]
        return try Claim(
            id: id, family: .lowRank, kind: .expectation,
            title: "Exact moments and rates of gradient descent along random subspaces",
            statement: """
                Let $x_+ = x - \\eta W\\nabla f(x)$ with fresh $W$: the projection on a uniform $r$-dimensional subspace \
                (Haar), or $\\Omega\\Omega'/r$ with standard Gaussian $\\Omega$, $d \\times r$. Then $E W = wI$, \
                $E[WGW] = aG + b\\,\\mathrm{tr}(G)I$ (Haar: $w = r/d$, $a = r(d(r+1)-2)/(d(d-1)(d+2))$, \
                $b = r(d-r)/(d(d-1)(d+2))$; Gauss: $1$, $(r+1)/r$, $1/r$). For $L$-smooth $\\mu$-PL $f$ the expected excess \
                contracts by $1 - \\eta\\mu(2 - L\\eta)r/d$ (Haar, $\\eta \\le 2/L$) or \
                $1 - \\eta\\mu(2 - L\\eta(d+r+1)/r)$ (Gauss, $\\eta \\le 2r/(L(d+r+1))$) a step; on quadratics by \
                $1 - \\eta\\mu(2w - \\eta\\Lambda)$, $\\Lambda = aL + b\\,\\mathrm{tr}H$, $\\eta \\le 2w/\\Lambda$. There the \
                second moment of the error follows $M_+ = M - \\eta w(HM + MH) + \\eta^2(aHMH + b\\,\\mathrm{tr}(HMH)I)$, \
                with the spectral radius of $\\mathrm{diag}(1 - 2\\eta wh_i + \\eta^2ah_i^2) + \\eta^2b\\,1(h\\circ h)'$. A \
                subspace drawn once and trained to the end leaves \
                $\\frac12e_0'(H - H\\Omega(\\Omega'H\\Omega)^{-1}\\Omega'H)e_0$, for $H = hI$ in the mean $(1 - r/d)f_0$.
                """,
            source: "own; classical moments of Haar projections and Wishart matrices",
            hypotheses: [
                Hypothesis("smooth", "curvature <= L", "the gradient is L-Lipschitz"),
                Hypothesis("pl", "mu <= plConstant", "the PL inequality holds with mu"),
                Hypothesis("law", "lawDefect <= 0", "the first two moments of W are those of the declared law"),
                Hypothesis("haar-step", "eta*L <= 2", "the step is at most 2/L"),
                Hypothesis("gauss-step", "eta*L*(d + r + 1) <= 2*r", "the step is at most 2r/(L (d + r + 1))"),
                Hypothesis("effective-step", "eta*(a*L + b*trace) <= 2*w", "the step is at most 2 w/(a L + b tr H)"),
                Hypothesis("isotropic", "lmax <= lmin", "the Hessian is a multiple of the identity"),
            ],
            parts: [
                Part(
                    "haar", "expected excess loss under Haar subspaces", .atMost,
                    "excess0*(1 - eta*mu*(2 - L*eta)*r/d)^t", needs: shape + ["haar-step"]),
                Part(
                    "gauss", "expected excess loss under Gaussian subspaces", .atMost,
                    "excess0*(1 - eta*mu*(2 - L*eta*(d + r + 1)/r))^t", needs: shape + ["gauss-step"]),
                Part(
                    "effective", "expected excess loss", .atMost,
                    "excess0*(1 - eta*mu*(2*w - eta*(a*L + b*trace)))^t", needs: shape + ["effective-step"]),
                Part(
                    "second-moment", "entries of the next second moment", .equal,
                    "m - eta*w*hm + eta^2*(a*g + b*trg*same)", needs: ["law"]),
                Part("rate", "spectral radius of the enumerated second-moment map", .equal, "rho", needs: ["law"]),
                Part("fixed-limit", "excess after training within one subspace to the end", .equal, "limit", needs: []),
                Part(
                    "fixed-mean", "its mean over Haar subspaces", .equal, "(1 - r/d)*excess0", needs: ["isotropic"]),
            ],
            instances: sharp + broken, typical: typical)
    }

    private static func diagonal(_ h: Vector) throws -> Quadratic {
        try Quadratic(hessian: .diagonal(h), optimum: Vector(repeating: 0, count: h.count))
    }

    private static func haar(_ r: Int) -> RandomSubspace { RandomSubspace(dimension: r, kind: .haar) }
    private static func gauss(_ r: Int) -> RandomSubspace { RandomSubspace(dimension: r, kind: .gaussian) }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-haar", "haar", "effective", "rate") { _ in
                try Setting(
                    model: try diagonal([2, 2, 2]), start: [1, -2, 0.5], subspace: haar(1), stepSize: 0.5,
                    bounds: ["haar", "effective"]
                ).evidence()
            },
            .sharp("isotropic-gauss", "gauss", "effective") { _ in
                // The best step, r/(L (d + r + 1)): the factor is 1 - 2/7.
                try Setting(
                    model: try diagonal([2, 2, 2, 2]), start: [1, -2, 0.5, 0], subspace: gauss(2), stepSize: 1.0 / 7,
                    bounds: ["gauss", "effective"]
                ).evidence()
            },
            .sharp("three-coordinates-haar", "second-moment", "rate") { _ in
                try Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], subspace: haar(2), stepSize: 0.2,
                    bounds: ["haar", "effective"]
                ).evidence()
            },
            .sharp("three-coordinates-gauss", "second-moment", "rate") { _ in
                try Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], subspace: gauss(2),
                    stepSize: 0.07, bounds: ["gauss", "effective"]
                ).evidence()
            },
            .sharp("fixed-line", "fixed-limit") { _ in
                try FixedSetting(model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0])
                    .evidence([Matrix(column: [1, 1, 1])], dimension: nil)
            },
            .sharp("fixed-isotropic", "fixed-mean") { _ in
                try FixedSetting(model: try diagonal([2, 2, 2, 2]), start: [1, -2, 0.5, 3]).evidence([], dimension: 2)
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("steeper-than-claimed", hypothesis: "smooth") { _ in
                try Setting(
                    model: try diagonal([1, 4]), start: [0, 1], subspace: haar(1), stepSize: 1,
                    bounds: ["haar", "effective"], claimed: ["L": 1]
                ).evidence()
            },
            .broken("flatter-than-claimed", hypothesis: "pl") { _ in
                try Setting(
                    model: try diagonal([0.1, 1]), start: [1, 0], subspace: haar(1), stepSize: 1, bounds: ["haar"],
                    claimed: ["mu": 1]
                ).evidence()
            },
            .broken("coordinates-for-subspaces", hypothesis: "law") { _ in
                let axes = (0..<3).map { k in (1.0 / 3, Matrix.diagonal((0..<3).map { $0 == k ? 1 : 0 })) }
                return try Setting(
                    model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], subspace: haar(1), stepSize: 0.2,
                    bounds: [], actual: try MatrixLaw("one of the axes", axes)
                ).evidence()
            },
            .broken("haar-step-too-long", hypothesis: "haar-step") { _ in
                try Setting(
                    model: try diagonal([0.1, 0.1, 0.1, 1]), start: [0, 0, 0, 1], subspace: haar(3), stepSize: 2.5,
                    bounds: ["haar"]
                ).evidence()
            },
            .broken("gauss-step-too-long", hypothesis: "gauss-step") { _ in
                try Setting(
                    model: try diagonal([0.1, 0.1, 1]), start: [0, 0, 1], subspace: gauss(1), stepSize: 1,
                    bounds: ["gauss"]
                ).evidence()
            },
            .broken("effective-step-too-long", hypothesis: "effective-step") { _ in
                try Setting(
                    model: try diagonal([0.1, 0.1, 1]), start: [0, 0, 1], subspace: gauss(1), stepSize: 1,
                    bounds: ["effective"]
                ).evidence()
            },
            .broken("fixed-anisotropic", hypothesis: "isotropic") { _ in
                try FixedSetting(model: try diagonal([1, 4]), start: [1, 1]).evidence([], dimension: 1)
            },
        ]
    }

    private static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = draw.integer(2...4)
        let start = draw.generator.gaussianVector(d)
        let optimum = draw.generator.gaussianVector(d)
        switch draw.integer(1...9) {
        case 1, 2:
            let model = try Quadratic(hessian: draw.positiveDefinite(d, 0.5, 4), optimum: optimum)
            let frames = (0..<3).map { _ in draw.generator.gaussianMatrix(rows: d, columns: draw.integer(1...(d - 1))) }
            return try FixedSetting(model: model, start: start).evidence(frames, dimension: nil)
        case 3:
            let model = try Quadratic(hessian: draw.logUniform(0.2, 5) * .identity(d), optimum: optimum)
            return try FixedSetting(model: model, start: start).evidence([], dimension: draw.integer(1...(d - 1)))
        default:
            let model = try Quadratic(hessian: draw.positiveDefinite(d, 0.3, 3), optimum: optimum)
            let kind = draw.pick([RandomSubspace.Kind.haar, .haar, .gaussian])
            let r = draw.integer(1...(kind == .haar ? d - 1 : 2))
            let subspace = RandomSubspace(dimension: r, kind: kind)
            let (w, a, b) = subspace.moments(d)
            let largest = model.spectrum[d - 1]
            let whole = kind == .haar ? 2 / largest : 2 * Double(r) / (largest * Double(d + r + 1))
            let effective = 2 * w / (a * largest + b * model.hessian.trace)
            let isLong = draw.pick([true, false])
            return try Setting(
                model: model, start: start, subspace: subspace,
                stepSize: (isLong ? effective : whole) * draw.uniform(0.05, 1),
                bounds: isLong ? ["effective"] : ["effective", kind == .haar ? "haar" : "gauss"]
            ).evidence()
        }
    }
}
