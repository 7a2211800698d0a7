import Claims
import Foundation
import Yams

/// The syntax tree of claims; Foundation has a type of the same name.
typealias Expression = Claims.Expression

/// Reads typed values out of a YAML tree and collects what is wrong, each with file, line, column and key.
///
/// A reading function returns `nil` after it has noted an error, so that one run reports several.
final class Reader {
    let file: String
    private(set) var errors: [InputError] = []
    /// Rows with missing values that were left out, as the file asked for.
    var droppedRows = 0

    init(file: String) { self.file = file }

    // MARK: Errors

    func fail(_ node: Node?, _ key: String, _ message: String, columnOffset: Int = 0) {
        errors.append(
            InputError(
                file: file, line: node?.mark?.line ?? 0, column: (node?.mark?.column ?? 0) + columnOffset, key: key,
                message: message))
    }

    func expected(_ expectation: String, _ node: Node, _ key: String) {
        fail(node, key, "expected \(expectation), found \(Self.describe(node))")
    }

    /// A node in a few words, for messages.
    static func describe(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "\"\(shortened(scalar.string))\""
        case .sequence(let items): "a list of \(items.count)"
        case .mapping(let pairs):
            "a mapping with \(pairs.isEmpty ? "no keys" : pairs.keys.map(keyText).prefix(5).joined(separator: ", "))"
        case .alias: "an alias"
        }
    }

    private static func keyText(_ node: Node) -> String { shortened(node.scalar?.string ?? "a key that is not a word") }

    private static func shortened(_ text: String) -> String {
        text.count <= 60 ? text : String(text.prefix(57)) + "..."
    }

    // MARK: Structure

    /// A mapping with known keys only; unknown ones are errors, with the nearest right spelling, and so are missing ones:
    /// what is there is returned all the same, so that it is checked too.
    func mapping(_ node: Node, _ key: String, keys: [String], required: [String] = []) -> [String: Node]? {
        guard case .mapping(let pairs) = node else {
            expected("a mapping with \(Self.list(keys))", node, key)
            return nil
        }
        var result: [String: Node] = [:]
        var misspelt: Set<String> = []
        for (name, value) in pairs {
            guard let text = name.scalar?.string, keys.contains(text) else {
                let text = Self.keyText(name)
                let meant = text.nearest(among: keys)
                if let meant { misspelt.insert(meant) }
                let hint = meant.map { "; did you mean `\($0)`?" } ?? ""
                fail(name, key, "unknown key `\(text)`\(hint); expected \(Self.list(keys))")
                continue
            }
            result[text] = value
        }
        for name in required where result[name] == nil && !misspelt.contains(name) {
            fail(node, key, "the key `\(name)` is missing")
        }
        return result
    }

    /// A mapping of exactly one of the known keys, as in `{bernoulli: 0.5}`.
    func choice(_ node: Node, _ key: String, of keys: [String]) -> (name: String, value: Node)? {
        guard let pairs = mapping(node, key, keys: keys) else { return nil }
        guard pairs.count == 1, let (name, value) = pairs.first else {
            if pairs.isEmpty, case .mapping(let all) = node, !all.isEmpty { return nil }
            fail(
                node, key,
                "expected exactly one of \(Self.list(keys)), found \(pairs.isEmpty ? "none" : pairs.keys.sorted().joined(separator: " and "))"
            )
            return nil
        }
        return (name, value)
    }

    func sequence(_ node: Node, _ key: String, of what: String) -> [Node]? {
        guard case .sequence(let items) = node else {
            expected("a list of \(what)", node, key)
            return nil
        }
        return Array(items)
    }

    static func list(_ keys: [String]) -> String {
        guard keys.count > 1, let last = keys.last else { return keys.map { "`\($0)`" }.joined() }
        return keys.dropLast().map { "`\($0)`" }.joined(separator: ", ") + " or `\(last)`"
    }

    // MARK: Scalars

    func text(_ node: Node, _ key: String) -> String? {
        guard let scalar = node.scalar else {
            expected("a text", node, key)
            return nil
        }
        return scalar.string
    }

    func word<T: CaseIterable & RawRepresentable>(_ node: Node, _ key: String, as type: T.Type) -> T?
    where T.RawValue == String {
        let words = T.allCases.map(\.rawValue)
        guard let text = node.scalar?.string, let value = T(rawValue: text) else {
            let hint = node.scalar?.string.nearest(among: words).map { "; did you mean `\($0)`?" } ?? ""
            fail(node, key, "expected \(Self.list(words)), found \(Self.describe(node))\(hint)")
            return nil
        }
        return value
    }

    func flag(_ node: Node, _ key: String) -> Bool? {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            expected("`true` or `false`", node, key)
            return nil
        }
    }

    func expression(_ node: Node, _ key: String) -> Expression? {
        guard let scalar = node.scalar else {
            expected("a number or an expression", node, key)
            return nil
        }
        do throws(ExpressionError) { return try Expression(parsing: scalar.string) } catch {
            fail(node, key, "in \(Self.describe(node)): \(error.message)", columnOffset: offset(scalar, error.position))
            return nil
        }
    }

    func condition(_ node: Node, _ key: String) -> Condition? {
        guard let scalar = node.scalar else {
            expected("a condition such as `eta < 2/L`", node, key)
            return nil
        }
        do throws(ExpressionError) { return try Condition(parsing: scalar.string) } catch {
            fail(node, key, "in \(Self.describe(node)): \(error.message)", columnOffset: offset(scalar, error.position))
            return nil
        }
    }

    /// The column of a position within a scalar, relative to where the scalar begins.
    func offset(_ scalar: Node.Scalar, _ position: Int) -> Int {
        let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        return position - 1 + (quoted ? 1 : 0)
    }

    /// A finite number: a literal or an expression in the names of `scope`.
    func number(_ node: Node, _ key: String, _ scope: Scope = Scope()) -> Double? {
        guard let expression = expression(node, key) else { return nil }
        guard let value = scope.evaluate(expression, node, key, self) else { return nil }
        guard value.isFinite else {
            fail(node, key, "expected a finite number, found \(Self.describe(node)), which is \(value)")
            return nil
        }
        return value
    }

    func integer(
        _ node: Node, _ key: String, from least: Int, to greatest: Int = 100_000_000, _ scope: Scope = Scope()
    ) -> Int? {
        guard let value = number(node, key, scope) else { return nil }
        guard value == value.rounded(), value >= Double(least), value <= Double(greatest) else {
            let limit = greatest == 100_000_000 ? "from \(least) on" : "from \(least) to \(greatest)"
            fail(node, key, "expected a whole number \(limit), found \(Self.describe(node))")
            return nil
        }
        return Int(value)
    }

    /// A list of whole numbers, as `[1, 3]`.
    func integers(_ node: Node, _ key: String) -> [Int]? {
        guard let items = sequence(node, key, of: "whole numbers") else { return nil }
        let values = items.compactMap { integer($0, key, from: 1) }
        return values.count == items.count ? values : nil
    }
}

/// The names that an expression may use, with their values.
struct Scope {
    var values: [String: Double] = [:]
    /// Definitions of `let`, already free of each other.
    var definitions: [String: Expression] = [:]

    /// The value of an expression; `nil` after noting an error.
    func evaluate(_ expression: Expression, _ node: Node, _ key: String, _ reader: Reader) -> Double? {
        for name in expression.variables where values[name] == nil && definitions[name] == nil {
            unknown(name, expression, node, key, reader)
            return nil
        }
        let expanded = expression.substituting(definitions)
        for name in expanded.variables where values[name] == nil {
            reader.fail(node, key, "`\(name)`, which a definition uses, has no value here")
            return nil
        }
        return try? expanded.evaluate(values)
    }

    func unknown(_ name: String, _ expression: Expression, _ node: Node, _ key: String, _ reader: Reader) {
        let known = (Array(values.keys) + definitions.keys).sorted()
        let hint = name.nearest(among: known).map { "; did you mean `\($0)`?" } ?? ""
        let position = expression.position(ofVariable: name) ?? 1
        let offset = node.scalar.map { reader.offset($0, position) } ?? 0
        reader.fail(
            node, key,
            known.isEmpty
                ? "expected a number, found the name `\(name)`"
                : "unknown variable `\(name)`\(hint); known here: \(known.joined(separator: ", "))",
            columnOffset: offset)
    }
}
