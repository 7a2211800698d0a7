import Claims
import Foundation
import LinearAlgebra
import Rigour
import Testing
import Verification

@testable import partita

/// What certify writes and verify reads: accepted as it is, rejected when something is changed.
@Suite struct CertificateTests {
    private static let root = FuzzTests.root

    private func certificate(_ id: String, typical: Int = 1) throws -> Certificate {
        let checker = Checker(typicalCount: typical)
        return try Certifier().certify(Library.claim(id), checker: checker).certificate(partita: "0", seed: 1)
    }

    private func report(_ certificate: Certificate) throws -> Report {
        let data = try certificate.json()
        let known = KnownStatements(certificate: data, folder: Self.root + "/examples")
        return try Verifier(data: data, statement: known.statement).run()
    }

    @Test(arguments: ["ist-quad", "rcd-trace", "unfreeze-schedule", "pgd-rank", "refuted-ist-scaling-slip"])
    func libraryCertificatesAreAccepted(_ id: String) throws {
        let report = try report(certificate(id))
        #expect(report.isAccepted && report.isKnown, "\(report.findings)")
    }

    @Test func claimFilesAreCertifiedInTheirOwnNumbers() async throws {
        let scratch = try Scratch()
        let files = ["full", "masked", "unfrozen"].map { Self.root + "/examples/diabetes-\($0).yaml" }
        let result = try await Command.run(["certify"] + files + ["--out", scratch.path])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.components(separatedBy: "certified").count == 4)
        for name in ["full", "masked", "unfrozen"] {
            let path = scratch.path + "/diabetes-\(name)/certificate.json"
            let verified = try await Command.run(["verify", path, "--folder", Self.root + "/examples"])
            #expect(
                verified.status == 0 && verified.output.contains("accepted"), "\(verified.output)\(verified.errors)")
            #expect(!verified.output.contains("not known"))
        }
    }

    @Test func decimalsAreDecimals() async throws {
        let scratch = try Scratch()
        func certify(_ bound: String) async throws -> (Int32, String) {
            let path = try scratch.write(
                """
                claim: tenth
                model: {quadratic: {hessian: [[0.1]], optimum: [1/3]}}
                start: [0]
                train: [{operator: full, step-size: 1, steps: 1}]
                observe: distance
                \(bound)
                """)
            let result = try await Command.run(["certify", path, "--out", scratch.path + "/out"])
            return (result.status, result.output + result.errors)
        }
        // 0.9 t/3 + (1 - t)/3, which no double is.
        let (status, text) = try await certify("equals: (1 - t/10)/3")
        #expect(status == 0 && text.contains("certified"), "\(text)")
        let (wrong, other) = try await certify("equals: (1 - t*0.1000000000000000055)/3")
        #expect(wrong == 1 && other.contains("refuted rigorously") && other.contains("step 1"), "\(other)")
    }

    @Test func racesAreRefused() async throws {
        let result = try await Command.run(
            ["certify", Self.root + "/examples/schemes/progressive-subnetworks.yaml"])
        #expect(result.status == 2 && result.errors.contains("races and extractions are not certified"))
    }

    /// Two hundred changes of a certificate, each with its digest put right: in derivations, bounds, conditions, numbers,
    /// verdicts, names.
    @Test func tamperedCertificatesAreRejected() throws {
        let original = try certificate("ist-quad")
        #expect(try report(original).isAccepted)
        var generator = Generator(seed: 7, path: ["tampering"])
        var rejected = 0
        var tried = 0
        while tried < 200 {
            let changed = Tampering(original, using: &generator).certificate
            if changed == original { continue }
            tried += 1
            if try !report(changed).isAccepted { rejected += 1 } else { Issue.record("accepted: \(tried)") }
        }
        #expect(rejected == 200)
    }
}

/// One change of a certificate.
private struct Tampering {
    var certificate: Certificate

    init(_ original: Certificate, using generator: inout Generator) {
        certificate = original
        let k = generator.below(original.cases.count)
        switch generator.below(12) {
        case 0: certificate.claim = "rcd-trace"
        case 1: certificate.parts[generator.below(original.parts.count)].relation = "="
        case 2:
            let i = generator.below(original.parts.count)
            certificate.parts[i].bound = Self.digit(in: original.parts[i].bound, by: 1, &generator)
        case 3:
            let i = generator.below(original.hypotheses.count)
            certificate.hypotheses[i].condition = Self.digit(in: original.hypotheses[i].condition, by: 1, &generator)
        case 4, 5, 6:
            let i = generator.below(original.cases[k].derivation.count)
            certificate.cases[k].derivation[i] = Self.digit(in: original.cases[k].derivation[i], by: 1, &generator)
        case 7:
            guard !original.cases[k].quantities.isEmpty else { return }
            let i = generator.below(original.cases[k].quantities.count)
            certificate.cases[k].quantities[i].value = Self.digit(
                in: original.cases[k].quantities[i].value, by: 3, &generator)
        case 8:
            guard !original.cases[k].hypotheses.isEmpty else { return }
            let i = generator.below(original.cases[k].hypotheses.count)
            certificate.cases[k].hypotheses[i].holds = !(original.cases[k].hypotheses[i].holds ?? false)
        case 9:
            let i = generator.below(original.cases[k].parts.count)
            let verdict = original.cases[k].parts[i].verdict
            certificate.cases[k].parts[i].verdict = verdict == .certified ? .refuted : .certified
        case 10:
            let i = generator.below(original.cases[k].parts.count)
            certificate.cases[k].parts[i].rows += 1
        default:
            let i = generator.below(original.cases[k].parts.count)
            if let row = original.cases[k].parts[i].violated {
                certificate.cases[k].parts[i].violated?.margin[0] = Self.digit(in: row.margin[0], by: 3, &generator)
            } else {
                certificate.cases[k].role = original.cases[k].role == "sharp" ? "broken" : "sharp"
            }
        }
    }

    /// The text with one of its leading digits changed.
    private static func digit(in text: String, by change: Int, _ generator: inout Generator) -> String {
        let places = text.indices.filter { text[$0].isNumber }.prefix(6)
        guard !places.isEmpty else { return text }
        let place = places[generator.below(places.count)]
        let digit = text[place].wholeNumberValue ?? 0
        return text.replacingCharacters(in: place...place, with: "\((digit + change) % 10)")
    }
}
