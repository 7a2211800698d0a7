/// What says which claim a certificate is about.
public struct CertificateHeader: Sendable, Equatable {
    /// The version of the program that wrote it.
    public let partita: String
    /// The id of the claim.
    public let claim: String
    /// The text of the claim file; `nil` for a claim of the library.
    public let source: String?
    /// The seed that random instances were drawn from.
    public let seed: String
}

/// What is known of a claim beforehand, as plain text: a certificate has to say the same.
///
/// What is `nil` is not known, and not compared.
public struct Statement: Sendable, Equatable {
    /// A condition and its name.
    public struct Hypothesis: Sendable, Equatable {
        /// What parts call it.
        public let name: String
        /// A condition in the quantities.
        public let condition: String

        /// A hypothesis from its two texts.
        public init(name: String, condition: String) {
            self.name = name
            self.condition = condition
        }
    }

    /// A relation with a bound, and the hypotheses it needs; `nil` means all.
    public struct Part: Sendable, Equatable {
        /// What derivations call it.
        public let name: String
        /// `<=`, `>=` or `=`.
        public let relation: String
        /// An expression in the quantities, the variables of an observation, and the time `t`.
        public let bound: String
        /// Names of hypotheses; `nil` means all.
        public let needs: [String]?

        /// A part from its texts.
        public init(name: String, relation: String, bound: String, needs: [String]?) {
            self.name = name
            self.relation = relation
            self.bound = bound
            self.needs = needs
        }
    }

    /// An instance of the claim.
    public struct Case: Sendable, Equatable {
        /// The name of the instance.
        public let name: String
        /// What the instance is there for.
        public let role: String?
        /// The lines of the derivation.
        public let derivation: [String]?
        /// The parts that the derivation leaves out, with reasons.
        public let left: [String: String]?

        /// A case from what is known of it.
        public init(name: String, role: String?, derivation: [String]?, left: [String: String]?) {
            self.name = name
            self.role = role
            self.derivation = derivation
            self.left = left
        }
    }

    /// All hypotheses of the claim, in their order.
    public let hypotheses: [Hypothesis]?
    /// All parts of the claim, in their order.
    public let parts: [Part]?
    /// All cases, in their order.
    public let cases: [Case]?

    /// A statement from what is known of it.
    public init(hypotheses: [Hypothesis]?, parts: [Part]?, cases: [Case]?) {
        self.hypotheses = hypotheses
        self.parts = parts
        self.cases = cases
    }
}

extension Statement {
    /// Where a certificate says something else.
    ///
    /// - Complexity: linear in the length of both.
    func findings(in certificate: Certificate) -> [Finding] {
        var findings: [Finding] = []
        if let hypotheses {
            let said = certificate.hypotheses.map { Hypothesis(name: $0.name, condition: $0.condition) }
            Self.compare("hypotheses", said, hypotheses, &findings) { "\"\($0.name)\": \($0.condition)" }
        }
        if let parts {
            let said = certificate.parts.map {
                Part(name: $0.name, relation: $0.relation.rawValue, bound: $0.bound, needs: $0.needs)
            }
            Self.compare("parts", said, parts, &findings) { part in
                let needs = part.needs.map { "[\($0.joined(separator: ", "))]" } ?? "all"
                return "\"\(part.name)\": \(part.relation) \(part.bound), needs \(needs)"
            }
        }
        guard let cases else { return findings }
        Self.compare("cases", certificate.cases.map(\.name), cases.map(\.name), &findings) { "\"\($0)\"" }
        for (index, (said, known)) in zip(certificate.cases, cases).enumerated() where said.name == known.name {
            let place = "cases[\(index)]"
            if let role = known.role, role != said.role {
                findings.append(Finding("\(place).role", said: said.role, found: role))
            }
            if let derivation = known.derivation {
                Self.compare("\(place).derivation", said.derivation, derivation, &findings) { $0 }
            }
            if let left = known.left {
                let known = left.map { "\"\($0.key)\": \($0.value)" }.sorted()
                let said = said.left.map { "\"\($0.name)\": \($0.reason)" }.sorted()
                Self.compare("\(place).left", said, known, &findings) { $0 }
            }
        }
        return findings
    }

    /// Notes the first place at which two lists differ.
    private static func compare<T: Equatable>(
        _ place: String, _ said: [T], _ known: [T], _ findings: inout [Finding], _ text: (T) -> String
    ) {
        let first = zip(said, known).enumerated().first { $1.0 != $1.1 }?.offset ?? min(said.count, known.count)
        if first == said.count && first == known.count { return }
        let nothing = "nothing"
        findings.append(
            Finding(
                "\(place)[\(first)]", said: first < said.count ? text(said[first]) : nothing,
                found: first < known.count ? text(known[first]) : nothing))
    }
}
