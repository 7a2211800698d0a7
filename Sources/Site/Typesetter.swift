/// Typesets the Markdown of many pages at once.
public enum Typesetter {
    /// The pages with all Markdown in them converted by one process of pandoc; what is there several times is converted
    /// once.
    ///
    /// - Throws: those of ``Pandoc/html(_:)``.
    public static func typeset(_ pages: [Page], with pandoc: Pandoc) async throws(SiteError) -> [Page] {
        var sources: [String] = []
        var seen: Set<String> = []
        for page in pages {
            for piece in page.body {
                piece.forEachMarkdown { if seen.insert($0).inserted { sources.append($0) } }
            }
        }
        let converted = Dictionary(uniqueKeysWithValues: zip(sources, try await pandoc.html(sources)))
        return pages.map { page in
            var page = page
            page.body = page.body.map { $0.typeset(converted) }
            return page
        }
    }
}

extension HTML {
    /// Visits the Markdown in it, in order.
    func forEachMarkdown(_ body: (String) -> Void) {
        switch self {
        case .markdown(let source, _): body(source)
        case .element(_, _, let children), .group(let children): for child in children { child.forEachMarkdown(body) }
        case .text, .markup: break
        }
    }

    /// The same with Markdown replaced by what it was converted to.
    func typeset(_ converted: [String: String]) -> HTML {
        switch self {
        case .markdown(let source, let inline):
            let html = converted[source] ?? Self.escaped(source)
            return .markup(inline ? Self.withoutParagraph(html) : html)
        case .element(let name, let attributes, let children):
            return .element(name, attributes, children.map { $0.typeset(converted) })
        case .group(let children): return .group(children.map { $0.typeset(converted) })
        case .text, .markup: return self
        }
    }

    /// One paragraph without its marks; several stay as they are.
    private static func withoutParagraph(_ html: String) -> String {
        guard html.hasPrefix("<p>"), html.hasSuffix("</p>"), html.matches(of: /<p>/).count == 1 else { return html }
        return String(html.dropFirst(3).dropLast(4))
    }
}
