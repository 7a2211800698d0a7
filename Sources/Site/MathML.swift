import Figures

/// What pandoc's MathML needs before browsers show it well.
enum MathML {
    /// The HTML with its formulas mended.
    ///
    /// - Upright words (`\mathrm{dist}`) come letter by letter, in a style that browsers no longer know: one identifier each.
    /// - A solidus comes as an identifier, which has no space and slants: it is an operator.
    /// - All brackets come as ones that stretch, which have more space around them: those around nothing tall do not. Norm
    ///   bars have the space of relations: none.
    /// - A formula that could not be typeset comes as TeX: it is shown as code, without its dollars.
    ///
    /// - Complexity: O(length).
    static func mended(_ html: String) -> String {
        var rewriter = Rewriter()
        // A long formula scrolls by itself.
        rewriter.replace("<math display=\"block\"", by: "<math display=\"block\" tabindex=\"0\"")
        rewriter.replace("<mi>/</mi>", by: "<mo lspace=\"0\" rspace=\"0\">/</mo>")
        rewriter.replace("<mstyle mathvariant=\"normal\">", through: "</mstyle>") { letters in
            let word = letters.replacing("<mi>", with: "").replacing("</mi>", with: "")
            if word.contains("<") { return nil }
            return word.count == 1 ? "<mi mathvariant=\"normal\">\(word)</mi>" : "<mi>\(word)</mi>"
        }
        rewriter.replace("<span class=\"math", through: "</span>") { span in
            guard let end = span.firstIndex(of: ">") else { return nil }
            let tex = span[span.index(after: end)...].drop { $0 == "$" }.reversed().drop { $0 == "$" }.reversed()
            return "<code class=\"tex\">\(String(tex))</code>"
        }
        return withScrollingFormulas(withPlainBrackets(rewriter.rewrite(html)))
    }

    /// A formula within a line that is wider than a phone scrolls by itself.
    private static func withScrollingFormulas(_ html: String) -> String {
        var rewriter = Rewriter()
        rewriter.replace("<math display=\"inline\"", through: "</math>") { formula in
            guard let tex = formula.firstRange(of: "application/x-tex\">"),
                let end = formula[tex.upperBound...].firstIndex(of: "<"),
                formula[tex.upperBound..<end].count > longest
            else { return nil }
            return "<span class=\"formula\" tabindex=\"0\"><math\(formula)</math></span>"
        }
        return rewriter.rewrite(html)
    }

    /// Beyond so many characters of TeX a formula may be wider than a phone.
    private static let longest = 28

    /// What is taller than a line.
    private static let tall = ["<mfrac", "<munder", "<mover", "<mtable", "<msqrt"]

    /// Brackets around nothing tall do not stretch.
    private static func withPlainBrackets(_ html: String) -> String {
        let mark = "<mo stretchy=\"true\" form=\""
        var isTall: [Bool] = []
        var open: [Int] = []
        // One pass finds what is between the brackets, another one writes them.
        var finder = Rewriter()
        for name in tall {
            finder.replace(name, through: ">") { _ in
                for bracket in open { isTall[bracket] = true }
                return nil
            }
        }
        var partner: [Int] = []
        finder.replace(mark, through: "\">") { form in
            if form == "prefix" {
                open.append(isTall.count)
                partner.append(isTall.count)
            } else {
                partner.append(open.popLast() ?? isTall.count)
            }
            isTall.append(false)
            return nil
        }
        _ = finder.rewrite(html)
        var writer = Rewriter()
        var place = 0
        writer.replace(mark, through: "\">") { form in
            let stretches = isTall[partner[place]]
            place += 1
            return "<mo stretchy=\"\(stretches)\" form=\"\(form)\" lspace=\"0\" rspace=\"0\">"
        }
        return writer.rewrite(html)
    }
}
