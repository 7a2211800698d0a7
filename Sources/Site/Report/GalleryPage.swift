import Figures

/// The paper figures with their captions.
struct GalleryPage {
    private let results: ResultsFolder

    init(_ results: ResultsFolder) { self.results = results }

    var page: Page {
        let known = results.claims
        let figures = results.figures.compactMap { figure in
            Self.figure(figure, results, folder: "", prefix: figure.id, known: known)
        }
        return Page(
            title: "Paper figures",
            description: "Figures about partial training, each with its data, script and caption.",
            trail: [("Results", "../index.html"), ("Paper figures", nil)],
            body: [.tag("h1", [:], .text("Paper figures"))] + figures, style: .shared(up: 1))
    }

    /// One figure with its caption; `folder` leads to its files, `known` are the claims that have pages.
    static func figure(
        _ figure: ResultsFolder.Figure, _ results: ResultsFolder, folder: String, prefix: String,
        known: Set<String> = []
    ) -> HTML? {
        guard let svg = results.text("figures/\(figure.id).svg"),
            let picture = InlineSVG.element(svg, prefix: prefix, label: figure.title)
        else { return nil }
        let claims = figure.claims.flatMap { id -> [HTML] in
            [known.contains(id) ? .link("../\(id)/index.html", id) : .tag("code", [:], .text(id)), .text(" ")]
        }
        return .tag(
            "figure", [:], picture,
            .tag(
                "figcaption", [:], .tag("b", [:], .text(figure.title + ". ")), .markdown(figure.caption, inline: true),
                .text(" Made by "), .tag("code", [:], .text(figure.command)), .text(": "),
                .link("\(folder)\(figure.id).dat", "data"), .text(", "), .link("\(folder)\(figure.id).gp", "script"),
                .text(". About: "), .group(claims)))
    }
}
