import Figures
import LinearAlgebra

extension Lesson {
    /// Shows a number with its meaning.
    public func show(_ meaning: String, _ value: Double, digits: Int = 6, line: Int = #line) {
        add(.text("\(meaning): **\(Digits.text(value, significant: digits))**"), numbers: [value], line: line)
    }

    /// Shows a sentence, in Markdown. Numbers in it are the code's own.
    public func say(_ text: String, line: Int = #line) {
        add(.text(text), numbers: Prose.literals(in: text), line: line)
    }

    /// Shows matrices, each after its name in TeX, side by side: `["P": p, "P H": p * h]`.
    public func matrices(_ named: KeyValuePairs<String, Matrix>, digits: Int = 4, line: Int = #line) {
        let formulas = named.map { name, matrix in
            let rows = matrix.rowArrays.map { row in
                row.map { Digits.text($0, significant: digits) }.joined(separator: " & ")
            }
            return "\(name) = \\begin{pmatrix} \(rows.joined(separator: " \\\\ ")) \\end{pmatrix}"
        }
        // Formulas of the line, and not displayed ones: they go below each other where the page is narrow.
        add(
            .text(formulas.map { "$\($0)$" }.joined(separator: ", ")), numbers: named.flatMap { $0.value.storage },
            line: line)
    }

    /// Shows a table of numbers under the given column names; `nil` is shown as a dash.
    public func table(_ columns: [String], _ rows: [[Double?]], digits: Int = 6, line: Int = #line) {
        let cells = rows.map { row in row.map { $0.map { Digits.text($0, significant: digits) } ?? "-" } }
        add(
            .text(Self.markdown(columns, cells, alignment: "---:")), numbers: rows.flatMap { $0.compactMap { $0 } },
            line: line)
    }

    /// Shows a table of texts, in Markdown.
    public func table(_ columns: [String], text rows: [[String]], line: Int = #line) {
        add(
            .text(Self.markdown(columns, rows, alignment: "---")),
            numbers: rows.flatMap { $0.flatMap(Prose.literals) }, line: line)
    }

    /// Shows a table of numbers in named rows, the larger the darker.
    ///
    /// `corner` says what the names of the rows are, and those of the columns: `depth / width`.
    public func heat(
        _ caption: String, corner: String, columns: [String], rows: [(name: String, values: [Double])], digits: Int = 3,
        line: Int = #line
    ) {
        let table = HeatTable(caption: caption, corner: corner, columns: columns, rows: rows, digits: digits)
        add(.heat(table), numbers: rows.flatMap(\.values), line: line)
    }

    /// A pipe table, each column as wide as its widest text.
    static func markdown(_ columns: [String], _ rows: [[String]], alignment: String) -> String {
        let head = [
            "| " + columns.joined(separator: " | ") + " |", "|" + columns.map { _ in alignment + "|" }.joined(),
        ]
        return (head + rows.map { "| " + $0.joined(separator: " | ") + " |" }).joined(separator: "\n")
    }
}
