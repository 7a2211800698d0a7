import LinearAlgebra

/// Where a search looks: a claim as it is to be broken, and the instances that choices make of it.
package struct SearchSpace: Sendable {
    /// The claim, with its bound tightened and its hypotheses relaxed as asked for.
    package let claim: Claim
    /// The parts to break.
    package let parts: [String]
    /// The hypothesis that is done without.
    package let relaxed: Set<String>
    /// Makes an instance.
    package let evidence: @Sendable (inout Choices) throws -> Evidence

    /// The instances of a claim; `tighten` makes each bound harder to meet by that part of itself: 0.05 asks whether it
    /// could be sharpened by 5%. Without `part`, all parts are searched; with `hypothesis`, those that need it.
    ///
    /// Errors: `ChoiceError.unknown` for parts and hypotheses that the claim does not have.
    package init(
        _ claim: Claim, part: String? = nil, without hypothesis: String? = nil, tighten: Double = 0,
        evidence: @escaping @Sendable (inout Choices) throws -> Evidence
    ) throws(ChoiceError) {
        let names = claim.parts.map(\.name)
        if let part, !names.contains(part) { throw .unknown(name: part, suggestion: part.nearest(among: names)) }
        let hypotheses = claim.hypotheses.map(\.name)
        if let hypothesis, !hypotheses.contains(hypothesis) {
            throw .unknown(name: hypothesis, suggestion: hypothesis.nearest(among: hypotheses))
        }
        parts = claim.parts.filter { entry in
            part.map { $0 == entry.name } ?? hypothesis.map(entry.requires) ?? true
        }.map(\.name)
        let assumed = hypothesis.map(claim.assuming) ?? claim
        self.claim = tighten == 0 ? assumed : assumed.tightened(by: tighten)
        relaxed = hypothesis.map { [$0] } ?? []
        self.evidence = evidence
    }

    /// What became of the parts at the given choices; `made` tells which they were.
    package func comparisons(_ choices: inout Choices) throws -> [Comparison] {
        let evidence = try evidence(&choices)
        try choices.close()
        return try claim.parts.compactMap { part in
            guard parts.contains(part.name), let track = evidence.tracks[part.name] else { return nil }
            return try Comparison(claim, part, evidence, track, attainable: false)
        }
    }

    /// The comparisons at choices given by name, and what was observed.
    package func result(named values: [NamedChoice]) throws -> [Comparison] {
        var choices = Choices(
            named: Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }, without: relaxed)
        return try comparisons(&choices)
    }
}

extension Claim {
    /// The claim with bounds that are harder to meet: upper bounds times `1 - part`, others times `1 + part`.
    package func tightened(by part: Double) -> Claim {
        mapBounds { $0.bound.scaled(by: $0.relation == .atMost ? 1 - part : 1 + part) }
    }

    /// Where a search for the worst instance looks.
    ///
    /// Claims that describe their instances by choices are searched there; others at typical instances, of which a choice
    /// only tells the number. Without a hypothesis, the recorded instances in which it is false are among them.
    ///
    /// Errors: `ChoiceError`; `nil` where the claim has fixed instances only.
    package func searchSpace(
        part: String? = nil, without hypothesis: String? = nil, tighten: Double = 0
    ) throws(ChoiceError) -> SearchSpace? {
        guard let drawn = search ?? numbered else { return nil }
        let id = id
        let recorded = instances.filter { instance in
            hypothesis.map { instance.role == .broken(hypothesis: $0) } ?? false
        }
        let evidence: @Sendable (inout Choices) throws -> Evidence = { choices in
            if recorded.isEmpty { return try drawn(&choices) }
            let name = try choices.pick("instance", ["searched"] + recorded.map(\.name))
            guard let instance = recorded.first(where: { $0.name == name }) else { return try drawn(&choices) }
            var draw = Draw(seed: 1, claim: id, instance: name)
            return try instance.evidence(&draw)
        }
        return try SearchSpace(self, part: part, without: hypothesis, tighten: tighten, evidence: evidence)
    }

    /// Typical instances by number.
    private var numbered: (@Sendable (inout Choices) throws -> Evidence)? {
        guard let typical else { return nil }
        let id = id
        return { choices in
            let number = try choices.integer("typical", 1...(1 << 40))
            var draw = Draw(seed: 1, claim: id, instance: "search-\(number)")
            return try typical(&draw)
        }
    }
}

/// A claim of the library whose instances are described by choices, for a search to vary.
protocol Searchable: LibraryClaim, SendableMetatype {
    /// An instance as chosen: of all sizes and spectra, up to the edges of the hypotheses, degenerate ones included.
    static func search(_ choices: inout Choices) throws -> Evidence
}
