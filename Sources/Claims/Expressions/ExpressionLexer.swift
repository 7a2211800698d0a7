/// A word of the text of an expression or a condition.
struct ExpressionToken {
    enum Kind: Equatable {
        case number(Double)
        case name
        case symbol(Expression.BinaryOperator)
        case relation(Condition.Relation)
        case leftParenthesis
        case rightParenthesis
        case comma
        case end
    }

    let kind: Kind
    /// The text as written.
    let text: String
    /// The column of its first character, from 1.
    let position: Int
    /// The offsets of its bytes in the source.
    let bytes: Range<Int>
}

/// Cuts a text into tokens. Outside ASCII nothing is allowed, so up to the first error a byte is a column.
struct ExpressionLexer {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ source: String) throws(ExpressionError) {
        bytes = Array(source.utf8)
        var length = 0
        for (index, byte) in bytes.enumerated() where !Self.isBlank(byte) {
            length += 1
            if length > Expression.maximumLength {
                let position = String(decoding: bytes[..<index], as: UTF8.self).unicodeScalars.count + 1
                throw .tooLong(position: position, limit: Expression.maximumLength)
            }
        }
    }

    /// The source text between two byte offsets.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The next token; `end` for ever at the end.
    mutating func next(expecting expected: String) throws(ExpressionError) -> ExpressionToken {
        while let byte = peek(), Self.isBlank(byte) { offset += 1 }
        let start = offset
        guard let byte = peek() else { return token(.end, from: start) }
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") { return try number() }
        if Self.isLetter(byte) {
            while let next = peek(), Self.isLetter(next) || Self.isDigit(next) { offset += 1 }
            return token(.name, from: start)
        }
        let pair = text(offset..<min(offset + 2, bytes.count))
        if let relation = pair == "==" ? .equal : Condition.Relation(rawValue: pair), pair.utf8.count == 2 {
            offset += 2
            return token(.relation(relation), from: start)
        }
        if let kind = Self.kind(of: byte) {
            offset += 1
            return token(kind, from: start)
        }
        let found = String(text(offset..<min(offset + 4, bytes.count)).unicodeScalars.prefix(1))
        throw .unexpected(
            found: found, position: start + 1, expected: expected, hint: Self.hint(for: found))
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        offset + ahead < bytes.count ? bytes[offset + ahead] : nil
    }

    private func token(_ kind: ExpressionToken.Kind, from start: Int) -> ExpressionToken {
        ExpressionToken(
            kind: kind, text: text(start..<offset), position: start + 1, bytes: start..<offset)
    }

    /// Digits with at most one point, then perhaps an exponent.
    private mutating func number() throws(ExpressionError) -> ExpressionToken {
        let start = offset
        var digits = skipDigits()
        if peek() == UInt8(ascii: ".") {
            offset += 1
            digits += skipDigits()
        }
        var problem: String? = digits == 0 ? "it has no digits" : nil
        if problem == nil, let letter = peek(), letter | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            if skipDigits() == 0 { problem = "its exponent has no digits" }
        }
        if problem == nil && peek() == UInt8(ascii: ".") {
            offset += 1
            problem = "it has a second point"
        }
        let literal = text(start..<offset)
        if let problem { throw .malformedNumber(text: literal, position: start + 1, reason: problem) }
        guard let value = Double(literal), value.isFinite else {
            throw .malformedNumber(
                text: literal, position: start + 1, reason: "it is too large for a double")
        }
        return token(.number(value), from: start)
    }

    private mutating func skipDigits() -> Int {
        let start = offset
        while let byte = peek(), Self.isDigit(byte) { offset += 1 }
        return offset - start
    }

    private static func kind(of byte: UInt8) -> ExpressionToken.Kind? {
        switch byte {
        case UInt8(ascii: "("): return .leftParenthesis
        case UInt8(ascii: ")"): return .rightParenthesis
        case UInt8(ascii: ","): return .comma
        default:
            let text = String(UnicodeScalar(byte))
            if let symbol = Expression.BinaryOperator(rawValue: text) { return .symbol(symbol) }
            return Condition.Relation(rawValue: text).map { .relation($0) }
        }
    }

    private static func hint(for found: String) -> String? {
        switch found {
        case "×", "·", "∗", "⋅": "write *"
        case "÷": "write /"
        case "−", "–", "—": "write -"
        case "≤": "write <="
        case "≥": "write >="
        case "≠", "!": "write !="
        case "[", "]", "{", "}": "write ( or )"
        case "√": "write sqrt(...)"
        case "²", "³": "write ^"
        case "|": "write abs(...)"
        case "&": "write two conditions"
        default: found.unicodeScalars.allSatisfy(\.isASCII) ? nil : "names are letters a to z, digits and _, as in eta"
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}
