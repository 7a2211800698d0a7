/// A theorem as an object: hypotheses and bound that run, what the bound is compared with, where it comes from, and
/// instances on which it must hold, be sharp, or fail.
public struct Claim: Sendable {
    /// The name, `[a-z0-9-]+`, which is that of the page with the proof too.
    public let id: String
    /// The chapter.
    public let family: Family
    /// What sort of statement it is.
    public let kind: Kind
    /// The statement in one line.
    public let title: String
    /// The statement in words and formulas (Markdown with `$...$`), as on the page `proofs/<id>.md`.
    public let statement: String
    /// Where it is from: authors and number, and what is this project's own.
    public let source: String
    /// Whether it is true.
    public let standing: Standing
    /// The conditions under which it is asserted.
    public let hypotheses: [Hypothesis]
    /// What is compared: one entry for each part of the statement.
    public let parts: [Part]
    /// The sharp and broken instances (and the counterexample of a refuted claim).
    public let instances: [Instance]
    /// Draws one typical instance; `nil` where the claim has fixed instances only.
    public let typical: (@Sendable (inout Draw) throws -> Evidence)?
    /// Makes an instance of choices, for a search to vary; `nil` where the claim does not say how.
    package private(set) var search: (@Sendable (inout Choices) throws -> Evidence)?

    /// A claim; that it is sharp, and that its hypotheses are needed, is for a ``Checker`` to find out.
    public init(
        id: String, family: Family, kind: Kind, title: String, statement: String, source: String,
        standing: Standing = .theorem, hypotheses: [Hypothesis], parts: [Part], instances: [Instance],
        typical: (@Sendable (inout Draw) throws -> Evidence)? = nil
    ) {
        self.id = id
        self.family = family
        self.kind = kind
        self.title = title
        self.statement = statement
        self.source = source
        self.standing = standing
        self.hypotheses = hypotheses
        self.parts = parts
        self.instances = instances
        self.typical = typical
    }

    /// The claim with each bound replaced, for tests that a check can fail.
    public func mapBounds(_ transform: (Part) -> Expression) -> Claim {
        replacing(parts: parts.map { $0.with(bound: transform($0)) })
    }

    /// The claim with one hypothesis taken for granted, for tests that its broken instance then counts as violated.
    public func assuming(_ name: String) -> Claim {
        replacing(hypotheses: hypotheses.filter { $0.name != name })
    }

    /// The claim with something done to the evidence of its fixed instances, by their names.
    package func mapEvidence(_ transform: @escaping @Sendable (String, Evidence) -> Evidence) -> Claim {
        replacing(
            instances: instances.map { instance in
                Instance(instance.name, instance.role) { draw in transform(instance.name, try instance.evidence(&draw))
                }
            })
    }

    /// The claim with a way to make instances of choices.
    package func searched(by search: (@Sendable (inout Choices) throws -> Evidence)?) -> Claim {
        var claim = self
        claim.search = search
        return claim
    }

    private func replacing(
        parts: [Part]? = nil, hypotheses: [Hypothesis]? = nil, instances: [Instance]? = nil
    ) -> Claim {
        Claim(
            id: id, family: family, kind: kind, title: title, statement: statement, source: source,
            standing: standing, hypotheses: hypotheses ?? self.hypotheses, parts: parts ?? self.parts,
            instances: instances ?? self.instances, typical: typical
        ).searched(by: search)
    }
}

/// The chapters of the library.
public enum Family: String, Sendable, CaseIterable {
    /// Random masks of coordinates, in the update or in the model.
    case masking
    /// Parameters that do not move, for a while or for good.
    case freezing
    /// Layers that move together, and come apart.
    case sharing
    /// Layers that come and go in the course of training.
    case progressive
    /// Sub-models of every width and depth.
    case elastic
    /// Adapters, projected gradients, random subspaces.
    case lowRank = "low-rank"
    /// Learning curves and linearised training.
    case dynamics
    /// A user's own claim file.
    case own
}

/// What sort of statement a claim is.
public enum Kind: String, Sendable, CaseIterable {
    /// An identity, step by step.
    case equality
    /// A deterministic inequality.
    case bound
    /// An inequality or identity for expectations.
    case expectation
    /// A statement in a limit.
    case asymptotic
}

/// Whether the claim is a theorem, or recorded as false.
public enum Standing: Sendable, Equatable {
    /// True, with a proof.
    case theorem
    /// False: the counterexamples among the instances show it; `truth` says what is true instead.
    case refuted(truth: String)
    /// A user's: neither proved nor refuted here.
    case open
}

/// One hypothesis, as a condition on an instance's quantities.
public struct Hypothesis: Sendable {
    /// What parts call it in ``Part/needs``.
    public let name: String
    /// What must be true of the instance's quantities.
    public let condition: Condition
    /// In words.
    public let meaning: String

    /// A hypothesis whose condition has been parsed.
    public init(_ name: String, _ condition: Condition, _ meaning: String) {
        self.name = name
        self.condition = condition
        self.meaning = meaning
    }

    /// The hypothesis written as text. Errors: those of parsing.
    public init(_ name: String, _ condition: String, _ meaning: String) throws(ExpressionError) {
        self.init(name, try Condition(parsing: condition), meaning)
    }
}

/// One compared statement of a claim.
public struct Part: Sendable {
    /// How observed and bound are compared.
    public enum Relation: String, Sendable, CaseIterable {
        /// Observed is at most the bound.
        case atMost = "<="
        /// Observed is at least the bound.
        case atLeast = ">="
        /// Observed is the bound.
        case equal = "="
    }

    /// Whether the bound is known to be attained.
    public enum Tightness: Sendable, Equatable {
        /// A sharp instance attains it.
        case attained
        /// No sharp instance is known; the best ratio found.
        case best(Double)
    }

    /// What instances and tables call it.
    public let name: String
    /// What is observed, in words.
    public let observed: String
    /// How observed and bound are compared.
    public let relation: Relation
    /// The bound, in the instance's quantities and the step `t`.
    public let bound: Expression
    /// The names of the hypotheses that this part needs; `nil` means all.
    public let needs: [String]?
    /// Whether the bound is known to be attained.
    public let tightness: Tightness

    /// A part whose bound has been parsed.
    public init(
        _ name: String, _ observed: String, _ relation: Relation, _ bound: Expression, needs: [String]? = nil,
        tightness: Tightness = .attained
    ) {
        self.name = name
        self.observed = observed
        self.relation = relation
        self.bound = bound
        self.needs = needs
        self.tightness = tightness
    }

    /// The part with its bound written as text. Errors: those of parsing.
    public init(
        _ name: String, _ observed: String, _ relation: Relation, _ bound: String, needs: [String]? = nil,
        tightness: Tightness = .attained
    ) throws(ExpressionError) {
        self.init(
            name, observed, relation, try Expression(parsing: bound), needs: needs, tightness: tightness)
    }

    func with(bound: Expression) -> Part {
        Part(name, observed, relation, bound, needs: needs, tightness: tightness)
    }

    /// Whether this part needs the hypothesis `name`.
    public func requires(_ name: String) -> Bool { needs?.contains(name) ?? true }
}
