import Claims

/// What was proven of a claim, with all that is needed to prove it again: see `docs/certificates.md`.
package struct Certificate: Codable, Sendable, Equatable {
    /// The name of this format.
    package static let format = "partita-certificate-1"

    package var format = Certificate.format
    package var partita: String
    package var claim: String
    /// The text of the claim file, of a user's claim.
    package var source: String?
    package var seed: String
    package var hypotheses: [Hypothesis]
    package var parts: [Part]
    package var cases: [Case]
    /// Of all the rest; `nil` while that is not complete.
    package var digest: String?

    package struct Hypothesis: Codable, Sendable, Equatable {
        package var name: String
        package var condition: String
    }

    package struct Part: Codable, Sendable, Equatable {
        package var name: String
        package var relation: String
        package var bound: String
        package var needs: [String]?
    }

    /// What was proven of one instance.
    package struct Case: Codable, Sendable, Equatable {
        package var name: String
        package var role: String
        package var derivation: [String]
        package var quantities: [Quantity] = []
        package var hypotheses: [Decision] = []
        package var parts: [Finding] = []
        package var left: [Omission] = []
    }

    package struct Quantity: Codable, Sendable, Equatable {
        package var name: String
        package var value: String
    }

    /// Whether a hypothesis holds; `nil` where that was not decided.
    package struct Decision: Codable, Sendable, Equatable {
        package var name: String
        package var holds: Bool?
        package var bits: Int
    }

    /// What is true of one part's relation, whatever its hypotheses.
    package struct Finding: Codable, Sendable, Equatable {
        package var name: String
        package var verdict: Verdict
        package var bits: Int
        package var rows: Int
        package var closest: Row?
        package var violated: Violation?
    }

    package enum Verdict: String, Codable, Sendable {
        /// True at every time.
        case certified
        /// False at some time.
        case refuted
        case undecided
    }

    package struct Row: Codable, Sendable, Equatable {
        package var time: String
        package var observed: String
        package var bound: String
    }

    package struct Violation: Codable, Sendable, Equatable {
        package var time: String
        package var observed: String
        package var bound: String
        package var margin: [String]
    }

    package struct Omission: Codable, Sendable, Equatable {
        package var name: String
        package var reason: String
    }
}
