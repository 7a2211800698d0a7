import LinearAlgebra
import PartialTraining

/// `refuted-rescaling-removes-bias`: the reading that rescaling by 1/p removes the bias of training a masked model.
///
/// Source: a reading of inverted dropout, refuted here.
enum RefutedRescaling: LibraryClaim {
    static let id = "refuted-rescaling-removes-bias"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Rescaling by 1/p removes the bias of training a masked model (refuted)",
            statement: """
                Let $x_+ = x - \\eta S\\nabla f(Sx)$ on a quadratic with random masks rescaled by $s = 1/p$, so that $E S = I$. As \
                the masked model is right in the mean, $E x_t$ converges to the optimum $x^*$; and in any case its limit is no \
                farther from $x^*$ than without rescaling.
                """,
            source: "a reading of inverted dropout and of unbiased sketches of a model",
            standing: .refuted(
                truth: """
                    $E x_t$ converges to $x_\\infty = H_{eff}^{-1}Hx^*/s$ with \
                    $H_{eff} = (\\kappa_2H + (\\kappa_1 - \\kappa_2)\\mathrm{Diag}H)/\\kappa_1$, because $S$ enters twice: \
                    $E[SHS] = s^2\\kappa_1H_{eff} \\ne H$. Rescaling divides the limit by $s$ and leaves its direction as it \
                    was; of the law only $\\kappa_2/\\kappa_1$ matters (`quad-modelmask-moments`).
                    """),
            hypotheses: [
                Hypothesis("law", "lawDefect <= 0", "j given coordinates are kept with probability pj, for j up to 4"),
                Hypothesis("rescaled", "s*p = 1", "the mask is the identity in the mean"),
                Hypothesis("stable", "rho < 1", "the second moment is stable"),
            ],
            parts: [
                Part("unbiased", "entries of E x_t after many steps", .equal, "optimum"),
                Part(
                    "closer", "distance of E x_t from x* after many steps", .atMost, "plain"),
            ],
            instances: [
                Instance("three-coordinates", .counterexample) { _ in
                    try evidence(try GradientMaskMoments.oracleModel(), .bernoulli(0.5), stepSize: 0.05)
                },
                Instance("two-of-three", .counterexample) { _ in
                    try evidence(try GradientMaskMoments.oracleModel(), .subset(2), stepSize: 0.1)
                },
                Instance("strongly-coupled", .counterexample) { _ in
                    try evidence(coupled(), .bernoulli(0.5), stepSize: 0.1)
                },
            ])
    }

    /// Two coordinates whose effects nearly cancel.
    static func coupled() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[1, 0.95], [0.95, 1]]), optimum: [1, -1])
    }

    /// The entries of `E x_t` after many steps, by enumeration and doubling.
    static func limit(
        _ model: Quadratic, _ law: Mask.Law, rescale: Bool, stepSize: Double
    ) throws -> (evidence: Evidence, entries: Track) {
        let start = Vector(repeating: 0, count: model.dimension)
        let evidence = try ModelMaskMoments.Setting(
            model: model, start: start, mask: law, rescale: rescale, stepSize: stepSize
        ).evidence()
        return (evidence, evidence.tracks["fixed-point"] ?? Track(values: start))
    }

    static func evidence(_ model: Quadratic, _ law: Mask.Law, stepSize: Double) throws -> Evidence {
        var (evidence, entries) = try limit(model, law, rescale: true, stepSize: stepSize)
        let plain = try limit(model, law, rescale: false, stepSize: stepSize).entries
        func distance(_ track: Track) -> Rounded {
            let gap = norm(subtract(track.observed, model.optimum))
            return Rounded(value: gap, radius: norm(track.radius) + 8 * Double.ulpOfOne * gap)
        }
        let (here, there) = (distance(entries), distance(plain))
        evidence.tracks = [
            "unbiased": Track(values: entries.observed, radius: entries.radius).varying("optimum", model.optimum),
            "closer": Track(value: here.value, radius: here.radius).varying("plain", [there]),
        ]
        evidence.derive(derivation(model, law, stepSize: stepSize))
        return evidence
    }

    /// The mean after `2^32` steps, by doubling, with and without the scale.
    private static func derivation(_ model: Quadratic, _ law: Mask.Law, stepSize: Double) -> Derivation {
        var result = ModelMaskMoments.Setting(
            model: model, start: Vector(repeating: 0, count: model.dimension), mask: law, rescale: true,
            stepSize: stepSize
        ).derivation(isStable: true)
        result.append(
            """
            power = zeros(d, d)
            plain = zeros(d, 1)
            for k = 1 to n
              power = power + q[k]*(I(d) - eta*P[k]*H*P[k])
              plain = plain - q[k]*eta*P[k]*H*(P[k] - I(d))*xs
            end
            for i = 1 to 32
              plain = plain + power*plain
              power = power*power
            end
            observe "closer" at 0 = norm(m) with plain = norm(plain)
            for j = 1 to d
              observe "unbiased" at j = at(xs + m, j) with optimum = at(xs, j)
            end
            """)
        return result
    }
}
