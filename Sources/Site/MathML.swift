/// What pandoc's MathML needs before browsers show it well.
enum MathML {
    /// The HTML with its formulas mended.
    ///
    /// - Upright words (`\mathrm{dist}`) come letter by letter, in a style that browsers no longer know: one identifier each.
    /// - A solidus comes as an identifier, which has no space and slants: it is an operator.
    /// - All brackets come as ones that stretch, which have more space around them: those around nothing tall do not.
    ///
    /// - Throws: ``SiteError/mathematics(tex:)`` if a formula was left as TeX.
    static func mended(_ html: String) throws(SiteError) -> String {
        if let start = html.firstRange(of: "<span class=\"math") {
            let rest = html[start.upperBound...]
            let tex = rest.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
            throw .mathematics(tex: String(tex))
        }
        guard html.contains("<math") else { return html }
        var result = html.replacing("<mi>/</mi>", with: "<mo lspace=\"0\" rspace=\"0\">/</mo>")
        result = withPlainBrackets(result)
        return result.replacing(/<mstyle mathvariant="normal">((?:<mi>[^<]<\/mi>)+)<\/mstyle>/) { match in
            let word = match.1.replacing("<mi>", with: "").replacing("</mi>", with: "")
            return word.count == 1 ? "<mi mathvariant=\"normal\">\(word)</mi>" : "<mi>\(word)</mi>"
        }
    }

    /// What is taller than a line.
    private static let tall = ["<mfrac", "<munder", "<mover", "<mtable", "<msqrt"]

    /// Brackets around nothing tall do not stretch.
    private static func withPlainBrackets(_ html: String) -> String {
        let mark = "<mo stretchy=\"true\" form=\""
        let pieces = html.split(separator: mark, omittingEmptySubsequences: false)
        var stretches = [Bool](repeating: true, count: pieces.count)
        var open: [Int] = []
        for index in pieces.indices.dropFirst() {
            if pieces[index].hasPrefix("prefix") {
                open.append(index)
            } else if let first = open.popLast() {
                let isTall = pieces[first..<index].contains { piece in tall.contains { piece.contains($0) } }
                stretches[first] = isTall
                stretches[index] = isTall
            }
        }
        return pieces.indices.map { index in
            (index == 0 ? "" : "<mo stretchy=\"\(stretches[index])\" form=\"") + pieces[index]
        }.joined()
    }
}
