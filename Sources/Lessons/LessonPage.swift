import Figures
import Foundation
import Site

/// The page of a lesson: text cells, code, and what the code showed, in the order of the file.
@MainActor
struct LessonPage {
    private let lesson: Lesson

    init(_ lesson: Lesson) { self.lesson = lesson }

    /// A piece of the page.
    private enum Piece {
        case text(String)
        case code(String)
        case output(Lesson.Output)
    }

    private var pieces: [Piece] {
        var pieces: [Piece] = []
        for cell in lesson.source.cells {
            switch cell.kind {
            case .text:
                pieces.append(.text(cell.content))
                if lesson.isChanged, pieces.count == 1 { pieces.append(.output(.text(Self.notice))) }
            case .code:
                // The line that writes the page says nothing on it.
                if cell.content != "await lesson.write()" { pieces.append(.code(cell.content)) }
                pieces += lesson.outputs.filter { cell.lines.contains($0.line) }.map { .output($0.output) }
            }
        }
        return pieces
    }

    private static let place = "lessons/"
    private static let notice =
        "A line of this lesson was changed: numbers in its text may not be those that are shown."

    /// Writes data, scripts, pictures, the Markdown page and the HTML page.
    func write(to folder: OutputFolder) async throws {
        folder.removeLeftovers()
        var scripts: [String] = []
        for case .picture(let plot, let name, _) in lesson.outputs.map(\.output) {
            try folder.write(plot.data, to: Self.place + name + ".dat")
            try folder.write(GnuplotScript(plot).text, to: Self.place + name + ".gp")
            scripts.append(Self.place + name + ".gp")
        }
        if !scripts.isEmpty { try await Renderer.find().render(scripts: scripts, in: folder, as: [.svg]) }
        try folder.write(markdown, to: Self.place + lesson.name + ".md")
        let page = try await Typesetter.typeset([page(folder)], with: .find())
        try folder.write(page.map(\.text).joined(), to: Self.place + lesson.name + ".html")
    }

    /// The page as Markdown, with its pictures beside it.
    private var markdown: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .code(let code): "```swift\n\(code)\n```"
            case .output(.text(let text)): text
            case .output(.picture(_, let name, let caption)): "![\(caption)](\(name).svg)\n\n*\(caption)*"
            case .output(.heat(let table)): table.markdown
            }
        }.joined(separator: "\n\n") + "\n"
    }

    private func page(_ folder: OutputFolder) throws -> Page {
        var body: [HTML] = []
        for piece in pieces {
            switch piece {
            case .code(let code):
                body.append(.tag("pre", ["tabindex": "0"], .tag("code", [:], .text(code))))
            case .text(let text): body.append(.markdown(text, inline: false))
            case .output(.text(let text)):
                body.append(.tag("div", ["class": "output"], .markdown(text, inline: false)))
            case .output(.heat(let table)): body.append(.tag("div", ["class": "output"], table.html))
            case .output(.picture(_, let name, let caption)):
                let svg = try String(contentsOfFile: folder.resolve(Self.place + name + ".svg"), encoding: .utf8)
                guard let picture = InlineSVG.element(svg, prefix: name, label: caption) else {
                    throw SiteError.unusable(path: name + ".svg", reason: "expected an SVG picture")
                }
                body.append(
                    .tag(
                        "figure", ["class": "output"], picture,
                        .tag("figcaption", [:], .markdown(caption, inline: false))))
            }
        }
        return Page(
            title: lesson.source.title, description: "A lesson that is a program: \(lesson.source.title)", body: body,
            style: .inside)
    }
}
