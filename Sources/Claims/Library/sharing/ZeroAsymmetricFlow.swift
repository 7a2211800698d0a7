import LinearAlgebra
import PartialTraining

/// `zas-flow`: gradient flow from the zero-asymmetric start converges exponentially for every target.
///
/// Source: Theorem 1 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848), which is the continuous-time theorem of Wu, Wang, Ma
/// (arXiv 1911.00645).
enum ZeroAsymmetricFlow: LibraryClaim {
    static let id = "zas-flow"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Gradient flow from the zero-asymmetric start converges exponentially for every target",
            statement: """
                Let $W_1 = \\dots = W_{L-1} = I$ and $W_L = 0$ in a deep linear network of depth $L \\ge 2$, with any square \
                target. Gradient flow without sharing satisfies $R(t) \\le e^{-2t} R(0)$ for all $t \\ge 0$, with slope \
                $R'(0) = -2R(0)$. The hidden layers never contract: the singular values of $W_{L-1} \\cdots W_1$ are \
                $(1 + s^2)^{(L-1)/2}$, $s$ running over those of $W_L$.
                """,
            source:
                "Yang et al. 2021, Theorem 1, after Wu, Wang, Ma 2019; the law of the hidden layers is in their proof",
            hypotheses: [
                Hypothesis("start", "startDefect <= 0", "the start is zero-asymmetric"),
                Hypothesis("untied", "sharing <= 0", "every layer moves along its own gradient"),
            ],
            parts: [
                Part("upper", "loss", .atMost, "loss0*exp(-2*t)"),
                Part("slope", "squared norm of the gradient at the start", .equal, "2*loss0", needs: ["start"]),
                Part(
                    "hidden", "singular values of the product of the hidden layers", .equal,
                    "(1 + last^2)^((depth - 1)/2)"),
            ],
            instances: [
                .sharp("small-target", "upper") { _ in
                    try evidence(target: 1e-4 * .identity(2), depth: 5, end: 3)
                },
                .sharp("not-symmetric", "slope", "hidden") { _ in
                    try evidence(target: Matrix(rows: [[0, 2], [-1, 0]]), depth: 3, end: 0.2)
                },
                .broken("other-start", hypothesis: "start") { _ in
                    let hidden = try Matrix(rows: [[0.5]])
                    let start = Parameters([hidden, hidden, hidden, Matrix(rows: 1, columns: 1)])
                    return try evidence(target: Matrix(rows: [[1]]), depth: 4, end: 1, start: start)
                },
                .broken("shared-layers", hypothesis: "untied") { _ in
                    try evidence(target: Matrix(rows: [[1]]), depth: 4, end: 1, tied: true)
                },
            ],
            typical: { draw in
                let order = draw.integer(1...4)
                var target =
                    draw.logUniform(0.2, 1.5) * draw.generator.gaussianMatrix(rows: order, columns: order)
                // Targets may be singular.
                if order > 1 && draw.pick([true, false, false]) { for j in 0..<order { target[0, j] = 0 } }
                return try evidence(
                    target: target, depth: draw.integer(2...5), end: draw.uniform(0.3, 2),
                    engine: draw.pick([.modes, .flow]))
            })
    }

    /// The flow from `start` (or the zero-asymmetric start) up to time `end`, with all parts.
    static func evidence(
        target: Matrix, depth: Int, end: Double, points: Int = 40, start: Parameters? = nil, tied: Bool = false,
        engine: EngineKind = .auto
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = start ?? model.zeroAsymmetricStart
        let partial: any PartialOperator = tied ? Share() : Full()
        let run = Run(
            model: model, start: begin,
            schedule: Schedule([Stage(partial, stepSize: 1, duration: .time(end: end, points: points))]),
            observables: [.loss], engine: engine)
        var evidence = try Evidence(running: run, ["upper": .loss])
        evidence.setStart(begin, model.zeroAsymmetricStart, tied: tied)
        // One rounding for each square and each sum.
        let slope = squaredNorm(model.gradient(at: begin).values)
        evidence.tracks["slope"] = Track(
            value: slope, radius: (Double(model.layout.count) + model.roundings) * Double.ulpOfOne * slope)
        let flow = try LayerFlow(model, start: begin, partial, end: end, points: 1)
        evidence.tracks["hidden"] = try flow.states.last.map(hiddenTrack)
        return evidence
    }

    /// The singular values of `W_{L-1} ... W_1`, beside those of `W_L` as the variable `last`. Singular values move by no
    /// more than their matrix does (Weyl), and are computed with an error of n eps.
    private static func hiddenTrack(_ state: LayerFlow.State) throws -> Track {
        let layers = state.layers.blocks
        let last = try layers[layers.count - 1].singularValues()
        let hidden = LayerFlow.product(of: Parameters(Array(layers.dropLast())), radius: state.radius)
        let values = try hidden.matrix.singularValues()
        let rounding = Double(values.count) * Double.ulpOfOne
        return Track(values: values, radius: values.map { _ in hidden.radius + rounding * (values.first ?? 0) })
            .varying("last", last, radius: last.map { _ in state.radius + rounding * (last.first ?? 0) })
    }
}

extension Evidence {
    /// The quantities `startDefect`, the distance of `start` from the one that the claim is about, and `sharing`: 1 if the
    /// layers move by the mean of their gradients, else 0.
    mutating func setStart(_ start: Parameters, _ wanted: Parameters, tied: Bool) {
        set("startDefect", norm(subtract(start.values, wanted.values)))
        set("sharing", tied ? 1 : 0)
    }
}
