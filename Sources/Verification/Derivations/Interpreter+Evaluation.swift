extension Interpreter {
    /// The value of an expression.
    ///
    /// - Throws: ``Stop`` for unknown names, wrong shapes, divisions by zero, and what is not decided.
    func evaluate(_ expression: Expression) throws(Stop) -> Enclosure {
        switch expression {
        case .number(let value, let text): return origins.identify(try arithmetic.number(value), text, [])
        case .name(let name):
            guard let value = names[name] else { throw .wrong("\(name) has no value") }
            return value
        case .member(let name, let numbers): return try member(name, numbers)
        case .negative(let part):
            let value = try evaluate(part)
            return origins.identify(try arithmetic.negative(value), "-", [value])
        case .power(let base, let exponent): return try power(try evaluate(base), try evaluate(exponent))
        case .chain(let first, let rest):
            var value = try evaluate(first)
            for (sign, part) in rest { value = try combine(sign, value, try evaluate(part)) }
            return value
        case .matrix(let rows): return try matrix(rows)
        case .call(let name, let arguments):
            guard let function = Function.all[name] else { throw .wrong("there is no function \(name)") }
            guard function.arities.contains(arguments.count) else {
                let counts = function.arities.map(String.init).joined(separator: " or ")
                throw .wrong("\(name): expected \(counts) arguments, found \(arguments.count)")
            }
            var values: [Enclosure] = []
            for argument in arguments { values.append(try evaluate(argument)) }
            do throws(Stop) {
                if name == "pow" { return try power(values[0], values[1]) }
                let value = try finite(try function.value(Arguments(values: values, arithmetic: arithmetic)))
                return origins.identify(value, name, values)
            } catch { throw error.at(name) }
        }
    }

    private func combine(_ sign: String, _ left: Enclosure, _ right: Enclosure) throws(Stop) -> Enclosure {
        let value =
            switch sign {
            case "+":
                if Self.isExactly(0, left) && right.isNumber {
                    right
                } else if Self.isExactly(0, right) && left.isNumber {
                    left
                } else {
                    try arithmetic.sum(left, right)
                }
            case "-": Self.isExactly(0, right) && left.isNumber ? left : try arithmetic.difference(left, right)
            case "*":
                if Self.isExactly(1, left) {
                    right
                } else if Self.isExactly(1, right) {
                    left
                } else {
                    try arithmetic.product(left, right)
                }
            default: Self.isExactly(1, right) ? left : try arithmetic.quotient(left, right)
            }
        return origins.identify(try finite(value), sign, [left, right])
    }

    /// Whether a value is exactly this number: then adding or multiplying with it hands the other value through.
    private static func isExactly(_ number: Int, _ value: Enclosure) -> Bool {
        guard value.isNumber, let exact = value.exact(0) else { return false }
        return Rational(exact).whole == number
    }

    private func power(_ base: Enclosure, _ exponent: Enclosure) throws(Stop) -> Enclosure {
        let value: Enclosure
        if base.isNumber {
            value = Self.isExactly(1, exponent) ? base : try arithmetic.power(base, exponent)
        } else {
            try Arithmetic.expectSquare("^", base)
            guard exponent.isNumber else { throw .wrong("^: expected a number as exponent, found \(exponent.shape)") }
            let times = try arithmetic.whole(exponent, 0, "the exponent of a matrix")
            if times < 0 { throw .wrong("^: expected an exponent of at least 0 for a matrix, found \(times)") }
            value = try arithmetic.power(base, times)
        }
        return origins.identify(try finite(value), "^", [base, exponent])
    }

    private func matrix(_ rows: [[Expression]]) throws(Stop) -> Enclosure {
        var entries: [[Enclosure]] = []
        for row in rows {
            var values: [Enclosure] = []
            for part in row { values.append(try number(part, "an entry of a matrix")) }
            entries.append(values)
        }
        let value = try arithmetic.gathered(rows.count, rows[0].count) { i, j in (entries[i][j], 0) }
        return origins.identify(value, "matrix of \(value.shape)", entries.flatMap { $0 })
    }

    /// The same value, if its intervals are bounded: all other operations may take that for granted.
    private func finite(_ value: Enclosure) throws(Stop) -> Enclosure {
        if !value.isFinite { throw .limit("a number is too large") }
        return value
    }
}
