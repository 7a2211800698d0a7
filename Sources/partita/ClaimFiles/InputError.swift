/// One thing that is wrong with a file: where, what was expected, what was found.
struct InputError: Error, Equatable, CustomStringConvertible {
    /// Who can see what is wrong.
    enum Kind: Sendable {
        /// The parser: the file cannot be read, or is not YAML.
        case syntax
        /// The grammar, and so the JSON Schema: keys, kinds of nodes, words, fixed limits.
        case form
        /// The mathematics: expressions, shapes, names of variables, what the data hold.
        case value
    }

    /// Line and column from 1; 0 where the file as a whole is meant.
    struct Position: Equatable {
        var file: String
        var line: Int
        var column: Int
    }

    var file: String
    /// Line and column from 1; 0 where the file as a whole is meant.
    var line: Int
    var column: Int
    /// The key that was read, as a path: `train[1].operator`.
    var key: String
    var message: String
    var kind = Kind.syntax
    /// Where in a table that the file names.
    var origin: Position?

    /// The place that is shown: in the table, if it is one that is wrong.
    var quoted: Position { origin ?? Position(file: file, line: line, column: column) }

    var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// Everything that is wrong with the files that were given.
struct InputErrors: Error, CustomStringConvertible {
    /// So many errors are told; of the others, their number.
    static let shown = 20

    var errors: [InputError]

    /// The errors, each with the line it is about and a caret under the column.
    var description: String {
        let told = errors.prefix(Self.shown)
        let source = SourceLines(of: told)
        var lines = told.map { error in
            var lines = ["error: \(error)"]
            if let quote = source.quote(error.quoted) {
                if let origin = error.origin { lines.append("  \(origin.file):\(origin.line):\(origin.column)") }
                lines.append(quote)
            }
            return lines.joined(separator: "\n")
        }
        if errors.count > told.count { lines.append("and \(errors.count - told.count) more") }
        return lines.joined(separator: "\n")
    }
}
