import LinearAlgebra
import PartialTraining

extension SparseRounds {
    /// What the rounds of `path` show of `parts`; `claimed` replaces true quantities. `k` top coordinates are looked for and
    /// `r` grown in every round.
    package static func evidence(
        _ path: SparseTraining, k: Int, r: Int, _ parts: [String], claimed: [String: Double] = [:]
    ) throws -> Evidence {
        let rounds = path.rounds
        var evidence = Evidence(
            engine: "direct", model: path.model.summary,
            schedule: "\(rounds.count) rounds of \(path.trainingSteps) + 1 steps of \(path.stepSize)",
            trained: "\(k) coordinates, \(r) exchanged a round")
        let constants = path.model.constants
        let spread = constants.spectrumUncertainty
        for (name, value) in [
            ("L", constants.smoothness), ("curvature", constants.smoothness), ("mu", constants.plConstant),
            ("plConstant", constants.plConstant), ("lmin", constants.lowest), ("lmax", constants.highest),
        ] {
            if let value { evidence.set(name, value, radius: spread) }
        }
        evidence.set("eta", path.stepSize)
        evidence.set("r", Double(r))
        evidence.set("k", Double(k))
        for (name, value) in claimed { evidence.set(name, value) }
        evidence.set("dropcount", Double(rounds.map(\.dropped.count).max() ?? 0))
        evidence.set("growDefect", rounds.map { $0.growDefect }.max() ?? 0)
        evidence.set("dropDefect", rounds.map { $0.dropDefect }.max() ?? 0)
        let smoothness = evidence.quantities["L"]?.value ?? .nan
        evidence.quantities["cost"] = rounds.filter(\.isAccepted).map { $0.cost(smoothness, path.stepSize) }
            .reduce(Rounded(-1), Rounded.max)

        let minimum = Rounded(constants.minimum ?? .nan)
        func track(_ observed: (SparseTraining.Round) -> Rounded) -> Track {
            Track(times: rounds.indices.map { Double($0 + 1) }, rounds.map(observed))
                .varying("pool", rounds.map { Rounded(Double($0.pool.count)) })
                .varying("before", rounds.map(\.before)).varying("excess", rounds.map { $0.before - minimum })
                .varying("bare", rounds.map { $0.bare - minimum }).varying("kept", rounds.map(\.kept))
                .varying("grown", rounds.map(\.grown)).varying("slope", rounds.map(\.slope))
                .varying("removed", rounds.map(\.removed)).varying("candidates", rounds.map { $0.square($0.pool) })
        }
        evidence.tracks["round"] = track(\.after)
        evidence.tracks["accepted"] = track(\.after)
        evidence.tracks["growth"] = track { $0.square($0.growth) }
        evidence.tracks["random-growth"] = track { round in
            Self.mean(SparseTraining.choices(round.pool, round.growth.count).map { round.square($0) })
        }
        evidence.tracks["rate"] = track { $0.after - minimum }
        evidence.tracks["growing"] = track { $0.after - minimum }
        evidence.tracks["random-rate"] = track { Self.mean($0.alternatives) - minimum }
        if let quadratic = path.model as? Quadratic {
            evidence.seek(k, quadratic.optimum, rounds)
        }
        evidence.tracks = evidence.tracks.filter { parts.contains($0.key) }
        if let derivation = path.derivation(k: k, r: r, claimed: claimed) { evidence.derive(derivation) }
        return evidence
    }

    private static func mean(_ values: [Rounded]) -> Rounded {
        values.reduce(Rounded(0), +) / Rounded(Double(values.count))
    }

    /// One of four kinds of run: an exchange of drawn or greedy choices, a guarded exchange, growth alone, or the search for
    /// the top coordinates.
    static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = draw.integer(5...7)
        let kind = draw.pick(["exchange", "drawn", "guarded", "growth", "search"])
        let isConvex = draw.pick([true, false])
        let optimum = draw.generator.gaussianVector(d)
        let model: any Model
        var form: SmoothForm?
        if kind == "search" {
            model = try Quadratic(hessian: 1.5 * .identity(d), optimum: optimum)
        } else if isConvex {
            model = try Quadratic(hessian: draw.positiveDefinite(d, 0.1, 10), optimum: optimum)
        } else {
            let basis = haarOrthogonal(d, using: &draw.generator)
            (model, form) = (PartialGradientPL.waves(basis: basis), .waves(basis: basis))
        }
        var order = Array(0..<d)
        order.shuffle(using: &draw.generator)
        let k = kind == "growth" ? draw.integer(0...2) : draw.integer(2...(d - 2))
        let r = kind == "growth" ? 1 : draw.integer(1...(k - 1))
        var path = SparseTraining(
            model, start: draw.generator.gaussianVector(d), support: Set(order.prefix(k)),
            stepSize: (kind == "search" ? 1 : draw.uniform(0.2, 1.9)) / (model.constants.smoothness ?? 1),
            trainingSteps: kind == "search" ? 1 : draw.integer(0...3))
        path.form = form
        let generator = draw.generator
        for number in 0..<(kind == "growth" ? d - k : 4) {
            let any: SparseTraining.Rule = { candidates, _ in
                var stream = generator.stream(number)
                return Array(candidates.shuffled(using: &stream).prefix(r)).sorted()
            }
            path.round(
                drop: kind == "growth" ? SparseTraining.none : kind == "drawn" ? any : SparseTraining.least(r),
                grow: kind == "drawn" ? any : SparseTraining.most(r), guarded: kind == "guarded")
        }
        let random = ["round", "random-growth", "random-rate"]
        let parts =
            switch kind {
            case "drawn": random
            case "guarded": ["accepted"]
            case "growth": growOnly
            case "search": random + ["growth", "rate", "identified"]
            default: random + ["growth", "rate"]
            }
        return try evidence(path, k: k, r: r, parts)
    }
}

extension SparseTraining.Round {
    /// The squared length of some entries of the computed gradient, as a vector given exactly.
    func square(_ entries: [Int]) -> Rounded {
        entries.reduce(Rounded(0)) { $0 + Rounded(gradient[$1]) * Rounded(gradient[$1]) }
    }

    /// How much larger a gradient entry is left in the pool than one that was grown.
    fileprivate var growDefect: Double {
        let left = pool.filter { !growth.contains($0) }.map { abs(gradient[$0]) }.max() ?? 0
        let chosen = growth.map { abs(gradient[$0]) }.min() ?? .infinity
        return max(left - chosen, -1)
    }

    /// How much larger a trained entry was dropped than one that was kept.
    fileprivate var dropDefect: Double {
        let kept = old.subtracting(dropped).map { abs(trained[$0]) }.min() ?? .infinity
        let gone = dropped.map { abs(trained[$0]) }.max() ?? 0
        return max(gone - kept, -1)
    }
}

extension Evidence {
    /// The count of missing top coordinates, round by round, and how well they were told from the others.
    fileprivate mutating func seek(_ k: Int, _ optimum: Vector, _ rounds: [SparseTraining.Round]) {
        let order = optimum.indices.sorted { abs(optimum[$0]) > abs(optimum[$1]) }
        guard let first = rounds.first, k > 0, k < optimum.count else { return }
        let top = Set(order.prefix(k))
        set("separation", abs(optimum[order[k - 1]]) - abs(optimum[order[k]]))
        let misses = rounds.map { round in round.old.map { abs(round.trained[$0] - optimum[$0]) }.max() ?? 0 }
        set("untrained", misses.max() ?? 0)
        set("missing0", Double(top.subtracting(first.old).count))
        tracks["identified"] = Track(values: rounds.map { Double(top.subtracting($0.new).count) })
    }
}
