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
        try evidence(weights.map { try JointCoreFull.pair(weight: $0) }, stepSize: 0.3, steps: 100)
    }

    /// The same of one model with one core, at several weights.
    static func evidence(_ cases: [JointCore], stepSize: Double, steps: Int) throws -> Evidence {
        let model = cases[0].model
        let core = cases[0].core.map { $0 + 1 }
        let run = Run(
            model: model, start: Parameters(.vector(model.dimension)),
            schedule: Schedule(Mask(.coordinates(core), forward: true), stepSize: stepSize, steps: steps),
            observables: [.loss], engine: .direct)
        let trajectory = try run.trajectory()
        let alone = trajectory.series[.loss]
        var evidence = Evidence(run, trajectory)
        let ends = try cases.map { joint in
            let least = try joint.hessian.symmetricEigenvalues()[0]
            let settled = try model.settled(under: joint.randomLaw, stepSize: stepSize, least: least)
            // |grad f| at the masked point is at most L |e|.
            let point = joint.masked(settled.point)
            let slope = (model.spectrum.last ?? 0) * (norm(subtract(point, model.optimum)) + settled.radius)
            let value = model.value(at: Parameters(point))
            return Rounded(value: value, radius: slope * settled.radius + 8 * Double.ulpOfOne * value)
        }
        evidence.tracks["improves"] = Track(values: ends.map(\.value), radius: ends.map(\.radius))
            .varying(
                "alone", cases.map { _ in alone?.values.last ?? .nan },
                radius: cases.map { _ in alone?.radius.last ?? 0 })
        evidence.derive(derivation(cases, stepSize: stepSize, steps: steps))
        return evidence
    }

    /// The points where random steps settle, exactly, and the run of the core alone.
    private static func derivation(_ cases: [JointCore], stepSize: Double, steps: Int) -> Derivation {
        var result = Derivation()
        for (index, joint) in cases.enumerated() {
            result.append(joint.derivation)
            result.append("ends[\(index + 1)] = least + dot(P*settled - xs, H*(P*settled - xs))/2")
        }
        result.set("eta", stepSize)
        result.append(
            """
            x = zeros(d, 1)
            for t = 1 to \(steps)
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
