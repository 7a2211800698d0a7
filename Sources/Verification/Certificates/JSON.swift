/// A value of JSON, as it was written: numbers are kept as text, keys in their order.
enum JSON: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    /// A key and its value.
    struct Member: Equatable {
        let key: String
        let value: JSON
    }

    /// What is wrong with a text, and at which byte, from 1.
    struct Fault: Error, Equatable {
        let position: Int
        let reason: String
    }

    /// How deep values may be nested: certificates need 7 levels.
    static let deepest = 32

    /// The value of a whole text.
    ///
    /// - Throws: ``Fault`` also for a key that an object has twice.
    /// - Complexity: linear.
    init(_ bytes: [UInt8]) throws(Fault) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.value(depth: 0)
        reader.skipBlanks()
        if reader.next < bytes.count { throw reader.fault("the end") }
    }

    /// What kind of value this is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let text): text
        case .string(let text): "\"\(text)\""
        case .array: "an array"
        case .object: "an object"
        }
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    var next = 0

    func fault(_ expected: String) -> JSON.Fault { JSON.Fault(position: next + 1, reason: "expected \(expected)") }

    mutating func skipBlanks() {
        while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { next += 1 }
    }

    private mutating func accept(_ text: String) -> Bool {
        guard bytes[next...].starts(with: text.utf8) else { return false }
        next += text.utf8.count
        return true
    }

    mutating func value(depth: Int) throws(JSON.Fault) -> JSON {
        if depth > JSON.deepest { throw fault("at most \(JSON.deepest) levels of nesting") }
        skipBlanks()
        if accept("null") { return .null }
        if accept("true") { return .bool(true) }
        if accept("false") { return .bool(false) }
        if accept("[") { return .array(try array(depth)) }
        if accept("{") { return .object(try object(depth)) }
        if next < bytes.count, bytes[next] == UInt8(ascii: "\"") { return .string(try string()) }
        return .number(try number())
    }

    private mutating func array(_ depth: Int) throws(JSON.Fault) -> [JSON] {
        skipBlanks()
        if accept("]") { return [] }
        var items: [JSON] = []
        while true {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if accept("]") { return items }
            if !accept(",") { throw fault("',' or ']'") }
        }
    }

    private mutating func object(_ depth: Int) throws(JSON.Fault) -> [JSON.Member] {
        skipBlanks()
        if accept("}") { return [] }
        var members: [JSON.Member] = []
        var keys: Set<String> = []
        while true {
            skipBlanks()
            let key = try string()
            if !keys.insert(key).inserted { throw fault("a key once, found \"\(key)\" again") }
            skipBlanks()
            if !accept(":") { throw fault("':'") }
            members.append(JSON.Member(key: key, value: try value(depth: depth + 1)))
            skipBlanks()
            if accept("}") { return members }
            if !accept(",") { throw fault("',' or '}'") }
        }
    }

    private mutating func number() throws(JSON.Fault) -> String {
        let start = next
        while next < bytes.count, "+-.eE0123456789".utf8.contains(bytes[next]) { next += 1 }
        let text = String(decoding: bytes[start..<next], as: UTF8.self)
        if text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) == nil {
            next = start
            throw fault("a value")
        }
        return text
    }

    private mutating func string() throws(JSON.Fault) -> String {
        if !accept("\"") { throw fault("a string") }
        var text: [UInt8] = []
        while next < bytes.count {
            let byte = bytes[next]
            switch byte {
            case UInt8(ascii: "\""):
                next += 1
                guard let result = String(validating: text, as: UTF8.self) else { throw fault("UTF-8 in a string") }
                return result
            case UInt8(ascii: "\\"):
                next += 1
                text += try escape().utf8
            case ..<0x20: throw fault("no control character in a string")
            default:
                text.append(byte)
                next += 1
            }
        }
        throw fault("the end of a string")
    }

    /// The character that an escape stands for.
    private mutating func escape() throws(JSON.Fault) -> String {
        let plain: [(String, String)] = [
            ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{8}"), ("f", "\u{C}"), ("n", "\n"), ("r", "\r"),
            ("t", "\t"),
        ]
        for (sign, meaning) in plain where accept(sign) { return meaning }
        var units = [try unit()]
        if UTF16.isLeadSurrogate(units[0]), accept("\\") { units.append(try unit()) }
        guard let text = String(validating: units, as: UTF16.self) else { throw fault("a character") }
        return text
    }

    /// Four hexadecimal digits after `u`.
    private mutating func unit() throws(JSON.Fault) -> UInt16 {
        guard accept("u"), next + 4 <= bytes.count,
            bytes[next..<next + 4].allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }),
            let unit = UInt16(String(decoding: bytes[next..<next + 4], as: UTF8.self), radix: 16)
        else { throw fault("an escape") }
        next += 4
        return unit
    }
}
