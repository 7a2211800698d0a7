/// The source of a lesson, in cells: `// %% [markdown]` begins text, written as comments, and `// %%` begins code. Editors
/// fold and run such cells.
public struct LessonSource: Sendable, Equatable {
    /// A piece of text or of code.
    public struct Cell: Sendable, Equatable {
        /// What is in a cell.
        public enum Kind: Sendable, Equatable {
            /// Markdown, in comments.
            case text
            /// Swift.
            case code
        }

        /// What is in it.
        public var kind: Kind
        /// The lines of the file that it takes, counted from 1, the marker included.
        public var lines: ClosedRange<Int>
        /// Text without the comment marks, or code, without empty lines around it.
        public var content: String
    }

    /// The cells, in order.
    public let cells: [Cell]

    /// Takes a source apart. What stands before the first marker is a cell of code.
    public init(_ source: String) {
        var cells: [Cell] = []
        var kind = Cell.Kind.code
        var first = 1
        var lines: [Substring] = []
        func finish(_ last: Int) {
            let texts = kind == .code ? lines : lines.map(Self.uncommented)
            let content = Self.trimmed(texts)
            if !content.isEmpty { cells.append(Cell(kind: kind, lines: first...max(first, last), content: content)) }
            lines = []
        }
        let all = source.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() {
            if line.hasPrefix("// %%") {
                finish(index)
                kind = line.hasPrefix("// %% [markdown]") ? .text : .code
                first = index + 1
            } else {
                lines.append(line)
            }
        }
        finish(all.count)
        self.cells = cells
    }

    /// The title: the first heading of level 1.
    public var title: String {
        for cell in cells where cell.kind == .text {
            for line in cell.content.split(separator: "\n") where line.hasPrefix("# ") {
                return String(line.dropFirst(2))
            }
        }
        return "Lesson"
    }

    /// The code of all cells.
    public var code: String { cells.filter { $0.kind == .code }.map(\.content).joined(separator: "\n") }

    /// The exercises: the numbered items after the last heading, if that is `## Exercises`.
    public var exercises: [String] {
        guard let last = cells.last(where: { $0.kind == .text }),
            let heading = last.content.firstRange(of: "## Exercises\n")
        else { return [] }
        var items: [String] = []
        for line in last.content[heading.upperBound...].split(separator: "\n") {
            if line.prefixMatch(of: #/[0-9]+\.\s/#) != nil {
                items.append(String(line))
            } else if !items.isEmpty {
                items[items.count - 1] += " " + String(line.drop(while: \.isWhitespace))
            }
        }
        return items
    }

    private static func uncommented(_ line: Substring) -> Substring {
        if line.hasPrefix("// ") { return line.dropFirst(3) }
        return line.hasPrefix("//") ? line.dropFirst(2) : line
    }

    private static func trimmed(_ lines: [Substring]) -> String {
        let isEmpty = { (line: Substring) in line.allSatisfy(\.isWhitespace) }
        return lines.drop(while: isEmpty).reversed().drop(while: isEmpty).reversed().joined(separator: "\n")
    }
}
