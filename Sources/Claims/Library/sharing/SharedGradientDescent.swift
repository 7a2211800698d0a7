import LinearAlgebra
import PartialTraining

/// `swe-shared-gd`: gradient descent with shared layers from the identity converges linearly, between two sharp envelopes.
///
/// Source: Theorem 4 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848); the sharp form is our own.
enum SharedGradientDescent: LibraryClaim {
    static let id = "swe-shared-gd"

    /// `mu = min(1, lmin^beta)` and `M = max(1, lmax^beta)` with `beta = 2 - 2/depth`.
    private static let mu = "min(1, abs(lmin)^(2 - 2/depth))"
    private static let big = "max(1, abs(lmax)^(2 - 2/depth))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Shared gradient descent from the identity converges linearly at a rate free of depth",
            statement: """
                Let all layers of a deep linear network of depth $L$ start at the identity and let the target be symmetric \
                positive definite. With $\\beta = 2 - 2/L$, $\\mu = \\min(1, \\lambda_{\\min}^\\beta)$, \
                $M = \\max(1, \\lambda_{\\max}^\\beta)$ and $0 < \\eta \\le 1/(LM)$, shared and unshared gradient descent \
                satisfy $(1 - \\eta L M)^{2t} R(0) \\le R(t) \\le (1 - \\eta L \\mu)^{2t} R(0)$ at every step. The published \
                rate $\\exp(-(2L-2)\\min(1, \\lambda_{\\min}^2)\\eta t)$ follows.
                """,
            source: "Yang et al. 2021, Theorem 4 (published rate); sharp envelopes: own",
            hypotheses: [
                Hypothesis("symmetric", "asymmetry <= 0", "the target is symmetric"),
                Hypothesis("definite", "lmin > 0", "the target is positive definite"),
                Hypothesis("identity", "startDefect <= 0", "all layers start at the identity"),
                Hypothesis("step", "eta*depth*\(big) <= 1", "the step is at most 1/(L M)"),
            ],
            parts: [
                Part("upper", "loss", .atMost, "loss0*(1 - eta*depth*\(mu))^(2*t)"),
                Part("lower", "loss", .atLeast, "loss0*(1 - eta*depth*\(big))^(2*t)"),
                Part(
                    "published", "loss", .atMost, "loss0*exp(-(2*depth - 2)*min(1, lmin^2)*eta*t)",
                    tightness: .best(0.999)),
            ],
            instances: [
                .sharp("isotropic-near-identity", "upper", "lower") { _ in
                    try evidence(target: (1 + 1e-7) * .identity(2), depth: 5, stepSize: 0.1, steps: 20)
                },
                .broken("not-symmetric", hypothesis: "symmetric") { _ in
                    try evidence(target: Matrix(rows: [[0, -1], [1, 0]]), depth: 3, stepSize: 0.2, steps: 60)
                },
                .broken("negative-eigenvalue", hypothesis: "definite") { _ in
                    try evidence(target: .diagonal([1.5, -0.2]), depth: 3, stepSize: 0.1, steps: 400)
                },
                .broken("other-start", hypothesis: "identity") { _ in
                    try evidence(target: .identity(2), depth: 4, stepSize: 0.2, steps: 10, start: 0.5)
                },
                .broken("step-too-large", hypothesis: "step") { _ in
                    let rate = 3 * Rounded.power(Rounded(4), Rounded(4) / Rounded(3)).value
                    return try evidence(target: Matrix(rows: [[4]]), depth: 3, stepSize: 1.9 / rate, steps: 60)
                },
            ],
            typical: { draw in
                let depth = draw.integer(2...8)
                let target = draw.positiveDefinite(draw.integer(1...5), 0.2, 3)
                let beta = Rounded(2 - 2 / Double(depth))
                let largest = Rounded(try target.symmetricEigenvalues().last ?? 1)
                let limit = 1 / (Double(depth) * max(1, Rounded.power(largest, beta).value))
                return try evidence(
                    target: target, depth: depth, stepSize: limit * draw.uniform(0.05, 1), steps: 100,
                    tied: draw.pick([true, false]))
            })
    }

    /// The run from `start` times the identity, with all parts compared on its loss.
    static func evidence(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, start: Double = 1, tied: Bool = true
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let run = Run(
            model: model, start: Parameters(Array(repeating: start * .identity(target.rows), count: depth)),
            schedule: Schedule(tied ? Share() : Full(), stepSize: stepSize, steps: steps), observables: [.loss])
        var evidence = try Evidence(running: run, ["upper": .loss, "lower": .loss, "published": .loss])
        evidence.setTarget(target)
        evidence.set("startDefect", abs(start - 1))
        return evidence
    }
}

extension Evidence {
    /// Quantities of a square target: `asymmetry = |Phi - Phi'|`, and where it is not symmetric `lmin`, `lmax` as the
    /// extreme singular values, which they are for a positive definite target.
    mutating func setTarget(_ target: Matrix) {
        let asymmetry = (target - target.transposed).frobeniusNorm
        set("asymmetry", asymmetry)
        guard asymmetry > 0, let values = try? target.singularValues(), let first = values.first, let last = values.last
        else { return }
        let radius = Double(values.count) * Double.ulpOfOne * first
        set("lmin", last, radius: radius)
        set("lmax", first, radius: radius)
    }
}
