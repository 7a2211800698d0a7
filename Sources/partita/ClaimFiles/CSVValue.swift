/// What a field of a table of numbers holds.
enum CSVValue: Equatable {
    case number(Double)
    /// Nothing, `NA`, `NaN`, `?` or `null`, in any case.
    case missing
    case notFinite
    case text

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        if let number = Self.shortDecimal(bytes) {
            self = .number(number)
        } else if Self.isMissing(bytes) {
            self = .missing
        } else if let number = Double(Self.trimmed(bytes)) {
            self = number.isFinite ? .number(number) : .notFinite
        } else {
            self = .text
        }
    }

    /// Whether a field tells that its line is no header.
    var isData: Bool { self != .text }

    /// Quoted fields keep their blanks.
    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Substring {
        var text = String(decoding: bytes, as: UTF8.self)[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func isMissing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if bytes.count > 4 { return bytes.allSatisfy { $0 == UInt8(ascii: " ") } }
        switch trimmed(bytes).lowercased() {
        case "", "na", "nan", "?", "null": return true
        default: return false
        }
    }

    /// The value of a decimal of at most 15 digits and a power of ten up to 22: digits and power are exact in double precision,
    /// so that one product or quotient rounds as it should (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
    private static func shortDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        var i = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { i += 1 }
        var mantissa: UInt64 = 0
        var digits = 0
        var decimals = 0
        var hasPoint = false
        while i < bytes.count {
            let digit = bytes[i] &- UInt8(ascii: "0")
            if digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                digits += 1
                if hasPoint { decimals += 1 }
            } else if bytes[i] == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                return nil
            }
            i += 1
        }
        guard digits > 0, digits <= 15, !hasPoint || decimals > 0, decimals < digits || !hasPoint else { return nil }
        let value = Double(mantissa) / powers[decimals]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]
}
