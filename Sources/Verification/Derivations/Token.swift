/// A word or sign of a derivation's line.
enum Token: Equatable {
    case number(String)
    case name(String)
    case keyword(String)
    case text(String)
    case sign(String)
}

/// A token and its column, from 1.
struct PlacedToken: Equatable {
    let token: Token
    let column: Int
}

/// What is wrong with a text, and where.
struct SyntaxFault: Error, Equatable {
    let column: Int
    let reason: String
}

extension Token {
    static let keywords: Set<String> = ["for", "end", "if", "else", "quantity", "observe", "to", "down", "at", "with"]
    private static let signs: [String] = [
        "<=", ">=", "!=", "==", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", ";",
    ]

    var shown: String {
        switch self {
        case .number(let text), .name(let text), .keyword(let text), .sign(let text): "'\(text)'"
        case .text(let text): "\"\(text)\""
        }
    }

    /// The tokens of a line up to its comment.
    ///
    /// - Complexity: linear.
    static func read(_ line: String) throws(SyntaxFault) -> [PlacedToken] {
        let bytes = Array(line.utf8)
        var tokens: [PlacedToken] = []
        var position = 0
        while position < bytes.count {
            let start = position
            let byte = bytes[position]
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                position += 1
                continue
            }
            if byte == UInt8(ascii: "#") { break }
            let token: Token
            if isDigit(byte)
                || (byte == UInt8(ascii: ".") && position + 1 < bytes.count && isDigit(bytes[position + 1]))
            {
                token = .number(try number(bytes, &position))
            } else if isLetter(byte) {
                let word = take(bytes, &position) { isLetter($0) || isDigit($0) }
                token = keywords.contains(word) ? .keyword(word) : .name(word)
            } else if byte == UInt8(ascii: "\"") {
                position += 1
                let text = take(bytes, &position) { $0 != UInt8(ascii: "\"") }
                if position == bytes.count {
                    throw SyntaxFault(column: start + 1, reason: "a name in quotes has no end")
                }
                position += 1
                token = .text(text)
            } else if let sign = signs.first(where: { bytes[position...].starts(with: $0.utf8) }) {
                position += sign.utf8.count
                token = .sign(sign)
            } else {
                throw SyntaxFault(column: start + 1, reason: "expected a number, a name or a sign")
            }
            tokens.append(PlacedToken(token: token, column: start + 1))
        }
        return tokens
    }

    /// Digits with at most one point, and an exponent if a digit follows its mark.
    private static func number(_ bytes: [UInt8], _ position: inout Int) throws(SyntaxFault) -> String {
        let start = position
        let isHexadecimal =
            bytes[position] == UInt8(ascii: "0") && position + 1 < bytes.count
            && lower(bytes[position + 1]) == UInt8(ascii: "x")
        if isHexadecimal { position += 2 }
        func isPart(_ byte: UInt8) -> Bool { isDigit(byte) || (isHexadecimal && isHexadecimalLetter(byte)) }
        var digits = take(bytes, &position, isPart)
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            digits += take(bytes, &position, isPart)
        }
        let mark = isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")
        if position < bytes.count, lower(bytes[position]) == mark {
            var next = position + 1
            if next < bytes.count, bytes[next] == UInt8(ascii: "-") || bytes[next] == UInt8(ascii: "+") { next += 1 }
            if next < bytes.count, isDigit(bytes[next]) {
                _ = take(bytes, &next, isDigit)
                position = next
            }
        }
        if digits.isEmpty { throw SyntaxFault(column: start + 1, reason: "a number without digits") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func take(_ bytes: [UInt8], _ position: inout Int, _ isPart: (UInt8) -> Bool) -> String {
        let start = position
        while position < bytes.count, isPart(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Letters in lower case.
    private static func lower(_ byte: UInt8) -> UInt8 { byte | 0x20 }

    private static func isHexadecimalLetter(_ byte: UInt8) -> Bool {
        lower(byte) >= UInt8(ascii: "a") && lower(byte) <= UInt8(ascii: "f")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (lower(byte) >= UInt8(ascii: "a") && lower(byte) <= UInt8(ascii: "z"))
    }
}
