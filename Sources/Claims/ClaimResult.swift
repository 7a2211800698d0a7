/// One instance of a claim, run and judged.
public struct InstanceResult: Sendable {
    /// The name of the instance.
    public let name: String
    /// What the instance is for.
    public let role: Role
    /// The seed that it was drawn from.
    public let seed: UInt64
    /// What running it brought to light.
    public let evidence: Evidence
    /// One comparison for each part that was observed.
    public let comparisons: [Comparison]
    /// Why the instance does not behave as recorded; empty if it does.
    public let complaints: [String]

    /// Whether the instance did what its role demands.
    public var behaves: Bool { complaints.isEmpty }

    /// Judges `evidence` by `claim` and by what the role demands.
    init(_ claim: Claim, name: String, role: Role, seed: UInt64, _ evidence: Evidence) throws(ClaimError) {
        self.name = name
        self.role = role
        self.seed = seed
        self.evidence = evidence
        var comparisons: [Comparison] = []
        for part in claim.parts {
            guard let track = evidence.tracks[part.name] else { continue }
            comparisons.append(try Comparison(claim, part, evidence, track, attainable: role.allowsEquality))
        }
        guard !comparisons.isEmpty else { throw .noTrack(claim: claim.id, instance: name) }
        self.comparisons = comparisons
        complaints = Self.complaints(claim, role, comparisons)
    }

    private static func complaints(_ claim: Claim, _ role: Role, _ comparisons: [Comparison]) -> [String] {
        switch role {
        case .given: []
        case .typical: comparisons.filter { $0.verdict != .holds }.map { "\($0.part) \($0.story)" }
        case .sharp(let parts):
            comparisons.filter { $0.verdict != .holds }.map { "\($0.part) \($0.story)" }
                + parts.filter { name in !(comparisons.first { $0.part == name }?.isSharp ?? false) }
                .map { name in
                    let reached = comparisons.first { $0.part == name }?.maxRatio
                    return "\(name) is not sharp: ratio \(reached.map { "\($0)" } ?? "none")"
                }
        case .broken(let hypothesis):
            brokenComplaints(claim, hypothesis, comparisons)
        case .counterexample:
            comparisons.contains { $0.verdict == .violated } ? [] : ["no part is violated"]
        }
    }

    private static func brokenComplaints(
        _ claim: Claim, _ hypothesis: String, _ comparisons: [Comparison]
    ) -> [String] {
        let concerned = comparisons.filter { comparison in
            claim.parts.first { $0.name == comparison.part }?.requires(hypothesis) ?? false
        }
        if concerned.isEmpty { return ["no compared part needs `\(hypothesis)`"] }
        let violated = concerned.filter { $0.relationVerdict == .violated }
        var complaints: [String] = []
        // With the hypothesis granted (a test does that) the instance is an ordinary violation, and must be reported.
        if concerned.allSatisfy({ $0.failedChecks.allSatisfy { $0.name != hypothesis } }) {
            complaints.append("`\(hypothesis)` is not false here: \(concerned.map(\.story).joined(separator: "; "))")
        }
        if violated.isEmpty { complaints.append("no part that needs `\(hypothesis)` is violated") }
        if !violated.isEmpty, !violated.contains(where: { $0.failedChecks.allSatisfy { $0.name == hypothesis } }) {
            let others = Set(violated.flatMap(\.failedChecks).map(\.name)).subtracting([hypothesis])
            complaints.append("other hypotheses are false too: \(others.sorted().joined(separator: ", "))")
        }
        return complaints
    }
}

extension Comparison {
    /// Whether the bound is attained: ratio at least 0.999, or an equality that holds at some step above rounding level.
    public var isSharp: Bool {
        guard relationVerdict == .holds else { return false }
        return relation == .equal ? true : (maxRatio ?? 0) >= 0.999
    }

    /// The verdict in a few words, with the step and the margin.
    public var story: String {
        switch verdict {
        case .holds: return "holds"
        case .violated:
            guard let row = firstViolation else { return "violated" }
            return "violated at step \(row.timeText): observed \(row.observed), bound \(row.bound)"
                + ", allowance \(row.allowance)"
        case .notApplicable:
            return "not applicable: "
                + failedChecks.map { "\($0.text) is false (\($0.left) and \($0.right))" }.joined(separator: "; ")
        case .inconclusive: return "inconclusive: the excess is within the allowance, or within the interval"
        }
    }
}

/// A claim with all its instances, and whether it behaves as recorded.
public struct ClaimResult: Sendable {
    /// The outcome for the claim as a whole.
    public enum Status: String, Sendable {
        /// A theorem: all instances behave.
        case validated
        /// Recorded as false, and shown to be false.
        case refuted
        /// Something is not as recorded.
        case unexpected
        /// A user's claim: its verdict stands for itself.
        case checked
    }

    /// The claim.
    public let claim: Claim
    /// Its instances, the typical ones first.
    public let instances: [InstanceResult]

    /// A claim with what its instances came to.
    public init(_ claim: Claim, _ instances: [InstanceResult]) {
        self.claim = claim
        self.instances = instances
    }

    /// Everything that is not as recorded.
    public var complaints: [String] {
        instances.flatMap { instance in instance.complaints.map { "\(instance.name): \($0)" } } + gaps
    }

    /// Parts without a sharp instance, hypotheses without a broken one, a refuted claim without counterexample.
    private var gaps: [String] {
        switch claim.standing {
        case .open: return []
        case .refuted:
            return instances.contains { $0.role == .counterexample } ? [] : ["no counterexample"]
        case .theorem:
            let sharp = Set(
                instances.flatMap { instance in
                    if case .sharp(let parts) = instance.role { parts } else { [String]() }
                })
            let broken = Set(
                instances.compactMap { instance in
                    if case .broken(let hypothesis) = instance.role { hypothesis } else { nil }
                })
            return claim.parts.filter { $0.tightness == .attained && !sharp.contains($0.name) }
                .map { "part \($0.name) has no sharp instance" }
                + claim.hypotheses.filter { !broken.contains($0.name) }
                .map { "hypothesis \($0.name) has no broken instance" }
        }
    }

    /// The outcome for the claim as a whole.
    public var status: Status {
        switch claim.standing {
        case .open: .checked
        case .theorem: complaints.isEmpty ? .validated : .unexpected
        case .refuted: complaints.isEmpty ? .refuted : .unexpected
        }
    }

    /// The gravest verdict of the instances on which the claim is asserted (broken ones are not).
    public var verdict: Verdict {
        let verdicts = asserted.map(\.verdict)
        for verdict in [Verdict.violated, .notApplicable, .inconclusive] where verdicts.contains(verdict) {
            return verdict
        }
        return .holds
    }

    /// The largest and smallest ratio where the claim is asserted.
    public var maxRatio: Double? { asserted.compactMap(\.maxRatio).max() }
    /// The smallest ratio where the claim is asserted.
    public var minRatio: Double? { asserted.compactMap(\.minRatio).min() }

    private var asserted: [Comparison] {
        instances.filter { if case .broken = $0.role { false } else { true } }.flatMap(\.comparisons)
    }
}
