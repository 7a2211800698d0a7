import Claims
import Figures
import Rigour

/// What was proven, as files: `<id>/certificate.json` for each claim of which anything was.
struct CertificationOutput {
    static let fileName = "certificate.json"

    let folder: OutputFolder
    let results: [ClaimCertification]
    let files: [ClaimFile]
    let seed: UInt64

    func write() throws {
        folder.removeLeftovers()
        for result in results where !result.proven.isEmpty {
            let file = files.first { $0.id == result.claim.id }
            let certificate = result.certificate(
                partita: Version.text, seed: file?.seed ?? seed, source: file?.text)
            try folder.write(Array(try certificate.json()), to: "\(result.claim.id)/\(Self.fileName)")
        }
    }

    /// A claim as `certify --json` shows it.
    struct Entry: Codable {
        let claim: String
        let verdict: String
        let cases: Int
        let proven: Int
        let findings: [Line]
        let notCovered: [String: String]

        /// One part of one instance.
        struct Line: Codable {
            let instance: String
            let part: String
            let verdict: String
            let bits: Int
            let violated: Certificate.Violation?
        }

        init(_ result: ClaimCertification) {
            claim = result.claim.id
            verdict = result.verdict.text
            cases = result.cases.count
            proven = result.proven.count
            findings = result.proven.flatMap { found in
                found.parts.map {
                    Line(
                        instance: found.name, part: $0.name, verdict: $0.verdict.rawValue, bits: $0.bits,
                        violated: $0.violated)
                }
            }
            var reasons: [String: String] = [:]
            for instance in result.cases {
                if case .notCovered(let reason) = instance.outcome { reasons[instance.name] = reason }
            }
            notCovered = reasons
        }
    }
}

extension ClaimCertification.Verdict {
    /// In words.
    var text: String {
        switch self {
        case .certified: "certified"
        case .refuted: "refuted rigorously"
        case .notApplicable: "not-applicable"
        case .unexpected: "not as recorded"
        case .undecided(let bits): "undecided at \(bits) bits"
        case .notCovered: "not covered"
        }
    }
}
