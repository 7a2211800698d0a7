import Foundation
import LinearAlgebra
import SwiftCSV

/// A table of numbers read from a CSV file: named columns, one row a line.
struct CSVTable {
    let names: [String]
    let columns: [Vector]

    var rowCount: Int { columns.first?.count ?? 0 }

    /// Reads `path`: comma, semicolon or tab; quotes; a byte-order mark; a header where a field of the first line is not a
    /// number. Errors: with line and column name, what was expected and found.
    init(path: String) throws(InputErrors) {
        var text = try YAMLSource.text(of: path)
        if text.contains("\r\n") { text = text.replacingOccurrences(of: "\r\n", with: "\n") }
        func failure(_ line: Int, _ message: String) -> InputErrors {
            InputErrors(errors: [InputError(file: path, line: line, column: 1, key: "", message: message)])
        }
        var rows: [[String]] = []
        do {
            let table = try EnumeratedCSV(
                string: text, delimiter: .guessed(string: text), loadColumns: false, rowLimit: 0)
            try table.enumerateAsArray(startAt: 0, rowLimit: nil) { rows.append($0) }
        } catch {
            throw failure(1, "the file is not CSV: \(error)")
        }
        guard let first = rows.first, !first.isEmpty else { throw failure(1, "expected numbers, found an empty file") }
        let hasHeader = first.contains { Self.number($0) == nil }
        let names =
            hasHeader ? first.map { $0.trimmingCharacters(in: .whitespaces) } : first.indices.map { "column\($0 + 1)" }
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw failure(1, "the column `\(twice)` is there twice")
        }
        var columns = names.map { _ in Vector() }
        for (index, row) in rows.enumerated().dropFirst(hasHeader ? 1 : 0) {
            if row.count == 1, row[0].isEmpty { continue }
            guard row.count == names.count else {
                throw failure(index + 1, "expected \(names.count) fields, found \(row.count)")
            }
            for (column, field) in row.enumerated() {
                guard let value = Self.number(field) else {
                    throw failure(
                        index + 1, "column `\(names[column])`: expected a number, found \"\(field.prefix(40))\"")
                }
                columns[column].append(value)
            }
        }
        guard columns[0].count > 0 else { throw failure(1, "expected rows of numbers, found only a header") }
        self.names = names
        self.columns = columns
    }

    private static func number(_ field: String) -> Double? {
        guard let value = Double(field.trimmingCharacters(in: .whitespaces)), value.isFinite else { return nil }
        return value
    }

    /// The columns as a matrix, one row a line of the file.
    var matrix: Matrix { Matrix(rows: rowCount, columns: columns.count, storage: columns.flatMap { $0 }) }

    func column(_ name: String) -> Vector? { names.firstIndex(of: name).map { columns[$0] } }

    /// The table without some columns.
    func without(_ dropped: Set<String>) -> (names: [String], columns: [Vector]) {
        let kept = names.indices.filter { !dropped.contains(names[$0]) }
        return (kept.map { names[$0] }, kept.map { columns[$0] })
    }
}
