import LinearAlgebra
import PartialTraining

/// `balanced-invariant`: what gradient flow conserves in a deep linear network, and by how much gradient descent lets it
/// drift.
///
/// Source: classical (Arora, Cohen, Hazan 2018; Du, Hu, Lee 2018); the weights of the drift bounds are our own.
package enum Balancedness: LibraryClaim {
    static let id = "balanced-invariant"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .equality,
            title: "Gradient flow conserves the imbalance of adjacent layers, and descent changes it to second order",
            statement: """
                In a deep linear network let $C_l = W_{l+1}^T W_{l+1} - W_l W_l^T$, $l = 1, \\dots, L-1$. Gradient flow \
                without sharing conserves every $C_l$. A step of gradient descent changes it by exactly \
                $\\eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)$, so that after $T$ steps $\\sum_l \\|C_l(T) - C_l(0)\\|_F \\le \
                \\eta^2 \\sum_{t<T} \\sum_l c_l \\|G_l(t)\\|_F^2$ with $c_l = 1$ for the first and the last layer and 2 between. \
                If every step decreases the loss by at least $\\frac\\eta2 \\sum_l \\|G_l\\|_F^2$, this is at most \
                $2 \\min(2, L-1)\\,\\eta\\,(R(0) - R(T))$.
                """,
            source: "Arora, Cohen, Hazan 2018 and Du, Hu, Lee 2018 (conservation); constants of the drift: own",
            hypotheses: [
                Hypothesis("untied", "sharing <= 0", "every layer moves along its own gradient"),
                Hypothesis(
                    "descent", "efficiency >= 1/2", "every step decreases the loss by at least eta/2 of |grad|^2"),
            ],
            parts: [
                Part("flow", "entries of C_l along the flow", .equal, "entry", needs: ["untied"]),
                Part(
                    "descent", "entries of C_l after a step of descent", .equal, "entry + eta^2*change",
                    needs: ["untied"]),
                Part("drift", "sum of |C_l(t) - C_l(0)|", .atMost, "eta^2*weighted", needs: ["untied"]),
                Part(
                    "drift-loss", "sum of |C_l(t) - C_l(0)|", .atMost,
                    "2*min(2, depth - 1)*eta*(loss0 - loss)"),
            ],
            instances: [
                .sharp("one-step", "flow", "descent", "drift") { _ in
                    try evidence(
                        target: Matrix(rows: [[1]]), start: Parameters([.identity(1), Matrix(rows: 1, columns: 1)]),
                        stepSize: 0.1, steps: 1, end: 1)
                },
                .sharp("step-of-size-one", "drift-loss") { _ in
                    // From (1, 0) to (1, 1): the loss falls by exactly eta/2 |grad|^2.
                    try evidence(
                        target: Matrix(rows: [[1]]), start: Parameters([.identity(1), Matrix(rows: 1, columns: 1)]),
                        stepSize: 1, steps: 1, end: 1)
                },
                .broken("shared-layers", hypothesis: "untied") { _ in
                    try evidence(
                        target: Matrix(rows: [[1, 1], [0, 1]]), start: Parameters([.identity(2), .identity(2)]),
                        stepSize: 0.1, steps: 3, end: 1, tied: true)
                },
                .broken("step-too-large", hypothesis: "descent") { _ in
                    try evidence(
                        target: Matrix(rows: [[1]]), start: Parameters([.identity(1), Matrix(rows: 1, columns: 1)]),
                        stepSize: 1.5, steps: 1, end: 1)
                },
            ],
            typical: { draw in
                let (depth, order) = (draw.integer(2...5), draw.integer(1...3))
                let target = draw.generator.gaussianMatrix(rows: order, columns: order)
                let layers = (0..<depth).map { _ in
                    Matrix.identity(order) + 0.3 * draw.generator.gaussianMatrix(rows: order, columns: order)
                }
                let start = Parameters(layers)
                let model = try DeepLinear(depth: depth, target: target)
                let stepSize = draw.uniform(0.05, 0.4) / curvature(model, at: start)
                return try evidence(
                    target: target, start: start, stepSize: stepSize, steps: 12, end: draw.uniform(0.1, 0.5))
            })
    }

    /// A bound on the Hessian's norm at a point, `sum_l r_l^2 + (L - 1) |E| max r_{lm}` (see ``LayerDescent``).
    static func curvature(_ model: DeepLinear, at x: Parameters) -> Double {
        let products = LayerDescent.Products(x)
        let residual = (2 * model.value(at: x)).squareRoot()
        return squaredNorm(products.one) + Double(model.depth - 1) * residual * products.largestPair
    }

    /// `C_1, ..., C_{L-1}`, and bounds on their errors in the Frobenius norm where the layers are within `radius`.
    static func imbalances(_ layers: Parameters, radius: Double) -> [(matrix: Matrix, radius: Double)] {
        let blocks = layers.blocks
        return (0..<max(blocks.count - 1, 0)).map { l in
            let (lower, upper) = (blocks[l], blocks[l + 1])
            let (a, b) = (lower.frobeniusNorm, upper.frobeniusNorm)
            let rounding = Double(lower.rows + 2) * LayerDescent.unit * (a * a + b * b)
            return (
                upper.transposed * upper - lower * lower.transposed, 2 * (a + b) * radius + radius * radius + rounding
            )
        }
    }

    /// Descent and flow from one start, with all parts.
    package static func evidence(
        target: Matrix, start: Parameters, stepSize: Double, steps: Int, end: Double, tied: Bool = false
    ) throws -> Evidence {
        let model = try DeepLinear(depth: start.layout.blocks.count, target: target)
        let partial: any PartialOperator = tied ? Share() : Full()
        let schedule = Schedule(partial, stepSize: stepSize, steps: steps)
        var evidence = Evidence(
            engine: "direct", model: model.summary, schedule: schedule.summary, trained: "all layers")
        evidence.set("sharing", tied ? 1 : 0)
        evidence.set("depth", Double(model.depth))
        evidence.set("eta", stepSize)
        let flow = try LayerFlow(model, start: start, partial, end: end, points: 2)
        let first = imbalances(start, radius: 0)
        let last = flow.states.last.map { imbalances($0.layers, radius: $0.radius) } ?? []
        evidence.tracks["flow"] = Track(
            values: last.flatMap(\.matrix.storage),
            radius: last.flatMap { entry in entry.matrix.storage.map { _ in entry.radius } }
        ).varying(
            "entry", first.flatMap(\.matrix.storage),
            radius: first.flatMap { entry in entry.matrix.storage.map { _ in entry.radius } })
        let descent = try LayerDescent(model, start: start, partial, stepSize: stepSize)
        evidence.derivation = try derivation(descent, stepSize: stepSize, steps: steps, tied: tied)
        try evidence.setDrift(descent, steps: steps)
        return evidence
    }
}
