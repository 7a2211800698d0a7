import Claims
import Rigour

/// What was proven, for people: one line a claim, and below it what is missing.
struct CertificationTable {
    let results: [ClaimCertification]

    var text: String {
        var rows = [["claim", "cases", "certified", "refuted", "undecided", "not derived", "bits", "verdict"]]
        var notes: [String] = []
        for result in results {
            let findings = result.proven.flatMap(\.parts)
            let count = { (verdict: Certificate.Verdict) in "\(findings.filter { $0.verdict == verdict }.count)" }
            let left = result.proven.flatMap(\.left).count
            rows.append([
                result.claim.id, "\(result.proven.count)/\(result.cases.count)", count(.certified), count(.refuted),
                count(.undecided), "\(left)", findings.map(\.bits).max().map { "\($0)" } ?? "-",
                result.isDecided ? "decided" : result.proven.isEmpty ? "not covered" : "not decided",
            ])
            notes += Self.notes(result)
        }
        return ([Table(rows: rows).text(right: [1, 2, 3, 4, 5, 6])] + notes).joined(separator: "\n")
    }

    private static func notes(_ result: ClaimCertification) -> [String] {
        result.cases.compactMap { instance in
            switch instance.outcome {
            case .notCovered(let reason): return "\(result.claim.id), \(instance.name): not covered: \(reason)"
            case .proven(let found):
                let open = found.parts.filter { $0.verdict == .undecided }.map(\.name)
                    + found.hypotheses.filter { $0.holds == nil }.map(\.name)
                return open.isEmpty
                    ? nil : "\(result.claim.id), \(instance.name): undecided: \(open.joined(separator: ", "))"
            }
        }
    }
}
