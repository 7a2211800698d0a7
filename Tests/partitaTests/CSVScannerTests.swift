import Foundation
import LinearAlgebra
import SwiftCSV
import Testing

@testable import partita

/// The scanner against SwiftCSV, which holds the whole text in memory, and on forms that SwiftCSV does not know.
@Suite struct CSVScannerTests {
    private func records(_ path: String) throws -> [[String]] {
        var scanner = try CSVScanner(path: path)
        var records: [[String]] = []
        while try scanner.next() { records.append((0..<scanner.fieldCount).map { scanner.text(of: $0) ?? "" }) }
        return records
    }

    private func records(of text: String) throws -> [[String]] {
        let scratch = try Scratch()
        return try records(try scratch.write(text, "table.csv"))
    }

    /// A random table of fields of all kinds, quoted where they must be and sometimes where they need not.
    private func randomTable(_ generator: inout Generator, _ delimiter: String) -> String {
        let contents = ["1", "-2.5", "a", "x y", "p,q", "p;q", "p\tq", "two\nlines", "say \"so\"", "\"", "3e-4", "é"]
        let width = 2 + generator.below(4)
        var lines: [String] = []
        for _ in 0..<(1 + generator.below(20)) {
            let fields = (0..<width).map { _ in
                let field = contents[generator.below(contents.count)]
                let mustQuote = field.contains { "\",;\t\n".contains($0) }
                return mustQuote || generator.below(4) == 0
                    ? "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : field
            }
            lines.append(fields.joined(separator: delimiter))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(arguments: [",", ";", "\t"]) func agreesWithSwiftCSV(_ delimiter: String) throws {
        let scratch = try Scratch()
        var generator = Generator(seed: 1, "csv", delimiter)
        for _ in 0..<200 {
            let text = randomTable(&generator, delimiter)
            let table = try EnumeratedCSV(
                string: text, delimiter: .character(Character(delimiter)), loadColumns: false, rowLimit: 0)
            var expected: [[String]] = []
            try table.enumerateAsArray(startAt: 0, rowLimit: nil) { expected.append($0) }
            let path = try scratch.write(text, "table.csv")
            #expect(try CSVScanner(path: path).delimiter == delimiter.utf8.first)
            #expect(try records(path) == expected)
            // The same with other line ends, and with a byte-order mark.
            let ends = text.replacingOccurrences(of: "\n", with: "\r\n")
            #expect(
                try records(try scratch.write("\u{FEFF}" + ends, "table.csv"))
                    == expected.map { record in
                        record.map { $0.replacingOccurrences(of: "\n", with: "\r\n") }
                    })
        }
    }

    @Test func forms() throws {
        #expect(try records(of: "a,b\r1,2\r") == [["a", "b"], ["1", "2"]])
        #expect(try records(of: "1,\n,2") == [["1", ""], ["", "2"]])
        #expect(try records(of: "\n\n1;2\n\n3;4\n\n") == [["1", "2"], ["3", "4"]])
        #expect(try records(of: " 1 , \"2\" ,3 ") == [["1", "2", "3"]])
        #expect(try records(of: "1\t\t2") == [["1", "", "2"]])
        #expect(try records(of: "1,5;2,5\n") == [["1,5", "2,5"]])
        #expect(try records(of: "\"\"\n1\n") == [[""], ["1"]])
        #expect(try records(of: "5\"\n") == [["5\""]])
        #expect(try records(of: "") == [])
    }

    /// Records that lie across the pieces in which the file is read, and one that is longer than a piece.
    @Test func piecesDoNotShow() throws {
        let scratch = try Scratch()
        for length in [(1 << 20) - 3, (1 << 20) - 2, (1 << 20) - 1, 1 << 20, 3 << 20] {
            let long = String(repeating: "x", count: length)
            let path = try scratch.write("\"\(long)\"\"\"\r\n1,2\r\n", "table.csv")
            let found = try records(path)
            #expect(found == [[long + "\""], ["1", "2"]], "\(length)")
        }
    }

    @Test func linesAreCounted() throws {
        let scratch = try Scratch()
        let path = try scratch.write("a,\"b\nc\"\r\n\r\n1,2\n\"3\r\n\r4\",5\n6,7", "table.csv")
        var scanner = try CSVScanner(path: path)
        var lines: [Int] = []
        while try scanner.next() { lines.append(scanner.line) }
        #expect(lines == [1, 4, 5, 8])
    }

    @Test(arguments: [
        ("1,2\n3,\"4\n5,6\n", 2, "a quote is not closed"), ("1,2\n\"3\"4,5\n", 2, "after a closing quote"),
        ("\u{FF}\u{FE}", 0, ""),
    ]) func brokenFiles(_ text: String, _ line: Int, _ says: String) throws {
        let scratch = try Scratch()
        let path =
            line > 0 ? try scratch.write(text, "table.csv") : try scratch.write([0xFF, 0xFE, 0x31, 0x00], "table.csv")
        let errors = try #require(#expect(throws: InputErrors.self) { try records(path) })
        #expect(errors.errors.map(\.line) == [max(line, 1)])
        #expect(errors.description.contains(line > 0 ? says : "UTF-16"))
    }

    /// A file without line ends, and one with very many fields: each would fill the memory.
    @Test func recordsHaveLimits() throws {
        let scratch = try Scratch()
        let long = try scratch.write(
            [UInt8](repeating: UInt8(ascii: "1"), count: CSVScanner.recordLimit + (2 << 20)), "a.csv")
        let wide = try scratch.write(String(repeating: "1,", count: CSVScanner.fieldLimit) + "1\n", "b.csv")
        for (path, says) in [(long, "at most 16 MiB"), (wide, "at most 65536 fields")] {
            let errors = try #require(#expect(throws: InputErrors.self) { try records(path) })
            #expect(errors.errors.count == 1 && errors.description.contains(says), "\(errors)")
        }
    }

    @Test func whatCannotBeReadTwiceIsRefused() throws {
        for path in ["/dev/zero", "/dev/null", NSTemporaryDirectory(), "/nowhere/at/all"] {
            #expect(throws: InputErrors.self) { try CSVScanner(path: path) }
        }
    }

    /// The short way of reading decimals against the standard library's.
    @Test func numbers() throws {
        func value(_ text: String) -> CSVValue {
            var text = text
            return text.withUTF8 { CSVValue($0) }
        }
        var generator = Generator(seed: 2, "csv numbers")
        for _ in 0..<20_000 {
            let digits = (0..<(1 + generator.below(18))).map { _ in Character("\(generator.below(10))") }
            var text = String(digits)
            if generator.below(3) > 0 {
                text.insert(".", at: text.index(text.startIndex, offsetBy: generator.below(digits.count)))
            }
            if generator.below(2) == 0 { text = "-" + text }
            if generator.below(5) == 0 { text += "e\(generator.below(40) - 20)" }
            #expect(value(text) == .number(try #require(Double(text))), "\(text)")
        }
        for text in ["", " ", "NA", "na", "NaN", "nan", "NAN", "?", "null", "NULL"] { #expect(value(text) == .missing) }
        for text in ["x", "1,5", "--1", "1e", "e5", ".", "-", "1.2.3", "1 2"] {
            #expect(value(text) == .text, "\(text)")
        }
        for text in ["inf", "-inf", "1e999"] { #expect(value(text) == .notFinite) }
        #expect(value(" 12 ") == .number(12))
    }
}
