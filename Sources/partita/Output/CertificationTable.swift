import Claims
import Rigour

/// What was proven, for people: one line a claim, and below it what is violated or missing.
struct CertificationTable {
    let results: [ClaimCertification]

    var text: String {
        var rows = [["claim", "cases", "true", "false", "open", "not derived", "bits", "verdict"]]
        for result in results {
            let findings = result.proven.flatMap(\.parts)
            let count = { (verdict: Certificate.Verdict) in "\(findings.filter { $0.verdict == verdict }.count)" }
            rows.append([
                result.claim.id, "\(result.proven.count)/\(result.cases.count)", count(.certified), count(.refuted),
                count(.undecided), "\(result.proven.flatMap(\.left).count)",
                findings.map(\.bits).max().map { "\($0)" } ?? "-", result.verdict.text,
            ])
        }
        let table = Table(rows: rows).text(right: [1, 2, 3, 4, 5, 6])
        return ([table] + results.flatMap(Self.notes)).joined(separator: "\n")
    }

    private static func notes(_ result: ClaimCertification) -> [String] {
        let id = result.claim.id
        var lines: [String] = []
        var reasons: [String: [String]] = [:]
        for instance in result.cases {
            switch instance.outcome {
            case .notCovered(let reason): reasons[reason, default: []].append(instance.name)
            case .proven(let found):
                let open =
                    found.parts.filter { $0.verdict == .undecided }.map(\.name)
                    + found.hypotheses.filter { $0.holds == nil }.map(\.name)
                if !open.isEmpty { lines.append("\(id), \(instance.name): open: \(open.joined(separator: ", "))") }
                if instance.role == .given { lines += violations(id, found) }
                if result.verdict == .unexpected, !result.claim.behaves(found, instance.role) {
                    lines.append("\(id), \(instance.name): proven, but not what a \(found.role) instance should show")
                }
            }
        }
        for (reason, names) in reasons.sorted(by: { $0.value[0] < $1.value[0] }) {
            lines.append("\(id), not covered: \(names.joined(separator: ", ")): \(reason)")
        }
        for omission in Set(result.proven.flatMap(\.left).map { "\($0.name): \($0.reason)" }).sorted() {
            lines.append("\(id), not derived: \(omission)")
        }
        return lines
    }

    private static func violations(_ id: String, _ found: Certificate.Case) -> [String] {
        found.parts.compactMap { part in
            part.violated.map {
                "\(id), \(part.name): false at step \($0.time): observed \($0.observed), bound \($0.bound), "
                    + "excess between \($0.margin[0]) and \($0.margin.count > 1 ? $0.margin[1] : "?")"
            }
        } + found.hypotheses.filter { $0.holds == false }.map { "\(id): the hypothesis `\($0.name)` is false" }
    }
}
