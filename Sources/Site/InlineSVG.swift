/// A picture that gnuplot drew, to stand within a page.
public enum InlineSVG {
    /// The `svg` element of a file's text.
    ///
    /// The prologue goes, and the fixed size: the page decides it. Names within the picture get `prefix` in front, as pages
    /// hold many pictures. Values under the pointer, which gnuplot hands to a script of its own, become titles, which
    /// browsers show by themselves. `label` says in words what is to be seen.
    ///
    /// - Complexity: O(length).
    /// - Returns: `nil` if there is no `svg` element.
    public static func element(_ file: String, prefix: String, label: String) -> HTML? {
        guard let start = file.firstRange(of: "<svg"), let end = file.range(of: "</svg>", from: start.upperBound),
            let open = file[start.upperBound...].firstIndex(of: ">")
        else { return nil }
        let box = String(file[start.upperBound..<open].firstMatch(of: /viewBox="([^"]*)"/)?.1 ?? "0 0 490 330")
        var body = String(file[file.index(after: open)..<end.lowerBound])
        body = body.replacing(/<title>Gnuplot<\/title>\s*<desc>[^<]*<\/desc>/, with: "")
        body = withHoverTitles(body)
        body = body.replacing(/<title>(?:gnuplot_plot_[0-9a-z]+| *)<\/title>/, with: "")
        for mark in ["id=\"", "id='", "href='#", "href=\"#", "url(#"] {
            body = body.replacing(mark, with: mark + prefix + "-")
        }
        return .element(
            "svg",
            [
                .init("xmlns", "http://www.w3.org/2000/svg"), .init("xmlns:xlink", "http://www.w3.org/1999/xlink"),
                .init("viewBox", box), .init("role", "img"), .init("aria-label", label),
            ], [.markup(body)])
    }

    /// The same file with titles in place of calls of gnuplot's script.
    public static func withHoverTitles(_ svg: String) -> String {
        svg.replacing(
            /<g onmousemove="gnuplot_svg\.showHypertext\(evt,'([^"]*)'\)" onmouseout="gnuplot_svg\.hideHypertext\(\)"><title> <\/title>/
        ) { "<g class=\"value\"><title>\($0.1)</title>" }
    }
}

extension String {
    /// Where `text` is found first, from an index on.
    fileprivate func range(of text: String, from index: Index) -> Range<Index>? {
        self[index...].firstRange(of: text)
    }
}
