import Claims
import PartialTraining

/// What could be proven of a claim: of each of its instances, in the roles that they have.
package struct ClaimCertification: Sendable {
    /// The claim.
    package let claim: Claim
    /// The instances, in the claim's order.
    package let cases: [CaseResult]
    /// The largest precision that was allowed.
    package let limitBits: Int

    /// One instance.
    package struct CaseResult: Sendable {
        /// The instance's name.
        package let name: String
        /// What it is for.
        package let role: Role
        /// What came out.
        package let outcome: Outcome
    }

    /// What came out of one instance.
    package enum Outcome: Sendable {
        /// What was proven, decided or not.
        case proven(Certificate.Case)
        /// There is no derivation, or one that is wrong; the reason.
        case notCovered(String)
    }

    /// The cases that have a derivation.
    package var proven: [Certificate.Case] {
        cases.compactMap { result in if case .proven(let found) = result.outcome { found } else { nil } }
    }

    /// All that was proven, to be kept and to be verified; `source` is the text of a claim file.
    package func certificate(partita version: String, seed: UInt64, source: String? = nil) -> Certificate {
        Certificate(
            partita: version, claim: claim.id, source: source, seed: "\(seed)",
            hypotheses: claim.hypotheses.map {
                Certificate.Hypothesis(name: $0.name, condition: $0.condition.plainText)
            },
            parts: claim.parts.map {
                Certificate.Part(
                    name: $0.name, relation: $0.relation.rawValue, bound: $0.bound.description, needs: $0.needs)
            }, cases: proven)
    }

    /// What came out of the whole claim.
    package enum Verdict: Sendable, Equatable {
        /// Proven on all instances that have a derivation; of a theorem, that they behave as their roles say.
        case certified
        /// The relation is false for certain where the hypotheses are true; of a claim recorded as false, its counterexamples are.
        case refuted
        /// A hypothesis of a user's claim is false for certain.
        case notApplicable
        /// Proven, and not what the library recorded.
        case unexpected
        /// Something could not be decided at so many bits.
        case undecided(bits: Int)
        /// No instance has a derivation.
        case notCovered
    }

    /// What came out.
    package var verdict: Verdict {
        if proven.isEmpty { return .notCovered }
        let isOwn = claim.standing == .open
        let applied = proven.flatMap { found in
            claim.parts.filter(found.applies).compactMap { part in found.parts.first { $0.name == part.name }?.verdict }
        }
        if isOwn, applied.contains(.refuted) { return .refuted }
        if !proven.allSatisfy(\.isDecided) { return .undecided(bits: limitBits) }
        if isOwn { return applied.isEmpty ? .notApplicable : .certified }
        let behaves = cases.allSatisfy { result in
            guard case .proven(let found) = result.outcome else { return true }
            return claim.behaves(found, result.role)
        }
        if !behaves { return .unexpected }
        return claim.standing == .theorem ? .certified : .refuted
    }

    /// Whether everything that has a derivation is decided, and as recorded.
    package var isDecided: Bool { verdict == .certified || (verdict == .refuted && claim.standing != .open) }
}

extension Certificate.Case {
    /// Whether everything that was derived is decided.
    package var isDecided: Bool {
        parts.allSatisfy { $0.verdict != .undecided } && hypotheses.allSatisfy { $0.holds != nil }
    }

    /// The hypotheses that `part` needs and that are false for certain.
    func failed(_ part: Part) -> [String] {
        hypotheses.filter { $0.holds == false && part.requires($0.name) }.map(\.name)
    }

    /// Whether all hypotheses that `part` needs are true for certain.
    func applies(_ part: Part) -> Bool { hypotheses.allSatisfy { $0.holds == true || !part.requires($0.name) } }
}

extension Claim {
    /// Whether what was proven of an instance is what its role says, for the parts that were derived.
    package func behaves(_ found: Certificate.Case, _ role: Role) -> Bool {
        let pairs = found.parts.compactMap { finding in
            parts.first { $0.name == finding.name }.map { ($0, finding.verdict) }
        }
        switch role {
        case .typical, .sharp, .given:
            return pairs.allSatisfy { !found.applies($0) || $1 == .certified }
        case .counterexample:
            return pairs.contains { found.applies($0) && $1 == .refuted }
        case .broken(let hypothesis):
            return pairs.contains { found.failed($0).contains(hypothesis) && $1 == .refuted }
                && pairs.allSatisfy { !found.applies($0) || $1 == .certified }
        }
    }
}

extension Certifier {
    /// Certifies every instance of a claim, typical ones included. Errors: of an instance that cannot be run.
    package func certify(
        _ claim: Claim, checker: Checker, progress: (@Sendable (Int, Int) -> Void)? = nil
    ) throws(CheckFailure) -> ClaimCertification {
        let instances = checker.instances(claim)
        let counter = Counter()
        let cases = try Parallel.map(instances.count, jobs: checker.jobs) {
            (index) throws(CheckFailure) -> ClaimCertification.CaseResult in
            let instance = instances[index]
            let evidence = try checker.evidence(claim, instance)
            defer { if let progress { progress(counter.increment(), instances.count) } }
            return ClaimCertification.CaseResult(
                name: instance.name, role: instance.role, outcome: outcome(claim, instance, evidence))
        }
        return ClaimCertification(claim: claim, cases: cases, limitBits: limitBits)
    }

    private func outcome(_ claim: Claim, _ instance: Instance, _ evidence: Evidence) -> ClaimCertification.Outcome {
        guard let derivation = evidence.observingDerivation else {
            return .notCovered(evidence.derivationGap ?? "there is no derivation")
        }
        do {
            var found = try certify(
                claim, derivation, name: instance.name, role: instance.role.name, evidence: evidence)
            found.left = evidence.omissions(claim).map { Certificate.Omission(name: $0.part, reason: $0.reason) }
            return .proven(found)
        } catch {
            return .notCovered("\(error)")
        }
    }
}
