extension Interpreter {
    /// The value of an expression.
    ///
    /// - Throws: ``Stop`` for unknown names, wrong shapes, divisions by zero, and what is not decided.
    func evaluate(_ expression: Expression) throws(Stop) -> Enclosure {
        switch expression {
        case .number(let value, _): return try arithmetic.number(value)
        case .name(let name):
            guard let value = names[name] else { throw .wrong("\(name) has no value") }
            return value
        case .member(let name, let numbers): return try member(name, numbers)
        case .negative(let part): return try arithmetic.negative(try evaluate(part))
        case .power(let base, let exponent): return try finite(try power(try evaluate(base), exponent))
        case .chain(let first, let rest):
            var value = try evaluate(first)
            for (sign, part) in rest { value = try finite(try combine(sign, value, try evaluate(part))) }
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
                return try finite(try function.value(Arguments(values: values, arithmetic: arithmetic)))
            } catch { throw error.at(name) }
        }
    }

    private func combine(_ sign: String, _ left: Enclosure, _ right: Enclosure) throws(Stop) -> Enclosure {
        switch sign {
        case "+": try arithmetic.sum(left, right)
        case "-": try arithmetic.difference(left, right)
        case "*": try arithmetic.product(left, right)
        default: try arithmetic.quotient(left, right)
        }
    }

    private func power(_ base: Enclosure, _ exponent: Expression) throws(Stop) -> Enclosure {
        if base.isNumber { return try arithmetic.power(base, try evaluate(exponent)) }
        try Arithmetic.expectSquare("^", base)
        let times = try whole(exponent, "the exponent of a matrix")
        if times < 0 { throw .wrong("^: expected an exponent of at least 0 for a matrix, found \(times)") }
        return try arithmetic.power(base, times)
    }

    private func matrix(_ rows: [[Expression]]) throws(Stop) -> Enclosure {
        var entries: [[Enclosure]] = []
        for row in rows {
            var values: [Enclosure] = []
            for part in row { values.append(try number(part, "an entry of a matrix")) }
            entries.append(values)
        }
        return try arithmetic.gathered(rows.count, rows[0].count) { i, j in (entries[i][j], 0) }
    }

    /// The same value, if its intervals are bounded: all other operations may take that for granted.
    private func finite(_ value: Enclosure) throws(Stop) -> Enclosure {
        if !value.isFinite { throw .limit("a number is too large") }
        return value
    }
}
