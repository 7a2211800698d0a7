import LinearAlgebra
import PartialTraining

/// `powerlaw-gd`: the loss of gradient descent on a power-law spectrum, between two explicit bounds, with a finite model and
/// under random masks.
///
/// Source: the model is of the type of Bordelon, Atanasov, Pehlevan 2024; explicit bounds and proofs own.
package enum PowerLawDescent: LibraryClaim {
    static let id = "powerlaw-gd"

    /// `I(a + shift)` and `M(a + shift)`, the integral and the largest term.
    private static func integral(_ power: String, _ gamma: String) -> String {
        "(2*eta*t)^(-(\(power) - 1)/b)*\(gamma)/b"
    }
    private static func peak(_ power: String) -> String {
        let place = "max(1, (2*eta*t*b/(\(power)))^(1/b))"
        return "\(place)^(-(\(power)))*exp(-2*eta*t*\(place)^(-b))"
    }

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .dynamics, kind: .bound,
            title: "On a power-law spectrum the loss is a power of time, between explicit bounds",
            statement: """
                Modes $k = 1, 2, \\dots$ with curvature $k^{-b}$ and initial energy $k^{-a}$, $a > 1$, $b > 0$, under gradient \
                descent of step $\\eta < 1$: $L(t) = \\frac12 \\sum_k k^{-a} (1 - \\eta k^{-b})^{2t}$. With $c = 2\\eta t$, \
                $I(\\alpha) = c^{-(\\alpha-1)/b}\\gamma((\\alpha-1)/b, c)/b$ ($\\gamma$ the lower incomplete gamma function) \
                and $M(\\alpha) = \\max_{x \\ge 1} x^{-\\alpha} e^{-c x^{-b}}$, \
                $\\frac12[I(a) - M(a)] - \\frac{t\\eta^2}{2(1-\\eta)}[I(a+2b) + M(a+2b)] \\le L(t) \\le \
                \\frac12 [I(a) + M(a)]$; hence $L(t) \\sim \\frac{1}{2b} \\Gamma(s) (2\\eta t)^{-s}$ with $s = (a-1)/b$. A model \
                that trains only $k \\le N$ keeps a further loss between $\\frac{(N+1)^{1-a}}{2(a-1)}$ and \
                $\\frac{N^{1-a}}{2(a-1)}$. If each coordinate of each step is kept with probability $p$, \
                $E L_p(t) = \\frac12 \\sum_k k^{-a} (1 - p(2\\eta k^{-b} - \\eta^2 k^{-2b}))^t$, which is at least the full \
                loss at time $pt$.
                """,
            source: "model: Bordelon, Atanasov, Pehlevan 2024 and others; explicit bounds own",
            hypotheses: [
                Hypothesis("summable", "a > 1", "the initial loss is finite"),
                Hypothesis("step", "eta < 1", "the step is below 1/L"),
            ],
            parts: [
                Part("modes", "loss of a finite model", .equal, "finite", needs: []),
                Part("upper", "loss", .atMost, "(\(integral("a", "g0")) + \(peak("a")))/2"),
                Part(
                    "lower", "loss", .atLeast,
                    "(\(integral("a", "g0")) - \(peak("a")))/2"
                        + " - t*eta^2/(2*(1 - eta))*(\(integral("(a + 2*b)", "g2")) + \(peak("a + 2*b")))"),
                Part(
                    "floor-lower", "loss of the untrained modes", .atLeast, "(N + 1)^(1 - a)/(2*(a - 1))",
                    needs: ["summable"]),
                Part(
                    "floor-upper", "loss of the untrained modes", .atMost, "N^(1 - a)/(2*(a - 1))",
                    needs: ["summable"]),
                Part("masked", "expected loss of a finite model under masks", .equal, "closed", needs: []),
                Part("dilation", "the same", .atLeast, "slowed", needs: []),
            ],
            instances: [
                .sharp("late-times", "modes", "upper", "lower") { _ in
                    try evidence(
                        PowerLaw(a: 1.5, b: 1, stepSize: 0.5), times: [1, 100, 10_000], modes: 4, masks: 0.5)
                },
                .sharp("large-model", "floor-lower", "floor-upper") { _ in
                    try evidence(
                        PowerLaw(a: 2, b: 1, stepSize: 0.5), times: [1, 10], modes: 4, masks: 0.5, size: 10_000)
                },
                .sharp("small-steps", "masked", "dilation") { _ in
                    try evidence(PowerLaw(a: 2, b: 1, stepSize: 0.001), times: [1, 10], modes: 3, masks: 0.5)
                },
                .broken("energies-not-summable", hypothesis: "summable") { _ in
                    try evidence(PowerLaw(a: 0.5, b: 1, stepSize: 0.5), times: [], modes: 4, masks: 0.5, size: 10)
                },
                .broken("first-mode-diverges", hypothesis: "step") { _ in
                    try evidence(PowerLaw(a: 2, b: 1, stepSize: 2.5), times: [1, 2, 5], modes: 4, masks: 0.5)
                },
            ],
            typical: { draw in
                let law = PowerLaw(
                    a: draw.uniform(1.2, 3), b: draw.uniform(0.8, 2), stepSize: draw.uniform(0.05, 0.95))
                return try evidence(
                    law, times: [1, 3, 10, 30, 100, 300], modes: draw.integer(2...5), masks: draw.uniform(0.1, 0.95),
                    size: draw.integer(1...500))
            })
    }

    /// `modes` of the law on the engine, with masks that keep a coordinate with probability `masks`; the whole law at `times`.
    package static func evidence(
        _ law: PowerLaw, times: [Int], modes: Int, masks p: Double, size: Int = 100
    ) throws -> Evidence {
        let run = try law.run(modes: modes, steps: 12)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        evidence.set("a", law.a)
        evidence.set("b", law.b)
        evidence.set("p", p)
        evidence.set("N", Double(size))
        // Of the two broken cases what is false is about infinite sums.
        if law.a > 1, law.stepSize < 1 { evidence.derivation = derivation(law, modes: modes, masks: p) }
        let loss = Track(trajectory, .excess)
        evidence.tracks["modes"] = loss.varying("finite", loss.times.map { law.finite(modes, power: 2 * $0) })
        if !times.isEmpty {
            let values = try times.map { try law.loss($0) }
            var whole = Track(times: times.map(Double.init), values)
            for (name, shift) in [("g0", 0.0), ("g2", 2.0)] {
                whole.varying[name] = try times.map { t in
                    let (value, error) = try IncompleteGamma.lower(
                        (law.a + shift * law.b - 1) / law.b, 2 * law.stepSize * Double(t))
                    // The first argument is off by three roundings; d ln gamma / ds is below 40 in the range used here.
                    return Rounded(value: value, radius: error + 128 * 0x1p-53 * (1 + law.a / law.b) * value)
                }
            }
            evidence.tracks["upper"] = whole
            evidence.tracks["lower"] = whole
        }
        let rest = law.a > 1 ? law.tail(power: law.a, from: size + 1) : Rounded(.infinity)
        let floor = Track(value: 0.5 * rest.value, radius: law.a > 1 ? 0.5 * rest.radius : 0)
        evidence.tracks["floor-lower"] = floor
        evidence.tracks["floor-upper"] = floor
        let masked = try law.masked(modes: modes, keep: p, steps: 12)
        evidence.tracks["masked"] = masked.varying("closed", masked.times.map { law.masked(modes, keep: p, time: $0) })
        evidence.tracks["dilation"] = masked.varying(
            "slowed", masked.times.map { law.finite(modes, power: 2 * p * $0) })
        return evidence
    }
}
