import Foundation
import Testing

@testable import Figures

@Suite struct RewriterTests {
    /// The slow twin: Foundation's search, mark by mark, on texts where marks do not overlap.
    @Test func literalsAreReplacedAsFoundationDoes() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let text = (0..<60).map { _ in
                ["ab", "b", "\u{e9}", "<x", "a", "\n"].randomElement(using: &generator) ?? ""
            }.joined()
            var rewriter = Rewriter()
            rewriter.replace("<x", by: "[\u{fc}]")
            #expect(rewriter.rewrite(text) == text.replacingOccurrences(of: "<x", with: "[\u{fc}]"))
        }
    }

    @Test func theFirstRuleCountsAndWhatIsWrittenIsNotReadAgain() {
        var rewriter = Rewriter()
        rewriter.replace("aa", by: "a")
        rewriter.replace("a", by: "b")
        #expect(rewriter.rewrite("aaa aa a") == "ab a b")
    }

    @Test func closingMarksAreLookedForOrThePlaceIsLeft() {
        var rewriter = Rewriter()
        rewriter.replace("<t>", through: "</t>") { $0 == "keep" ? nil : "(\($0))" }
        #expect(rewriter.rewrite("<t>x</t><t>keep</t><t>open") == "(x)<t>keep</t><t>open")
        #expect(rewriter.rewrite("") == "")
    }

    @Test func hoverCallsBecomeTitlesAndEmptyGroupsGo() {
        let svg = """
            <g fill="none">
            </g>
            <g onmousemove="gnuplot_svg.showHypertext(evt,'step 1, ratio 2')" onmouseout="gnuplot_svg.hideHypertext()"><title> </title>
            <use/></g>

            """
        #expect(
            HoverTitles.replacingCalls(in: svg) == "<g class=\"value\"><title>step 1, ratio 2</title>\n<use/></g>\n")
    }
}
