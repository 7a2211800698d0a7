import ArgumentParser
import Figures
import Foundation

/// A lesson that is being run: what its cells show is put after the cell that showed it, and ``write()`` makes the page.
///
/// Text cells may state numbers: each must be one that a cell shows, or that stands in the code, rounded; if not, there is
/// no page but an error with file and line. Whoever changes a line, as the exercises ask, runs the lesson with `--changed`:
/// then the text may be wrong, and the page says so.
@MainActor
public final class Lesson {
    /// What a cell shows.
    enum Output {
        /// Markdown.
        case text(String)
        case picture(Plot, name: String, caption: String)
        case heat(HeatTable)
    }

    /// The name of the file without its ending.
    let name: String
    let source: LessonSource
    private(set) var outputs: [(line: Int, output: Output)] = []
    /// All numbers that a reader of the page can see; points of curves are not among them.
    private(set) var numbers: [Double] = []
    /// Whether a line is not as the text takes it to be.
    private(set) var isChanged = false
    private let file: String
    private let arguments: [String]

    /// The lesson in the file that calls this. Arguments of the command: `--out DIR`, `results` without it; `--changed`.
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

    /// Puts an output after the cell with `line`, and takes note of its numbers.
    func add(_ output: Output, numbers: [Double] = [], line: Int) {
        self.numbers += numbers
        outputs.append((line, output))
    }

    /// Writes the page as Markdown and as one HTML file that holds its pictures, under `lessons/` of the results. Where that
    /// cannot be done, the program says why on the standard error and ends with status 1.
    public func write() async {
        let options = LessonOptions.parseOrExit(arguments)
        do { try await write(options) } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    /// Errors: ``LessonError``; those of drawing and writing.
    private func write(_ options: LessonOptions) async throws {
        isChanged = options.changed
        if source.cells.isEmpty { throw LessonError.unreadable(file: file) }
        if !isChanged { try checkProse() }
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
                let row = lines.firstIndex { $0.contains(number.text) } ?? 0
                throw .unsupported(file: file, line: cell.lines.lowerBound + 1 + row, number: String(number.text))
            }
        }
    }
}

/// What the command line of a lesson can say.
struct LessonOptions: ParsableArguments {
    @Option(help: "The folder for results; the page goes to its folder lessons/.")
    var out = "results"

    @Flag(help: "A line of the lesson was changed: do not compare its text with what it computes.")
    var changed = false
}

/// Why a lesson has no page.
public enum LessonError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text states a number that no cell shows and no code has.
    case unsupported(file: String, line: Int, number: String)
    /// The program does not find its own source, which is its text.
    case unreadable(file: String)

    public var description: String {
        switch self {
        case .unsupported(let file, let line, let number):
            "\(file):\(line): the text says \(number), which no cell shows and no code has (changed? then --changed)"
        case .unreadable(let file): "\(file): the source of the lesson, which is its text, is not where it was built"
        }
    }
}
