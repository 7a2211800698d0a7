import ArgumentParser
import Claims
import Foundation

/// `partita list`: the library.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the claims of the library.")

    @Option(help: "Only this family: \(Family.library.map(\.rawValue).joined(separator: ", ")).")
    var family: Family?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let claims = try Library.all().filter { family == nil || $0.family == family }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Terminal.print(String(decoding: try encoder.encode(claims.map(Entry.init)), as: UTF8.self))
        } else {
            Terminal.print(Table.library(claims))
        }
    }

    /// A claim as `list --json` shows it.
    struct Entry: Codable {
        let id: String
        let family: String
        let kind: String
        let title: String
        let source: String
        let status: String
        let proof: String

        init(_ claim: Claim) {
            id = claim.id
            family = claim.family.rawValue
            kind = claim.kind.rawValue
            title = claim.title
            source = claim.source
            status = claim.standing.word
            proof = claim.proofStatus
        }
    }
}

extension Family: ExpressibleByArgument {
    /// The families of the library.
    static var library: [Family] { allCases.filter { $0 != .own } }
}

extension Standing {
    var word: String {
        switch self {
        case .theorem: "theorem"
        case .refuted: "refuted"
        case .open: "open"
        }
    }
}

extension Claim {
    /// Where the proof stands: every theorem of the library has a page under `proofs/`.
    var proofStatus: String { standing == .open ? "none" : "page" }
}
