#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON as all files have it: sorted keys, indented, one trailing line break, doubles in shortest round-trip form.
public enum SortedJSON {
    /// The text of a value.
    ///
    /// - Complexity: O(size of the text).
    /// - Throws: what encoding the value throws.
    public static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}
