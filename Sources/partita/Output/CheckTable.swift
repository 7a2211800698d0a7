import Claims

/// What `check` prints: a table of claims, and below it what needs words.
struct CheckTable {
    let results: [ClaimResult]
    let folder: String

    var text: String {
        var rows = [["claim", "family", "verdict", "instances", "max ratio", "sharpest", "hypotheses"]]
        rows += results.map(row)
        var lines = [Table(rows: rows).text(right: [3, 4, 5])]
        let stories = results.flatMap(stories)
        if !stories.isEmpty { lines += [""] + stories }
        lines += ["", closing, "written to \(folder): summary.md, summary.json, and data and script of every instance"]
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
            result.status == .checked ? "1" : "\(behaving)/\(result.instances.count)",
            Digits.ratio(result.maxRatio), Digits.ratio(sharp), hypotheses,
        ]
    }

    /// Own claims: the verdict in words and the audit. Library claims: whatever is not as recorded.
    private func stories(_ result: ClaimResult) -> [String] {
        if result.status != .checked { return result.complaints.map { "\(result.claim.id): \($0)" } }
        return result.instances.flatMap { instance in
            instance.comparisons.map { comparison in
                let name = instance.comparisons.count > 1 ? "\(result.claim.id) (\(comparison.part))" : result.claim.id
                let ratio = comparison.maxRatioTime.map {
                    "; largest ratio \(Digits.ratio(comparison.maxRatio)) at step \(Digits.text($0, significant: 9))"
                }
                return "\(name): \(comparison.story)\(ratio ?? "")"
            } + ["    engine \(instance.evidence.engine); trained \(instance.evidence.trained)"]
        }
    }

    private var closing: String {
        let counts = Dictionary(grouping: results) { result in
            result.status == .checked ? result.verdict.rawValue : result.status.rawValue
        }.mapValues(\.count)
        let order = ["validated", "refuted", "unexpected", "holds", "violated", "not-applicable", "inconclusive"]
        return order.compactMap { word in counts[word].map { "\($0) \(word)" } }.joined(separator: ", ")
    }
}
