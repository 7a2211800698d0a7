import LinearAlgebra
import PartialTraining

/// `swe-shared-flow`: gradient flow with shared layers from the identity converges between two sharp exponentials, for every
/// normal target.
///
/// Source: Theorem 2 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848); the sharp and the normal form are our own.
package enum SharedFlow: LibraryClaim {
    static let id = "swe-shared-flow"

    static func claim() throws -> Claim {
        let definite = ["symmetric", "definite", "identity"]
        let normal = ["normal", "identity"]
        return try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Shared gradient flow from the identity converges exponentially for normal targets",
            statement: """
                Let all layers of a deep linear network of depth $L \\ge 2$ start at the identity, let the target be normal \
                with eigenvalues $\\varphi_i$, and put $\\beta = 2 - 2/L$, $m = \\min_i \\mathrm{dist}(0, [1, \\varphi_i])$, \
                $r = \\max(1, \\max_i |\\varphi_i|)$. Then shared and unshared gradient flow satisfy \
                $e^{-2Lr^\\beta t} R(0) \\le R(t) \\le e^{-2Lm^\\beta t} R(0)$ for all $t \\ge 0$. If the target is symmetric \
                positive definite, $m = \\min(1, \\lambda_{\\min})$, and the published bound \
                $R(t) \\le e^{-2L\\min(1, \\lambda_{\\min}^2)t} R(0)$ follows.
                """,
            source: "Yang et al. 2021, Theorem 2 (published rate); sharp two-sided form for normal targets: own",
            hypotheses: [
                Hypothesis("normal", "normalityDefect <= 0", "the target is normal"),
                Hypothesis("symmetric", "asymmetry <= 0", "the target is symmetric"),
                Hypothesis("definite", "lmin > 0", "the target is positive definite"),
                Hypothesis("identity", "startDefect <= 0", "all layers start at the identity"),
            ],
            parts: [
                Part("upper", "loss", .atMost, "loss0*exp(-2*depth*m^(2 - 2/depth)*t)", needs: normal),
                Part("lower", "loss", .atLeast, "loss0*exp(-2*depth*top^(2 - 2/depth)*t)", needs: normal),
                Part(
                    "definite", "loss", .atMost, "loss0*exp(-2*depth*min(1, abs(lmin)^(2 - 2/depth))*t)",
                    needs: definite),
                Part("published", "loss", .atMost, "loss0*exp(-2*depth*min(1, lmin^2)*t)", needs: definite),
            ],
            instances: [
                .sharp("isotropic-near-identity", "upper", "lower", "definite", "published") { _ in
                    try evidence(target: (1 + 1e-6) * .identity(2), depth: 4, end: 1)
                },
                .broken("not-normal", hypothesis: "normal") { _ in
                    try evidence(target: Matrix(rows: [[1, 1], [0, 1]]), depth: 3, end: 2, parts: normalParts)
                },
                .broken("not-symmetric", hypothesis: "symmetric") { _ in
                    try evidence(target: Matrix(rows: [[0, -1], [1, 0]]), depth: 3, end: 2)
                },
                .broken("negative-eigenvalue", hypothesis: "definite") { _ in
                    try evidence(target: .diagonal([1.5, -0.2]), depth: 3, end: 50)
                },
                .broken("other-start", hypothesis: "identity") { _ in
                    try evidence(target: .identity(2), depth: 4, end: 1, start: 0.5)
                },
            ],
            typical: { draw in
                let depth = draw.integer(2...6)
                let order = draw.integer(1...4)
                let end = draw.uniform(0.2, 3) / Double(depth)
                let tied = draw.pick([true, false])
                switch draw.pick(["definite", "definite", "normal", "indefinite"]) {
                case "definite":
                    return try evidence(
                        target: draw.positiveDefinite(order, 0.2, 2.5), depth: depth, end: end, tied: tied,
                        engine: draw.pick([.auto, .flow]))
                case "normal":
                    return try evidence(
                        target: draw.normal(order), depth: depth, end: end, tied: tied,
                        engine: draw.pick([.auto, .flow]), parts: normalParts)
                default:
                    // With a negative eigenvalue full matrices can leave the path by rounding: modes only.
                    let spectrum = (0..<order).map { _ in draw.uniform(-1, 2) }
                    return try evidence(
                        target: draw.symmetric(spectrum: spectrum), depth: depth, end: end, parts: normalParts)
                }
            })
    }

    package static let normalParts = ["upper", "lower"]
    package static let allParts = ["upper", "lower", "definite", "published"]

    /// The flow from `start` times the identity up to time `end`, with `parts` compared on its loss.
    package static func evidence(
        target: Matrix, depth: Int, end: Double, points: Int = 50, start: Double = 1, tied: Bool = true,
        engine: EngineKind = .auto, parts: [String] = allParts
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let run = Run(
            model: model, start: Parameters(Array(repeating: start * .identity(target.rows), count: depth)),
            schedule: Schedule([
                Stage(tied ? Share() : Full(), stepSize: 1, duration: .time(end: end, points: points))
            ]),
            observables: [.loss], engine: engine)
        var evidence = try Evidence(
            running: run, Dictionary(uniqueKeysWithValues: parts.map { ($0, Observable.loss) }))
        evidence.setTarget(target)
        try evidence.setNormality(target)
        evidence.set("startDefect", abs(start - 1))
        return evidence
    }
}
