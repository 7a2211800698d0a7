import LinearAlgebra
import PartialTraining

/// `refuted-mean-stability-suffices`: the reading that a step that is safe for the mean is safe in mean square.
///
/// Source: a reading of rescaled masks as unbiased gradients, refuted here.
package enum RefutedMeanStability: LibraryClaim {
    static let id = "refuted-mean-stability-suffices"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "A step that is safe for the mean is safe in mean square (refuted)",
            statement: """
                Masked gradient descent $x_+ = x - \\eta S\\nabla f(x)$ on a quadratic moves in the mean like gradient descent \
                with step $\\eta s\\kappa_1$. If that is stable, $\\max_i|1 - \\eta s\\kappa_1h_i| < 1$, then so is the masked run: \
                $\\rho(T) \\le 1$ for the map $T$ of second moments, and $E f(x_t) \\le f(x_0)$.
                """,
            source: "a reading of rescaled (unbiased) masks: an unbiased gradient may take the step of the full one",
            standing: .refuted(
                truth: """
                    $\\rho(T) \\ge \\rho(I - \\eta s\\kappa_1H)^2$, and it may be far larger. The mean square is stable if and only \
                    if $\\rho(T) < 1$; sufficient is $\\eta s < 2/\\lambda_{\\max}(H_{eff})$ (`quad-gradmask-moments`). Rescaling \
                    by $s = 1/p$ is a step longer by $1/p$, nothing else.
                    """),
            hypotheses: [
                Hypothesis("law", "lawDefect <= 0", "every coordinate is kept with probability p, every pair with p2"),
                Hypothesis(
                    "mean-stable", "max(abs(1 - eta*s*p*lmin), abs(1 - eta*s*p*lmax)) < 1", "the mean is stable"),
            ],
            parts: [
                Part("rate", "spectral radius of the enumerated second-moment map", .atMost, "1"),
                Part("bounded", "expected excess loss", .atMost, "excess0"),
            ],
            instances: [
                Instance("three-coordinates", .counterexample) { _ in try evidence(threeCoordinates()) },
                Instance("one-of-two", .counterexample) { _ in
                    // The kept coordinate is multiplied by 1 - 2 * 1.9 = -2.8: the square by 4.42 in the mean.
                    let model = try Quadratic(hessian: .identity(2), optimum: [0, 0])
                    return try evidence(
                        .init(model: model, start: [1, 1], mask: Mask(.subset(1), rescale: true), stepSize: 1.9))
                },
            ])
    }

    static func threeCoordinates() throws -> GradientMaskMoments.Setting {
        let model = try GradientMaskMoments.oracleModel()
        return .init(
            model: model, start: [0, 0, 0], mask: Mask(.bernoulli(0.5), rescale: true),
            stepSize: 1.9 / (model.constants.highest ?? 1))
    }

    package static func evidence(_ setting: GradientMaskMoments.Setting) throws -> Evidence {
        var evidence = try setting.evidence()
        let whole = evidence.tracks
        evidence.tracks = ["rate": whole["rate"], "bounded": whole["contraction"]].compactMapValues { $0 }
        var derivation = setting.derivation(isStable: true)
        derivation.rename("contraction", to: "bounded")
        evidence.derive(derivation)
        return evidence
    }
}
