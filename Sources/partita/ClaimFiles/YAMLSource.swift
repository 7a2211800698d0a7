import Foundation
import Yams

/// A claim file as text, read and parsed into one YAML tree, with limits that no input can get around.
enum YAMLSource {
    static let byteLimit = 16 << 20
    /// Flow brackets and indentation deeper than this are not read: the parser below is recursive.
    static let depthLimit = 64

    /// The tree of the file at `path`. Errors: one ``InputError`` that says where.
    static func tree(of path: String) throws(InputErrors) -> Node {
        try parse(try text(of: path), file: path)
    }

    /// The file's text: UTF-8, without byte-order mark.
    static func text(of path: String) throws(InputErrors) -> String {
        let handle = try InputFile.open(path)
        var data = Data()
        while data.count <= byteLimit {
            let piece = try InputFile.read(handle, byteLimit + 1 - data.count, path: path)
            if piece.isEmpty { break }
            data.append(piece)
        }
        if data.count > byteLimit {
            throw InputFile.failure(path, 0, "expected at most \(byteLimit >> 20) MiB, found more")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            let good = String(decoding: data, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
            let line = good.reduce(1) { $0 + ($1.isNewline ? 1 : 0) }
            throw InputErrors(errors: [
                InputError(
                    file: path, line: line, column: 1, key: "", message: "expected text in UTF-8, found other bytes")
            ])
        }
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }

    static func parse(_ text: String, file: String) throws(InputErrors) -> Node {
        func failure(_ line: Int, _ column: Int, _ message: String) -> InputErrors {
            InputErrors(errors: [InputError(file: file, line: line, column: column, key: "", message: message)])
        }
        if let line = lineTooDeep(text) {
            throw failure(line, 1, "expected at most \(depthLimit) levels of nesting, found more")
        }
        do {
            // Iterated by hand: the sequence keeps its error to itself.
            var sequence = try Yams.compose_all(yaml: text)
            var documents: [Node] = []
            while let document = sequence.next() { documents.append(document) }
            if let error = sequence.error { throw error }
            guard let tree = documents.first else { throw failure(1, 1, "expected a claim, found an empty file") }
            guard documents.count == 1 else {
                let mark = documents[1].mark
                throw failure(mark?.line ?? 1, mark?.column ?? 1, "expected one document, found \(documents.count)")
            }
            return tree
        } catch let error as InputErrors {
            throw error
        } catch let error as YamlError {
            let (mark, problem) = explain(error)
            throw failure(mark?.line ?? 1, mark?.column ?? 1, problem)
        } catch {
            throw failure(1, 1, "the file is not YAML: \(error)")
        }
    }

    private static func explain(_ error: YamlError) -> (mark: Mark?, problem: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark, "the file is not YAML: \(problem)")
        case .reader(let problem, _, _, _):
            (nil, "the file is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark, "the key \(duplicates.map { "`\($0)`" }.joined(separator: ", ")) is there twice")
        default: (nil, "the file is not YAML: \(error)")
        }
    }

    /// The first line whose brackets, block indentation or leading dashes are nested deeper than ``depthLimit`` levels.
    ///
    /// Brackets in quotes and comments count too: no claim needs that many.
    private static func lineTooDeep(_ text: String) -> Int? {
        var line = 1
        var open = 0
        var atStart = true
        var indent = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                (atStart, indent) = (true, 0)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(open - 1, 0)
            default: break
            }
            if atStart {
                // Each of `- `, `? ` and two blanks can open a level.
                if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?") {
                    indent += 1
                } else {
                    atStart = false
                }
            }
            if open > depthLimit || (atStart && indent > 4 * depthLimit) { return line }
        }
        return nil
    }
}
