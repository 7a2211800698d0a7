import Claims
import Figures
import Testing
import Texts

@testable import Site

@Suite struct ProofPageTests {
    private func record(_ id: String, standing: String = "theorem") -> ClaimRecord {
        ClaimRecord(
            partita: "1", title: "t", statement: "", source: "", kind: "bound", standing: standing, command: "",
            summary: Summary.Claim(claim: id, family: "sharing", status: "validated", verdict: "holds"))
    }

    private func markdown(_ page: ProofPage?) throws -> String {
        guard case .markdown(let text, _) = try #require(page).page.body.first else { return "" }
        return text
    }

    /// Proofs refer to each other by file: links lead to pages that are there, and are plain words else.
    @Test func linksLeadToPagesThatAreThere() throws {
        let source = try #require(Texts.at("proofs/margin-flow.md"))
        #expect(source.contains("](balanced-invariant.md)") && source.contains("](zas-flow.md)"))
        let text = try markdown(ProofPage(record("margin-flow"), known: ["zas-flow"]))
        #expect(text.contains("](../zas-flow/proof.html)"))
        #expect(!text.contains(".md)") && !text.contains("balanced-invariant/proof.html"))
    }

    /// The theorems of Coq stand below the proof, where there are any.
    @Test func checkedTheoremsAreNamed() throws {
        let theorems = try CheckedProofs.carried().theorems
        let body = try #require(ProofPage(record("galore-descent"))).page.body
        #expect(body.count == 3)
        for theorem in theorems where theorem.claim == "galore-descent" {
            #expect("\(body)".contains(theorem.line))
        }
        let unchecked = try #require(Library.ids.first { id in !theorems.contains { $0.claim == id } })
        #expect(try #require(ProofPage(record(unchecked))).page.body.count == 1)
    }

    @Test func ownClaimsHaveNoProof() {
        #expect(ProofPage(record("margin-flow", standing: "open")) == nil)
        #expect(ProofPage(record("no-such-claim")) == nil)
    }
}
