import Claims
import Figures

extension Lesson {
    /// Checks a claim and shows it: title, statement with typeset formulas, hypotheses, and what came out.
    ///
    /// It is the claim `id` of the library; beside its sharp and broken instances `typical` others are drawn. Returns the results,
    /// for a lesson that wants to look closer.
    @discardableResult
    public func claim(_ id: String, typical: Int = 3, line: Int = #line) throws -> ClaimResult {
        try claim(Library.claim(id), typical: typical, line: line)
    }

    /// The same of a claim of the lesson's own.
    @discardableResult
    public func claim(_ claim: Claim, typical: Int = 3, line: Int = #line) throws -> ClaimResult {
        let results = try Checker(typicalCount: typical).check([claim])
        guard let result = results.first else { throw ClaimError.noTrack(claim: claim.id, instance: "any") }
        add(.text(Self.markdown(result)), line: line)
        return result
    }

    /// The paragraphs of a claim. Its numbers are not known to the lesson: they are the claim's.
    static func markdown(_ result: ClaimResult) -> String {
        let claim = result.claim
        var lines = ["**\(claim.title)** (`\(claim.id)`)", "", claim.statement, ""]
        for hypothesis in claim.hypotheses {
            lines.append("- *\(hypothesis.name)*: \(hypothesis.meaning), `\(hypothesis.condition.source)`")
        }
        let count = result.instances.count
        lines += [
            "", "Checked on \(count) instance\(count == 1 ? "" : "s"): **\(result.status.rawValue)**" + ending(result),
        ]
        if case .refuted(let truth) = claim.standing { lines += ["", "What is true instead: \(truth)"] }
        return lines.joined(separator: "\n")
    }

    private static func ending(_ result: ClaimResult) -> String {
        if case .refuted = result.claim.standing { return ", as recorded." }
        if let complaint = result.complaints.first { return "; \(complaint)." }
        return result.maxRatio.map { "; largest ratio of observed to bound \(Digits.ratio($0))." } ?? "."
    }
}
