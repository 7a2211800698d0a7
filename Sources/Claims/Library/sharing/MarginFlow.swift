import LinearAlgebra
import PartialTraining

/// `margin-flow`: gradient flow from a balanced start with a deficiency margin converges exponentially, for every target.
///
/// Source: Arora, Cohen, Golowich, Hu 2019, Theorem 1, in its idealised form: flow, exact balance.
enum MarginFlow: LibraryClaim {
    static let id = "margin-flow"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Balanced gradient flow with a deficiency margin converges exponentially",
            statement: """
                Let the layers of a deep linear network of depth $L \\ge 2$ be balanced at the start, $W_{l+1}^T W_{l+1} = \
                W_l W_l^T$, let $P$ be their product, and let the deficiency margin $c = \\sigma_{\\min}(\\Phi) - \
                \\|P(0) - \\Phi\\|_F$ be positive. Gradient flow without sharing satisfies \
                $R(t) \\le e^{-2Lc^{2-2/L}t} R(0)$ for all $t \\ge 0$. For every start and target, $\\sigma_{\\min}(P(t)) \\ge c$.
                """,
            source: "Arora, Cohen, Golowich, Hu 2019, Theorem 1 (idealised: flow and exact balance)",
            hypotheses: [
                Hypothesis("balanced", "imbalance <= 0", "adjacent layers are balanced at the start"),
                Hypothesis("margin", "c > 0", "the deficiency margin is positive"),
                Hypothesis("untied", "sharing <= 0", "every layer moves along its own gradient"),
            ],
            parts: [
                Part("upper", "loss", .atMost, "loss0*exp(-2*depth*abs(c)^(2 - 2/depth)*t)"),
                Part("singular", "least singular value of the product", .atLeast, "c", needs: []),
            ],
            instances: [
                .sharp("scalar-near-identity", "upper", "singular") { _ in
                    try evidence(
                        target: Matrix(rows: [[1 + 1e-6]]), start: Array(repeating: .identity(1), count: 5), end: 0.5)
                },
                .broken("unbalanced", hypothesis: "balanced") { _ in
                    try evidence(
                        target: Matrix(rows: [[1, 0.2], [0, 1]]), start: [.diagonal([2, 0.5]), .diagonal([0.5, 2])],
                        end: 2)
                },
                .broken("negative-eigenvalue", hypothesis: "margin") { _ in
                    try evidence(
                        target: Matrix(rows: [[-0.3]]), start: Array(repeating: .identity(1), count: 3), end: 2)
                },
                .broken("shared-layers", hypothesis: "untied") { _ in
                    // Two orthogonal layers are balanced; the mean of the gradients (I + Q)E/2 is small.
                    let turn = rotation(2.5)
                    return try evidence(target: 1.5 * turn, start: [turn, .identity(2)], end: 1, tied: true)
                },
            ],
            typical: { draw in
                let (depth, order) = (draw.integer(2...5), draw.integer(1...3))
                let start =
                    draw.pick([true, false])
                    ? Array(repeating: .identity(order), count: depth) : draw.balanced(depth: depth, order: order)
                let product = start.reduce(.identity(order)) { $1 * $0 }
                let noise = draw.generator.gaussianMatrix(rows: order, columns: order)
                // The margin loses at most twice the distance.
                let least = try product.singularValues().last ?? 1
                let distance = draw.uniform(0.05, 0.45) * least / noise.frobeniusNorm
                return try evidence(target: product + distance * noise, start: start, end: draw.uniform(0.2, 1))
            })
    }

    /// The rotation of the plane by `angle`.
    static func rotation(_ angle: Double) -> Matrix {
        let (c, s) = (Rounded.cos(Rounded(angle)).value, Rounded.sin(Rounded(angle)).value)
        return Matrix(rows: 2, columns: 2) { i, j in i == j ? c : i > j ? s : -s }
    }

    /// The flow from the layers `start` up to time `end`, with all parts.
    static func evidence(
        target: Matrix, start: [Matrix], end: Double, points: Int = 20, tied: Bool = false
    ) throws -> Evidence {
        let model = try DeepLinear(depth: start.count, target: target)
        let begin = Parameters(start)
        let flow = try LayerFlow(model, start: begin, tied ? Share() : Full(), end: end, points: points)
        var evidence = Evidence(
            engine: "flow", model: model.summary, schedule: "\(tied ? "share all" : "full") flow time=\(end)",
            trained: "all layers")
        let unit = Double(model.width) * Double.ulpOfOne
        // Layers that are products of three matrices come with an error of at most 6 n eps.
        let imbalances = Balancedness.imbalances(begin, radius: 6 * unit * norm(begin.values))
        evidence.set(
            "imbalance", imbalances.reduce(0) { $0 + $1.matrix.frobeniusNorm },
            radius: imbalances.reduce(0) { $0 + $1.radius })
        evidence.set("sharing", tied ? 1 : 0)
        evidence.set("depth", Double(model.depth))
        evidence.quantities["loss0"] = flow.loss(0)
        let (product, error) = flow.product(0)
        let distance = (product - target).frobeniusNorm
        let values = try target.singularValues()
        evidence.set(
            "c", (values.last ?? 0) - distance, radius: unit * ((values.first ?? 0) + 2 * distance) + error)
        evidence.tracks["upper"] = flow.lossTrack
        let least = try flow.states.indices.map { index in
            let (matrix, radius) = flow.product(index)
            let values = try matrix.singularValues()
            return Rounded(value: values.last ?? 0, radius: radius + unit * (values.first ?? 0))
        }
        evidence.tracks["singular"] = Track(
            times: flow.times, observed: least.map(\.value), radius: least.map(\.radius))
        return evidence
    }
}

extension Draw {
    /// Balanced layers `O_{l+1} S O_l'`: one positive diagonal S with entries in [0.7, 1.3), and orthogonal matrices.
    mutating func balanced(depth: Int, order: Int) -> [Matrix] {
        let middle = Matrix.diagonal((0..<order).map { _ in uniform(0.7, 1.3) })
        let frames = (0...depth).map { _ in haarOrthogonal(order, using: &generator) }
        return (0..<depth).map { frames[$0 + 1] * middle * frames[$0].transposed }
    }
}
