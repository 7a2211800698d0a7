import Foundation
import Testing

@Suite struct VerifyCommandTests {
    /// A certificate that was worked out by hand, with a source that is no whole claim file: the claim is not known.
    private var certificate: String { folder + "masked.json" }

    private var folder: String { FuzzTests.root + "/Tests/VerificationTests/Certificates/" }

    @Test func acceptsWithCountsAndRejectsWithPlaces() async throws {
        let accepted = try await Command.run(["verify", certificate])
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(accepted.output.contains("1 parts certified, 0 refuted, 2 not proved, 6 comparisons"))
        #expect(accepted.output.contains("the claim is not known here"))

        let scratch = try Scratch()
        let text = try String(contentsOfFile: certificate, encoding: .utf8)
        let tampered = try scratch.write(text.replacing("\"value\": \"0.5\"", with: "\"value\": \"0.6\""), "x.json")
        let rejected = try await Command.run(["verify", certificate, tampered])
        #expect(rejected.status == 1)
        #expect(rejected.output.contains("x.json: rejected"))
        #expect(rejected.output.contains("cases[0].quantities[4].value: says 0.6, found 0.5"))
    }

    @Test func whatTheLibraryDoesNotStateIsRejected() async throws {
        // Every number of it is right, but there is no such claim.
        let result = try await Command.run(["verify", folder + "descent.json"])
        #expect(result.status == 1)
        #expect(result.output.contains("hypotheses[0]: says \"step\": eta <= 1/L, found nothing"))
    }

    @Test func printsJSON() async throws {
        let result = try await Command.run(["verify", "--json", certificate])
        #expect(result.status == 0)
        let entries = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
        #expect(entries?.count == 1)
        #expect(entries?.first?["verdict"] as? String == "accepted")
        #expect(entries?.first?["known"] as? Bool == false)
        #expect(entries?.first?["comparisons"] as? Int == 6)
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
