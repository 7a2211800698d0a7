/// What came out of replaying a certificate.
public struct Report: Sendable, Equatable {
    /// What the certificate is about; `nil` if it has not the form of one.
    public internal(set) var header: CertificateHeader?
    /// What does not agree: none if the certificate is accepted.
    public internal(set) var findings: [Finding] = []
    /// What the certificate itself says is not decided, and so not proved.
    public internal(set) var notProved: [String] = []
    /// Whether the claim's own text was there to be compared.
    public internal(set) var isKnown = false

    /// Instances that were replayed.
    public internal(set) var cases = 0
    /// Quantities that agree.
    public internal(set) var quantities = 0
    /// Hypotheses that were decided.
    public internal(set) var hypotheses = 0
    /// Parts whose relation is true at all times.
    public internal(set) var certified = 0
    /// Parts whose relation is false at some time.
    public internal(set) var refuted = 0
    /// Comparisons of an observed number with a bound.
    public internal(set) var rows = 0
    /// The greatest precision that was needed.
    public internal(set) var bits = 0

    /// Whether everything agrees.
    public var isAccepted: Bool { findings.isEmpty }
}

/// Why a text is not a certificate at all.
public enum VerificationError: Error, Sendable, Equatable {
    /// The text is not JSON; `position` is the byte, from 1.
    case notJSON(position: Int, reason: String)
    /// It is JSON, but does not say that it is a certificate of this format.
    case notCertificate(found: String)
}

extension VerificationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notJSON(let position, let reason): "byte \(position): \(reason)"
        case .notCertificate(let found): "format: expected \"\(Certificate.format)\", found \(found)"
        }
    }
}
