import Claims
import Figures

/// What a search came to, part by part, with the claim files that reproduce it.
struct Falsification {
    /// What was asked of the claims.
    struct Question {
        /// The only part to search.
        var part: String?
        /// The hypothesis to do without.
        var without: String?
        /// How much harder the bounds are to meet.
        var tighten = 0.0

        /// What it adds to names of files.
        var suffix: String {
            // A user's hypothesis is called as it is written: `eta < 2/L`.
            let name = without.map { text in
                text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
            }
            return (name.map { "-without-\($0)" } ?? "") + (tighten == 0 ? "" : "-tightened")
        }
    }

    /// The worst instance of a part.
    struct Worst {
        let part: String
        let relation: Part.Relation
        /// `nil` where no instance has anything to compare.
        let trial: Trial?
        /// Relative to the results' folder, with its text.
        let file: (path: String, text: String)?

        /// What the search says of the part.
        var word: String {
            guard let trial else { return "nothing observed" }
            if trial.isBroken { return trial.isUnbounded ? "broken without limit" : "broken" }
            if !trial.comparison.failedChecks.isEmpty { return "never applicable" }
            return trial.isAttained ? "attained" : "not broken"
        }
    }

    let claim: String
    let isRefuted: Bool
    let question: Question
    let seed: UInt64
    let evaluations: Int
    let isCutByTime: Bool
    let parts: [Worst]

    /// Whether some part is broken.
    var isBroken: Bool { parts.contains { $0.trial?.isBroken ?? false } }

    init(_ quarry: Quarry, _ question: Question, _ result: SearchResult, seed: UInt64) throws {
        claim = quarry.claim.id
        if case .refuted = quarry.claim.standing { isRefuted = true } else { isRefuted = false }
        self.question = question
        self.seed = seed
        evaluations = result.evaluations
        isCutByTime = result.isCutByTime
        let id = quarry.claim.id
        parts = try result.found.compactMap { found in
            guard let part = quarry.space.claim.parts.first(where: { $0.name == found.part }) else { return nil }
            let name = "worst" + (result.found.count > 1 ? "-\(part.name)" : "") + question.suffix
            let file = try found.best.map { best in
                ("\(id)/\(name).yaml", try quarry.file("\(name)-of-\(id)", part.name, best.choices))
            }
            return Worst(part: part.name, relation: part.relation, trial: found.best, file: file)
        }
    }
}
