import LinearAlgebra
import PartialTraining

/// `partial-sgd-stochastic`: partial gradient steps with gradient noise, on a smooth function that need not be convex.
///
/// Source: the template of Mohtashami, Jaggi, Stich (arXiv 2106.08895); constants: own.
enum PartialGradientNoise: LibraryClaim {
    static let id = "partial-sgd-stochastic"

    static func claim() throws -> Claim {
        let common = ["smooth", "projection", "centred"]
        return try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Partial gradient descent with noise makes the kept gradient small, up to the noise",
            statement: """
                Let $f$ be $L$-smooth and $x_{t+1} = x_t - \\eta P_t(\\nabla f(x_t + \\delta_t) + \\xi_t)$ with orthogonal \
                projections $P_t$ and noise that is centred given the past and $P_t$; write $a_t = P_t\\nabla f(x_t)$, \
                $v_t = P_t\\nabla f(x_t + \\delta_t)$, $e_t = v_t - a_t$. If $E|P_t\\xi_t|^2 \\le M E|v_t|^2 + \\sigma^2$ given \
                the past and $\\eta \\le 1/(L(1 + M))$, the mean of $E|a_s|^2$ over $s < t$ is at most \
                $2(f(x_0) - E f(x_t))/(\\eta t)$ plus the mean of $E|e_s|^2$ plus $L\\eta\\sigma^2$. If $\\delta = 0$, \
                $pI \\preceq E[P_t|F_t]$, $E|P_t\\xi_t|^2 \\le \\bar p(M|\\nabla f(x_t)|^2 + \\sigma^2)$ and \
                $\\eta \\le 1/(L(1 + M\\bar p/p))$, it is at most $2(f(x_0) - E f(x_t))/(\\eta t) + L\\eta\\bar p\\sigma^2$, and \
                $E|a_t|^2 \\ge p E|\\nabla f(x_t)|^2$.
                """,
            source: "template: Mohtashami, Jaggi, Stich 2021 (constants of the paper not available); constants: own",
            hypotheses: [
                Hypothesis("smooth", "curvature <= L", "the gradient is L-Lipschitz"),
                Hypothesis("projection", "projectionDefect <= 0", "every P is an orthogonal projection"),
                Hypothesis(
                    "centred", "correlation <= 0",
                    "the kept noise is correlated with neither gradient nor kept gradient"),
                Hypothesis(
                    "kept-noise", "keptDefect <= 0", "the kept noise has variance at most M E|v|^2 + sigma^2"),
                Hypothesis("step", "eta*L*(1 + M) <= 1", "the step is at most 1/(L (1 + M))"),
                Hypothesis("lower", "min <= infimum", "min is a lower bound of f"),
                Hypothesis("exact", "displacement <= 0", "nothing is displaced"),
                Hypothesis("masks", "p <= pmin", "the expected projection is at least p"),
                Hypothesis(
                    "full-noise", "fullDefect <= 0",
                    "the kept noise has variance at most pbar (M |grad f|^2 + sigma^2)"),
                Hypothesis("random-step", "eta*L*(1 + M*pbar/p) <= 1", "the step is at most 1/(L (1 + M pbar/p))"),
            ],
            parts: [
                Part(
                    "average", "mean of E|a_s|^2 over s < t", .atMost,
                    "2*(loss0 - loss)/(eta*t) + errormean + L*eta*sigma^2", needs: common + ["kept-noise", "step"]),
                Part(
                    "horizon", "mean of E|a_s|^2 over s < t", .atMost,
                    "2*(loss0 - min)/(eta*t) + L^2*displacedmean + L*eta*sigma^2",
                    needs: common + ["kept-noise", "step", "lower"]),
                Part(
                    "random", "mean of E|a_s|^2 over s < t", .atMost,
                    "2*(loss0 - loss)/(eta*t) + L*eta*pbar*sigma^2",
                    needs: common + ["exact", "masks", "full-noise", "random-step"]),
                Part("share", "mean of E|a_s|^2 over s < t", .atLeast, "p*gradmean", needs: ["projection", "masks"]),
            ],
            instances: sharp + broken, typical: typical)
    }

    static func isotropic(_ h: Double, _ d: Int) throws -> Quadratic {
        try Quadratic(hessian: h * .identity(d), optimum: Vector(repeating: 0, count: d))
    }

    /// The masks of two coordinates in turn, displaced, with noise of exactly `M |v|^2 + sigma^2` along the kept part of (1, 1).
    static func inTurn(_ masks: [[Int]], delta: Vector, relative: Double, absolute: Double) -> [Move] {
        masks.map { kept in
            let size = 1 / Double(kept.count).squareRoot()
            let direction = (1...2).map { kept.contains($0) ? size : 0 }
            return Move(
                mask: Mask(.coordinates(kept)), delta: delta,
                after: [DirectedNoise(direction: direction, relative: relative, absolute: absolute)])
        }
    }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-displaced", "average") { _ in
                try Setting(
                    model: try isotropic(2, 2), start: [1, -2], stepSize: 0.25,
                    moves: inTurn(
                        [[1], [2], [1, 2], [1], [1, 2], [2]], delta: [0.1, -0.3], relative: 1, absolute: 0.5),
                    relative: 1, absolute: 0.5, parts: ["average", "horizon"]
                ).evidence()
            },
            .sharp("isotropic-relative-noise", "horizon", "average") { _ in
                let move = Move(mask: Mask(.coordinates([1, 2])), before: [RelativeNoise(0.25)])
                return try Setting(
                    model: try isotropic(2, 2), start: [1, -2], stepSize: 0.4, moves: Array(repeating: move, count: 7),
                    relative: 0.25, parts: ["average", "horizon"]
                ).evidence()
            },
            .sharp("isotropic-random", "random", "share") { _ in
                let noise = DirectedNoise(direction: [0.6, 0.8], relative: 1, absolute: 0.5)
                let move = Move(mask: Mask(.bernoulli(0.5)), before: [noise])
                return try Setting(
                    model: try isotropic(2, 2), start: [1, -2], stepSize: 0.25, moves: Array(repeating: move, count: 4),
                    relative: 1, absolute: 0.5, parts: ["random", "share"]
                ).evidence()
            },
        ]
    }

    /// `|x|^2/2` in the plane, ten steps, and what differs.
    private static func plain(
        _ parts: [String], from start: Vector = [1, 1], stepSize: Double = 0.5, _ move: Move,
        model: Quadratic? = nil, absolute: Double = 0, claimed: [String: Double] = [:]
    ) throws -> Evidence {
        try Setting(
            model: try model ?? isotropic(1, 2), start: start, stepSize: stepSize,
            moves: Array(repeating: move, count: 10), absolute: absolute, claimed: claimed, parts: parts
        ).evidence()
    }

    private static var broken: [Instance] {
        let all = Mask(.coordinates([1, 2]))
        let loud = Move(mask: all, before: [TwoPointNoise([1, 0])])
        return [
            .broken("steeper-than-claimed", hypothesis: "smooth") { _ in
                let steep = try Quadratic(hessian: .diagonal([1, 4]), optimum: [0, 0])
                return try plain(["average"], stepSize: 1, Move(mask: all), model: steep, claimed: ["L": 1])
            },
            .broken("doubled-mask", hypothesis: "projection") { _ in
                try plain(["average"], stepSize: 1, Move(mask: SoftMask([2, 2])))
            },
            .broken("biased-noise", hypothesis: "centred") { _ in
                let noise = DirectedNoise(direction: [1, 0], bias: 1)
                return try plain(["average"], from: [0, 0], Move(mask: all, before: [noise]), absolute: 1)
            },
            .broken("noise-ignored", hypothesis: "kept-noise") { _ in try plain(["average"], from: [0, 0], loud) },
            .broken("step-too-long", hypothesis: "step") { _ in
                try plain(["average", "horizon"], stepSize: 1.5, Move(mask: all))
            },
            .broken("minimum-overstated", hypothesis: "lower") { _ in
                try plain(["horizon"], stepSize: 1, Move(mask: all), claimed: ["min": 0.5])
            },
            .broken("displacement-ignored", hypothesis: "exact") { _ in
                try plain(["random"], from: [0, 0], Move(mask: all, delta: [1, 0]))
            },
            // Noise in proportion to the whole gradient, of which the mask keeps nothing: a floor though sigma = 0.
            .broken("coordinate-never-kept", hypothesis: "masks") { _ in
                try forgotten(stepSize: 0.2, steps: 10).evidence()
            },
            .broken("random-noise-ignored", hypothesis: "full-noise") { _ in try plain(["random"], from: [0, 0], loud)
            },
            .broken("random-step-too-long", hypothesis: "random-step") { _ in
                try plain(["random"], stepSize: 1.5, Move(mask: all))
            },
        ]
    }

    /// `|x|^2/2` from (0, 1): only the first coordinate is kept, and gets noise of variance `2 |grad f|^2`.
    static func forgotten(stepSize: Double, steps: Int) throws -> Setting {
        let move = Move(mask: Mask(.coordinates([1])), before: [DirectedNoise(direction: [1, 0], relative: 2)])
        return Setting(
            model: try isotropic(1, 2), start: [0, 1], stepSize: stepSize,
            moves: Array(repeating: move, count: steps), relative: 2, claimed: ["p": 0.5, "pbar": 1],
            parts: ["random", "share"])
    }

    /// Two functions that are not convex; changing projections with displacement, or random masks under noise on the whole
    /// gradient.
    private static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = 2
        let (model, form) = try PartialGradientDescent.drawn(d, samples: 4, &draw)
        let start = draw.generator.gaussianVector(d).map { 2 * $0 }
        let smoothness = model.constants.smoothness ?? 1
        let relative = draw.pick([0, draw.uniform(0.1, 2)])
        let fraction = draw.uniform(0.1, 1)
        if draw.pick([true, false]) {
            let noise = draw.generator.gaussianVector(d).map { 0.5 * $0 }
            let moves = (0..<6).map { step in
                let frame = SubspaceProjection(haarFrame(d, 1, using: &draw.generator))
                let mask: any FiniteLaw = step.isMultiple(of: 3) ? Mask(.coordinates([1, 2])) : frame
                let delta = draw.generator.gaussianVector(d).map { 0.1 * $0 }
                let before: [any FiniteLaw] = [RelativeNoise(relative), TwoPointNoise(noise)]
                return Move(mask: mask, delta: delta, before: before)
            }
            return try Setting(
                model: model, start: start, stepSize: fraction / (smoothness * (1 + relative)), moves: moves,
                relative: relative, absolute: norm(noise) * (1 + 0x1p-50), parts: ["average", "horizon"], form: form
            ).evidence()
        }
        let angle = Rounded(draw.uniform(0, 6))
        let absolute = draw.uniform(0, 1)
        let noise = DirectedNoise(
            direction: [Rounded.cos(angle).value, Rounded.sin(angle).value], relative: relative, absolute: absolute)
        let chances = [draw.uniform(0.2, 0.9), draw.uniform(0.2, 0.9)]
        let mask: any FiniteLaw = draw.pick([Mask(.bernoulli(chances[0])), try MatrixLaw.coins(chances)])
        let spread = (chances.max() ?? 1) / (chances.min() ?? 1)
        return try Setting(
            model: model, start: start, stepSize: fraction / (smoothness * (1 + relative * spread)),
            moves: Array(repeating: Move(mask: mask, before: [noise]), count: 4), relative: relative,
            absolute: absolute, parts: ["random", "share"], form: form
        ).evidence()
    }
}
