import LinearAlgebra
import PartialTraining

/// `refuted-joint-improves-core`: training the full model along does not make the core better than training it alone.
///
/// Source: a reading of joint training (Mohtashami, Jaggi, Stich); counterexample own.
enum JointImprovesCore: LibraryClaim {
    static let id = "refuted-joint-improves-core"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title: "Joint training improves the core over training it alone (refuted)",
            statement: """
                The reading: at the optimum of $a f(Pw) + (1-a) f(w)$ the core's loss $f(Pw)$ is not above the least that \
                training the core alone reaches.
                """,
            source: "reading of Mohtashami, Jaggi, Stich 2021; counterexample own",
            standing: .refuted(
                truth: """
                    on quadratics the core's excess at the joint optimum is never negative, and positive unless the coupling \
                    $H_{uv}v^*$ vanishes; a core of low rank with a free rest ends exactly at its isolated optimum
                    """),
            hypotheses: [],
            parts: [
                Part("improves", "loss of the core at the joint optimum by weight of the core", .atMost, "alone")
            ],
            instances: [
                Instance("pair", .counterexample) { _ in try evidence(weights: [0.1, 0.25, 0.5, 0.75, 0.9]) }
            ])
    }

    /// The pair of coordinates of `joint-core-full`: random core and full steps until they settle, the core at the end, against
    /// the end of a run that trains the core alone.
    static func evidence(weights: Vector) throws -> Evidence {
        let cases = try weights.map { try JointCoreFull.pair(weight: $0) }
        let model = cases[0].model
        let run = Run(
            model: model, start: Parameters(.vector(2)),
            schedule: Schedule(Mask(.coordinates([1]), forward: true), stepSize: 0.3, steps: 100),
            observables: [.loss], engine: .direct)
        let trajectory = try run.trajectory()
        let alone = trajectory.series[.loss]
        var evidence = Evidence(run, trajectory)
        let ends = try cases.map { joint in
            let least = try joint.hessian.symmetricEigenvalues()[0]
            let settled = try model.settled(under: joint.randomLaw, stepSize: 0.3, least: least)
            // |grad f| at the masked point is at most L |e|, and L, |e| are at most 3.
            return Rounded(value: model.value(at: Parameters(joint.masked(settled.point))), radius: 9 * settled.radius)
        }
        evidence.tracks["improves"] = Track(values: ends.map(\.value), radius: ends.map(\.radius))
            .varying(
                "alone", weights.map { _ in alone?.values.last ?? .nan },
                radius: weights.map { _ in alone?.radius.last ?? 0 })
        evidence.derive(derivation(cases))
        return evidence
    }

    /// The points where random steps settle, exactly, and the run of the core alone.
    private static func derivation(_ cases: [JointCore]) -> Derivation {
        var result = Derivation()
        for (index, joint) in cases.enumerated() {
            result.append(joint.derivation)
            result.append("ends[\(index + 1)] = least + dot(P*settled - xs, H*(P*settled - xs))/2")
        }
        result.set("eta", 0.3)
        result.append(
            """
            x = zeros(d, 1)
            for t = 1 to 100
              x = x - eta*P*H*(P*x - xs)
            end
            alone = least + dot(P*x - xs, H*(P*x - xs))/2
            for i = 1 to \(cases.count)
              observe "improves" at i = ends[i] with alone = alone
            end
            """)
        return result
    }
}
