import Claims

/// What was proven of a claim, with all that is needed to prove it again: see `docs/certificates.md`.
public struct Certificate: Codable, Sendable, Equatable {
    /// The name of this format.
    public static let format = "partita-certificate-1"

    public var format = Certificate.format
    public var partita: String
    public var claim: String
    /// The text of the claim file, of a user's claim.
    public var source: String?
    public var seed: String
    public var hypotheses: [Hypothesis]
    public var parts: [Part]
    public var cases: [Case]
    /// Of all the rest; `nil` while that is not complete.
    public var digest: String?

    public struct Hypothesis: Codable, Sendable, Equatable {
        public var name: String
        public var condition: String
    }

    public struct Part: Codable, Sendable, Equatable {
        public var name: String
        public var relation: String
        public var bound: String
        public var needs: [String]?
    }

    /// What was proven of one instance.
    public struct Case: Codable, Sendable, Equatable {
        public var name: String
        public var role: String
        public var derivation: [String]
        public var quantities: [Quantity] = []
        public var hypotheses: [Decision] = []
        public var parts: [Finding] = []
        public var left: [Omission] = []
    }

    public struct Quantity: Codable, Sendable, Equatable {
        public var name: String
        public var value: String
    }

    /// Whether a hypothesis holds; `nil` where that was not decided.
    public struct Decision: Codable, Sendable, Equatable {
        public var name: String
        public var holds: Bool?
        public var bits: Int
    }

    /// What is true of one part's relation, whatever its hypotheses.
    public struct Finding: Codable, Sendable, Equatable {
        public var name: String
        public var verdict: Verdict
        public var bits: Int
        public var rows: Int
        public var closest: Row?
        public var violated: Violation?
    }

    public enum Verdict: String, Codable, Sendable {
        /// True at every time.
        case certified
        /// False at some time.
        case refuted
        case undecided
    }

    public struct Row: Codable, Sendable, Equatable {
        public var time: String
        public var observed: String
        public var bound: String
    }

    public struct Violation: Codable, Sendable, Equatable {
        public var time: String
        public var observed: String
        public var bound: String
        public var margin: [String]
    }

    public struct Omission: Codable, Sendable, Equatable {
        public var name: String
        public var reason: String
    }
}
