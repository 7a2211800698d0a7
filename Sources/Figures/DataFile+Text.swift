extension DataFile {
    /// The whole text. For long tables prefer ``forEachChunk(_:)`` or ``OutputFolder/write(_:to:)-(DataFile,_)``, which hold
    /// a small piece at a time.
    ///
    /// - Complexity: O(numbers) time and memory.
    public var text: String {
        var whole = ""
        forEachChunk { whole += $0 }
        return whole
    }

    /// Hands the text to `body` in order, in pieces of about 64 KiB.
    ///
    /// - Complexity: O(numbers) time, O(1) memory beside the value itself.
    /// - Throws: what `body` throws.
    public func forEachChunk<Failure: Error>(_ body: (String) throws(Failure) -> Void) throws(Failure) {
        var chunk = headerText
        for (place, block) in blocks.enumerated() {
            let names = block.columns.map(Self.columnName)
            if place > 0 { chunk += "\n\n" }
            chunk += "# [\(Self.blockName(block.name))]\n"
            chunk += names.joined(separator: " ")
            chunk += "\n"
            for row in block.rows {
                for column in names.indices {
                    if column > 0 { chunk += " " }
                    chunk += column < row.count ? Self.text(of: row[column]) : "?"
                }
                chunk += "\n"
                if chunk.utf8.count >= 1 << 16 {
                    try body(chunk)
                    chunk.removeAll(keepingCapacity: true)
                }
            }
        }
        if !chunk.isEmpty { try body(chunk) }
    }

    /// A number as data files have it: the shortest decimal that reads back as the same double, integers without `.0`,
    /// and `?` for a missing or non-finite one.
    public static func text(of number: Double?) -> String {
        guard let number, number.isFinite else { return "?" }
        var digits = number.description
        if digits.hasSuffix(".0") { digits.removeLast(2) }
        return digits
    }

    /// The name of a column as it stands in the file: one word without quotes, which is not taken for a comment or for a
    /// missing value.
    static func columnName(_ name: String) -> String {
        var word = String(oneLine(name).map { $0.isWhitespace || $0 == "\"" ? "_" : $0 })
        if word.isEmpty || word == "?" { word = "_" }
        if word.hasPrefix("#") { word = "_" + word.dropFirst() }
        return word
    }

    /// The name of a block as it stands between `[` and `]`.
    static func blockName(_ name: String) -> String {
        oneLine(name)
    }

    /// A text on one line: control characters and line separators become spaces.
    static func oneLine(_ text: String) -> String {
        // Nearly every text is printable ASCII, and the look-up of categories is slow.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    private var headerText: String {
        var text = ""
        for line in header {
            // A key in brackets would be taken for the name of a block, and a colon for the end of the key.
            let key = String(Self.oneLine(line.key).map { "[]:".contains($0) ? "-" : $0 })
            text += "# \(key): \(Self.oneLine(line.value))\n"
        }
        let tables = blocks.map { $0.columns.map(Self.columnName).joined(separator: " ") }
        if let first = tables.first, tables.allSatisfy({ $0 == first }) {
            text += "# columns: \(first)\n"
        } else {
            for (block, columns) in zip(blocks, tables) {
                text += "# columns of [\(Self.blockName(block.name))]: \(columns)\n"
            }
        }
        return text
    }
}
