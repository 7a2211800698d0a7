import LinearAlgebra
import PartialTraining

/// `swe-shared-gd`: gradient descent with shared layers from the identity converges linearly, between two sharp envelopes.
///
/// Source: Theorem 4 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848); the sharp form is our own.
package enum SharedGradientDescent: LibraryClaim {
    static let id = "swe-shared-gd"

    /// `mu = min(1, lmin^beta)` and `M = max(1, lmax^beta)` with `beta = 2 - 2/depth`.
    private static let mu = "min(1, abs(lmin)^(2 - 2/depth))"
    private static let big = "max(1, abs(lmax)^(2 - 2/depth))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Shared gradient descent from the identity converges linearly at a rate free of depth",
            statement: """
                Let all layers of a deep linear network of depth $L \\ge 2$ and width $d$ start at the identity and let the \
                target be symmetric positive definite. With $\\beta = 2 - 2/L$, $\\mu = \\min(1, \\lambda_{\\min}^\\beta)$, \
                $M = \\max(1, \\lambda_{\\max}^\\beta)$ and $0 < \\eta \\le 1/(LM)$, shared and unshared gradient descent \
                satisfy $(1 - \\eta L M)^{2t} R(0) \\le R(t) \\le (1 - \\eta L \\mu)^{2t} R(0)$ at every step, and reach \
                $R \\le \\varepsilon R(0)$ within $\\lceil \\ln \\varepsilon / (2 \\ln(1 - \\eta L \\mu)) \\rceil \\le \
                1 + \\ln(1/\\varepsilon)/(2 \\eta L \\mu)$ steps. The published rate \
                $\\exp(-(2L-2)\\min(1, \\lambda_{\\min}^2)\\eta t)$ follows, and the published step sizes are below \
                $1/(4 \\sqrt d L M)$.
                """,
            source: "Yang et al. 2021, Theorem 4 (published rate and step size); sharp envelopes, number of steps: own",
            hypotheses: [
                Hypothesis("symmetric", "asymmetry <= 0", "the target is symmetric"),
                Hypothesis("definite", "lmin > 0", "the target is positive definite"),
                Hypothesis("identity", "startDefect <= 0", "all layers start at the identity"),
                Hypothesis("step", "eta*depth*\(big) <= 1", "the step is at most 1/(L M)"),
            ],
            parts: [
                Part("upper", "loss", .atMost, "loss0*(1 - eta*depth*\(mu))^(2*t)"),
                Part("lower", "loss", .atLeast, "loss0*(1 - eta*depth*\(big))^(2*t)"),
                Part("exponential", "loss", .atMost, "loss0*exp(-2*depth*\(mu)*eta*t)"),
                Part(
                    "published", "loss", .atMost, "loss0*exp(-(2*depth - 2)*min(1, lmin^2)*eta*t)",
                    tightness: .best(0.999998)),
                Part(
                    "published-step", "largest step size of Theorem 4, its radical read as sqrt(d L^2)", .atMost,
                    "1/(4*sqrt(width)*depth*\(big))", needs: []),
                Part(
                    "steps", "steps to accuracy*loss0", .atMost,
                    "1 + ln(accuracy)/(2*ln(1 - eta*depth*\(mu)))"),
                Part("steps-simple", "steps to accuracy*loss0", .atMost, "1 - ln(accuracy)/(2*eta*depth*\(mu))"),
            ],
            instances: [
                .sharp("isotropic-near-identity", "upper", "lower", "published-step", "steps") { _ in
                    // (1 - eta L)^2 = 1/4: just below 4^-10 is reached at step 11, and the bound is 11.00072.
                    try evidence(
                        target: (1 + 1e-7) * .identity(2), depth: 5, stepSize: 0.1, steps: 20,
                        accuracy: 0x1p-20 * (1 - 1e-3))
                },
                .sharp("small-steps", "upper", "lower", "exponential", "steps-simple") { _ in
                    try evidence(
                        target: (1 + 1e-5) * .identity(2), depth: 4, stepSize: 2.5e-5, steps: 2000,
                        accuracy: Rounded.exp(Rounded(-2e-4 * 1500.2)).value)
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
                    let target = try Matrix(rows: [[4]])
                    return try evidence(
                        target: target, depth: 3, stepSize: 1.9 * largestStep(target, depth: 3), steps: 60)
                },
            ],
            typical: { draw in
                let depth = draw.integer(2...8)
                let target = draw.positiveDefinite(draw.integer(1...5), 0.2, 3)
                let limit = try largestStep(target, depth: depth)
                let stepSize = draw.pick([
                    limit, limit * draw.uniform(0.05, 1), try publishedStep(target, depth: depth),
                ])
                // The direct engine is the slow twin of the modes, tied and untied.
                return try evidence(
                    target: target, depth: depth, stepSize: stepSize, steps: 100, tied: draw.pick([true, false]),
                    engine: draw.pick([.auto, .direct]))
            })
    }

    /// `1/(L M)` for a symmetric target.
    package static func largestStep(_ target: Matrix, depth: Int) throws -> Double {
        let beta = Rounded(2 - 2 / Double(depth))
        let largest = Rounded(abs(try target.symmetricEigenvalues().last ?? 1))
        return 1 / (Double(depth) * max(1, Rounded.power(largest, beta).value))
    }

    /// The largest step size of Theorem 4, `min(lmin^2, 1) / (4 s L max(lmax^4, 1))` with `s = sqrt(d) L`; with the radical
    /// read as `sqrt(d L^2)`, `s = sqrt(d)`.
    package static func publishedStep(_ target: Matrix, depth: Int, wideRadical: Bool = false) throws -> Double {
        let values = try target.symmetricEigenvalues()
        let (least, most) = (values.first ?? 1, values.last ?? 1)
        let divisor = 4 * Double(target.rows).squareRoot() * Double(wideRadical ? depth : depth * depth)
        return min(least * least, 1) / (divisor * max(most * most * most * most, 1))
    }

    /// The run from `start` times the identity, with all parts compared on its loss. The accuracy for the number of steps is
    /// the square root of what the whole run reaches, where none is given.
    package static func evidence(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, start: Double = 1, tied: Bool = true,
        engine: EngineKind = .auto, accuracy: Double? = nil
    ) throws -> Evidence {
        let run = try descent(
            target: target, depth: depth, stepSize: stepSize, steps: steps, start: start, tied: tied, engine: engine)
        let loss = ["upper", "lower", "exponential", "published"].map { ($0, Observable.loss) }
        var evidence = try Evidence(running: run, Dictionary(uniqueKeysWithValues: loss))
        evidence.setTarget(target)
        evidence.set("startDefect", abs(start - 1))
        evidence.set("width", Double(target.rows))
        if target == target.transposed {
            // Seven roundings, and eigenvalues that are off by n eps lmax, in their fourth power.
            let step = try publishedStep(target, depth: depth, wideRadical: true)
            let relative =
                (evidence.quantities["lmax"]?.radius ?? 0) / min(1, abs(evidence.quantities["lmin"]?.value ?? 1))
            evidence.tracks["published-step"] = Track(
                value: step, radius: step * (7 * Double.ulpOfOne / 2 + 6 * relative))
        }
        evidence.setSteps(to: accuracy, of: "upper", ["steps", "steps-simple"])
        if var derivation = evidence.derivation {
            let largest = target == target.transposed ? try largestStep(target, depth: depth) : .infinity
            let isLargest = abs(stepSize / largest - 1) < 1e-9
            complete(
                &derivation, target: target, start: start, isLargest: isLargest,
                accuracy: evidence.quantities["accuracy"]?.value)
            evidence.derivation = derivation
        }
        return evidence
    }

    /// Gradient descent from `start` times the identity, its loss observed.
    static func descent(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, start: Double = 1, tied: Bool = true,
        engine: EngineKind = .auto
    ) throws -> Run {
        Run(
            model: try DeepLinear(depth: depth, target: target),
            start: Parameters(Array(repeating: start * .identity(target.rows), count: depth)),
            schedule: Schedule(tied ? Share() : Full(), stepSize: stepSize, steps: steps), observables: [.loss],
            engine: engine)
    }
}
