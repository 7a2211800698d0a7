import CMPFI

extension Enclosure {
    /// A number for messages: 20 digits of its midpoint, and how wide it is if they are not all certain.
    var shown: String {
        let middle = arithmetic.cell()
        mpfi_mid(partita_lower(middle.pointer), intervals)
        mpfi_diam_abs(partita_upper(middle.pointer), intervals)
        let digits = Self.decimal(partita_lower(middle.pointer), 20)
        let width = partita_upper(middle.pointer)
        guard let width, mpfr_zero_p(width) == 0 else { return digits }
        let isNarrow =
            mpfr_regular_p(partita_lower(middle.pointer)) != 0
            && mpfr_get_exp(width) < mpfr_get_exp(partita_lower(middle.pointer)) - 67
        return isNarrow ? digits : "\(digits) +- \(Self.decimal(width, 2))"
    }

    /// `1.25e-7`, without zeros at the end.
    private static func decimal(_ value: UnsafeMutablePointer<CReal>?, _ count: Int) -> String {
        guard let value, mpfr_number_p(value) != 0 else { return "an unbounded number" }
        if mpfr_zero_p(value) != 0 { return "0" }
        var exponent = 0
        guard let text = mpfr_get_str(nil, &exponent, 10, count, value, MPFR_RNDN) else { return "a number" }
        defer { mpfr_free_str(text) }
        let all = String(cString: text)
        let sign = all.hasPrefix("-") ? "-" : ""
        var digits = all.drop { $0 == "-" }
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        let point = exponent - 1
        let rest = digits.dropFirst()
        if (0..<20).contains(point), digits.count <= point + 1 {
            return sign + digits + String(repeating: "0", count: point + 1 - digits.count)
        }
        if (-4..<20).contains(point) {
            if point < 0 { return sign + "0." + String(repeating: "0", count: -point - 1) + digits }
            return sign + digits.prefix(point + 1) + "." + digits.dropFirst(point + 1)
        }
        return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(point)"
    }
}
