import Figures

/// A picture that gnuplot drew, to stand within a page.
public enum InlineSVG {
    /// The `svg` element of a file's text.
    ///
    /// The prologue goes, and the fixed size: the page decides it. Names within the picture get `prefix` in front, as pages
    /// hold many pictures. `label` says in words what is to be seen.
    ///
    /// - Complexity: O(length).
    /// - Returns: `nil` if there is no `svg` element.
    public static func element(_ file: String, prefix: String, label: String) -> HTML? {
        var box: String?
        var rewriter = Rewriter()
        // Everything up to the end of the opening tag is written anew.
        var isOpen = false
        rewriter.replace("<?xml", through: "?>") { _ in "" }
        rewriter.replace("<!DOCTYPE", through: ">") { _ in "" }
        rewriter.replace("<svg", through: ">") { attributes in
            if isOpen { return nil }
            isOpen = true
            box = attributes.firstMatch(of: /viewBox="([^"]*)"/).map { String($0.1) }
            return ""
        }
        rewriter.replace("</svg>", by: "")
        rewriter.replace("<title>", through: "</title>") { title in
            // Names that gnuplot gives on its own say nothing.
            let isOwn = title == "Gnuplot" || title.hasPrefix("gnuplot_plot_") || title.allSatisfy(\.isWhitespace)
            return isOwn ? "" : nil
        }
        rewriter.replace("<desc>", through: "</desc>") { _ in "" }
        for mark in ["id=\"", "id='", "href='#", "href=\"#", "url(#"] {
            rewriter.replace(mark, by: mark + prefix + "-")
        }
        let body = rewriter.rewrite(file)
        guard isOpen else { return nil }
        return .element(
            "svg",
            [
                .init("xmlns", "http://www.w3.org/2000/svg"), .init("xmlns:xlink", "http://www.w3.org/1999/xlink"),
                .init("viewBox", box ?? "0 0 490 330"), .init("role", "img"), .init("aria-label", label),
            ], [.markup(body)])
    }
}
