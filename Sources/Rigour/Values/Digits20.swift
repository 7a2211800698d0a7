import CFlint

/// Numbers as certificates write them.
enum Digits20 {
    /// Digits that are written.
    static let count = 20

    /// The value to 20 significant digits, within one unit of the last; `nil` where the ball is too wide for that.
    ///
    /// A decimal nearest to the midpoint is within half a unit of it; the radius must be below the other half.
    static func precise(_ value: Enclosure) -> String? {
        let ball = value.number
        if arb_is_zero(ball) != 0 || isNegligible(ball) { return "0" }
        // Bits that are right: 20 digits take 67, and two more make the radius less than half a unit.
        guard arb_rel_accuracy_bits(ball) >= 70 else { return nil }
        return text(value)
    }

    /// Two decimals of which the value lies between, each within 1e-6 of it, relatively; `nil` where the ball is too wide
    /// for that, or contains zero.
    static func bounds(_ value: Enclosure) -> [String]? {
        let ball = value.number
        guard arb_contains_zero(ball) == 0, arb_rel_accuracy_bits(ball) >= 32 else { return nil }
        // A 30th of a millionth to either side makes room for the ball, and for rounding to 20 digits.
        let arithmetic = Arithmetic(bits: 128)
        let edges = ["0.99999997", "1.00000003"].compactMap { factor in
            (try? arithmetic.literal(factor)).flatMap { try? arithmetic.multiply(value, $0) }.map(text)
        }
        return arb_is_positive(ball) != 0 ? edges : edges.reversed()
    }

    /// The midpoint to 20 digits, however wide the ball is.
    static func text(_ value: Enclosure) -> String {
        let middle = midpoint(value)
        defer { extendLifetime(middle) }
        guard arb_is_zero(middle.number) == 0, let raw = arb_get_str(middle.number, count, UInt(2)) else { return "0" }
        defer { flint_free(raw) }
        return tidy(String(cString: raw))
    }

    private static func midpoint(_ value: Enclosure) -> Enclosure {
        let result = Enclosure(rows: 1, columns: 1)
        arb_get_mid_arb(result.number, value.number)
        return result
    }

    /// Whether the magnitude is certainly below 1e-1000.
    private static func isNegligible(_ ball: UnsafeMutablePointer<arb_struct>) -> Bool {
        var magnitude = mag_struct()
        mag_init(&magnitude)
        defer { mag_clear(&magnitude) }
        arb_get_mag(&magnitude, ball)
        return mag_cmp_2exp_si(&magnitude, -3322) < 0
    }

    /// Arb's `[0.500000 +/- 1e-20]` and the like as a plain decimal without idle zeros.
    private static func tidy(_ text: String) -> String {
        var digits = text.filter { $0 != "[" }.prefix { $0 != " " && $0 != "]" }
        var exponent = ""
        if let e = digits.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            exponent = digits[digits.index(after: e)...].filter { $0 != "+" }
            digits = digits[..<e]
        }
        var mantissa = String(digits)
        if mantissa.contains(".") {
            while mantissa.hasSuffix("0") { mantissa.removeLast() }
            if mantissa.hasSuffix(".") { mantissa.removeLast() }
        }
        return exponent.isEmpty || exponent == "0" ? mantissa : mantissa + "e" + exponent
    }
}
