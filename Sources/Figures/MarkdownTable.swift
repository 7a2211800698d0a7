/// A table in GitHub-flavoured Markdown, its columns aligned in the source too.
struct MarkdownTable {
    private var rows: [[String]]
    private let numeric: Set<Int>

    /// A table with a heading for each column.
    ///
    /// - Parameter numeric: the columns that are set flush right.
    init(_ headings: [String], numeric: Set<Int> = []) {
        rows = [headings]
        self.numeric = numeric
    }

    /// Adds a row of plain texts; they are escaped here.
    mutating func append(_ cells: [String]) {
        rows.append(cells.map(Self.escaped))
    }

    /// The text, with a line break after each row.
    ///
    /// - Complexity: O(size of the text).
    var text: String {
        var widths = rows[0].map { max(3, $0.count) }
        for row in rows {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], cell.count)
            }
        }
        var lines: [String] = []
        for (place, row) in rows.enumerated() {
            let cells = widths.indices.map { column -> String in
                let cell = column < row.count ? row[column] : ""
                let blank = String(repeating: " ", count: widths[column] - cell.count)
                return numeric.contains(column) ? blank + cell : cell + blank
            }
            lines.append("| " + cells.joined(separator: " | ") + " |")
            if place == 0 {
                let rules = widths.indices.map { column in
                    let dashes = String(repeating: "-", count: widths[column] - 1)
                    return numeric.contains(column) ? dashes + ":" : dashes + "-"
                }
                lines.append("| " + rules.joined(separator: " | ") + " |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text that Markdown shows as it is, on one line: the characters that end a cell or start markup are escaped.
    static func escaped(_ text: String) -> String {
        let special = "\\|`*[]<_".utf8
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && !special.contains($0) }) { return text }
        let line = Array(DataFile.oneLine(text))
        var result = ""
        for (place, character) in line.enumerated() {
            let next = place + 1 < line.count ? line[place + 1] : " "
            switch character {
            case "\\", "|", "`", "*", "[", "]": result += "\\"
            case "<" where next.isLetter || next == "/" || next == "!": result += "\\"
            case "_" where place == 0 || !line[place - 1].isLetter || !next.isLetter && !next.isNumber: result += "\\"
            default: break
            }
            result.append(character)
        }
        return result
    }
}
