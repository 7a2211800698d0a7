/// What came out of a command: the contents of `summary.json` and `summary.md`.
///
/// The texts are the caller's (verdicts, roles, relations): this type fixes the layout only. Numbers may be missing
/// (`null`) and may be non-finite (the strings `"inf"`, `"-inf"` and `"nan"`), with any encoder and decoder.
public struct Summary: Codable, Sendable, Equatable {
    /// A hypothesis of a claim, evaluated on an instance.
    public struct Hypothesis: Codable, Sendable, Equatable {
        /// The hypothesis as it is written, such as `eta < 2/L`.
        public var text: String
        /// Whether it is true of the instance.
        public var holds: Bool
        /// The value of its left side.
        public var left: Double?
        /// The value of its right side.
        public var right: Double?

        /// A hypothesis and what became of it.
        public init(text: String, holds: Bool, left: Double? = nil, right: Double? = nil) {
            self.text = text
            self.holds = holds
            self.left = left
            self.right = right
        }
    }

    /// A claim evaluated on one concrete model, start and schedule.
    public struct Instance: Codable, Sendable, Equatable {
        /// The name of the instance.
        public var name: String
        /// `typical`, `sharp` or `broken`.
        public var role: String
        /// `<=`, `>=` or `=`.
        public var relation: String
        /// What came out.
        public var verdict: String
        /// The largest ratio of observed to bound, and the step where it is.
        public var maxRatio: Double?
        /// The step of the largest ratio.
        public var maxRatioStep: Int?
        /// How many steps were made.
        public var steps: Int
        /// How the trajectory was obtained.
        public var engine: String
        /// The seed of the random streams.
        public var seed: UInt64
        /// The hypotheses of the claim, in order.
        public var hypotheses: [Hypothesis]
        /// The quantities that the bound uses.
        public var quantities: [String: Double]
        /// The audit of what was really trained.
        public var trained: String
        /// The files written, relative to the summary.
        public var files: [String]

        /// An instance and what came out.
        public init(
            name: String, role: String, relation: String, verdict: String, maxRatio: Double? = nil,
            maxRatioStep: Int? = nil, steps: Int, engine: String, seed: UInt64, hypotheses: [Hypothesis] = [],
            quantities: [String: Double] = [:], trained: String = "", files: [String] = []
        ) {
            self.name = name
            self.role = role
            self.relation = relation
            self.verdict = verdict
            self.maxRatio = maxRatio
            self.maxRatioStep = maxRatioStep
            self.steps = steps
            self.engine = engine
            self.seed = seed
            self.hypotheses = hypotheses
            self.quantities = quantities
            self.trained = trained
            self.files = files
        }
    }

    /// A claim with all its instances.
    public struct Claim: Codable, Sendable, Equatable {
        /// The identifier of the claim.
        public var claim: String
        /// The family it belongs to.
        public var family: String
        /// How it stands: `validated`, `refuted`...
        public var status: String
        /// What came out over all instances.
        public var verdict: String
        /// The largest ratio over the instances.
        public var maxRatio: Double?
        /// The smallest of the instances' largest ratios.
        public var minRatio: Double?
        /// The instances, in order.
        public var instances: [Instance]
        /// The race, where the claim file has one.
        public var race: Race?
        /// What was extracted from each trained model, where the claim file asks for it.
        public var extractions: [Extraction]?

        /// A claim and what came out.
        public init(
            claim: String, family: String, status: String, verdict: String, maxRatio: Double? = nil,
            minRatio: Double? = nil, instances: [Instance] = []
        ) {
            self.claim = claim
            self.family = family
            self.status = status
            self.verdict = verdict
            self.maxRatio = maxRatio
            self.minRatio = minRatio
            self.instances = instances
        }
    }

    /// The version of Partita.
    public var partita: String
    /// The claims, in order.
    public var claims: [Claim]

    /// A summary.
    public init(partita: String, claims: [Claim] = []) {
        self.partita = partita
        self.claims = claims
    }
}
