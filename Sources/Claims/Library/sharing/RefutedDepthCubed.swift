import LinearAlgebra
import PartialTraining

/// `refuted-steps-depth-cubed`: the reading that sharing brings the number of steps down from the cube of the depth to the
/// depth.
///
/// Source: Theorems 3 and 4 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848) taken as the truth of the runs, refuted here.
enum RefutedDepthCubed: LibraryClaim {
    static let id = "refuted-steps-depth-cubed"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Sharing brings the number of steps down from the cube of the depth to the depth (refuted)",
            statement: """
                For a positive definite target, at step sizes for which gradient descent converges without overshoot, the number \
                of steps to a given accuracy grows with the depth $L$ at least as $L^3$ from the zero-asymmetric start, and at \
                least as $L$ with sharing from the identity.
                """,
            source: "a reading of Yang et al. 2021, Theorems 3 and 4, whose step sizes are O(L^-3) and O(L^-2)",
            standing: .refuted(
                truth: """
                    The powers of the depth are those of the step sizes in the published proofs. At the sharp step sizes \
                    1/(L M) and 1/G* (`swe-shared-gd`, `zas-gd`) the shared run needs a number of steps that stays bounded in L, \
                    and the other about sqrt(L): 27 to 108 and 26 to 239 steps from 2 to 128 layers.
                    """),
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the target is positive definite"),
                Hypothesis("step", "relativeStep <= 1", "the step is at most the largest without overshoot"),
            ],
            parts: [
                Part("zero-asymmetric", "steps from the zero-asymmetric start", .atLeast, "first*(layers/2)^3"),
                Part("shared", "steps with sharing from the identity", .atLeast, "first*layers/2"),
            ],
            instances: [
                Instance("three-modes", .counterexample) { _ in try evidence(target: .diagonal([0.5, 1.3, 2])) }
            ])
    }

    static let depths = [2, 4, 8, 16, 32, 64, 128]

    static func evidence(target: Matrix) throws -> Evidence {
        var evidence = Evidence(
            engine: "modes", model: "deep linear d=\(target.rows) layers=2...128",
            schedule: "the largest steps without overshoot")
        evidence.set("lmin", try target.symmetricEigenvalues()[0])
        evidence.set("relativeStep", 1)
        evidence.derivation = derivation(target: target)
        let asymmetric = try depths.map { depth in
            let model = try DeepLinear(depth: depth, target: target)
            let step = 1 / (try ZeroAsymmetricRate(target, depth: depth).largest.value)
            return try steps(model, from: model.zeroAsymmetricStart, stepSize: step)
        }
        let shared = try depths.map { depth in
            let model = try DeepLinear(depth: depth, target: target)
            return try steps(
                model, from: model.identityStart, stepSize: SharedGradientDescent.largestStep(target, depth: depth))
        }
        for (part, counts) in [("zero-asymmetric", asymmetric), ("shared", shared)] {
            evidence.tracks[part] = Track(values: counts).varying("layers", depths.map(Double.init))
                .varying("first", counts.map { _ in counts[0] })
        }
        return evidence
    }

    /// Steps until the loss is `1e-8` of its start.
    private static func steps(_ model: DeepLinear, from start: Parameters, stepSize: Double) throws -> Double {
        let run = Run(
            model: model, start: start, schedule: Schedule(stepSize: stepSize, steps: 400), observables: [.loss],
            engine: .modes)
        let losses = try run.trajectory().values(.loss)
        return losses.firstIndex { $0 <= 1e-8 * losses[0] }.map(Double.init) ?? .infinity
    }
}
