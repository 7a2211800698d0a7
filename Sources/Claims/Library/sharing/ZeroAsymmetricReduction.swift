import LinearAlgebra
import PartialTraining

/// `zas-exact-modes`: training from the zero-asymmetric start is, for every target, a matter of two numbers for each
/// singular value, and its rate grows with depth.
///
/// Source: own; it answers Remark 1 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848).
enum ZeroAsymmetricReduction: LibraryClaim {
    static let id = "zas-exact-modes"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .equality,
            title: "From the zero-asymmetric start every singular mode trains alone, at a rate that grows with depth",
            statement: """
                Let $W_1 = \\dots = W_{L-1} = I$, $W_L = 0$, $L \\ge 2$, and $\\Phi = U\\,\\mathrm{diag}(\\sigma_i)\\,V^T$ any \
                square target. Gradient descent and flow without sharing keep $W_l = V\\,\\mathrm{diag}(a_i)\\,V^T$ for \
                $l < L$ and $W_L = U\\,\\mathrm{diag}(b_i)\\,V^T$; with $e = ba^{L-1} - \\sigma$ a step is $(a, b) \\leftarrow \
                (a - \\eta b a^{L-2} e,\\ b - \\eta a^{L-1} e)$, which multiplies $a^2 - b^2$ by $1 - \\eta^2e^2a^{2L-4}$. Under \
                flow $a = \\cosh\\theta$, $b = \\sinh\\theta$ and $e' = -g(\\theta)e$, $g = (1+x)^{L-2}(1+Lx)$, $x = \
                \\sinh^2\\theta$. Let $\\sinh\\theta_*\\cosh^{L-1}\\theta_* = \\sigma$ and $\\theta_h$ the same for $\\sigma/2$. Then for \
                all $t \\ge 0$: $\\sigma e^{-g(\\theta_*)t} \\le |e| \\le \\sigma e^{-t}$ and $|e| \\le \\frac\\sigma2 \
                e^{-g(\\theta_h)(t - t_h)}$ with $t_h = 2\\ln2\\,\\theta_h/\\sigma$, which is at least the time to $|e| = \\sigma/2$. \
                The final rate is never below that of the identity start: $g(\\theta_*) \\ge \\max(1, L\\sigma^{2-2/L})$.
                """,
            source: "own; Yang et al. 2021, Remark 1, asks for the comparison of rates",
            hypotheses: [
                Hypothesis("start", "startDefect <= 0", "the start is zero-asymmetric"),
                Hypothesis("untied", "sharing <= 0", "every layer moves along its own gradient"),
            ],
            parts: [
                Part("layers", "entries of all layers after descent in full matrices", .equal, "entry"),
                Part("descent", "loss of descent in full matrices", .equal, "modes"),
                Part(
                    "invariant", "|W_1 v|^2 - |W_L v|^2 of each mode after a step", .equal,
                    "before*(1 - eta^2*e^2*a^(2*depth - 4))"),
                Part("flow", "loss of the flow in full matrices", .equal, "modes"),
                Part("slow", "error of a mode along the flow", .atMost, "sigma*exp(-t)"),
                Part("fast", "error of a mode along the flow", .atLeast, "sigma*exp(-gstar*t)"),
                Part(
                    "two-phase", "error of a mode along the flow", .atMost,
                    "sigma/2*exp(-ghalf*(t - 2*ln(2)*thetahalf/sigma))"),
                Part(
                    "half-time", "time to half the error, by quadrature", .atMost, "2*ln(2)*thetahalf/sigma",
                    needs: []),
                Part(
                    "local-rate", "final rate g(theta*)", .atLeast, "max(1, depth*sigma^(2 - 2/depth))", needs: []),
            ],
            instances: [
                .sharp("not-symmetric", "layers", "descent", "invariant", "flow") { _ in
                    try evidence(
                        target: Matrix(rows: [[0, 2], [-1, 0]]), depth: 3, stepSize: 0.05, steps: 20, end: 0.4)
                },
                .sharp("small-target", "slow", "fast", "two-phase", "half-time", "local-rate") { _ in
                    try evidence(target: Matrix(rows: [[1e-3]]), depth: 4, stepSize: 0.1, steps: 1, end: 2)
                },
                .sharp("large-target", "local-rate") { _ in
                    var evidence = Evidence(engine: "none", model: "deep linear d=1 layers=6")
                    evidence.set("depth", 6)
                    try evidence.setRates(sigma: Rounded(1e4), depth: 6)
                    evidence.derivation = rate(1e4, depth: 6)
                    return evidence
                },
                .broken("other-start", hypothesis: "start") { _ in
                    let hidden = try Matrix(rows: [[0.9, 0.2], [-0.3, 1.1]])
                    return try evidence(
                        target: Matrix(rows: [[0, 2], [-1, 0]]), depth: 3, stepSize: 0.05, steps: 10, end: 0.4,
                        start: Parameters([hidden, hidden, Matrix(rows: 2, columns: 2)]))
                },
                .broken("shared-layers", hypothesis: "untied") { _ in
                    try evidence(
                        target: Matrix(rows: [[0, 2], [-1, 0]]), depth: 3, stepSize: 0.05, steps: 10, end: 0.4,
                        tied: true)
                },
            ],
            typical: { draw in
                let (depth, order) = (draw.integer(2...5), draw.integer(1...3))
                let target =
                    draw.logUniform(0.3, 1.2) * draw.generator.gaussianMatrix(rows: order, columns: order)
                let largest = try ZeroAsymmetricRate(target, depth: depth).largest.value
                return try evidence(
                    target: target, depth: depth, stepSize: draw.uniform(0.05, 1) / largest, steps: 20,
                    end: draw.uniform(0.3, 4) / largest.squareRoot(), mode: draw.integer(1...order) - 1)
            })
    }
}
