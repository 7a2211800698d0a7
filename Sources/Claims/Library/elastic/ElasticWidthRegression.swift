import LinearAlgebra
import PartialTraining

/// `elastic-width-regression`: what random widths of a linear regression cost each other.
///
/// Source: own.
package enum ElasticWidthRegression: LibraryClaim {
    static let id = "elastic-width-regression"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .elastic, kind: .bound,
            title: "Nested widths of a regression conflict by an exact amount, which bounds the loss of each width",
            statement: """
                Let $L_k(\\theta) = \\min + \\frac12 |P_k\\theta - \\theta^*|^2_\\Sigma$ be the loss of the first $k$ \
                coordinates, trained with probability $\\pi_k$, $\\Sigma \\succeq 0$. With \
                $A = \\sum_k \\pi_k P_k \\Sigma P_k$ and $b = \\sum_k \\pi_k P_k \\Sigma \\theta^*$ the joint optimum is \
                $\\bar\\theta = A^{-1}b$, unique if $A$ is definite. The excess of width $k$ over its own optimum \
                $\\theta^{(k)} = \\Sigma_{kk}^+(\\Sigma\\theta^*)_{1:k}$ is \
                $\\frac12 |\\bar\\theta_{1:k} - \\theta^{(k)}|^2_{\\Sigma_{kk}}$. The mean excess, the conflict, is \
                $\\Gamma = \\frac12[\\sum_k \\pi_k (\\Sigma\\theta^*)_{1:k}^\\top \\Sigma_{kk}^+ (\\Sigma\\theta^*)_{1:k} - \
                b^\\top A^+ b]$; each excess is at most $\\Gamma/\\pi_k$, and $\\Gamma$ is at most the mean excess of \
                $\\theta^*$ itself, so that it vanishes where $\\Sigma_{1:k,>k}\\theta^*_{>k} = 0$ for every trained width. \
                Bernoulli masks with $1/p$ rescaling have the expected loss \
                $\\min + \\frac12|\\theta-\\theta^*|^2_\\Sigma + \\frac{1-p}{2p}\\sum_j \\Sigma_{jj}\\theta_j^2$, with the \
                optimum $(\\Sigma + \\frac{1-p}{p}\\mathrm{diag}\\,\\Sigma)^{-1}\\Sigma\\theta^*$.
                """,
            source: "own",
            hypotheses: [
                Hypothesis("unique", "jointMin > 0", "the joint loss has one optimum: A is positive definite")
            ],
            parts: [
                Part("joint", "coordinates at which random widths settle", .equal, "optimal", needs: ["unique"]),
                Part("excess", "excess of each width at the joint optimum", .equal, "form", needs: []),
                Part("conflict", "mean excess at the joint optimum", .equal, "(own - together)/2", needs: []),
                Part(
                    "share", "excess of each width at the joint optimum", .atMost, "(own - together)/(2*pi)", needs: []),
                Part("coupling", "mean excess at the joint optimum", .atMost, "apart", needs: []),
                Part(
                    "ridge", "expected loss under rescaled Bernoulli masks", .equal,
                    "min + fit + (1 - p)/(2*p)*penalty", needs: []),
                Part(
                    "ridge-optimum", "coordinates at which rescaled Bernoulli masks settle", .equal, "optimal",
                    needs: []),
            ],
            instances: [
                .sharp("correlated-pair", "joint", "excess", "conflict", "ridge", "ridge-optimum") { _ in
                    try evidence(pair([0.5, 0.5]), keep: 0.5, at: [1, -2])
                },
                .sharp("one-width-in-conflict", "share", "coupling") { _ in
                    try evidence(pair([1e-4, 1 - 1e-4]), keep: 0.5, at: [1, 1])
                },
                .broken("full-width-untrained", hypothesis: "unique") { _ in
                    try evidence(pair([1, 0]), keep: 0.5, at: [1, 1])
                },
            ],
            typical: { draw in
                let d = draw.integer(2...5)
                let weights = (0..<d).map { _ in draw.uniform(0.1, 1) }
                let sum = weights.reduce(0, +)
                let widths = NestedWidth(
                    model: try Quadratic(
                        hessian: draw.positiveDefinite(d, 0.2, 5), optimum: draw.generator.gaussianVector(d),
                        minimum: draw.pick([0, 0.5])),
                    shares: weights.map { $0 / sum })
                return try evidence(widths, keep: draw.uniform(0.2, 0.9), at: draw.generator.gaussianVector(d))
            })
    }

    /// Two inputs of variance 1 and correlation 1/2, target (1, 1).
    static func pair(_ shares: Vector) throws -> NestedWidth {
        NestedWidth(
            model: try Quadratic(hessian: Matrix(rows: [[1, 0.5], [0.5, 1]]), optimum: [1, 1]), shares: shares)
    }

    /// All parts; `theta` is where the expected loss of Bernoulli masks is compared.
    package static func evidence(_ widths: NestedWidth, keep p: Double, at theta: Vector) throws -> Evidence {
        let model = widths.model
        let d = Double(model.dimension)
        let largest = model.spectrum[model.dimension - 1]
        var evidence = Evidence(engine: "moments", model: model.summary, schedule: "random widths \(widths.shares)")
        evidence.derivation = derivation(widths, keep: p, at: theta)
        let optimum = try widths.jointOptimum()
        let spectrum = try widths.joint.matrix.symmetricEigenvalues()
        evidence.set("jointMin", spectrum[0], radius: d * Double.ulpOfOne * largest)
        evidence.set("min", model.minimum)

        // Solves by singular values: off by 8 d^2 u times the condition, relative to the solution.
        let least = spectrum.first { $0 > d * Double.ulpOfOne * largest } ?? largest
        let unit = 8 * d * d * 0x1p-53 * largest
        let size = norm(optimum) + norm(model.optimum)
        let solved = unit / least * size
        let settled = try model.settled(
            under: RandomChoice.nested(widths.shares, sizes: Array(1...model.dimension)), stepSize: 1 / largest,
            least: least)
        evidence.tracks["joint"] = Track(values: settled.point, radius: settled.point.map { _ in settled.radius })
            .varying("optimal", optimum, radius: optimum.map { _ in solved })

        // Optima are off in second order only; values by a few units of their terms, forms by a solve.
        let condition = largest / max(model.spectrum[0], .leastNormalMagnitude)
        let radius =
            unit * size * size + largest * (solved * solved + unit * condition * size * unit * condition * size)
        let formRadius = radius + unit * condition * size * size
        var (excess, own, apart): (Vector, Vector, Double) = ([], [], 0)
        for k in 1...model.dimension {
            let best = widths.loss(try widths.ownOptimum(k), width: k)
            excess.append(widths.loss(optimum, width: k) - best)
            own.append(try widths.form(optimum, width: k))
            apart += widths.shares[k - 1] * (widths.loss(model.optimum, width: k) - best)
        }
        let track = Track(values: excess, radius: excess.map { _ in radius + 0x1p-52 * model.minimum })
        evidence.tracks["excess"] = track.varying("form", own, radius: own.map { _ in formRadius })
        evidence.tracks["share"] = Track(
            values: excess.indices.filter { widths.shares[$0] > 0 }.map { excess[$0] },
            radius: excess.indices.filter { widths.shares[$0] > 0 }.map { track.radius[$0] }
        ).varying("pi", widths.shares.filter { $0 > 0 })
        let mean = Track(value: zip(widths.shares, excess).reduce(0) { $0 + $1.0 * $1.1 }, radius: track.radius[0])
        evidence.tracks["conflict"] = mean
        evidence.tracks["coupling"] = mean
        evidence.set("apart", apart, radius: track.radius[0])
        evidence.set("own", try widths.ownForm(), radius: formRadius)
        evidence.set("together", dot(widths.joint.pull, optimum), radius: formRadius)
        try evidence.addRidge(widths, keep: p, at: theta)
        return evidence
    }
}

extension Evidence {
    /// `ridge` and `ridge-optimum`.
    fileprivate mutating func addRidge(_ widths: NestedWidth, keep p: Double, at theta: Vector) throws {
        let model = widths.model
        let d = Double(model.dimension)
        let mask = Mask(.bernoulli(p), forward: true, rescale: true)
        set("p", p)
        let best = try widths.ridgeOptimum(p)
        let points = [theta, best]
        let units = points.map { point in
            8 * (d + 4) * 0x1p-53 * model.spectrum[model.dimension - 1]
                * (squaredNorm(point) / p + squaredNorm(model.optimum) + model.minimum)
        }
        let losses = try points.map { point in
            let run = Run(
                model: model, start: Parameters(point), schedule: Schedule(mask, stepSize: 1, steps: 0),
                observables: [.coreLoss])
            return try Enumeration.trajectory(run).values(.coreLoss)[0]
        }
        let penalties = points.map { point in
            zip(point, model.hessian.diagonal).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
        }
        tracks["ridge"] = Track(values: losses, radius: units)
            .varying("fit", points.map(model.excess(at:)), radius: units)
            .varying("penalty", penalties, radius: units)
        // The mean map is I - eta (Sigma + (1-p)/p diag Sigma), whose spectrum lies in [lmin, L/p]; masks are scaled by 1/p.
        let largest = model.spectrum[model.dimension - 1]
        let least = max(model.spectrum[0], (1 - p) / p * (model.hessian.diagonal.min() ?? 0))
        let settled = try model.settled(under: mask, stepSize: p / largest, least: least)
        let solved = 8 * d * d * 0x1p-53 * largest / (p * least) * (norm(best) + norm(model.optimum))
        tracks["ridge-optimum"] = Track(values: settled.point, radius: settled.point.map { _ in settled.radius })
            .varying("optimal", best, radius: best.map { _ in solved })
    }
}
