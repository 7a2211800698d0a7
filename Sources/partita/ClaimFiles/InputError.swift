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

    var file: String
    /// Line and column from 1; 0 where the file as a whole is meant.
    var line: Int
    var column: Int
    /// The key that was read, as a path: `train[1].operator`.
    var key: String
    var message: String
    var kind = Kind.syntax

    var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// Everything that is wrong with the files that were given.
struct InputErrors: Error, CustomStringConvertible {
    var errors: [InputError]

    var description: String { errors.map { "error: \($0)" }.joined(separator: "\n") }
}
