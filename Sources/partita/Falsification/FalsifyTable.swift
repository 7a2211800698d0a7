import Claims
import Figures

/// What `falsify` prints: the worst of every part, and below it what needs words.
struct FalsifyTable {
    let outcomes: [Falsification]
    let folder: String

    var text: String {
        var rows = [["claim", "part", "relation", "worst ratio", "at", "outcome", "file"]]
        for outcome in outcomes {
            rows += outcome.parts.map { worst in
                [
                    outcome.claim + (outcome.isRefuted ? " (refuted)" : ""), worst.part, worst.relation.rawValue,
                    Self.ratio(worst), worst.trial?.comparison.worstTime.map { Digits.text($0, significant: 9) } ?? "-",
                    worst.word, worst.file?.path ?? "-",
                ]
            }
        }
        var lines = [Table(rows: rows).text(right: [3, 4]), ""]
        lines += outcomes.filter(\.isCutByTime).prefix(1).map { _ in
            "Time was up: another run may come to other instances. With --evaluations the outcome depends on the seed only."
        }
        let broken = outcomes.filter(\.isBroken)
        let refuted = outcomes.filter(\.isRefuted)
        lines.append(
            "\(outcomes.count) searched with \(outcomes.map(\.evaluations).reduce(0, +)) instances, "
                + "\(broken.count) broken"
                + (refuted.isEmpty ? "" : " (\(broken.count(where: \.isRefuted)) of \(refuted.count) refuted ones)"))
        lines.append("written to \(folder): the worst instances as claim files, and falsify.json")
        return lines.joined(separator: "\n")
    }

    /// The ratio; of an equality that is not broken, the deviation in allowances.
    private static func ratio(_ worst: Falsification.Worst) -> String {
        guard let trial = worst.trial else { return "-" }
        if worst.relation == .equal, !trial.isBroken { return "=" }
        return Digits.ratio(trial.comparison.maxRatio)
    }
}
