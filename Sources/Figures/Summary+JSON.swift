#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Summary {
    /// The text of `summary.json`: sorted keys, indented, one trailing line break, doubles in shortest round-trip form.
    ///
    /// - Complexity: O(size of the text).
    /// - Throws: never for a value of this type; the encoder's interface says that it may.
    public var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }

    /// Reads a summary back.
    ///
    /// - Throws: `DecodingError`, which names the key.
    public init(json: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    }
}
