#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Summary {
    /// The text of `summary.json`, as ``SortedJSON`` has it.
    ///
    /// - Complexity: O(size of the text).
    /// - Throws: never for a value of this type; the encoder's interface says that it may.
    public var json: String {
        get throws { try SortedJSON.text(self) }
    }

    /// Reads a summary back.
    ///
    /// - Throws: `DecodingError`, which names the key.
    public init(json: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    }
}
