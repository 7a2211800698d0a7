import LinearAlgebra
import PartialTraining

/// `refuted-magnitude-dropping-safe`: the smallest weight need not be the cheapest one to drop.
enum RefutedSafeDropping: LibraryClaim {
    static let id = "refuted-magnitude-dropping-safe"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title:
                "Refuted: dropping the smallest weight is the cheapest choice, and a round of it does not raise the loss",
            statement: """
                The reading: at a trained point, setting the entry of smallest magnitude to zero raises the loss no more than \
                setting any other entry to zero; and a round of dynamic sparse training that drops by magnitude, grows by \
                gradient and steps with $\\eta \\le 1/L$ does not end above its start.
                """,
            source: "folklore behind magnitude pruning and SET",
            standing: .refuted(
                truth:
                    "at the optimum of a quadratic dropping entry i costs H_ii x_i^2 / 2: the curvature counts as much as "
                    + "the magnitude, and only for equal curvatures is the smallest the cheapest; a round is safe where it "
                    + "passes the test of dst-round"),
            hypotheses: [],
            parts: [
                Part("cheapest", "rise of the loss when the smallest entry is dropped", .atMost, "cheapest"),
                Part("safe", "loss after the round", .atMost, "before"),
            ],
            instances: [
                Instance("small-but-stiff", .counterexample) { _ in try stiff([1, 10, 100, 1000]) },
                Instance("raw-round", .counterexample) { _ in try raw() },
            ])
    }

    /// `H = diag(s, 1)` at its optimum `(1/2, 1)`: what each of the two entries costs, for each stiffness `s`.
    static func stiff(_ stiffness: Vector) throws -> Evidence {
        var evidence = try costs(stiffness.map { try Quadratic(hessian: .diagonal([$0, 1]), optimum: [0.5, 1]) })
        evidence.model = "diag(s, 1) at (1/2, 1)"
        evidence.derive(derivation(stiffness))
        return evidence
    }

    /// What dropping the smallest entry of each optimum costs, and what dropping the cheapest would.
    static func costs(_ models: [Quadratic]) throws -> Evidence {
        var evidence = Evidence(engine: "direct", model: models[0].summary)
        var costs: [(smallest: Double, cheapest: Double)] = []
        for model in models {
            let all = model.optimum.indices.map { i in
                model.excess(at: model.optimum.indices.map { $0 == i ? 0 : model.optimum[$0] })
            }
            let smallest = SparseTraining.least(1)(Array(model.optimum.indices), model.optimum)[0]
            costs.append((all[smallest], all.min() ?? .nan))
        }
        // Three products and a sum each, on exact numbers.
        evidence.tracks["cheapest"] = Track(values: costs.map(\.smallest), radius: costs.map { 0x1p-50 * $0.smallest })
            .varying("cheapest", costs.map(\.cheapest), radius: costs.map { 0x1p-50 * $0.cheapest })
        return evidence
    }

    /// Entry `i` of the optimum set to zero; the first one is the smaller.
    private static func derivation(_ stiffness: Vector) -> Derivation {
        var result = Derivation("xs = [1/2; 1]")
        result.set("stiffness", stiffness)
        result.append(
            """
            for c = 1 to rows(stiffness)
              H = diag([at(stiffness, c); 1])
              for i = 1 to 2
                e = put(xs, i, 0) - xs
                cost[i] = dot(e, H*e)/2
              end
              observe "cheapest" at c = cost[1] with cheapest = min(cost[1], cost[2])
            end
            """)
        return result
    }

    /// The round of `dst-round` that fails its test, made all the same.
    private static func raw() throws -> Evidence {
        try round(try SparseRounds.dearest())
    }

    /// A round that was made whatever its test says.
    static func round(_ path: SparseTraining) throws -> Evidence {
        var evidence = try SparseRounds.evidence(path, k: 2, r: 1, ["accepted"])
        evidence.tracks["safe"] = evidence.tracks.removeValue(forKey: "accepted")
        evidence.derivation?.rename("accepted", to: "safe")
        return evidence
    }
}
