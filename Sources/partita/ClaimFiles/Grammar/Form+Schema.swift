import Yams

extension Grammar {
    /// The JSON Schema (draft 2020-12) of claim files, as editors take it for YAML read by the core schema of YAML 1.2.
    ///
    /// It refuses exactly the files of whose form ``Reader/examine(_:)`` complains: both follow the same grammar.
    static var schema: JSONValue {
        let definitions = Form.Name.allCases.map { ($0.rawValue, JSONValue.object(form($0).keywords)) }
        var schema = file.keywords
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "A claim file of Partita"
        schema["$defs"] = .object(Dictionary(uniqueKeysWithValues: definitions))
        return .object(schema)
    }
}

extension Form {
    /// The keywords that say the same as the form.
    fileprivate var keywords: [String: JSONValue] {
        switch self {
        case .expression(let limits):
            // Limits bind numbers only: what an expression comes to is seen when it is computed.
            var result: [String: JSONValue] = ["type": ["number", "string"]]
            if let above = limits.above { result["exclusiveMinimum"] = .number(above) }
            if let least = limits.least { result["minimum"] = .number(least) }
            return result
        case .whole(let range):
            return [
                "type": ["integer", "string"], "minimum": .whole(range.lowerBound),
                "maximum": .whole(range.upperBound),
            ]
        case .condition: return ["type": "string"]
        case .word(let words): return ["enum": JSONValue(words)]
        case .flag: return ["type": "boolean"]
        case .text(nil): return ["type": ["string", "number", "boolean"]]
        case .text(let pattern?): return ["type": "string", "pattern": .string(pattern.expression)]
        case .list(let item, _, let least):
            var result: [String: JSONValue] = ["type": "array", "items": .object(item.keywords)]
            if least > 0 { result["minItems"] = .whole(least) }
            return result
        case .mapping(let fields): return fields.keywords
        case .table(let form, let names):
            var name: [String: JSONValue] = ["pattern": .string(names.pattern.expression)]
            if !names.taken.isEmpty { name["not"] = ["enum": JSONValue(names.taken)] }
            return ["type": "object", "propertyNames": .object(name), "additionalProperties": .object(form.keywords)]
        case .any(let forms): return ["anyOf": .list(forms.map { .object($0.keywords) })]
        case .named(let name): return ["$ref": .string("#/$defs/\(name.rawValue)")]
        }
    }
}

extension Fields {
    fileprivate var keywords: [String: JSONValue] {
        var result: [String: JSONValue] = [
            "type": "object", "additionalProperties": false,
            "properties": .object(Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0.schema) })),
        ]
        if !required.isEmpty { result["required"] = JSONValue(required.map(\.name)) }
        if !choice.isEmpty { result["oneOf"] = .list(choice.map { ["required": [.string($0.name)]] }) }
        if choice.isEmpty, least > 0 { result["minProperties"] = .whole(least) }
        let dependent = keys.filter { !$0.needs.isEmpty }.map { key in
            (key.name, JSONValue.object(["anyOf": .list(key.needs.map { ["required": [.string($0)]] })]))
        }
        if !dependent.isEmpty { result["dependentSchemas"] = .object(Dictionary(uniqueKeysWithValues: dependent)) }
        return result
    }
}

extension Key {
    /// The form, and what an editor shows of the key.
    fileprivate var schema: JSONValue {
        var result = form.keywords
        result["description"] = .string(help)
        if let fallback {
            result["default"] =
                switch Scalar(Node.Scalar(fallback, Tag(.implicit), .plain)) {
                case .flag(let value): .flag(value)
                case .number(let value): .number(value)
                case .string, .null: .string(fallback)
                }
        }
        return .object(result)
    }
}
