import LinearAlgebra
import PartialTraining

/// `zas-gd`: gradient descent from the zero-asymmetric start converges linearly for every target, no mode overshoots, and
/// the first step is known exactly.
///
/// Source: Theorem 3 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848), after Wu, Wang, Ma (arXiv 1911.00645); the sharp form
/// is our own.
package enum ZeroAsymmetricDescent: LibraryClaim {
    static let id = "zas-gd"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Gradient descent from the zero-asymmetric start converges linearly for every target",
            statement: """
                Let $W_1 = \\dots = W_{L-1} = I$ and $W_L = 0$ in a deep linear network of depth $L \\ge 2$, with any square \
                target of singular values $\\sigma_i$. Let $\\theta_*$ solve $\\sinh\\theta \\cosh^{L-1}\\theta = \
                \\sigma_{\\max}$, $x = \\sinh^2\\theta_*$ and $G_* = \\max\\{(1+x)^{L-2}(1+Lx),\\ 1 + (L-1)\\sigma_{\\max}^2\\}$. \
                If $0 < \\eta \\le 1/G_*$, the error $e_i$ of each singular mode satisfies $(1 - \\eta G_*)|e_i(t)| \\le \
                |e_i(t+1)| \\le (1-\\eta)|e_i(t)|$ and never changes sign, so that $(1 - \\eta G_*)^{2t} R(0) \\le R(t) \\le \
                (1-\\eta)^{2t} R(0)$. The product after the first step is $\\eta\\Phi$ exactly. In closed form, \
                $G_* \\le \\bar G = (L-1)\\sigma_{\\max}^2 + \\max(e, (L-1)\\sigma_{\\max}^2)$. The published rate \
                $(1 - \\eta/2)^t$ follows, and the published step sizes are below $1/\\bar G$.
                """,
            source:
                "Yang et al. 2021, Theorem 3, after Wu, Wang, Ma 2019 (published rate and step size); sharp form: own",
            hypotheses: [
                Hypothesis("start", "startDefect <= 0", "the start is zero-asymmetric"),
                Hypothesis("step", "eta*gstar <= 1", "the step is at most 1/G*"),
            ],
            parts: [
                Part("upper", "loss", .atMost, "loss0*(1 - eta)^(2*t)"),
                Part("lower", "loss", .atLeast, "loss0*(1 - eta*gstar)^(2*t)"),
                Part("published", "loss", .atMost, "loss0*(1 - eta/2)^t", tightness: .best(0.999998)),
                Part(
                    "contraction", "largest ratio of a mode's error to the one before, in modulus", .atMost, "1 - eta"),
                Part(
                    "no-overshoot", "smallest ratio of a mode's error to the one before", .atLeast,
                    "max(0, 1 - eta*gstar)"),
                Part("first-step", "entries of the product after one step", .equal, "eta*entry", needs: ["start"]),
                Part("steps", "steps to accuracy*loss0", .atMost, "1 + ln(accuracy)/(2*ln(1 - eta))"),
                Part(
                    "closed-form", "G*", .atMost, "(depth - 1)*sigma^2 + max(exp(1), (depth - 1)*sigma^2)", needs: []),
                Part(
                    "published-step", "largest step size of Theorem 3", .atMost,
                    "1/((depth - 1)*sigma^2 + max(exp(1), (depth - 1)*sigma^2))", needs: [],
                    tightness: .best(0.000404)),
            ],
            instances: [
                .sharp(
                    "small-target", "upper", "lower", "contraction", "no-overshoot", "steps"
                ) { _ in
                    // (1 - eta)^2 = 0.64: just below 0.64^10 is reached at step 11.
                    try evidence(
                        target: .diagonal([1e-5, 1e-5]), depth: 4, stepSize: 0.2, steps: 20,
                        accuracy: Rounded.power(Rounded(0.64), Rounded(10)).value * (1 - 1e-4))
                },
                .sharp("first-step", "upper", "first-step") { _ in
                    try evidence(target: Matrix(rows: [[0, 2], [-1, 0]]), depth: 3, stepSize: 0.05, steps: 20)
                },
                .sharp("published-step-size", "upper", "lower", "contraction", "no-overshoot") { _ in
                    // So small a step leaves every mode where it was, to 12 digits in its curvature.
                    let target = try Matrix(rows: [[0, 2], [-1, 0]])
                    let step = ZeroAsymmetricRate.publishedStep(target, depth: 3)
                    return try evidence(target: target, depth: 3, stepSize: step, steps: 20)
                },
                .sharp("many-layers", "closed-form") { _ in
                    // (L - 1) sigma^2 = e, where both terms of the closed form agree.
                    let depth = 10_000
                    let sigma = (Rounded.exp(Rounded(1)).value / Double(depth - 1)).squareRoot()
                    return try constants(of: Matrix(rows: [[sigma]]), depth: depth)
                },
                .broken("other-start", hypothesis: "start") { _ in
                    let hidden = try Matrix(rows: [[0.5]])
                    let start = Parameters([hidden, hidden, hidden, Matrix(rows: 1, columns: 1)])
                    return try evidence(
                        target: Matrix(rows: [[1]]), depth: 4, stepSize: 0.2, steps: 20, start: start)
                },
                .broken("step-too-large", hypothesis: "step") { _ in
                    let target = try Matrix(rows: [[2]])
                    let rate = try ZeroAsymmetricRate(target, depth: 4).final.value
                    return try evidence(target: target, depth: 4, stepSize: 2.05 / rate, steps: 300)
                },
            ],
            typical: { draw in
                let depth = draw.integer(2...6)
                let order = draw.integer(1...4)
                let scale = draw.logUniform(0.3, 2)
                var target = scale * draw.generator.gaussianMatrix(rows: order, columns: order)
                // Targets may be singular.
                if order > 1 && draw.pick([true, false, false]) { for j in 0..<order { target[0, j] = 0 } }
                let limit = 1 / (try ZeroAsymmetricRate(target, depth: depth).largest.value)
                let stepSize = draw.pick([limit, limit * draw.uniform(0.05, 1)])
                return try evidence(
                    target: target, depth: depth, stepSize: stepSize, steps: 60, engine: draw.pick([.modes, .direct]))
            })
    }

    /// The run from `start` (or the zero-asymmetric start) with all parts.
    static func evidence(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, start: Parameters? = nil,
        engine: EngineKind = .auto, accuracy: Double? = nil
    ) throws -> Evidence {
        var evidence = try losses(
            target: target, depth: depth, stepSize: stepSize, steps: steps, start: start, engine: engine,
            accuracy: accuracy)
        let model = try DeepLinear(depth: depth, target: target)
        let begin = start ?? model.zeroAsymmetricStart
        let seen = try evidence.setModes(LayerDescent(model, start: begin, Full(), stepSize: stepSize), steps: steps)
        var modes = try Modes(target, depth: depth, stepSize: stepSize, steps: steps)
        modes.hidden = begin.block(0)[0, 0]
        evidence.derivation = try derivation(
            modes, target: target, seen: seen, accuracy: evidence.quantities["accuracy"]?.value)
        return evidence
    }

    /// The run with the parts about its loss, its number of steps and the constants of the target.
    package static func losses(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, start: Parameters? = nil,
        engine: EngineKind = .auto, accuracy: Double? = nil
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = start ?? model.zeroAsymmetricStart
        let run = Run(
            model: model, start: begin, schedule: Schedule(stepSize: stepSize, steps: steps), observables: [.loss],
            engine: engine)
        var evidence = try Evidence(running: run, ["upper": .loss, "lower": .loss, "published": .loss])
        evidence.set("startDefect", norm(subtract(begin.values, model.zeroAsymmetricStart.values)))
        try evidence.setRate(of: target, depth: depth)
        evidence.setSteps(to: accuracy, of: "upper", ["steps"])
        return evidence
    }

    /// No run: the constants of a target alone.
    static func constants(of target: Matrix, depth: Int) throws -> Evidence {
        var evidence = Evidence(engine: "none", model: try DeepLinear(depth: depth, target: target).summary)
        evidence.set("depth", Double(depth))
        try evidence.setRate(of: target, depth: depth)
        evidence.derivation = try constants(Modes(target, depth: depth, stepSize: 1, steps: 0))
        return evidence
    }
}
