import Foundation
import Yams

@testable import partita

/// A value of JSON, as the printed schema or a file holds it.
enum JSON: Equatable, Decodable {
    case null, flag(Bool), number(Double), string(String), list([JSON]), object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let values = try? container.decode([JSON].self) {
            self = .list(values)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// A YAML tree as editors see it; a key that is not a scalar becomes one that nothing allows.
    init(_ node: Node) {
        switch node {
        case .scalar(let scalar):
            switch Scalar(scalar) {
            case .null: self = .null
            case .flag(let value): self = .flag(value)
            case .number(let value): self = .number(value)
            case .string(let value): self = .string(value)
            }
        case .sequence(let items): self = .list(items.map(JSON.init))
        case .mapping(let pairs):
            let values = pairs.map { key, value in (key.scalar?.string ?? "\u{0}", JSON(value)) }
            self = .object(Dictionary(values) { first, _ in first })
        case .alias: self = .null
        }
    }

    subscript(_ key: String) -> JSON? { if case .object(let values) = self { values[key] } else { nil } }
    var object: [String: JSON]? { if case .object(let values) = self { values } else { nil } }
    var list: [JSON]? { if case .list(let values) = self { values } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }
}

/// Validation by JSON Schema (draft 2020-12), for the keywords that the printed schema uses: written from the
/// specification, and knowing nothing of the grammar.
struct SchemaValidator {
    struct UnknownKeyword: Error { let name: String }

    private let root: JSON

    init(_ text: String) throws { try self.init(JSONDecoder().decode(JSON.self, from: Data(text.utf8))) }

    /// Errors: a keyword that is not known, anywhere in the schema.
    init(_ root: JSON) throws {
        self.root = root
        try Self.examine(root)
    }

    private static func examine(_ schema: JSON) throws {
        for (keyword, value) in schema.object ?? [:] {
            switch keyword {
            case "$schema", "$ref", "title", "description", "default", "type", "enum", "pattern", "minimum", "maximum",
                "exclusiveMinimum", "minItems", "minProperties", "required":
                break
            case "items", "not", "propertyNames", "additionalProperties": try examine(value)
            case "anyOf", "oneOf": try value.list?.forEach(examine)
            case "$defs", "properties", "dependentSchemas": try value.object?.values.forEach(examine)
            default: throw UnknownKeyword(name: keyword)
            }
        }
    }

    func accepts(_ value: JSON) -> Bool { accepts(value, root) }

    private func accepts(_ value: JSON, _ schema: JSON) -> Bool {
        if case .flag(let all) = schema { return all }
        return (schema.object ?? [:]).allSatisfy { holds($0, $1, value, schema) }
    }

    private func holds(_ keyword: String, _ argument: JSON, _ value: JSON, _ schema: JSON) -> Bool {
        switch keyword {
        case "$ref": return resolve(argument).map { accepts(value, $0) } ?? false
        case "type": return (argument.list ?? [argument]).contains { $0.string.map { Self.has($0, value) } ?? false }
        case "enum": return argument.list?.contains(value) ?? false
        case "anyOf": return argument.list?.contains { accepts(value, $0) } ?? false
        case "oneOf": return argument.list?.count { accepts(value, $0) } == 1
        case "not": return !accepts(value, argument)
        case "pattern", "minimum", "maximum", "exclusiveMinimum": return bounds(keyword, argument, value)
        case "items": return value.list?.allSatisfy { accepts($0, argument) } ?? true
        case "minItems": return value.list.map { Double($0.count) >= argument.number ?? .infinity } ?? true
        default: return object(keyword, argument, value, schema)
        }
    }

    private func bounds(_ keyword: String, _ argument: JSON, _ value: JSON) -> Bool {
        if keyword == "pattern" {
            guard let text = value.string else { return true }
            // Swift's own engine, not that of the decoder; the patterns are anchored at both ends.
            return (try? Regex(argument.string ?? "*").wholeMatch(in: text)) ?? nil != nil
        }
        guard let number = value.number, let limit = argument.number else { return true }
        return keyword == "minimum" ? number >= limit : keyword == "maximum" ? number <= limit : number > limit
    }

    private func object(_ keyword: String, _ argument: JSON, _ value: JSON, _ schema: JSON) -> Bool {
        guard let pairs = value.object else { return true }
        switch keyword {
        case "properties":
            return (argument.object ?? [:]).allSatisfy { name, inner in pairs[name].map { accepts($0, inner) } ?? true }
        case "additionalProperties":
            return pairs.allSatisfy { schema["properties"]?[$0] != nil || accepts($1, argument) }
        case "propertyNames": return pairs.keys.allSatisfy { accepts(.string($0), argument) }
        case "required": return (argument.list ?? []).allSatisfy { $0.string.map { pairs[$0] != nil } ?? false }
        case "minProperties": return Double(pairs.count) >= argument.number ?? .infinity
        case "dependentSchemas":
            return (argument.object ?? [:]).allSatisfy { name, inner in pairs[name] == nil || accepts(value, inner) }
        default: return true
        }
    }

    /// `#/$defs/model` and the like.
    private func resolve(_ reference: JSON) -> JSON? {
        reference.string?.split(separator: "/").dropFirst().reduce(root) { $0?[String($1)] }
    }

    private static func has(_ type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .flag), ("number", .number), ("string", .string), ("array", .list),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}
