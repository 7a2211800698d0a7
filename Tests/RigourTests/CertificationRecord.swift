import Claims
import Testing

@testable import Rigour

/// What is expected of the certification of a library claim: which parts are left by some instance, and which instances that are not
/// drawn have no derivation. Everything else is derived and decided.
struct CertificationRecord: Sendable, CustomTestStringConvertible {
    let id: String
    var left: Set<String> = []
    var uncovered: Set<String> = []

    init(_ id: String, left: Set<String> = [], uncovered: Set<String> = []) {
        self.id = id
        self.left = left
        self.uncovered = uncovered
    }

    var testDescription: String { id }

    /// Certifies the claim with three drawn instances, and compares.
    func expectIsMet() throws {
        let claim = try Library.claim(id)
        let found = try Certifier().certify(claim, checker: Checker(typicalCount: 3))
        let parts = found.proven.flatMap(\.parts)
        let isDecided = found.proven.allSatisfy(\.isDecided)
        let isRefuted = claim.standing != .theorem
        let isShown = parts.contains { $0.verdict == (isRefuted ? .refuted : .certified) }
        #expect(isDecided && isShown)
        #expect(found.verdict == (isRefuted ? .refuted : .certified))
        let leftHere = Set(found.proven.flatMap(\.left).map(\.name))
        #expect(leftHere == left)
        let uncovered = found.cases.compactMap { result in
            if case .notCovered(let reason) = result.outcome { (result.name, reason) } else { nil }
        }
        let fixed = Set(uncovered.map(\.0).filter { !$0.hasPrefix("typical") })
        #expect(fixed == self.uncovered)
        let wrong = uncovered.map(\.1).filter { $0 != "there is no derivation" }
        #expect(wrong.isEmpty)
    }
}
