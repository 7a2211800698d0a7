import ArgumentParser
import Figures
import Foundation
import Verification

/// `partita verify`: replay certificates.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Replay certificates with other arithmetic and other code, and compare all that they say.",
        discussion: """
            Exit status: 0 every certificate is accepted; 1 one is rejected; 2 a file cannot be read or is no certificate.
            """)

    @Argument(help: "Certificates, as 'partita certify' writes them.")
    var certificates: [String]

    @Option(help: "The greatest precision that is tried.")
    var bits = Limits().bits

    @Option(help: "The folder that data files of a claim file are relative to.")
    var folder = "."

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if bits < 128 || bits > 1 << 20 {
            throw ValidationError("--bits: expected a number from 128 to 1048576, found \(bits)")
        }
    }

    func run() throws {
        var results: [Result] = []
        for path in certificates {
            do {
                let data = try Data(contentsOf: URL(fileURLWithPath: path))
                let known = KnownStatements(certificate: data, folder: folder)
                let verifier = try Verifier(data: data, limits: Limits(bits: bits), statement: known.statement)
                results.append(Result(path: path, report: try verifier.run()))
            } catch let error as VerificationError {
                throw Terminal.fail(Unreadable(path: path, reason: error.description))
            } catch let error as CocoaError {
                throw Terminal.fail(Unreadable(path: path, reason: error.localizedDescription))
            } catch {
                throw Terminal.fail(Unreadable(path: path, reason: "\(error)"))
            }
        }
        if json {
            Terminal.print(String(try SortedJSON.text(results).dropLast()))
        } else {
            for result in results { Terminal.print(result.text) }
        }
        if results.contains(where: { !$0.report.isAccepted }) { throw Outcome.violated }
    }

    /// A file that is no certificate.
    struct Unreadable: Error, CustomStringConvertible {
        let path: String
        let reason: String

        var description: String { "\(path): \(reason)" }
    }
}

extension VerifyCommand {
    /// What came out for a file.
    struct Result: Encodable {
        let path: String
        let report: Report

        /// How many findings are shown.
        private static let shown = 5

        /// A line on what was replayed, and the first findings.
        var text: String {
            let verdict = report.isAccepted ? "accepted" : "rejected"
            var lines = ["\(path): \(verdict): \(counts)"]
            lines += report.findings.prefix(Self.shown).map { "  \($0)" }
            if report.findings.count > Self.shown { lines.append("  and \(report.findings.count - Self.shown) more") }
            if !report.isKnown && report.isAccepted {
                lines.append("  the claim is not known here: what it states was taken from the certificate")
            }
            lines += report.notProved.map { "  not proved, as it says itself: \($0)" }
            return lines.joined(separator: "\n")
        }

        private var counts: String {
            "\(report.cases) cases, \(report.certified) parts certified, \(report.refuted) refuted, "
                + "\(report.notProved.count) not proved, \(report.rows) comparisons, at most \(report.bits) bits"
        }

        private enum Key: String, CodingKey {
            case certificate, verdict, claim, known, findings, notProved, cases, certified, refuted, comparisons, bits
        }

        private struct Entry: Encodable {
            let place: String
            let said: String
            let found: String
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(path, forKey: .certificate)
            try container.encode(report.isAccepted ? "accepted" : "rejected", forKey: .verdict)
            try container.encode(report.header?.claim, forKey: .claim)
            try container.encode(report.isKnown, forKey: .known)
            let findings = report.findings.map { Entry(place: $0.place, said: $0.said, found: $0.found) }
            try container.encode(findings, forKey: .findings)
            try container.encode(report.notProved, forKey: .notProved)
            try container.encode(report.cases, forKey: .cases)
            try container.encode(report.certified, forKey: .certified)
            try container.encode(report.refuted, forKey: .refuted)
            try container.encode(report.rows, forKey: .comparisons)
            try container.encode(report.bits, forKey: .bits)
        }
    }
}
