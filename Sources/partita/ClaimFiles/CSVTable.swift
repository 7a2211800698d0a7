import Foundation
import LinearAlgebra

/// A table of numbers in a CSV file: named columns, one row a record. The numbers stay in the file until they are read, in
/// blocks.
///
/// Comma, semicolon or tab; quotes; a byte-order mark; any line ends; a header where a field of the first record is neither a
/// number nor missing.
struct CSVTable {
    /// What is done with rows that have a missing value.
    enum Missing: String, CaseIterable { case error, drop }

    /// How many rows were read, and how many of them left out.
    struct Rows: Equatable {
        var kept = 0
        var dropped = 0
    }

    let path: String
    let names: [String]
    private let hasHeader: Bool

    /// Looks at the first record of `path`. Errors: what is wrong with the file as a whole or with its header.
    init(path: String) throws(InputErrors) {
        var scanner = try CSVScanner(path: path)
        guard try scanner.next() else { throw InputFile.failure(path, 1, "expected numbers, found an empty file") }
        let fields = 0..<scanner.fieldCount
        hasHeader = !fields.allSatisfy { scanner.withBytes(of: $0) { CSVValue($0).isData } }
        var names: [String] = []
        var known: Set<String> = []
        for field in fields {
            guard let text = scanner.text(of: field) else {
                throw InputFile.failure(path, scanner.line, "expected text in UTF-8, found other bytes")
            }
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            let name = hasHeader && !trimmed.isEmpty ? trimmed : "column\(field + 1)"
            guard known.insert(name).inserted else {
                throw InputFile.failure(path, scanner.line, "the column `\(name.prefix(60))` is there twice")
            }
            names.append(name)
        }
        self.path = path
        self.names = names
    }

    /// Reads some columns, in the given order, and hands their rows to `body` in blocks.
    ///
    /// O(bytes) time and little memory. Errors: all that is wrong with the fields of these columns and with the number of
    /// fields; missing values unless they are to be dropped; no rows; more than `limit` numbers.
    @discardableResult
    func read(
        _ columns: [Int], missing: Missing, limit: Int = .max, _ body: (MatrixView) -> Void
    ) throws(InputErrors) -> Rows {
        var scanner = try CSVScanner(path: path)
        if hasHeader { _ = try scanner.next() }
        var faults = CSVFaults(path: path)
        var rows = Rows()
        // Blocks of half a megabyte stay in the cache; but products need about as many rows as there are columns.
        let height = max(min(4096, (1 << 16) / max(columns.count, 1)), min(columns.count, 1024))
        var block = Vector(repeating: 0, count: height * columns.count)
        var filled = 0
        func flush() {
            block.withUnsafeBufferPointer {
                body(MatrixView($0.baseAddress, rows: filled, columns: columns.count, stride: height))
            }
            filled = 0
        }
        while try scanner.next() {
            guard scanner.fieldCount == names.count else {
                faults.wrong(
                    scanner.place(of: names.count), "expected \(names.count) fields, found \(scanner.fieldCount)")
                continue
            }
            var isComplete = true
            for (place, column) in columns.enumerated() {
                switch scanner.withBytes(of: column, CSVValue.init) {
                case .number(let value): block[filled + place * height] = value
                case .missing:
                    faults.missing(scanner.line, names[column], isFirst: isComplete)
                    isComplete = false
                case .notFinite, .text:
                    faults.wrong(scanner.place(of: column), Self.unexpected(scanner, column, names[column]))
                }
            }
            guard isComplete else {
                rows.dropped += 1
                continue
            }
            rows.kept += 1
            filled += 1
            if rows.kept > limit / max(columns.count, 1) {
                throw InputFile.failure(path, scanner.line, "expected at most \(limit) numbers, found more")
            }
            if filled == height { flush() }
        }
        try faults.check(rows: rows.kept + rows.dropped, missing: missing)
        guard rows.kept > 0 else {
            throw InputFile.failure(
                path, 1,
                rows.dropped > 0
                    ? "expected rows of numbers, found a missing value in each of the \(rows.dropped) rows"
                    : "expected rows of numbers, found only a header")
        }
        if filled > 0 { flush() }
        return rows
    }

    /// What is said of a field that is no number.
    private static func unexpected(_ scanner: CSVScanner, _ column: Int, _ name: String) -> String {
        let found = scanner.text(of: column) ?? "bytes that are not UTF-8"
        return "column `\(name)`: expected a number, found \"\(shortened(found))\"\(hint(found))"
    }

    /// The text on one line, and not too long.
    private static func shortened(_ text: String) -> String {
        text.prefix(40).unicodeScalars.map { $0.value < 32 ? $0.escaped(asASCII: false) : String($0) }.joined()
    }

    private static func hint(_ found: String) -> String {
        Double(found.replacingOccurrences(of: ",", with: ".")) == nil ? "" : "; decimals are written with a point"
    }

    /// All columns as a matrix, one row a record.
    func matrix(missing: Missing, limit: Int) throws(InputErrors) -> (matrix: Matrix, rows: Rows) {
        var columns = names.map { _ in Vector() }
        let rows = try read(Array(names.indices), missing: missing, limit: limit) { block in
            for j in columns.indices {
                for i in 0..<block.rows { columns[j].append(block[i, j]) }
            }
        }
        let storage = columns.flatMap { $0 }
        return (Matrix(rows: rows.kept, columns: names.count, storage: storage), rows)
    }
}
