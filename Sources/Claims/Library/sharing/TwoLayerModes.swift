import LinearAlgebra
import PartialTraining

/// `saxe-two-layer`: the gradient flow of two linear layers from an aligned start, in closed form.
///
/// Source: Saxe, McClelland, Ganguli 2014; one formula for balanced and unbalanced starts, of any sign: own.
package enum TwoLayerModes: LibraryClaim {
    static let id = "saxe-two-layer"

    /// `k + (2s + m0^2) tanh(kt/2)` and `k + (p0^2 - 2s) tanh(kt/2)` with `p0 = a0 + b0`, `m0 = a0 - b0`.
    private static let plus = "(rate + ((a0 - b0)^2 + 2*s)*tanh(rate*t/2))"
    private static let minus = "(rate + ((a0 + b0)^2 - 2*s)*tanh(rate*t/2))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .equality,
            title: "Two linear layers from an aligned start learn every mode in closed form",
            statement: """
                Let $\\Phi = U\\,\\mathrm{diag}(s_i)\\,V^T$, $W_1(0) = O\\,\\mathrm{diag}(a_i)\\,V^T$ and $W_2(0) = \
                U\\,\\mathrm{diag}(b_i)\\,O^T$ with orthogonal $U$, $V$, $O$. Gradient flow without sharing of \
                $\\frac12\\|W_2W_1 - \\Phi\\|_F^2$ keeps this form. Each mode $u = ab$ with start $(a_0, b_0)$ is, with \
                $k = \\sqrt{(a_0^2 - b_0^2)^2 + 4s^2}$ and $\\tau = \\tanh(kt/2)$, \
                $u = \\frac14\\left[(a_0+b_0)^2\\frac AB - (a_0-b_0)^2\\frac BA\\right]$, $A = k + ((a_0-b_0)^2 + 2s)\\tau$, \
                $B = k + ((a_0+b_0)^2 - 2s)\\tau$, provided $k > 0$. If $a_0 = b_0$ this is the logistic curve \
                $u = s e^{2st}/(e^{2st} - 1 + s/u_0)$, which takes the time \
                $\\frac{1}{2s}\\ln\\frac{u_f(s - u_0)}{u_0(s - u_f)}$ from $u_0$ to $u_f$. At every time \
                $a^2 + b^2 = \\sqrt{(a_0^2-b_0^2)^2 + 4u^2}$, the rate at which the error $s - u$ decays.
                """,
            source:
                "Saxe, McClelland, Ganguli 2014 (balanced and hyperbolic solutions); the single formula: own",
            hypotheses: [
                Hypothesis("aligned", "misalignment <= 0", "the start is aligned with the target's singular vectors"),
                Hypothesis("untied", "sharing <= 0", "every layer moves along its own gradient"),
            ],
            parts: [
                Part(
                    "mode", "strength u_i' W_2 W_1 v_i of a mode", .equal,
                    "((a0 + b0)^2*\(plus)/\(minus) - (a0 - b0)^2*\(minus)/\(plus))/4"),
                Part(
                    "balanced", "strength of a balanced mode", .equal,
                    "s*exp(2*s*t)/(exp(2*s*t) - 1 + s/u0)"),
                Part(
                    "time", "time at which a balanced mode has strength uf", .equal,
                    "ln(uf*(s - u0)/(u0*(s - uf)))/(2*s)"),
                Part(
                    "speed", "|W_1 v_i|^2 + |W_2' u_i|^2", .equal, "sqrt((a0^2 - b0^2)^2 + 4*u^2)"),
            ],
            instances: [
                .sharp("balanced", "mode", "balanced", "time", "speed") { _ in
                    try scalar(s: 3, a: 0.1, b: 0.1, end: 1.5)
                },
                .sharp("zero-asymmetric", "mode", "speed") { _ in try scalar(s: 2, a: 1, b: 0, end: 1) },
                .broken("misaligned", hypothesis: "aligned") { _ in try evidence(.misaligned, end: 0.5) },
                .broken("shared-layers", hypothesis: "untied") { _ in
                    try scalar(s: 2, a: 1, b: 0.3, end: 1, tied: true)
                },
            ],
            typical: { draw in
                let order = draw.integer(1...3)
                let target = (0..<order).map { _ in draw.uniform(0.4, 2.5) }
                let isBalanced = draw.pick([true, false])
                let first = (0..<order).map { _ in draw.uniform(0.2, 1.2) }
                let second = isBalanced ? first : (0..<order).map { _ in draw.uniform(-0.5, 1) }
                let start = AlignedLayers(
                    s: target, a: first, b: second, u: haarOrthogonal(order, using: &draw.generator),
                    v: haarOrthogonal(order, using: &draw.generator),
                    middle: haarOrthogonal(order, using: &draw.generator))
                return try evidence(start, end: draw.uniform(0.2, 1.5), mode: draw.integer(1...order) - 1)
            })
    }

    /// One mode alone.
    package static func scalar(
        s: Double, a: Double, b: Double, end: Double, points: Int = 20, tied: Bool = false
    ) throws -> Evidence {
        let one = Matrix.identity(1)
        return try evidence(
            AlignedLayers(s: [s], a: [a], b: [b], u: one, v: one, middle: one), end: end, points: points, tied: tied)
    }

    /// The flow in full matrices up to time `end`, with all parts on one mode (counted from 0).
    static func evidence(
        _ start: AlignedLayers, end: Double, points: Int = 20, mode: Int = 0, tied: Bool = false
    ) throws -> Evidence {
        let model = try DeepLinear(depth: 2, target: start.target)
        let (first, second) = start.layers
        let begin = Parameters([first, second])
        let flow = try LayerFlow(
            model, start: begin, tied ? Share() : Full(), end: end, points: points,
            startRadius: start.unit * norm(begin.values), targetRadius: start.unit * start.target.frobeniusNorm)
        var evidence = Evidence(
            engine: "flow", model: model.summary, schedule: "\(tied ? "share all" : "full") flow time=\(end)",
            trained: "both layers")
        evidence.set(
            "misalignment", start.misalignment, radius: 2 * start.unit * norm(begin.values))
        evidence.set("sharing", tied ? 1 : 0)
        let (s, a) = (start.s[mode], start.a[mode])
        let b = start.twist == nil ? start.b[mode] : (start.u.transposed * second * start.middle)[mode, mode]
        evidence.set("s", s)
        evidence.set("a0", a)
        evidence.set("b0", b)
        let (difference, twice) = (Rounded(a) * Rounded(a) - Rounded(b) * Rounded(b), Rounded(2 * s))
        evidence.quantities["rate"] = Rounded.sqrt(difference * difference + twice * twice)
        let (left, right) = (start.u.column(mode), start.v.column(mode))
        let strengths = flow.states.indices.map { index in
            let (product, radius) = flow.product(index)
            return Rounded(
                value: bilinear(left, product, right), radius: radius + start.unit * product.frobeniusNorm)
        }
        let squares = flow.states.map { state in
            let (x, y) = (state.layers.block(0) * right, state.layers.block(1).transposed * left)
            let (size, blur) = (norm(x) + norm(y), state.radius + start.unit * norm(state.layers.values))
            return Rounded(value: squaredNorm(x) + squaredNorm(y), radius: (2 * size + blur) * blur)
        }
        let track = Track(
            times: flow.times, observed: strengths.map(\.value), radius: strengths.map(\.radius))
        evidence.tracks["mode"] = track
        var speed = Track(times: flow.times, observed: squares.map(\.value), radius: squares.map(\.radius))
        speed.varying["u"] = strengths
        evidence.tracks["speed"] = speed
        guard a == b, a != 0 else { return evidence }
        evidence.quantities["u0"] = Rounded(a) * Rounded(b)
        evidence.tracks["balanced"] = track
        var time = Track(times: flow.times, observed: flow.times)
        time.varying["uf"] = strengths
        evidence.tracks["time"] = time
        return evidence
    }
}

/// Two layers `W_1 = O diag(a) V'`, `W_2 = U diag(b) O'` (times `twist` from the left, where a misaligned start is wanted),
/// and the target `U diag(s) V'`.
struct AlignedLayers {
    let s: Vector
    let a: Vector
    let b: Vector
    let u: Matrix
    let v: Matrix
    let middle: Matrix
    var twist: Matrix?

    /// Layers and target are products of three matrices, two of them orthogonal up to n eps.
    var unit: Double { s.count == 1 ? Double.ulpOfOne : 6 * Double(s.count) * Double.ulpOfOne }

    var target: Matrix { u * .diagonal(s) * v.transposed }

    var layers: (first: Matrix, second: Matrix) {
        let second = u * .diagonal(b) * middle.transposed
        return (middle * .diagonal(a) * v.transposed, twist.map { $0 * second } ?? second)
    }

    /// The distance of the layers, seen in the singular vectors, from diagonal matrices.
    var misalignment: Double {
        let (first, second) = layers
        return [middle.transposed * first * v, u.transposed * second * middle].reduce(0) { sum, matrix in
            sum + (matrix - .diagonal(matrix.diagonal)).frobeniusNorm
        }
    }

    /// Two small layers, the second turned by 0.6.
    static var misaligned: AlignedLayers {
        let one = Matrix.identity(2)
        return AlignedLayers(
            s: [3, 1], a: [0.1, 0.2], b: [0.1, 0.2], u: one, v: one, middle: one, twist: MarginFlow.rotation(0.6))
    }
}
