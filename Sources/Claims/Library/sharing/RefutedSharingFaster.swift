import LinearAlgebra
import PartialTraining

/// `refuted-sharing-faster`: the reading that sharing makes each step of training faster.
///
/// Source: a reading of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848), refuted here.
enum RefutedSharingFaster: LibraryClaim {
    static let id = "refuted-sharing-faster"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Sharing makes each step of training faster (refuted)",
            statement: """
                From one point and at one step size, a step of gradient descent on a deep linear network with shared layers \
                (each moves by the mean gradient) decreases the loss at least as much as an unshared step; and from the \
                identity towards a symmetric target, shared training needs fewer steps than unshared training.
                """,
            source: "a reading of Yang et al. 2021 (Theorems 1 and 2 side by side)",
            standing: .refuted(
                truth: """
                    The shared decrease is at most the unshared one to first order in the step (`share-efficiency`), and from \
                    the identity towards a symmetric target both runs are one and the same (`swe-lemma1`). What the two \
                    theorems compare are two starts, not sharing and not sharing.
                    """),
            hypotheses: [
                Hypothesis("equal-layers", "layerDifference <= 0", "all layers are equal at the start"),
                Hypothesis("symmetric", "asymmetry <= 0", "the target is symmetric"),
            ],
            parts: [
                Part("one-step", "loss after one shared step", .atMost, "unshared"),
                Part("fewer-steps", "steps of the shared run to a millionth of the loss", .atMost, "unshared - 1"),
            ],
            instances: [
                Instance("three-shears", .counterexample) { _ in
                    try oneStep(layer: Matrix(rows: [[1, 0.5], [0, 1]]), target: .diagonal([1, 2]), depth: 3)
                },
                Instance("one-path", .counterexample) { _ in
                    try fewerSteps(target: Matrix(rows: [[2, 1], [1, 2]]), depth: 3)
                },
            ])
    }

    static func oneStep(layer: Matrix, target: Matrix, depth: Int, stepSize: Double = 0.01) throws -> Evidence {
        var (evidence, shared, unshared) = try race(
            layer: layer, target: target, depth: depth, stepSize: stepSize, steps: 1)
        evidence.tracks["one-step"] = Track(
            times: [1], observed: [shared.observed[1]], radius: [shared.radius[1]]
        ).varying("unshared", [unshared.observed[1]], radius: [unshared.radius[1]])
        evidence.derivation = derivation(
            layer: layer, target: target, depth: depth, stepSize: stepSize, steps: 1, counting: false)
        return evidence
    }

    static func fewerSteps(target: Matrix, depth: Int, stepSize: Double = 0.01) throws -> Evidence {
        var (evidence, shared, unshared) = try race(
            layer: .identity(target.rows), target: target, depth: depth, stepSize: stepSize, steps: 400)
        let counts = [shared, unshared].map { track in
            track.observed.firstIndex { $0 <= 1e-6 * track.observed[0] }.map(Double.init) ?? .infinity
        }
        evidence.tracks["fewer-steps"] = Track(value: counts[0]).varying("unshared", [counts[1]])
        evidence.derivation = derivation(
            layer: .identity(target.rows), target: target, depth: depth, stepSize: stepSize, steps: 400, counting: true)
        return evidence
    }

    /// The losses of the shared and of the unshared run from equal layers, in full matrices.
    private static func race(
        layer: Matrix, target: Matrix, depth: Int, stepSize: Double, steps: Int
    ) throws -> (Evidence, Track, Track) {
        let model = try DeepLinear(depth: depth, target: target)
        func run(_ partial: any PartialOperator) -> Run {
            Run(
                model: model, start: Parameters(Array(repeating: layer, count: depth)),
                schedule: Schedule(partial, stepSize: stepSize, steps: steps), observables: [.loss], engine: .direct)
        }
        let shared = run(Share())
        let trajectory = try shared.trajectory()
        var evidence = Evidence(shared, trajectory)
        evidence.schedule += ", against full"
        evidence.set("layerDifference", 0)
        evidence.set("asymmetry", (target - target.transposed).frobeniusNorm)
        return (evidence, Track(trajectory, .loss), Track(try run(Full()).trajectory(), .loss))
    }
}
