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

    @Test func ownClaimsHaveNoProof() {
        #expect(ProofPage(record("margin-flow", standing: "open")) == nil)
        #expect(ProofPage(record("no-such-claim")) == nil)
    }
}
