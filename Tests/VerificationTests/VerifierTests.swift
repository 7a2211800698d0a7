import Foundation
import Testing

@testable import Verification

struct VerifierTests {
    @Test("certificates that were worked out by hand are accepted", arguments: Sample.allCases)
    func accepts(_ sample: Sample) throws {
        let statement = try sample.statement
        let report = try Verifier(data: try sample.data) { _ in statement }.run()
        #expect(report.findings == [])
        #expect(report.isKnown)
    }

    @Test("what was replayed is counted, and what is not proved is said")
    func counts() throws {
        let descent = try Verifier(data: try Sample.descent.data).run()
        #expect(!descent.isKnown)
        #expect(descent.cases == 3)
        #expect(descent.quantities == 12)
        #expect(descent.hypotheses == 6)
        #expect(descent.certified == 7)
        #expect(descent.refuted == 1)
        #expect(descent.rows == 6 * 3 + 7 * 2 + 3 * 3)
        #expect(descent.notProved == [])
        #expect(descent.bits == 192)

        let masked = try Verifier(data: try Sample.masked.data).run()
        #expect(masked.certified == 1)
        #expect(masked.notProved == [#"cases[0].hypotheses[1] "sum""#, #"cases[0].parts[1] "norm""#])
        #expect(masked.header?.seed == "7")
        #expect(masked.header?.source?.contains("über alle Masken") == true)
    }

    @Test("what cannot be decided is rejected where it is claimed")
    func undecided() throws {
        let path: [JSON.Step] = [.key("cases"), .index(0), .key("parts"), .index(1), .key("verdict")]
        let claimed = try Sample.masked.json.replacing(path, with: .string("certified"))
        let report = try Verifier(data: claimed.signed, limits: Limits(bits: 1024)).run()
        #expect(report.findings.map(\.place) == ["cases[0].parts[1].verdict"])
        #expect(report.findings.first?.found == "not decided at 1024 bits")
        #expect(report.bits == 1024)
    }

    @Test("an equality that holds exactly is certified, and one that is off by 1e-300 is not")
    func equality() throws {
        for (text, accepted) in [("1/3 + 1/6", true), ("1/3 + 1/6 + 1e-300", false)] {
            let report = try Verifier(data: Self.equality(text).signed).run()
            #expect(report.isAccepted == accepted)
        }
    }

    /// A certificate that says that an expression is 0.5.
    static func equality(_ expression: String, derivation: [String] = []) -> JSON {
        let lines = derivation + ["observe \"half\" at 0 = \(expression)"]
        let row = #"{"time": "0", "observed": "0.5", "bound": "0.5"}"#
        let text = """
            {"format": "partita-certificate-1", "partita": "0.1.0", "claim": "half", "source": null, "seed": "1",
             "hypotheses": [], "parts": [{"name": "half", "relation": "=", "bound": "1/2", "needs": null}],
             "cases": [{"name": "only", "role": "sharp", "derivation": [], "quantities": [], "hypotheses": [],
               "parts": [{"name": "half", "verdict": "certified", "bits": 128, "rows": 1, "closest": \(row), "violated": null}],
               "left": []}], "digest": ""}
            """
        let json = (try? JSON(Array(text.utf8))) ?? .null
        return json.replacing(
            [.key("cases"), .index(0), .key("derivation")], with: .array(lines.map { JSON.string($0) }))
    }

    @Test("a text that is no certificate is told from one that is rejected")
    func noCertificate() {
        #expect(throws: VerificationError.notJSON(position: 1, reason: "expected a value")) {
            try Verifier(data: Data("partita".utf8))
        }
        #expect(throws: VerificationError.notCertificate(found: "an array")) { try Verifier(data: Data("[]".utf8)) }
        #expect(throws: VerificationError.notCertificate(found: "\"other\"")) {
            try Verifier(data: Data(#"{"format": "other"}"#.utf8))
        }
    }

    @Test("a certificate of the right format and a wrong form is rejected with the place")
    func form() throws {
        let report = try Verifier(data: Data(#"{"format": "partita-certificate-1", "more": 1}"#.utf8)).run()
        #expect(report.findings == [Finding("more", said: "1", found: "expected no such key")])
    }

    @Test("the statement is asked for what the certificate says it is about")
    func header() throws {
        var asked: CertificateHeader?
        _ = try Verifier(data: try Sample.descent.data) { header in
            asked = header
            return nil
        }.run()
        #expect(asked == CertificateHeader(partita: "0.1.0", claim: "descent", source: nil, seed: "1"))
    }
}
