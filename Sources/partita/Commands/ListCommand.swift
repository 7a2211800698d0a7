import ArgumentParser
import Claims
import Figures
import Foundation
import Texts

/// `partita list`: the library.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the claims of the library.")

    @Option(help: "Only this family: \(Family.library.map(\.rawValue).joined(separator: ", ")).")
    var family: Family?

    @Option(help: "Only this kind: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind?

    @Option(help: "Only this status: theorem or refuted.")
    var status: Status?

    @Option(help: "Only claims whose source contains this text, in any case.")
    var source: String?

    @Flag(help: "Print JSON.")
    var json = false

    enum Status: String, CaseIterable, ExpressibleByArgument {
        case theorem, refuted
    }

    func run() throws {
        let claims = try Library.all().filter { claim in
            (family == nil || claim.family == family) && (kind == nil || claim.kind == kind)
                && (status == nil || claim.standing.word == status?.rawValue)
                && (source.map { claim.source.localizedCaseInsensitiveContains($0) } ?? true)
        }
        let proofs: CheckedProofs
        do { proofs = try .carried() } catch { throw Terminal.fail(error) }
        if json {
            Terminal.print(String(try SortedJSON.text(claims.map { Entry($0, proofs) }).dropLast()))
        } else {
            Terminal.print(Table.library(claims, proofs))
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
        /// The theorems on it that Coq has checked.
        let checked: [Checked]

        init(_ claim: Claim, _ proofs: CheckedProofs) {
            id = claim.id
            family = claim.family.rawValue
            kind = claim.kind.rawValue
            title = claim.title
            source = claim.source
            status = claim.standing.word
            proof = claim.proofStatus
            checked = proofs.theorems(on: claim.id).map(Checked.init)
        }

        struct Checked: Codable {
            let part: String
            let theorem: String
            let file: String
            let given: String?

            init(_ theorem: CheckedProofs.Theorem) {
                part = theorem.part
                self.theorem = theorem.name
                file = theorem.file
                given = theorem.given
            }
        }
    }
}

extension Family: ExpressibleByArgument {
    /// The families of the library.
    static var library: [Family] { allCases.filter { $0 != .own } }
}

extension Kind: ExpressibleByArgument {}

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

    /// How many of its parts have a theorem that Coq has checked: "2/3", or "-" for none.
    func coverage(_ proofs: CheckedProofs) -> String {
        let count = proofs.parts(of: id).count
        return count == 0 ? "-" : "\(count)/\(parts.count)"
    }
}
