import Foundation
import Testing

@Suite struct VerifyCommandTests {
    /// A certificate that was worked out by hand, for a claim that the library does not have.
    private var certificate: String {
        FuzzTests.root + "/Tests/VerificationTests/Certificates/descent.json"
    }

    @Test func acceptsWithCountsAndRejectsWithPlaces() async throws {
        let accepted = try await Command.run(["verify", certificate])
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(
            accepted.output.contains("accepted: 3 cases, 7 parts certified, 1 refuted, 0 not proved, 41 comparisons"))

        let scratch = try Scratch()
        let text = try String(contentsOfFile: certificate, encoding: .utf8)
        let tampered = try scratch.write(
            text.replacing("\"0.28125\"", with: "\"0.28126\"").replacing("\"2.5\"", with: "\"2.6\""), "x.json")
        let rejected = try await Command.run(["verify", certificate, tampered])
        #expect(rejected.status == 1)
        #expect(rejected.output.contains("x.json: rejected"))
        #expect(rejected.output.contains("cases[0].quantities[2].value: says 2.6, found 2.5"))
    }

    @Test func printsJSON() async throws {
        let result = try await Command.run(["verify", "--json", certificate])
        #expect(result.status == 0)
        let entries = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
        #expect(entries?.count == 1)
        #expect(entries?.first?["verdict"] as? String == "accepted")
        #expect(entries?.first?["comparisons"] as? Int == 41)
    }

    @Test func whatIsNoCertificateEndsWithTwo() async throws {
        let scratch = try Scratch()
        let text = try scratch.write("claim: x\n", "x.json")
        let other = try scratch.write("{\"format\": \"other\"}", "y.json")
        for (path, reason) in [
            (text, "x.json: byte 1: expected a value"),
            (other, "y.json: format: expected \"partita-certificate-1\", found \"other\""),
            (scratch.path + "/none.json", "none.json: "),
        ] {
            let result = try await Command.run(["verify", path])
            #expect(result.status == 2)
            #expect(result.errors.contains(reason), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
        #expect(try await Command.run(["verify"]).status == 64)
        #expect(try await Command.run(["verify", "--bits", "1", certificate]).status == 64)
    }
}
