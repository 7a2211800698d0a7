import ArgumentParser
import Figures
import Foundation

/// A lesson that is being run: what its cells show is put after the cell that showed it, and ``write()`` makes the page.
///
/// Text cells may state numbers: each must be one that a cell shows, or that stands in the code, rounded; if not, there is
/// no page but an error with file and line.
@MainActor
public final class Lesson {
    /// What a cell shows.
    enum Output {
        /// Markdown.
        case text(String)
        case picture(Plot, name: String, caption: String)
    }

    /// The name of the file without its ending.
    let name: String
    let source: LessonSource
    private(set) var outputs: [(line: Int, output: Output)] = []
    /// All numbers shown.
    private(set) var numbers: [Double] = []
    private let file: String
    private let arguments: [String]

    /// The lesson in the file that calls this. Arguments of the command: `--out DIR`, `results` without it.
    public convenience init(_ file: String = #filePath) {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        self.init(file: file, text: text, arguments: Array(CommandLine.arguments.dropFirst()))
    }

    init(file: String, text: String, arguments: [String]) {
        self.file = (file as NSString).lastPathComponent
        name = (self.file as NSString).deletingPathExtension
        source = LessonSource(text)
        self.arguments = arguments
    }

    /// Shows a number with its meaning.
    public func show(_ meaning: String, _ value: Double, digits: Int = 6, line: Int = #line) {
        numbers.append(value)
        outputs.append((line, .text("\(meaning): **\(Digits.text(value, significant: digits))**")))
    }

    /// Shows a sentence, in Markdown. Numbers in it are the code's own.
    public func say(_ text: String, line: Int = #line) {
        numbers += Prose.literals(in: text)
        outputs.append((line, .text(text)))
    }

    /// Shows a table of numbers under the given column names; `nil` is shown as a dash.
    public func table(_ columns: [String], _ rows: [[Double?]], digits: Int = 6, line: Int = #line) {
        let cells = rows.map { row in row.map { $0.map { Digits.text($0, significant: digits) } ?? "-" } }
        numbers += rows.flatMap { $0.compactMap { $0 } }
        table(columns, text: cells, line: line)
    }

    /// Shows a table of texts, in Markdown.
    public func table(_ columns: [String], text rows: [[String]], line: Int = #line) {
        numbers += rows.flatMap { $0.flatMap(Prose.literals) }
        let head = ["| " + columns.joined(separator: " | ") + " |", "|" + columns.map { _ in "---:|" }.joined()]
        let body = rows.map { "| " + $0.joined(separator: " | ") + " |" }
        outputs.append((line, .text((head + body).joined(separator: "\n"))))
    }

    /// Draws curves over common steps: each a block with the columns `step`, `observed` and, if wanted, `bound`.
    public func plot(
        _ caption: String, x: String = "step", y: String, _ curves: [Curve], logY: Bool = true, line: Int = #line
    ) {
        let number = outputs.filter { if case .picture = $0.output { true } else { false } }.count + 1
        let pictureName = "\(name)-\(number)"
        let data = DataFile(
            header: [.init("lesson", name), .init("caption", caption)], blocks: curves.map(\.block))
        var words = Plot.Words()
        words.observed = curves.first?.name ?? ""
        let plot = Plot(
            title: "", xLabel: x, yLabel: y, dataFile: pictureName + ".dat", data: data, logY: logY, words: words)
        numbers += curves.flatMap { $0.observed + ($0.bound ?? []) }
        outputs.append((line, .picture(plot, name: pictureName, caption: caption)))
    }

    /// A named curve, and its bound where there is one.
    public struct Curve: Sendable {
        let name: String
        let steps: [Double]
        let observed: [Double]
        let bound: [Double]?

        /// Values over steps; without steps over 0, 1, 2, ...
        public init(_ name: String, _ observed: [Double], bound: [Double]? = nil, steps: [Double]? = nil) {
            self.name = name
            self.observed = observed
            self.bound = bound
            self.steps = steps ?? observed.indices.map(Double.init)
        }

        var block: DataFile.Block {
            DataFile.Block(
                name: name, columns: ["step", "observed"] + (bound == nil ? [] : ["bound"]),
                rows: observed.indices.map { row in
                    [steps[row], observed[row]] + (bound.map { [$0[row]] } ?? [])
                })
        }
    }

    /// Writes the page as Markdown and as one HTML file that holds its pictures, under `lessons/` of the results.
    ///
    /// Errors: ``LessonError`` for a number in the text that nothing computes; those of drawing and writing.
    public func write() async throws {
        let options = LessonOptions.parseOrExit(arguments)
        try checkProse()
        try await LessonPage(self).write(to: OutputFolder(root: options.out))
    }

    /// Errors: ``LessonError/unsupported(file:line:number:)``.
    func checkProse() throws(LessonError) {
        let known = numbers + Prose.literals(in: source.code)
        for cell in source.cells where cell.kind == .text {
            let text =
                cell.content.firstRange(of: "## Exercises").map { cell.content[..<$0.lowerBound] } ?? cell.content[...]
            for number in Prose.numbers(in: String(text)) where !Prose.states(number, oneOf: known) {
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                let row = lines.firstIndex { $0.contains(number) } ?? 0
                throw .unsupported(file: file, line: cell.lines.lowerBound + 1 + row, number: String(number))
            }
        }
    }
}

/// What the command line of a lesson can say.
struct LessonOptions: ParsableArguments {
    @Option(help: "The folder for results; the page goes to its folder lessons/.")
    var out = "results"
}

/// Why a lesson has no page.
public enum LessonError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text states a number that no cell shows and no code has.
    case unsupported(file: String, line: Int, number: String)

    public var description: String {
        switch self {
        case .unsupported(let file, let line, let number):
            "\(file):\(line): the text says \(number), which no cell shows and no code has"
        }
    }
}
