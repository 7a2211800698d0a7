/// What came out of a comparison.
public enum Verdict: String, Sendable, Equatable {
    /// The relation is true at every step (an equality: within the allowance).
    case holds
    /// The hypotheses hold, and at some step the bound is exceeded beyond the allowance.
    case violated
    /// A hypothesis is false.
    case notApplicable = "not-applicable"
    /// The confidence interval straddles the bound, or the excess over it is within the allowance.
    case inconclusive
}

/// What can go wrong while a claim is evaluated.
public enum ClaimError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A bound has no value at a step: a logarithm of a negative number, 0/0.
    case undefinedBound(claim: String, part: String, time: Double)
    /// A condition or a bound names a quantity that the instance does not have.
    case missingQuantity(claim: String, name: String)
    /// An instance observed nothing for any part.
    case noTrack(claim: String, instance: String)
    /// The claim has no instance of this name.
    case unknownInstance(claim: String, instance: String)
    /// No claim has this id.
    case unknownClaim(id: String, suggestion: String?)

    public var description: String {
        switch self {
        case .undefinedBound(let claim, let part, let time):
            "\(claim): the bound of `\(part)` is not a number at step \(time)"
        case .missingQuantity(let claim, let name):
            "\(claim): the quantity `\(name)` is not known for this model and schedule"
        case .noTrack(let claim, let instance): "\(claim): instance \(instance) observed nothing"
        case .unknownInstance(let claim, let instance): "\(claim) has no instance called \"\(instance)\""
        case .unknownClaim(let id, let suggestion):
            "no claim is called \"\(id)\"" + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
        }
    }
}
