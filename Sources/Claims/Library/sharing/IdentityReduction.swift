import LinearAlgebra
import PartialTraining

/// `swe-exact-modes`: training from the identity with a normal target is, for shared and unshared layers alike, one complex
/// number for each eigenvalue, in closed form under flow.
///
/// Source: own, from Lemma 1 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848).
package enum IdentityReduction: LibraryClaim {
    static let id = "swe-exact-modes"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .equality,
            title: "From the identity every eigenvalue of a normal target trains alone, in closed form",
            statement: """
                Let all layers of a deep linear network of depth $L \\ge 2$ start at the identity and let $\\Phi = \
                Q\\,\\mathrm{diag}(\\varphi_i)\\,Q^*$ be normal. Shared and unshared training keep all layers equal to \
                $Q\\,\\mathrm{diag}(w_i)\\,Q^*$, with $w \\leftarrow w - \\eta \\bar w^{L-1}(w^L - \\varphi)$, $w(0) = 1$ under \
                descent, so that $R = \\frac12 \\sum_i |w_i^L - \\varphi_i|^2$. Under flow $u = w^L$ runs along a straight line, \
                $u = \\varphi + (1 - \\varphi)e^{-s}$, and reaches it at $t = \\frac1L \\int_0^s |\\varphi + (1-\\varphi)e^{-x}|^{-\\beta}\
                \\,dx$, $\\beta = 2 - 2/L$. For real $\\varphi$ the time is $K(w) - K(1)$ if $\\varphi < 1$, with $K(w) = \
                \\frac{w^{2-2L}}{2L-2}\\,{}_2F_1(1, \\beta; \\beta + 1; \\varphi w^{-L})$, and $H(w) - H(1)$ if $\\varphi > 1$, \
                $L > 2$, with $H(w) = \\frac{w^{2-L}}{(2-L)\\varphi}\\,{}_2F_1(1, \\frac2L - 1; \\frac2L; w^L/\\varphi)$. For \
                $L = 2$, $u = \\varphi e^{2\\varphi t}/(e^{2\\varphi t} - 1 + \\varphi)$; for $\\varphi = 0$, \
                $u = (1 + (2L-2)t)^{-L/(2L-2)}$.
                """,
            source: "own, from Yang et al. 2021, Lemma 1",
            hypotheses: [
                Hypothesis("normal", "normalityDefect <= 0", "the target is normal"),
                Hypothesis("identity", "startDefect <= 0", "all layers start at the identity"),
            ],
            parts: [
                Part("layers", "entries of all layers after descent in full matrices", .equal, "entry"),
                Part("descent", "loss of descent in full matrices", .equal, "modes"),
                Part("flow", "loss of the flow in full matrices", .equal, "modes"),
                Part("straight", "entries of the residual after a flow in full matrices", .equal, "entry*shrink"),
                Part("time", "K(w) - K(1) or H(w) - H(1) for what the flow in full matrices reaches", .equal, "t"),
                Part("quadrature", "K(w) - K(1) or H(w) - H(1)", .equal, "integral", needs: []),
                Part(
                    "depth-two", "eigenvalue of the product of two layers along the flow", .equal,
                    "phi*exp(2*phi*t)/(exp(2*phi*t) - 1 + phi)"),
                Part(
                    "zero", "product of scalar layers along the flow to a target of 0", .equal,
                    "(1 + (2*depth - 2)*t)^(-depth/(2*depth - 2))"),
            ],
            instances: [
                .sharp("symmetric", "layers", "descent", "flow", "time", "quadrature") { _ in
                    try evidence(
                        target: Matrix(rows: [[2, 1], [1, 2]]), depth: 3, stepSize: 0.01, steps: 10, end: 0.1, mode: 1)
                },
                .sharp("rotation", "descent", "flow", "straight") { _ in
                    try evidence(
                        target: Matrix(rows: [[0, -1], [1, 0]]), depth: 3, stepSize: 0.1, steps: 5, end: 0.5)
                },
                .sharp("two-layers", "depth-two") { _ in
                    try evidence(target: Matrix(rows: [[3]]), depth: 2, stepSize: 0.1, steps: 1, end: 0.2)
                },
                .sharp("zero-target", "zero") { _ in
                    try evidence(target: Matrix(rows: [[0]]), depth: 5, stepSize: 0.1, steps: 1, end: 0.5)
                },
                .broken("not-normal", hypothesis: "normal") { _ in
                    try evidence(
                        target: Matrix(rows: [[1, 1], [0, 1]]), depth: 2, stepSize: 0.1, steps: 5, end: 0.5)
                },
                .broken("other-start", hypothesis: "identity") { _ in
                    try evidence(
                        target: Matrix(rows: [[2, 1], [1, 2]]), depth: 3, stepSize: 0.01, steps: 10, end: 0.1,
                        start: 0.5)
                },
            ],
            typical: typical)
    }

    /// A scalar 0, a normal target, a conjugate pair, or a symmetric target of any signature.
    @Sendable private static func typical(_ draw: inout Draw) throws -> Evidence {
        let (depth, order) = (draw.integer(2...6), draw.integer(1...3))
        let target: Matrix
        switch draw.integer(0...9) {
        case 0...1: target = Matrix(rows: 1, columns: 1)
        case 2: target = draw.normal(order)
        case 3...5: target = draw.uniform(0.4, 2) * MarginFlow.rotation(draw.uniform(0.2, 2.8))
        default:
            // Away from 1, where nothing moves.
            let spectrum = (0..<order).map { _ in
                draw.pick([draw.uniform(-1, -0.05), draw.uniform(0.05, 0.9), draw.uniform(1.1, 2.5)])
            }
            target = draw.symmetric(spectrum: spectrum)
        }
        let top = max(1, try target.spectralNorm())
        // 1/(L top^beta) is the largest step without overshooting; over the same unit of time flows are compared.
        let unit = 1 / (Double(depth) * top * top)
        return try evidence(
            target: target, depth: draw.pick([2, depth]), stepSize: draw.uniform(0.1, 1) * unit, steps: 20,
            end: draw.uniform(0.5, 3) * unit, mode: draw.integer(1...target.rows) - 1, tied: draw.pick([true, false]))
    }
}
