extension Expression {
    /// The formula in LaTeX, without math delimiters: fractions, powers, roots, Greek names, no needless parentheses.
    ///
    /// Products and sums are written as mathematics has them, so `a*(b*c)` and `(a*b)*c` look the same; for a text that
    /// keeps the tree see ``description``.
    public var latex: String { LaTeXPrinter().print(root).text }
}

/// Renders a tree as LaTeX.
private struct LaTeXPrinter {
    /// A rendered part: its text and how tightly it binds as it looks, which may differ from the tree.
    struct Part {
        var text: String
        var precedence: Expression.Precedence
        /// Whether the text begins with a sign, so that it cannot stand after an operator.
        var isSigned = false
        /// Whether it begins with a digit or a fraction, which must not touch a factor to its left.
        var startsWithDigit = false

        /// The part, in parentheses if it binds looser than `least`, or has a sign that may not stand here.
        func enclosed(atLeast least: Expression.Precedence, allowsSign: Bool) -> Part {
            if precedence >= least && (allowsSign || !isSigned) { return self }
            return Part(text: "\\left(\(text)\\right)", precedence: .atom)
        }
    }

    func print(_ node: Expression.Node) -> Part {
        switch node {
        case .number(let text, _):
            return number(text)
        case .variable(let name):
            return Part(text: LaTeXName.symbol(name), precedence: .atom)
        case .negate(let operand):
            let part = print(operand).enclosed(atLeast: .product, allowsSign: false)
            return Part(
                text: "-\(part.text)", precedence: part.precedence == .product ? .product : .unary, isSigned: true)
        case .binary(.add, let left, let right):
            return sum(left, "+", print(right).enclosed(atLeast: .sum, allowsSign: false))
        case .binary(.subtract, let left, let right):
            return sum(left, "-", print(right).enclosed(atLeast: .product, allowsSign: false))
        case .binary(.multiply, let left, let right):
            return product(print(left), print(right))
        case .binary(.divide, let left, let right):
            return Part(
                text: "\\frac{\(print(left).text)}{\(print(right).text)}", precedence: .power, startsWithDigit: true)
        case .binary(.power, let base, let exponent):
            return power(base, exponent)
        case .call(let function, let arguments):
            return call(function, arguments)
        }
    }

    private func sum(_ left: Expression.Node, _ sign: String, _ right: Part) -> Part {
        let left = print(left)
        return Part(text: "\(left.text) \(sign) \(right.text)", precedence: .sum, isSigned: left.isSigned)
    }

    /// Factors side by side, with a dot where a number follows, and a thin space beside names that are words.
    private func product(_ left: Part, _ right: Part) -> Part {
        let left = left.enclosed(atLeast: .product, allowsSign: true)
        let right = right.enclosed(atLeast: .product, allowsSign: false)
        let word = "\\mathrm"
        let lastFactor = left.text.split(separator: " ").last ?? ""
        let isBesideWord = right.text.hasPrefix(word) || lastFactor.hasPrefix(word)
        let sign = right.startsWithDigit ? " \\cdot " : isBesideWord ? "\\, " : " "
        return Part(
            text: left.text + sign + right.text, precedence: .product, isSigned: left.isSigned,
            startsWithDigit: left.startsWithDigit)
    }

    private func power(_ base: Expression.Node, _ exponent: Expression.Node) -> Part {
        let base = print(base).enclosed(atLeast: .atom, allowsSign: false)
        return Part(
            text: "\(base.text)^{\(print(exponent).text)}", precedence: .power, startsWithDigit: base.startsWithDigit)
    }

    private func call(_ function: Expression.Function, _ arguments: [Expression.Node]) -> Part {
        if function == .pow, let base = arguments.first, let exponent = arguments.last {
            return power(base, exponent)
        }
        let list = arguments.map { print($0).text }.joined(separator: ", ")
        let text =
            switch function {
            case .sqrt: "\\sqrt{\(list)}"
            case .abs: "\\left|\(list)\\right|"
            case .log10: "\\log_{10}\\left(\(list)\\right)"
            case .exp, .ln, .min, .max, .sin, .cos, .tanh, .pow: "\\\(function.rawValue)\\left(\(list)\\right)"
            }
        return Part(text: text, precedence: .atom)
    }

    /// `1.5e-3` is 1.5 \cdot 10^{-3}, `1e-3` is 10^{-3}; points get digits on both sides or go.
    private func number(_ text: String) -> Part {
        let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
        var mantissa = String(parts.first ?? "0")
        if mantissa.hasPrefix(".") { mantissa = "0" + mantissa }
        if mantissa.hasSuffix(".") { mantissa.removeLast() }
        guard parts.count == 2, let exponent = parts.last else {
            return Part(text: mantissa, precedence: .atom, startsWithDigit: true)
        }
        let power = "10^{\(exponent.hasPrefix("+") ? exponent.dropFirst() : exponent)}"
        return mantissa == "1"
            ? Part(text: power, precedence: .power, startsWithDigit: true)
            : Part(text: "\(mantissa) \\cdot \(power)", precedence: .product, startsWithDigit: true)
    }
}
