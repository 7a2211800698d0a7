import LinearAlgebra
import PartialTraining

/// `zas-slower-by-depth`: a reading of two upper bounds as the times themselves. It is false.
///
/// Source: Remark 1 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848), read literally; refutation: own.
enum SlowerByDepth: LibraryClaim {
    static let id = "zas-slower-by-depth"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "The zero-asymmetric start is slower than the identity by a factor of depth",
            statement: """
                For the target $\\alpha I$, $\\alpha > 1$, gradient flow from the zero-asymmetric start takes at least \
                $L$ times as long to reach $R = \\varepsilon R(0)$ as gradient flow from the identity.
                """,
            source: "Yang et al. 2021, Remark 1 (rates 2 and 2L of its Theorems 1 and 2), as times; refutation: own",
            standing: .refuted(
                truth: """
                    Only the first slopes differ by the factor $L$. The final rate from the zero-asymmetric start is never \
                    below that from the identity, and for $\\alpha = 1.5$, $\\varepsilon = 10^{-6}$ the \
                    times differ by a factor 1.2 to 2.8 for depths 4 to 64.
                    """),
            hypotheses: [],
            parts: [
                Part(
                    "time", "time to accuracy*R(0) from the zero-asymmetric start, by quadrature", .atLeast,
                    "layers*identity")
            ],
            instances: [
                Instance("three-halves", .counterexample) { _ in
                    try evidence(target: 1.5, accuracy: 1e-6, depths: [4, 16, 64])
                }
            ])
    }

    /// Both times for the target `alpha I` and each depth; the time from the identity is the variable `identity`.
    ///
    /// `R = accuracy * R(0)` where the error of a mode is `sqrt(accuracy)` of its first: `p = (1 - that) alpha` from the
    /// zero-asymmetric start, path length `-ln` of it from the identity.
    static func evidence(target alpha: Double, accuracy: Double, depths: [Int]) throws -> Evidence {
        var evidence = Evidence(engine: "none", model: "deep linear, target \(alpha) I, gradient flow")
        evidence.set("accuracy", accuracy)
        let left = accuracy.squareRoot()
        let path = -Rounded.ln(Rounded(left))
        let times = try depths.map {
            try ZeroAsymmetricReduction.time(to: 1 - left, sigma: Rounded(alpha), depth: $0)
        }
        var track = Track(values: times.map(\.value), radius: times.map(\.radius))
        track.vary("layers", depths.map(Double.init))
        track.varying["identity"] = try depths.map { depth in
            try IdentityTime(depth: depth, phi: alpha).integral(path.value)
        }
        evidence.tracks["time"] = track
        return evidence
    }
}
