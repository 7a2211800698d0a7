/// What a replay finds at a place of a certificate that does not agree with what it says.
public struct Finding: Error, Sendable, Equatable {
    /// The place: `cases[2].parts[0].verdict`, counted from 0 as in JSON.
    public let place: String
    /// What the certificate says there.
    public let said: String
    /// What was found, or expected.
    public let found: String

    /// A finding from its texts.
    public init(_ place: String, said: String, found: String) {
        self.place = place
        self.said = said
        self.found = found
    }
}

extension Finding: CustomStringConvertible {
    public var description: String { "\(place): says \(said), found \(found)" }
}

/// A value of the certificate and its place.
struct Field {
    let json: JSON
    let place: String

    func finding(_ expected: String) -> Finding { Finding(place, said: json.kind, found: "expected \(expected)") }

    /// The members of an object that has these and no others.
    func members(_ keys: String...) throws(Finding) -> (String) -> Field {
        guard case .object(let members) = json else { throw finding("an object") }
        for member in members where !keys.contains(member.key) {
            throw Finding(inner(member.key), said: member.value.kind, found: "expected no such key")
        }
        var fields: [String: Field] = [:]
        for member in members { fields[member.key] = Field(json: member.value, place: inner(member.key)) }
        for key in keys where fields[key] == nil {
            throw Finding(inner(key), said: "nothing", found: "expected a value")
        }
        // All keys that are asked for are among those given.
        return { [self] key in fields[key] ?? self }
    }

    private func inner(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    func items<T>(_ read: (Field) throws(Finding) -> T) throws(Finding) -> [T] {
        guard case .array(let items) = json else { throw finding("an array") }
        var results: [T] = []
        for (index, item) in items.enumerated() {
            results.append(try read(Field(json: item, place: "\(place)[\(index)]")))
        }
        return results
    }

    /// The same for items whose names are all different.
    func items<T>(
        uniquely name: (T) -> String, _ read: (Field) throws(Finding) -> T
    ) throws(Finding) -> [T] {
        let results = try items(read)
        var names: Set<String> = []
        for (index, item) in results.enumerated() where !names.insert(name(item)).inserted {
            throw Finding("\(place)[\(index)].name", said: "\"\(name(item))\"", found: "expected a name that is new")
        }
        return results
    }

    func optional<T>(_ read: (Field) throws(Finding) -> T) throws(Finding) -> T? {
        json == .null ? nil : try read(self)
    }

    func text() throws(Finding) -> String {
        guard case .string(let text) = json else { throw finding("a string") }
        return text
    }

    func texts() throws(Finding) -> [String] {
        try items { item throws(Finding) in try item.text() }
    }

    func truth() throws(Finding) -> Bool {
        guard case .bool(let value) = json else { throw finding("true, false or null") }
        return value
    }

    func decimal() throws(Finding) -> Decimal20 {
        guard let value = Decimal20(try text()) else {
            throw finding("a decimal number of at most 20 digits, in quotes")
        }
        return value
    }

    func count() throws(Finding) -> Int {
        guard case .number(let text) = json, let value = Int(text), value >= 0 else {
            throw finding("a whole number of at least 0")
        }
        return value
    }

    /// A precision: 128, 256, 512, ...
    func bits() throws(Finding) -> Int {
        let bits = try count()
        guard bits >= 128, bits <= 1 << 24, bits.nonzeroBitCount == 1 else { throw finding("128, 256, 512, ... bits") }
        return bits
    }
}
