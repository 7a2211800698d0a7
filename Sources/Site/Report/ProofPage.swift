import Figures
import Texts

/// The proof of a library claim, typeset.
struct ProofPage {
    private let id: String
    private let text: String
    private let theorems: [CheckedProofs.Theorem]

    /// `nil` if there is none: claims of users have no proof here.
    ///
    /// Pages link to each other as files of `proofs/`: here to the pages of `known` claims, and of others not at all.
    init?(_ record: ClaimRecord, known: Set<String> = []) {
        guard record.standing != "open", let text = Texts.at("proofs/\(record.summary.claim).md") else { return nil }
        id = record.summary.claim
        theorems = (try? CheckedProofs.carried())?.theorems(on: id) ?? []
        self.text = text.replacing(/\[([^\]]*)\]\(([a-z0-9-]+)\.md\)/) { link in
            known.contains(String(link.2)) ? "[\(link.1)](../\(link.2)/proof.html)" : String(link.1)
        }
    }

    var page: Page {
        Page(
            title: "Proof: \(id)", description: "Statement, hypotheses and proof of \(id).",
            trail: [("Results", "../index.html"), (id, "index.html"), ("Proof", nil)],
            body: [.markdown(text, inline: false)] + checked, style: .shared(up: 1))
    }

    /// What the proof assistant has checked of it.
    private var checked: [HTML] {
        if theorems.isEmpty { return [] }
        return [
            .tag("h2", [:], .text("Checked by Coq")),
            .tag("ul", [:], theorems.map { .tag("li", [:], .text($0.line)) }),
        ]
    }
}
