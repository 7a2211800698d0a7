import CMPFI

/// A rational number of any length, in memory of its own.
final class Rational {
    let pointer: UnsafeMutablePointer<CRational>

    /// A whole number.
    init(_ value: Int = 0) {
        pointer = .allocate(capacity: 1)
        partita_q_init(pointer)
        partita_q_set_si(pointer, value)
    }

    /// A copy.
    convenience init(_ other: UnsafeMutablePointer<CRational>) {
        self.init()
        partita_q_set(pointer, other)
    }

    deinit {
        partita_q_clear(pointer)
        pointer.deallocate()
    }

    /// The longest exponent, and the most digits, that a literal may have: beyond it numbers fill the memory.
    static let longest = 20_000

    /// The number that a literal means: `1.25`, `.5`, `2.`, `1e-3`, `0x1.8p-3`. Decimals are the decimals they are.
    ///
    /// - Returns: `nil` if the text is not a number without sign, or one too long.
    convenience init?(literal text: some StringProtocol) {
        var digits = ""
        var exponent = 0
        var isHexadecimal = false
        var rest = Substring(text.lowercased())
        if rest.hasPrefix("0x") {
            isHexadecimal = true
            rest = rest.dropFirst(2)
        }
        if let mark = rest.firstIndex(of: isHexadecimal ? "p" : "e") {
            guard let value = Int(rest[rest.index(after: mark)...]), value.magnitude <= Self.longest else { return nil }
            exponent = value
            rest = rest[..<mark]
        }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, rest.utf8.count <= Self.longest else { return nil }
        digits = String(whole)
        if parts.count == 2 {
            digits += parts[1]
            exponent -= parts[1].utf8.count * (isHexadecimal ? 4 : 1)
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ Self.isDigit($0, isHexadecimal) }) else { return nil }
        self.init()
        if partita_q_set_digits(pointer, digits, isHexadecimal ? 16 : 10, isHexadecimal ? 2 : 10, exponent) == 0 {
            return nil
        }
    }

    private static func isDigit(_ byte: UInt8, _ isHexadecimal: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "a")...UInt8(ascii: "f"): isHexadecimal
        default: false
        }
    }

    /// Numerator and denominator together.
    var bits: Int { partita_q_bits(pointer) }

    /// -1, 0 or 1.
    var sign: Int { Int(partita_q_sgn(pointer)) }

    /// The number if it is whole and fits.
    var whole: Int? {
        var result = 0
        return partita_q_get_si(pointer, &result) == 0 ? nil : result
    }

    static func + (left: Rational, right: Rational) -> Rational { combine(left, right, partita_q_add) }
    static func - (left: Rational, right: Rational) -> Rational { combine(left, right, partita_q_sub) }
    static func * (left: Rational, right: Rational) -> Rational { combine(left, right, partita_q_mul) }

    private static func combine(
        _ left: Rational, _ right: Rational,
        _ operation: (
            UnsafeMutablePointer<CRational>?, UnsafeMutablePointer<CRational>?, UnsafeMutablePointer<CRational>?
        ) -> Void
    ) -> Rational {
        let result = Rational()
        operation(result.pointer, left.pointer, right.pointer)
        return result
    }
}
