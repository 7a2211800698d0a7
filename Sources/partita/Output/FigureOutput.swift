import Figures
import PaperFigures
import Texts

/// Turns paper figures into files under `figures/`.
struct FigureOutput {
    let folder: OutputFolder
    let figures: [DrawnFigure]

    private static let place = "figures/"

    /// Writes data, scripts and captions, and what the scripts load.
    func write() throws {
        folder.removeLeftovers()
        for name in Gallery.shared {
            try folder.write(Texts.at("plots/" + name) ?? "", to: Self.place + name)
        }
        for figure in figures {
            try folder.write(figure.data, to: Self.place + figure.id + ".dat")
            try folder.write(figure.script, to: Self.place + figure.id + ".gp")
            try folder.write(figure.markdown, to: Self.place + figure.id + ".md")
            try folder.write(figure.latex, to: Self.place + figure.id + "-figure.tex")
        }
        try folder.write(gallery, to: Self.place + "gallery.md")
    }

    /// A page with the figures written.
    private var gallery: String {
        let introduction = """
            # Paper figures

            Each figure is one column wide (3.4 in) and stands on claims of the library. Its data, script and caption come \
            from the command below it; other formats with `--render png,pdf,cairolatex`.

            """
        return introduction + figures.map { "\n## \($0.title)\n\n\($0.markdown)" }.joined()
    }

    /// Draws all in the given formats.
    func render(_ formats: [RenderFormat], jobs: Int, quiet: Bool) async throws {
        let progress = ProgressBar(label: "drawing", hidden: quiet)
        defer { progress.finish() }
        try await Renderer.find().render(
            scripts: figures.map { Self.place + $0.id + ".gp" }, in: folder, as: formats, jobs: jobs
        ) { progress.update($0, $1) }
    }

    /// A list of the figures, for programs.
    var json: String {
        get throws { String(try SortedJSON.text(figures.map(Entry.init)).dropLast()) }
    }

    /// A figure as `figure --json` shows it.
    private struct Entry: Encodable {
        let figure: String
        let title: String
        let claims: [String]
        let caption: String
        let command: String
        let files: [String]

        init(_ drawn: DrawnFigure) {
            figure = drawn.id
            title = drawn.title
            claims = drawn.claims
            caption = drawn.caption
            command = DrawnFigure.command(drawn.id)
            files = [".dat", ".gp", ".md", "-figure.tex"].map { FigureOutput.place + drawn.id + $0 }
        }
    }
}
