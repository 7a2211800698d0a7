/// Values under the pointer in SVG pictures. gnuplot hands them to a script of its own; here they become titles, which
/// browsers show by themselves and readers read aloud.
enum HoverTitles {
    /// The picture with titles in place of calls, and without the empty groups that gnuplot begins for every change of
    /// colour.
    ///
    /// - Complexity: O(length).
    static func replacingCalls(in svg: String) -> String {
        var groups = Rewriter()
        groups.replace("<g ", through: "</g>\n") { inner in
            inner.utf8.firstIndex(of: UInt8(ascii: ">")).flatMap { end in
                inner[inner.index(after: end)...].allSatisfy(\.isWhitespace) ? "" : nil
            }
        }
        var calls = Rewriter()
        calls.replace(
            "<g onmousemove=\"gnuplot_svg.showHypertext(evt,'",
            through: "')\" onmouseout=\"gnuplot_svg.hideHypertext()\"><title> </title>"
        ) { "<g class=\"value\"><title>\($0)</title>" }
        return calls.rewrite(groups.rewrite(svg))
    }
}
