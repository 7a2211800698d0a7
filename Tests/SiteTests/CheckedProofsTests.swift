import Claims
import Foundation
import Testing

@testable import Texts

/// The record of what Coq has checked: read in full or refused, and about claims and parts that there are.
@Suite struct CheckedProofsTests {
    private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func recordIsRead() throws {
        let proofs = try CheckedProofs(
            "# comment\ntheorem\ta\tone\tfirst\tproofs/coq/claims/a.v\t\ntheorem\ta\ttwo\tsecond\tb.v\tthe rest\n"
                + "theorem\ta\tone\tthird\tb.v\t\ntheorem\tab\tone\tother\tb.v\t\naxiom\tclassic\ncoqchk\t* Axioms:\n")
        #expect(proofs.theorems.count == 4 && proofs.axioms == ["classic"])
        #expect(proofs.theorems(on: "a").map(\.name) == ["first", "second", "third"])
        #expect(proofs.theorems(on: "a").map(\.given) == [nil, "the rest", nil])
        #expect(proofs.parts(of: "a") == ["one", "two"])
        #expect(proofs.theorems[1].line == "two: second in b.v, given: the rest")
        #expect(proofs.theorems(on: "b").isEmpty)
    }

    @Test(arguments: [
        ("theorem\ta\tone\tfirst\tb.v", "six fields in a line `theorem`"),
        ("theorem\ta\tone\tfirst\tb.v\t\tmore", "six fields in a line `theorem`"),
        ("theorem\ta\t\tfirst\tb.v\t", "no empty field before the last"),
        ("axiom", "two fields in a line `axiom`"), ("coqchk\ta\tb", "two fields in a line `coqchk`"),
        ("lemma\ta", "a line `theorem`, `axiom` or `coqchk`"), (" ", "a line `theorem`, `axiom` or `coqchk`"),
    ])
    func malformedLinesAreErrors(line: String, expected: String) {
        let error = #expect(throws: CheckedProofs.Malformed.self) { try CheckedProofs("# first\n\(line)\n") }
        #expect(error?.line == 2 && error?.expected == expected)
        #expect(error?.description.hasPrefix("proofs/coq/checked.txt:2: expected \(expected), found ") == true)
    }

    /// What is built in names claims of the library, their parts, and theorems that stand in their files under that mark.
    @Test func theoremsAreAboutClaims() throws {
        let proofs = try CheckedProofs.carried()
        #expect(Set(proofs.theorems.map(\.claim)).count >= 20)
        for theorem in proofs.theorems {
            guard Library.ids.contains(theorem.claim) else {
                Issue.record("\(theorem.name): there is no claim \(theorem.claim)")
                continue
            }
            let parts = try Library.claim(theorem.claim).parts.map(\.name)
            #expect(parts.contains(theorem.part), "\(theorem.name): \(theorem.claim) has no part \(theorem.part)")
            let source = try String(contentsOf: repository.appendingPathComponent(theorem.file), encoding: .utf8)
            #expect(source.contains("(** claim: \(theorem.claim), part: \(theorem.part)"), "\(theorem.name)")
            #expect(source.contains("Theorem \(theorem.name)"), "\(theorem.name)")
        }
        let twice = Dictionary(grouping: proofs.theorems) { "\($0.file) \($0.name)" }.filter { $1.count > 1 }
        #expect(twice.isEmpty, "\(twice.keys)")
    }
}
