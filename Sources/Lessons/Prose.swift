/// Numbers in running text, and whether a computation stands behind them.
enum Prose {
    /// A number that a text states.
    struct Number: Equatable {
        /// As it is written, without a comma after it.
        var text: Substring
        /// Whether a sign or words for per cent follow.
        var isPercent: Bool
    }

    /// The numbers that a text states, outside of code. Numbers below ten without a decimal point are words in digits, and do
    /// not count; in formulas only those with a decimal point do: the others belong to their form.
    static func numbers(in text: String) -> [Number] {
        var formulas = ""
        var words = ""
        var isMath = false
        var isCode = false
        for character in text.replacing("$$", with: "$") {
            switch character {
            case "$" where !isCode: isMath.toggle()
            case "`" where !isMath: isCode.toggle()
            default:
                formulas.append(isMath ? character : " ")
                words.append(isMath || isCode ? " " : character)
            }
        }
        return numerals(words).filter { $0.text.count > 1 } + numerals(formulas).filter { $0.text.contains(".") }
    }

    private static func numerals(_ text: String) -> [Number] {
        text.matches(
            of: /(?:^|[^0-9A-Za-z_.])([0-9][0-9,]*(?:\.[0-9]+)?(?:e-?[0-9]+)?)( ?(?:\\?%|per ?cent))?/
        ).map { match in
            Number(text: match.1.last == "," ? match.1.dropLast() : match.1, isPercent: match.2 != nil)
        }
    }

    /// The numbers that code has written in it.
    static func literals(in code: String) -> [Double] {
        code.matches(of: /(?:^|[^0-9A-Za-z_.])([0-9][0-9_]*(?:\.[0-9_]+)?(?:e-?[0-9]+)?)/).compactMap {
            Double($0.1.filter { $0 != "_" })
        }
    }

    /// Whether a number, as it is written, is the modulus of one of `values` rounded to its digits; per cent are hundredths,
    /// or are counted in hundredths by the code.
    static func states(_ numeral: Number, oneOf values: [Double]) -> Bool {
        let digits = numeral.text.filter { $0 != "," }
        guard let number = Double(digits) else { return false }
        let mantissa = digits.prefix { $0 != "e" }
        let decimals = mantissa.firstIndex(of: ".").map { mantissa.distance(from: $0, to: mantissa.endIndex) - 1 } ?? 0
        let exponent = digits.firstIndex(of: "e").flatMap { Int(digits[digits.index(after: $0)...]) } ?? 0
        var unit = 0.5
        for _ in 0..<abs(exponent - decimals) { unit = exponent > decimals ? unit * 10 : unit / 10 }
        // A tie may be rounded either way, and the last place of a double with it.
        let tolerance = unit * (1 + 1e-9) + 4 * number.ulp
        return values.contains { value in
            abs(abs(value) - number) <= tolerance || numeral.isPercent && abs(100 * abs(value) - number) <= tolerance
        }
    }
}
