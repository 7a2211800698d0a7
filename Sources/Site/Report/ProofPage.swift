import Figures
import Texts

/// The proof of a library claim, typeset.
struct ProofPage {
    private let id: String
    private let text: String

    /// `nil` if there is none: claims of users have no proof here.
    init?(_ record: ClaimRecord) {
        guard record.standing != "open", let text = Texts.at("proofs/\(record.summary.claim).md") else { return nil }
        id = record.summary.claim
        self.text = text
    }

    var page: Page {
        Page(
            title: "Proof: \(id)", description: "Statement, hypotheses and proof of \(id).",
            trail: [("Results", "../index.html"), (id, "index.html"), ("Proof", nil)],
            body: [.markdown(text, inline: false)], style: .shared(up: 1))
    }
}
