import CMPFI

/// A number of a certificate: at most 20 significant digits, within one unit of the 20th of them of what is true.
struct Decimal20: Equatable {
    let text: String
    /// The digits without point, as a whole number, and the power of ten that it is multiplied by.
    private let digits: String
    private let exponent: Int

    /// The largest exponent of ten: longer numbers would fill the memory.
    static let largestExponent = 100_000

    /// `nil` if the text has another form, more digits, or too large an exponent.
    init?(_ text: String) {
        let form = /(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:e([+-]?[0-9]{1,9}))?/
        guard text.utf8.count <= 40, let match = text.wholeMatch(of: form) else { return nil }
        let fraction = match.3.map(String.init) ?? ""
        let all = (match.2 + fraction).drop { $0 == "0" }
        if all.isEmpty && text != "0" { return nil }
        guard all.count <= 20, let power = match.4.map({ Int($0.trimmingPlus) }) ?? 0 else { return nil }
        guard abs(power) <= Self.largestExponent else { return nil }
        self.text = text
        digits = all.isEmpty ? "0" : String(match.1 + all)
        exponent = power - fraction.count
    }

    var isZero: Bool { digits == "0" }

    /// The number itself, exactly.
    var value: Rational { Self.rational(digits, exponent) }

    /// One unit of the 20th significant digit.
    private var unit: Rational { Self.rational("1", exponent + digits.filter(\.isNumber).count - 20) }

    private static func rational(_ digits: String, _ exponent: Int) -> Rational {
        let result = Rational()
        _ = partita_q_set_digits(result.pointer, digits, 10, 10, exponent)
        return result
    }

    /// Numbers below it may be written as 0.
    static var smallest: Rational { rational("1", -1000) }

    /// How near the ends of a margin are to it, relatively.
    static var millionth: Rational { rational("1", -6) }

    /// What the largest ratio may be exceeded by, as a factor: it only informs, and may come from doubles.
    static var closestTolerance: Rational { rational("1000000001", -9) }

    /// Whether a number is what this says; `nil` if its enclosure is too wide to tell. One that lies so near the end of
    /// the unit that it cannot be told apart from it is.
    func agrees(with x: Enclosure) throws(Stop) -> Bool? {
        let arithmetic = x.arithmetic
        try arithmetic.meter.spend(Arithmetic.cost(bits: 8 * abs(exponent)))
        if isZero {
            if x.isZero(0) { return true }
            let bound = Self.smallest
            return try isWithin(x, Rational(0) - bound, bound)
        }
        let (value, unit) = (value, unit)
        if let inside = try isWithin(x, value - unit, value + unit) { return inside }
        let width = try arithmetic.number(unit * Rational(1 << 10))
        let spread = arithmetic.cell()
        mpfi_diam_abs(partita_lower(spread.pointer), x.intervals)
        mpfr_mul_2ui(partita_lower(spread.pointer), partita_lower(spread.pointer), 20, MPFR_RNDU)
        return mpfr_lessequal_p(partita_lower(spread.pointer), partita_lower(width.intervals)) != 0 ? true : nil
    }

    /// Whether a number lies between two others; `nil` if that is not decided.
    private func isWithin(_ x: Enclosure, _ low: Rational, _ high: Rational) throws(Stop) -> Bool? {
        let arithmetic = x.arithmetic
        let above = arithmetic.isAtMost(try arithmetic.number(low), x)
        let below = arithmetic.isAtMost(x, try arithmetic.number(high))
        if above == false || below == false { return false }
        return above == true && below == true ? true : nil
    }
}

extension Substring {
    /// Without a leading plus sign.
    fileprivate var trimmingPlus: Substring { hasPrefix("+") ? dropFirst() : self }
}
