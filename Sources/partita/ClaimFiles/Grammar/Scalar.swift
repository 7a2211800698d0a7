import Yams

/// What a scalar of YAML is, by the core schema of YAML 1.2, which editors follow: quoted ones are strings.
enum Scalar: Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case string(String)

    init(_ scalar: Node.Scalar) {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else {
            self = .string(text)
            return
        }
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .flag(true)
        case "false", "False", "FALSE": self = .flag(false)
        default: self = Self.number(text).map(Scalar.number) ?? .string(text)
        }
    }

    /// The value of a number as YAML writes it.
    private static func number(_ text: String) -> Double? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map(Double.init) }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map(Double.init) }
        // `Double` also reads hexadecimal fractions, `inf` and `nan`, which are words here.
        let isDecimal = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        return isDecimal ? Double(text) : nil
    }
}

extension Node.Scalar {
    /// In a few words, for messages.
    var described: String {
        switch Scalar(self) {
        case .null where string.isEmpty: "nothing"
        case .number where style == .plain || style == .any: "the number \(string)"
        default: "\"\(string.count <= 60 ? string : String(string.prefix(57)) + "...")\""
        }
    }
}
