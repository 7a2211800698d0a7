import Testing

@testable import Claims

@Suite struct ExpressionErrorTests {
    private func error(_ text: String) -> ExpressionError? {
        do {
            _ = try Expression(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("", "column 1: expected a number, a name or '(', found the end"),
        ("   ", "column 4: expected a number, a name or '(', found the end"),
        ("1 +", "column 4: expected a number, a name or '(', found the end"),
        ("(1 + 2", "column 7: expected an operator or the ')' that closes column 1, found the end"),
        ("2*(a + b))", "column 10: expected an operator or the end, found ')'"),
        ("()", "column 2: expected a number, a name or '(', found ')'"),
        ("* 2", "column 1: expected a number, a name or '(', found '*'"),
        ("2 ** 3", "column 4: expected a number, a name or '(', found '*'; a power is written with ^"),
        ("a $ b", "column 3: expected an operator or the end, found '$'"),
        (
            "1,5",
            "column 2: expected an operator or the end, found ','; a comma separates arguments; decimals have a point"
        ),
        (
            "a < b",
            "column 3: expected an operator or the end, found '<'; a relation belongs between the two sides of a condition"
        ),
        ("2 × 3", "column 3: expected an operator or the end, found '×'; write *"),
        ("a − b", "column 3: expected an operator or the end, found '−'; write -"),
        (
            "η*2",
            "column 1: expected a number, a name or '(', found 'η'; names are letters a to z, digits and _, as in eta"
        ),
        ("[1]", "column 1: expected a number, a name or '(', found '['; write ( or )"),
        ("2x", "column 2: expected an operator, found 'x'; a product is written with *, as in 2*x"),
        ("a b", "column 3: expected an operator, found 'b'; a product is written with *, as in 2*x"),
        ("(a)(b)", "column 4: expected an operator, found '('; a product is written with *, as in 2*x"),
        ("2(a)", "column 2: expected an operator, found '('; a product is written with *, as in 2*x"),
        ("a 2", "column 3: expected an operator, found '2'; a product is written with *, as in 2*x"),
        ("1 + .", "column 5: the number '.' cannot be read: it has no digits"),
        ("1.2.3", "column 1: the number '1.2.' cannot be read: it has a second point"),
        ("2*1e", "column 3: the number '1e' cannot be read: its exponent has no digits"),
        ("2*1e+", "column 3: the number '1e+' cannot be read: its exponent has no digits"),
        ("1e999", "column 1: the number '1e999' cannot be read: it is too large for a double"),
        (
            "2 + esp(1)",
            "column 5: unknown function 'esp', did you mean 'exp'?; known: exp, ln, log10, sqrt, abs, min, max, sin, cos, tanh, pow"
        ),
        (
            "excess0 (1 - a)",
            "column 1: unknown function 'excess0'; a product is written with *; known: exp, ln, log10, sqrt, abs, min, max, sin, cos, tanh, pow"
        ),
        ("1 + exp(1, 2)", "column 5: exp takes 1 argument, found 2"),
        ("exp()", "column 1: exp takes 1 argument, found 0"),
        ("min(1)", "column 1: min takes 2 arguments or more, found 1"),
        ("pow(1)", "column 1: pow takes 2 arguments, found 1"),
        ("min(1,)", "column 7: expected a number, a name or '(', found ')'"),
        ("min(1; 2)", "column 6: expected an operator or the end, found ';'"),
        ("exp(1", "column 6: expected an operator or the ')' that closes column 4, found the end"),
    ])
    func message(_ text: String, _ expected: String) {
        #expect(error(text)?.description == expected)
    }

    @Test func positionsAreTyped() {
        #expect(error("1 + )") == .unexpected(found: ")", position: 5, expected: "a number, a name or '('", hint: nil))
        #expect(error("a + 2b") == .missingOperator(found: "b", position: 6))
        #expect(error("sqr(2)") == .unknownFunction(name: "sqr", position: 1, suggestion: "sqrt"))
        #expect(
            error("1 + sin(1,2)") == .wrongArgumentCount(function: "sin", position: 5, expected: "1 argument", found: 2)
        )
        #expect(
            error("1.") == nil && error("1e5e")?.position == 4, "an exponent, then a name")
    }

    @Test func unknownVariables() throws {
        let known = ["t", "T", "eta", "L", "mu", "excess0"]
        let expression = try Expression(parsing: "L + ets*(mu - q) + t")
        #expect(throws: ExpressionError.unknownVariable(name: "ets", position: 5, known: known, suggestion: "eta")) {
            try expression.bind(known)
        }
        #expect(throws: ExpressionError.unknownVariable(name: "x", position: 5, known: ["y"], suggestion: nil)) {
            try Expression(parsing: "1 + x").evaluate(["y": 1])
        }
        func message(_ text: String, _ known: [String]) -> String? {
            do throws(ExpressionError) {
                _ = try Expression(parsing: text).bind(known)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(
            message("2*Eta", known)
                == "column 3: unknown variable 'Eta', did you mean 'eta'?; known: t, T, eta, L, mu, excess0")
        #expect(
            message("l", known) == "column 1: unknown variable 'l', did you mean 'L'?; known: t, T, eta, L, mu, excess0"
        )
        #expect(message("2*q", ["t"]) == "column 3: unknown variable 'q'; known: t")
        #expect(message("exp + 1", []) == "column 1: unknown variable 'exp': it is a function, write exp(...)")
        #expect(message("min", ["min"]) == nil)
    }

    @Test(arguments: [
        ("eta", "eat", 1), ("eta", "eta", 0), ("kappa", "kapa", 1), ("", "abc", 3), ("abc", "", 3), ("mu", "um", 1),
        ("excess0", "exces", 2), ("ca", "abc", 3),
    ])
    func editDistance(_ a: String, _ b: String, _ distance: Int) {
        #expect(Array(a).editDistance(to: Array(b)) == distance)
    }

    @Test func limits() throws {
        let length = Expression.maximumLength
        #expect(error(String(repeating: "1", count: 200) + String(repeating: " ", count: 2 * length)) == nil)
        let sum = String(repeating: "1+", count: length / 2 - 1)
        #expect(error("   " + sum + "1111") == .tooLong(position: length + 4, limit: length))
        #expect(error("é" + sum + "1111") == .tooLong(position: length, limit: length), "bytes count as characters")
        let depth = Expression.maximumDepth
        #expect(error(sum + "1") == .tooDeep(position: 2 * depth, limit: depth))
        let longest = String(repeating: "1+", count: depth - 1) + "1"
        #expect(try Expression(parsing: longest).evaluate([:]) == Double(depth))
        let nested = String(repeating: "(", count: 199) + "x" + String(repeating: ")", count: 199)
        #expect(try Expression(parsing: nested).description == "x")
        #expect(error("(" + nested + ")") == .tooDeep(position: 201, limit: Expression.maximumNesting))
        for unit in ["(", "-", "+", "2^", "exp(", "1-(", "min(1,", "2*-"] {
            let deep = error(String(repeating: unit, count: 1_600))
            guard case .tooDeep = deep else {
                Issue.record("\(unit): \(String(describing: deep))")
                continue
            }
        }
    }
}
