import Claims
import Figures

/// What `check` prints: a table of claims, and below it what needs words.
struct CheckTable {
    let results: [ClaimResult]
    let experiments: [Experiment]
    let folder: String

    /// All that was compared with bounds: the claims, and the schedules of races.
    private var compared: [ClaimResult] { results + experiments.compactMap(\.result) }

    var text: String {
        var lines: [String] = []
        if !compared.isEmpty {
            var rows = [["claim", "family", "verdict", "instances", "max ratio", "sharpest", "hypotheses"]]
            rows += compared.map(row)
            lines = [Table(rows: rows).text(right: [3, 4, 5])]
            let stories = compared.flatMap(stories)
            if !stories.isEmpty { lines += [""] + stories }
            lines += ["", closing]
        }
        for experiment in experiments {
            lines += (lines.isEmpty ? [] : [""]) + [RaceTable(experiment: experiment).text]
        }
        lines +=
            [lines.isEmpty || experiments.isEmpty ? nil : ""].compactMap { $0 } + [
                "written to \(folder): summary.md, summary.json, and data and script of every instance"
            ]
        return lines.joined(separator: "\n")
    }

    private func row(_ result: ClaimResult) -> [String] {
        let behaving = result.instances.count(where: \.behaves)
        let verdict = result.status == .checked ? result.verdict.rawValue : result.status.rawValue
        let checks = result.instances.flatMap(\.comparisons).flatMap(\.checks)
        let sharp = result.instances.filter { if case .sharp = $0.role { true } else { false } }
            .flatMap(\.comparisons).compactMap(\.maxRatio).max()
        let hypotheses =
            result.status == .checked
            ? checks.isEmpty ? "none" : "\(checks.count(where: \.holds)) of \(checks.count) hold"
            : "\(result.claim.hypotheses.count)"
        return [
            result.claim.id, result.claim.family.rawValue, verdict,
            result.status == .checked ? "\(result.instances.count)" : "\(behaving)/\(result.instances.count)",
            Digits.ratio(result.maxRatio), Digits.ratio(sharp), hypotheses,
        ]
    }

    /// Own claims: the verdict in words and the audit. Library claims: whatever is not as recorded.
    private func stories(_ result: ClaimResult) -> [String] {
        if result.status != .checked { return result.complaints.map { "\(result.claim.id): \($0)" } }
        return result.instances.flatMap { instance in
            instance.comparisons.map { comparison in
                let details =
                    (result.instances.count > 1 ? [instance.name] : [])
                    + (instance.comparisons.count > 1 ? [comparison.part] : [])
                let name = result.claim.id + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
                let ratio = comparison.maxRatioTime.map {
                    "; largest ratio \(Digits.ratio(comparison.maxRatio)) at step \(Digits.text($0, significant: 9))"
                }
                return "\(name): \(comparison.story)\(ratio ?? "")"
            } + ["    engine \(instance.evidence.engine); trained \(instance.evidence.trained)"]
        }
    }

    private var closing: String {
        let counts = Dictionary(grouping: compared) { result in
            result.status == .checked ? result.verdict.rawValue : result.status.rawValue
        }.mapValues(\.count)
        let order = ["validated", "refuted", "unexpected", "holds", "violated", "not-applicable", "inconclusive"]
        return order.compactMap { word in counts[word].map { "\($0) \(word)" } }.joined(separator: ", ")
    }
}
