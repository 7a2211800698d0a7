/// The words of a line of a derivation.
enum Token: Equatable {
    case number(String)
    case name(String)
    case text(String)
    case sign(String)
    case end

    var shown: String {
        switch self {
        case .number(let text), .name(let text), .sign(let text): "`\(text)`"
        case .text(let text): "\"\(text)\""
        case .end: "the end of the line"
        }
    }

    /// The words of `line`, with `end` as the last.
    static func split(_ line: String, number: Int) throws(DerivationError) -> [Token] {
        let bytes = Array(line.utf8)
        var tokens: [Token] = []
        var at = 0
        func slice(_ from: Int) -> String { String(decoding: bytes[from..<at], as: UTF8.self) }
        while at < bytes.count {
            let byte = bytes[at]
            let from = at
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): at += 1
            case UInt8(ascii: "#"): at = bytes.count
            case UInt8(ascii: "\""):
                at += 1
                while at < bytes.count, bytes[at] != byte { at += 1 }
                guard at < bytes.count else { throw .syntax(line: number, "a text without its second \"") }
                at += 1
                tokens.append(.text(String(slice(from).dropFirst().dropLast())))
            case _ where byte.isNameStart:
                while at < bytes.count, bytes[at].isNameStart || bytes[at].isDigit { at += 1 }
                tokens.append(.name(slice(from)))
            case _ where byte.isDigit || byte == UInt8(ascii: "."):
                at = literalEnd(bytes, at)
                tokens.append(.number(slice(from)))
            default:
                let pair = at + 1 < bytes.count ? String(decoding: bytes[at...(at + 1)], as: UTF8.self) : ""
                at += ["<=", ">=", "!=", "=="].contains(pair) ? 2 : 1
                let sign = slice(from)
                guard sign.count == 2 || "+-*/^()[],;=<>".contains(sign) else {
                    throw .syntax(line: number, "a character that has no meaning here: \(sign)")
                }
                tokens.append(.sign(sign == "==" ? "=" : sign))
            }
        }
        return tokens + [.end]
    }

    /// Where the literal that begins at `start` ends; whether it is a number is seen when it is read.
    private static func literalEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        let isHexadecimal =
            start + 1 < bytes.count && bytes[start] == UInt8(ascii: "0") && bytes[start + 1] | 32 == UInt8(ascii: "x")
        if isHexadecimal { at += 2 }
        let exponent = UInt8(ascii: isHexadecimal ? "p" : "e")
        while at < bytes.count {
            let byte = bytes[at]
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let follows = at > start && bytes[at - 1] | 32 == exponent
            let belongs = byte.isDigit || byte.isNameStart || byte == UInt8(ascii: ".")
            guard belongs || (isSign && follows) else { break }
            at += 1
        }
        return at
    }
}

// Bytes of names and numbers.
extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 32) || self == UInt8(ascii: "_")
    }
}
