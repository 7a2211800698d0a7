#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What there is to read about a claim beside its data: the contents of `<id>/claim.json`, from which a report is made.
///
/// Every claim has a record of its own, so that a folder can hold the results of many commands.
public struct ClaimRecord: Codable, Sendable, Equatable {
    /// A hypothesis: `eta < 2/L`.
    public struct Hypothesis: Codable, Sendable, Equatable {
        /// How bounds call it.
        public var name: String
        /// As it is written, as TeX, and in words.
        public var text: String
        /// The condition as TeX.
        public var latex: String
        /// The condition in words.
        public var meaning: String

        /// A hypothesis.
        public init(name: String, text: String, latex: String, meaning: String) {
            self.name = name
            self.text = text
            self.latex = latex
            self.meaning = meaning
        }
    }

    /// A compared statement.
    public struct Part: Codable, Sendable, Equatable {
        /// Its name, and what is observed, in words.
        public var name: String
        /// What is observed, in words.
        public var observed: String
        /// `<=`, `>=` or `=`.
        public var relation: String
        /// The bound as it is written, and as TeX.
        public var text: String
        /// The bound as TeX.
        public var latex: String
        /// The names of the hypotheses that it needs; `nil` means all.
        public var needs: [String]?
        /// The best ratio found, where no sharp instance is known.
        public var bestRatio: Double?

        /// A part.
        public init(
            name: String, observed: String, relation: String, text: String, latex: String, needs: [String]? = nil,
            bestRatio: Double? = nil
        ) {
            self.name = name
            self.observed = observed
            self.relation = relation
            self.text = text
            self.latex = latex
            self.needs = needs
            self.bestRatio = bestRatio
        }
    }

    /// The title in one line.
    public var title: String
    /// The statement, in Markdown with mathematics between dollars.
    public var statement: String
    /// Where it comes from.
    public var source: String
    /// What sort of statement it is.
    public var kind: String
    /// `theorem`, `refuted` or `open`.
    public var standing: String
    /// Of a refuted claim, what is true instead.
    public var truth: String?
    /// The hypotheses, in the claim's order.
    public var hypotheses: [Hypothesis]
    /// The compared statements, in the claim's order.
    public var parts: [Part]
    /// The command that makes it.
    public var command: String
    /// The claim file, for a user's own.
    public var file: String?
    /// What came out.
    public var summary: Summary.Claim
    /// By the name of the instance, what there is to say where the relation does not simply hold: the step and the margin of a
    /// violation, the sides of a false hypothesis.
    public var stories: [String: String]
    /// The version of Partita.
    public var partita: String

    /// A record.
    public init(
        partita: String, title: String, statement: String, source: String, kind: String, standing: String,
        truth: String? = nil, hypotheses: [Hypothesis] = [], parts: [Part] = [], command: String, file: String? = nil,
        summary: Summary.Claim, stories: [String: String] = [:]
    ) {
        self.partita = partita
        self.title = title
        self.statement = statement
        self.source = source
        self.kind = kind
        self.standing = standing
        self.truth = truth
        self.hypotheses = hypotheses
        self.parts = parts
        self.command = command
        self.file = file
        self.summary = summary
        self.stories = stories
    }

    /// The name of the file in the claim's folder.
    public static let fileName = "claim.json"

    /// The text of the file: sorted keys, indented, one trailing line break.
    ///
    /// - Throws: never for a value of this type; the encoder's interface says that it may.
    public var json: String {
        get throws { try SortedJSON.text(self) }
    }

    /// Reads a record back.
    ///
    /// - Throws: `DecodingError`, which names the key.
    public init(json: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    }
}
