import Claims

/// Proves what a claim says of one instance, from the instance's derivation.
///
/// Hypotheses, observed numbers and bounds are enclosed at 128 bits, 256, and so on, until each comparison is decided or the limit is
/// reached. Exact numbers decide what no precision could: that two sides are equal.
package struct Certifier: Sendable {
    /// The first precision.
    static let firstBits = 128
    /// The largest precision that is tried.
    package let limitBits: Int

    /// A certifier that goes up to `limitBits`, at least 128.
    package init(limitBits: Int = 4096) { self.limitBits = max(limitBits, Self.firstBits) }

    /// What a claim asserts, apart from its instances.
    struct Statement {
        let hypotheses: [(name: String, test: Test)]
        let parts: [PartStatement]

        struct PartStatement {
            let name: String
            let relation: Part.Relation
            let bound: Term
            let needs: [String]?
        }
    }

    /// What can be proven of the instance that `derivation` describes. With `evidence`, that of the same instance in doubles, it is
    /// compared with it first.
    ///
    /// Errors: `syntax` where a bound or condition cannot be read, and what is wrong with the derivation.
    package func certify(
        _ claim: Claim, _ derivation: Derivation, name: String, role: String, evidence: Evidence? = nil
    ) throws(DerivationError) -> Certificate.Case {
        let statement = try Self.statement(claim)
        let statements = try DerivationParser.statements(derivation.lines)
        var state = CaseState(statement)
        var bits = Self.firstBits
        var obstacle: DerivationError?
        while true {
            do {
                let outcome = try Interpreter.run(statements, bits: bits)
                if let evidence, !state.hasRun { try EvidenceTwin(evidence: evidence).compare(outcome) }
                try state.decide(outcome, Arithmetic(bits: bits))
                obstacle = nil
            } catch {
                guard case .undecided = error else { throw error }
                obstacle = error
            }
            if state.isComplete || bits * 2 > limitBits { break }
            bits *= 2
        }
        // A derivation that no precision can run: a question that has no answer, such as which of two equal numbers is larger.
        if let obstacle, !state.hasRun { throw obstacle }
        return state.result(name: name, role: role, derivation: derivation)
    }

    /// The texts of a claim as terms of the language: its grammar contains theirs.
    private static func statement(_ claim: Claim) throws(DerivationError) -> Statement {
        var hypotheses: [(name: String, test: Test)] = []
        for hypothesis in claim.hypotheses {
            hypotheses.append((hypothesis.name, try DerivationParser.test(hypothesis.condition.plainText)))
        }
        var parts: [Statement.PartStatement] = []
        for part in claim.parts {
            let bound = try DerivationParser.term(part.bound.description)
            parts.append(
                Statement.PartStatement(name: part.name, relation: part.relation, bound: bound, needs: part.needs))
        }
        return Statement(hypotheses: hypotheses, parts: parts)
    }
}
