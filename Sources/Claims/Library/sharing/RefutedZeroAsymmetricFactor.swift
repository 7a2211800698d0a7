import LinearAlgebra
import PartialTraining

/// `refuted-zas-factor-depth`: the reading that the zero-asymmetric start is slower than sharing from the identity by a
/// factor of the depth.
///
/// Source: Remark 1 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848), refuted here.
package enum RefutedZeroAsymmetricFactor: LibraryClaim {
    static let id = "refuted-zas-factor-depth"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title:
                "Unshared flow from the zero-asymmetric start is slower than sharing by a factor of the depth (refuted)",
            statement: """
                The rates $2$ and $2L\\min(1, \\lambda_{\\min}^2)$ of the two theorems on gradient flow, from the zero-asymmetric \
                start and with sharing from the identity, differ by a factor $L$ that is real: for the target $\\alpha I$, \
                $\\alpha \\ge 1$, the flow from the zero-asymmetric start takes $L$ times as long to a given accuracy, and its \
                final rate is $L$ times smaller.
                """,
            source: "a reading of Yang et al. 2021, Remark 1",
            standing: .refuted(
                truth: """
                    Only the initial slopes differ by L. From the zero-asymmetric start a mode sigma ends at the rate g* >= \
                    max(1, L sigma^(2 - 2/L)), never below that of sharing from the identity; for alpha = 1.5 it takes 1.24, 1.75 \
                    and 2.77 times as long at 4, 16 and 64 layers.
                    """),
            hypotheses: [
                Hypothesis("scaled-identity", "alpha >= 1", "the target is alpha times the identity, alpha at least 1")
            ],
            parts: [
                Part(
                    "time", "time from the zero-asymmetric start to a millionth of the loss", .atLeast, "depth*shared"),
                Part("rate", "final rate of the error from the zero-asymmetric start", .atMost, "shared/depth"),
            ],
            instances: [4, 16, 64].map { depth in
                Instance("\(depth)-layers", .counterexample) { _ in try evidence(depth: depth) }
            })
    }

    /// The part of the loss at which times are compared.
    package static let accuracy = 1e-6

    package static func evidence(depth: Int, alpha: Double = 1.5) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: alpha * .identity(1))
        let (asymmetric, shared) = (model.zeroAsymmetricStart, model.identityStart)
        let times = try [asymmetric, shared].map { try time(model, from: $0, to: accuracy) }
        var evidence = Evidence(
            engine: "modes", model: model.summary,
            schedule: "flow from the zero-asymmetric start, and from the identity")
        evidence.set("depth", Double(depth))
        evidence.set("alpha", alpha)
        evidence.tracks["time"] = Track(value: times[0].value, radius: times[0].radius)
            .varying("shared", [times[1]])
        // The last stretch, between two accuracies: |e| falls by a factor of 1000.
        let ends = try [asymmetric, shared].map { try time(model, from: $0, to: 1e-12) }
        let rates = zip(times, ends).map { Rounded.ln(Rounded(1000)) / ($1 - $0) }
        evidence.tracks["rate"] = Track(value: rates[0].value, radius: rates[0].radius).varying("shared", [rates[1]])
        return evidence
    }

    /// When the loss of the flow is `accuracy` times that at the start, by bisection.
    ///
    /// Its logarithm falls at least at the rate 2 on both paths (`zas-flow`, and `swe-shared-flow` for alpha >= 1), so that an
    /// error of the loss moves the time by at most half of its relative size.
    static func time(_ model: DeepLinear, from start: Parameters, to accuracy: Double) throws -> Rounded {
        var error = 0.0
        func ratio(_ end: Double) throws -> Double {
            let run = Run(
                model: model, start: start,
                schedule: Schedule([Stage(Full(), stepSize: 1, duration: .time(end: end, points: 1))]),
                observables: [.loss], engine: .modes)
            let series = try run.trajectory().series[.loss] ?? Series()
            error = series.radius[1] / series.values[1]
            return series.values[1] / series.values[0]
        }
        var (low, high) = (0.0, 1.0)
        while try ratio(high) > accuracy { (low, high) = (high, 2 * high) }
        for _ in 0..<45 {
            let middle = (low + high) / 2
            if try ratio(middle) > accuracy { low = middle } else { high = middle }
        }
        return Rounded(value: high, radius: error / 2 + (high - low))
    }
}
