/// Numbers in running text, and whether a computation stands behind them.
enum Prose {
    /// The numbers that a text states, outside of formulas and code. Numbers below ten without a decimal point are words
    /// in digits, and do not count.
    static func numbers(in text: String) -> [Substring] {
        var isMath = false
        var isCode = false
        var plain = ""
        for character in text {
            switch character {
            case "$" where !isCode: isMath.toggle()
            case "`" where !isMath: isCode.toggle()
            default: plain.append(isMath || isCode ? " " : character)
            }
        }
        return plain.matches(of: /(?:^|[^0-9A-Za-z_.])([0-9][0-9,]*(?:\.[0-9]+)?(?:e-?[0-9]+)?)/).map { $0.1 }
            .map { numeral in numeral.last == "," ? numeral.dropLast() : numeral }
            .filter { $0.count > 1 }.map { Substring($0) }
    }

    /// The numbers that code has written in it.
    static func literals(in code: String) -> [Double] {
        code.matches(of: /(?:^|[^0-9A-Za-z_.])([0-9][0-9_]*(?:\.[0-9_]+)?(?:e-?[0-9]+)?)/).compactMap {
            Double($0.1.filter { $0 != "_" })
        }
    }

    /// Whether a number, as it is written, is one of `values` rounded to its digits; per cent are hundredths.
    static func states(_ numeral: Substring, oneOf values: [Double]) -> Bool {
        let digits = numeral.filter { $0 != "," }
        guard let number = Double(digits) else { return false }
        let mantissa = digits.prefix { $0 != "e" }
        let decimals = mantissa.firstIndex(of: ".").map { mantissa.distance(from: $0, to: mantissa.endIndex) - 1 } ?? 0
        let exponent = digits.firstIndex(of: "e").flatMap { Int(digits[digits.index(after: $0)...]) } ?? 0
        var unit = 0.5
        for _ in 0..<abs(exponent - decimals) { unit = exponent > decimals ? unit * 10 : unit / 10 }
        // A tie may be rounded either way, and the last place of a double with it.
        let tolerance = unit * (1 + 1e-9) + 4 * number.ulp
        return values.contains { abs($0 - number) <= tolerance || abs(100 * $0 - number) <= tolerance }
    }
}
