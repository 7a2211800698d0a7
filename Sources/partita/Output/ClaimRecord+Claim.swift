import Claims
import Figures
import Foundation

extension ClaimRecord {
    /// The record of a claim and what came out.
    init(
        _ claim: Claim, _ summary: Summary.Claim, _ result: ClaimResult?, command: String, file: String? = nil
    ) {
        self.init(
            partita: Version.text, title: claim.title, statement: claim.statement, source: claim.source,
            kind: claim.kind.rawValue, standing: claim.standing.word, hypotheses: claim.hypotheses.map(Hypothesis.init),
            parts: claim.parts.map(Part.init), command: command, file: file, summary: summary,
            stories: result.map(Self.stories) ?? [:])
        if case .refuted(let truth) = claim.standing { self.truth = truth }
    }

    private static func stories(_ result: ClaimResult) -> [String: String] {
        var stories: [String: String] = [:]
        for instance in result.instances {
            for comparison in instance.comparisons where comparison.verdict != .holds {
                stories[instance.shownName(of: comparison)] = comparison.story
            }
        }
        return stories
    }
}

extension ClaimRecord.Hypothesis {
    init(_ hypothesis: Claims.Hypothesis) {
        self.init(
            name: hypothesis.name, text: hypothesis.condition.source, latex: hypothesis.condition.latex,
            meaning: hypothesis.meaning)
    }
}

extension ClaimRecord.Part {
    init(_ part: Claims.Part) {
        self.init(
            name: part.name, observed: part.observed, relation: part.relation.rawValue, text: part.bound.source,
            latex: part.bound.latex, needs: part.needs)
        if case .best(let ratio) = part.tightness { bestRatio = ratio }
    }
}

extension Experiment {
    /// The record of the experiment, made by `check` where it was compared with bounds, by `simulate` else.
    var record: ClaimRecord {
        ClaimRecord(
            file.claim(of: race.finishers), summary, result,
            command: file.command(isCompared ? "check" : "simulate"), file: file.text)
    }
}
