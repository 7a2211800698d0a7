import Figures
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Site

@Suite struct PageTests {
    @Test func textsAndAttributesAreEscaped() {
        let html = HTML.tag("p", ["title": "a \"b\" <c> & d"], .text("x < y & \u{7} z"), .link("a b#%.dat", "l"))
        #expect(
            html.markup
                == "<p title=\"a &quot;b&quot; &lt;c&gt; &amp; d\">x &lt; y &amp;   z<a href=\"a%20b#%25.dat\">l</a></p>\n"
        )
    }

    @Test func pagesAreWellFormedAndNeedNoNetwork() throws {
        let page = Page(
            title: "T & <t>", description: "\"d\"", trail: [("Results", "../index.html"), ("here", nil)],
            body: [.tag("h1", [:], .text("T")), .table(["a", "b"], right: [1], [[.text("x"), .text("1")]])],
            style: .inside)
        try #expect(problems(page.text) == [])
        #expect(page.text.contains("<style>\n/* Pages of Partita"))
        let shared = Page(title: "t", description: "d", body: [], style: .shared(up: 2))
        #expect(shared.text.contains("href=\"../../style.css\""))
    }

    @Test func markdownIsTypesetOnceForAllPages() async throws {
        let body: [HTML] = [.markdown("$x^2$", inline: true), .tag("div", [:], .markdown("a\n\nb", inline: true))]
        let pages = [0, 1].map { Page(title: "\($0)", description: "d", body: body, style: .shared(up: 0)) }
        let typeset = try await Typesetter.typeset(pages, with: .find())
        #expect(typeset[0].body == typeset[1].body)
        #expect(typeset[0].body[0].markup.hasPrefix("<math"), "one paragraph within a line loses its marks")
        #expect(typeset[0].body[1].markup == "<div><p>a</p>\n<p>b</p></div>\n")
    }

    /// What an XML parser finds wrong; HTML's own entities are not used.
    private func problems(_ text: String) throws -> [String] { wellFormedness(text) }
}

/// What keeps a page from being XML.
func wellFormedness(_ text: String) -> [String] {
    let parser = XMLParser(data: Data(text.utf8))
    return parser.parse() ? [] : ["line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "?")"]
}

@Suite struct MathMLTests {
    @Test func uprightWordsAreOneIdentifier() {
        #expect(
            MathML.mended("<math><mstyle mathvariant=\"normal\"><mi>d</mi><mi>i</mi></mstyle></math>")
                == "<math><mi>di</mi></math>")
        #expect(
            MathML.mended("<mstyle mathvariant=\"normal\"><mi>d</mi></mstyle>") == "<mi mathvariant=\"normal\">d</mi>")
        let other = "<mstyle mathvariant=\"normal\"><mi>d</mi><mn>1</mn></mstyle>"
        #expect(MathML.mended(other) == other)
    }

    /// Brackets stretch around fractions only; in nested ones each by what is between its own two.
    @Test func bracketsStretchWhereTheyMust() {
        func bracket(_ form: String, _ stretches: Bool? = nil) -> String {
            "<mo stretchy=\"\(stretches ?? true)\" form=\"\(form)\"\(stretches == nil ? "" : " lspace=\"0\" rspace=\"0\"")>|</mo>"
        }
        let low = "<mi>a</mi>"
        let high = "<mfrac><mi>a</mi><mi>b</mi></mfrac>"
        #expect(
            MathML.mended(bracket("prefix") + low + bracket("prefix") + high + bracket("postfix") + bracket("postfix"))
                == bracket("prefix", true) + low + bracket("prefix", true) + high + bracket("postfix", true)
                + bracket("postfix", true))
        #expect(
            MathML.mended(bracket("prefix") + high + bracket("prefix") + low + bracket("postfix") + bracket("postfix"))
                == bracket("prefix", true) + high + bracket("prefix", false) + low + bracket("postfix", false)
                + bracket("postfix", true))
        // A bracket that is alone.
        #expect(MathML.mended(bracket("postfix") + high) == bracket("postfix", false) + high)
    }
}

@Suite struct InlineSVGTests {
    private let file = """
        <?xml version="1.0"?>
        <!DOCTYPE svg PUBLIC "x" "y">
        <svg width="490" height="330" viewBox="0 0 490 330" xmlns="http://www.w3.org/2000/svg">
        <title>Gnuplot</title><desc>Produced by GNUPLOT</desc>
        <defs><circle id='gpDot' r='0.5'/></defs><g id="gnuplot_plot_1"><title>gnuplot_plot_1</title>
        <use href='#gpDot'/><g class="value"><title>step 1</title></g></g></svg>

        """

    @Test func namesGetThePrefixAndTheSizeGoes() throws {
        let markup = try #require(InlineSVG.element(file, prefix: "p", label: "a < b")).markup
        #expect(wellFormedness(markup) == [])
        #expect(markup.contains("viewBox=\"0 0 490 330\"") && !markup.contains("width="))
        #expect(markup.contains("id='p-gpDot'") && markup.contains("href='#p-gpDot'"))
        #expect(markup.contains("aria-label=\"a &lt; b\"") && markup.contains("role=\"img\""))
        #expect(markup.contains("<title>step 1</title>") && !markup.contains("<title>gnuplot_plot_1"))
        #expect(!markup.contains("Gnuplot") && !markup.contains("GNUPLOT"))
    }

    @Test func somethingElseIsRefused() {
        #expect(InlineSVG.element("<html></html>", prefix: "p", label: "") == nil)
    }
}
