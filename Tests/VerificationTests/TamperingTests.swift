import Foundation
import Testing

@testable import Verification

struct TamperingTests {
    @Test("whatever is changed in a certificate, with its digest put right: it is rejected", arguments: Sample.allCases)
    func rejects(_ sample: Sample) throws {
        let statement = try sample.statement
        let header = try Verifier(data: try sample.data).run().header
        let tamperings = Tampering.all(of: try sample.json, seed: 1)
        #expect(tamperings.count >= (sample == .descent ? 400 : 150))
        for tampering in tamperings {
            let data = tampering.result.signed
            guard
                let verifier = try? Verifier(
                    data: data, limits: Limits(bits: 512),
                    statement: { asked in
                        if asked != header { throw Finding("header", said: asked.claim, found: "another claim") }
                        return statement
                    })
            else {
                #expect(tampering.path == [.key("format")], "\(tampering)")
                continue
            }
            #expect(!(try verifier.run()).isAccepted, "\(tampering)")
        }
    }

    @Test("numbers, verdicts and forms that are wrong are found without knowing the claim", arguments: Sample.allCases)
    func replays(_ sample: Sample) throws {
        let tamperings = Tampering.all(of: try sample.json, seed: 2).filter(\.isFoundByReplay)
        #expect(tamperings.count >= (sample == .descent ? 300 : 100))
        for tampering in tamperings where tampering.path != [.key("format")] {
            let report = try Verifier(data: tampering.result.signed, limits: Limits(bits: 512)).run()
            #expect(!report.isAccepted, "\(tampering)")
            #expect(!report.findings.contains { $0.place == "digest" }, "\(tampering)")
        }
    }

    @Test("whatever is changed without putting the digest right: the digest says so", arguments: Sample.allCases)
    func digests(_ sample: Sample) throws {
        for tampering in Tampering.all(of: try sample.json, seed: 3) where tampering.path != [.key("format")] {
            let report = try Verifier(data: tampering.result.unsigned, limits: Limits(bits: 256)).run()
            // Where the form is wrong, that is said, and nothing else is looked at.
            #expect(!report.isAccepted, "\(tampering)")
            #expect(report.header == nil || report.findings.first?.place == "digest", "\(tampering)")
        }
    }

    @Test("a row that is not the closest, and a later violation, are found out")
    func otherRows() throws {
        let json = try Sample.descent.json
        // The row at time 1 exists, but that at time 0 is closer.
        let row = try JSON(Array(#"{"time": "1", "observed": "0.28125", "bound": "1.40625"}"#.utf8))
        let closest = json.replacing([.key("cases"), .index(0), .key("parts"), .index(0), .key("closest")], with: row)
        #expect(try Verifier(data: closest.signed).run().findings.map(\.place) == ["cases[0].parts[0].closest.time"])

        // In the same way all rows of the equality are as close as the first, but their numbers differ; so one more.
        let twice = VerifierTests.equality("1/2", derivation: ["observe \"half\" at 1 = 1/2"])
        let rows = twice.replacing(
            [.key("cases"), .index(0), .key("parts"), .index(0), .key("rows")], with: .number("2"))
        #expect(
            try Verifier(data: rows.signed).run().findings
                == [Finding("cases[0].parts[0].closest.time", said: "0", found: "as close at 1")])

        // At time 2 the bound is violated too, but not for the first time.
        let text = #"{"time": "2", "observed": "7.696", "bound": "0.064", "margin": ["7.632", "7.632"]}"#
        let violated = json.replacing(
            [.key("cases"), .index(2), .key("parts"), .index(0), .key("violated")], with: try JSON(Array(text.utf8)))
        #expect(
            try Verifier(data: violated.signed).run().findings
                == [Finding("cases[2].parts[0].violated.time", said: "2", found: "false first at 1")])
    }

    @Test("an end of a margin may be off by a millionth, outwards only")
    func margins() throws {
        let json = try Sample.descent.json
        for (low, high, accepted) in [
            ("3.6", "3.6", true), ("3.599999", "3.600001", true), ("3.5999", "3.6", false), ("3.6", "3.6001", false),
            ("3.6000001", "3.600001", false), ("3.599999", "3.5999999", false), ("3.600001", "3.599999", false),
        ] {
            let margin = JSON.array([.string(low), .string(high)])
            let path: [JSON.Step] = [
                .key("cases"), .index(2), .key("parts"), .index(0), .key("violated"), .key("margin"),
            ]
            let report = try Verifier(data: json.replacing(path, with: margin).signed).run()
            #expect(report.isAccepted == accepted, "\(low) \(high)")
        }
    }
}
