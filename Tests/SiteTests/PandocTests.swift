import Claims
import Testing
import Texts

@testable import Site

@Suite struct PandocTests {
    @Test func formulasBecomeMathML() async throws {
        let pieces = try await Pandoc.find().html(["Let $x_t \\le \\frac12$.", "# Heading\n\n| a |\n|---|\n| 1 |"])
        #expect(pieces.count == 2)
        #expect(pieces[0].hasPrefix("<p>Let <math display=\"inline\""))
        #expect(pieces[0].contains("<mfrac><mn>1</mn><mn>2</mn></mfrac>"))
        #expect(pieces[1].hasPrefix("<h1>Heading</h1>"))
        #expect(pieces[1].contains("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"table 1\"><table>"))
        #expect(pieces[1].contains("</table></div>"))
    }

    /// A long formula within a line can be scrolled; it is mended once like all others.
    @Test func longFormulasScroll() async throws {
        let tex = String(repeating: "(x_1 + 1)", count: 6)
        let pieces = try await Pandoc.find().html(["a $\(tex)$ b", "a $(x)$ b", "$$\(tex)$$"])
        #expect(pieces[0].hasPrefix("<p>a <span class=\"formula\" tabindex=\"0\"><math"))
        #expect(pieces[0].hasSuffix("</math></span> b</p>"))
        #expect(!pieces[1].contains("<span") && !pieces[2].contains("<span"))
        #expect(pieces[2].contains("<math display=\"block\" tabindex=\"0\""))
        for piece in pieces { #expect(wellFormedness(piece) == []) }
    }

    /// What a user writes cannot leave its place: no markup, and no end of the piece.
    @Test func markupIsText() async throws {
        let pieces = try await Pandoc.find().html(["<script>alert(1)</script> & <b>", "after"])
        #expect(!pieces[0].contains("<script") && !pieces[0].contains("<b>"))
        #expect(pieces[0].contains("&lt;script&gt;"))
        #expect(pieces[1] == "<p>after</p>")
    }

    @Test func anOpenBlockOfCodeStaysInItsPiece() async throws {
        let pieces = try await Pandoc.find().html(["```\nopen", "after", "partita-piece-ends-here"])
        #expect(pieces.count == 3)
        #expect(pieces[1] == "<p>after</p>")
    }

    @Test func whatCannotBeTypesetIsShownAsTeX() async throws {
        let piece = try await Pandoc.find().html(["$\\frac{1$ and $a<b$"])[0]
        #expect(piece.contains("<code class=\"tex\">\\frac{1</code>"), "\(piece)")
    }

    /// Every formula of the library is typeset.
    @Test func theLibraryIsTypeset() async throws {
        let proofs = Texts.paths.filter { $0.hasPrefix("proofs/") }
        let claims = try Library.all()
        let statements = claims.map(\.statement)
        let formulas = claims.flatMap { claim in
            claim.hypotheses.map { "$\($0.condition.latex)$" } + claim.parts.map { "$\($0.bound.latex)$" }
        }
        let pieces = proofs.compactMap { Texts.at($0) } + statements + formulas
        let html = try await Pandoc.find().html(pieces)
        for (piece, html) in zip(pieces, html) where html.contains("class=\"tex\"") || html.contains("class=\"math") {
            Issue.record("not typeset: \(piece.prefix(200)) in \(html.matches(of: /<code class="tex">[^<]*/).map(\.0))")
        }
        #expect(proofs.count >= 69)
    }

    @Test func withoutPandocTheErrorSaysWhatToDo() async throws {
        let error = await #expect(throws: SiteError.self) { try await Pandoc.find(searchPath: "/nowhere") }
        #expect(error == .pandocMissing)
        #expect("\(SiteError.pandocMissing)".contains("install pandoc"))
    }
}
