import Testing

@testable import Claims

@Suite struct ExpressionParsingTests {
    private let values = ["a": 2.0, "b": 3.0, "c": 5.0, "x_1": 7.0, "_y": 11.0, "min": 13.0]

    @Test(arguments: [
        ("1", 1.0), ("1.5", 1.5), (".5", 0.5), ("2.", 2.0), ("1e-3", 1e-3), ("1E+3", 1e3), ("2.e2", 200), (".5e1", 5),
        ("0.1", 0.1), ("00012", 12), ("  1\t+\n2 ", 3), ("1e-400", 0),
        ("1 - 2 - 3", -4), ("1 - (2 - 3)", 2), ("8/4/2", 1), ("8/(4/2)", 4), ("2 + 3*4", 14), ("(2 + 3)*4", 20),
        ("2*3 - 4/8", 5.5), ("6/2*3", 9),
        ("-2^2", -4), ("(-2)^2", 4), ("2^3^2", 512), ("(2^3)^2", 64), ("2^-1", 0.5), ("2^-1^2", 0.5), ("2^+2", 4),
        ("-2*3", -6), ("2*-3", -6), ("2--3", 5), ("2+-3", -1), ("--2", 2), ("-+-2", 2), ("+3", 3), ("-a^b", -8),
        ("2^-2*3", 0.75), ("4/-2^2", -1), ("-2^-2", -0.25), ("a^b^a", 512),
        ("pow(2, 10)", 1024), ("exp(0)", 1), ("ln(exp(1))", 1), ("log10(1000)", 3), ("sqrt(16)", 4), ("abs(-3)", 3),
        ("min(3, 1, 2)", 1), ("max(1, 3, 2, -5)", 3), ("min(1, 2)", 1), ("sin(0)", 0), ("cos(0)", 1), ("tanh(0)", 0),
        ("a + b*c", 17), ("x_1 + _y", 18), ("min + min(min, 1)", 14), ("exp (0)", 1), ("max(a, min(b, c))", 3),
    ])
    func value(_ text: String, _ expected: Double) throws {
        #expect(try Expression(parsing: text).evaluate(values) == expected)
    }

    @Test func domainErrorsAreNotANumber() throws {
        for text in ["ln(-1)", "sqrt(-1)", "(-1)^0.5", "0/0", "min(0/0, 1)", "max(1, 0/0)", "min(1, 0/0)"] {
            #expect(try Expression(parsing: text).evaluate([:]).isNaN, "\(text)")
        }
        #expect(try Expression(parsing: "1/0").evaluate([:]) == .infinity)
        #expect(try Expression(parsing: "-ln(0)").evaluate([:]) == .infinity)
    }

    @Test func treeKeepsTheLiteralText() throws {
        let expression = try Expression(parsing: "0.10*x - 1e-3")
        let product = Expression.Node.binary(.multiply, .number(text: "0.10", value: 0.1), .variable("x"))
        #expect(expression.root == .binary(.subtract, product, .number(text: "1e-3", value: 0.001)))
        #expect(expression.source == "0.10*x - 1e-3")
        #expect(try Expression(parsing: "pow(a, 2)").root != Expression(parsing: "a^2").root)
        #expect(try Expression(parsing: "a+b") == Expression(parsing: " a + (b)"))
    }

    @Test func variablesInOrderOfAppearance() throws {
        let expression = try Expression(parsing: " eta*(L + mu)^t - max(L, eta, p)")
        #expect(expression.variables == ["eta", "L", "mu", "t", "p"])
        #expect(expression.position(ofVariable: "eta") == 2)
        #expect(expression.position(ofVariable: "L") == 7)
        #expect(expression.position(ofVariable: "p") == 31)
        #expect(expression.position(ofVariable: "max") == nil)
        let scaled = expression.scaled(by: 1.01)
        #expect(scaled.source == "1.01*(eta*(L + mu)^t - max(L, eta, p))")
        #expect(scaled.position(ofVariable: "eta") == 7)
        #expect(scaled.variables == expression.variables)
    }

    @Test func binding() throws {
        let expression = try Expression(parsing: "a - 10*b")
        let bound = try expression.bind(["b", "unused", "a"])
        #expect(bound.arity == 3)
        #expect(bound.evaluate([2, .nan, 50]) == 30)
        #expect(try expression.bind(["a", "b", "a"]).evaluate([1, 2, 3]) == -19)
        #expect(try Expression(parsing: "7").bind([]).evaluate([Double]()) == 7)
    }

    @Test(arguments: [
        0, 1, -1, 0.1, -2.5, 1e300, .leastNonzeroMagnitude, 1e16, -1e-5, 123456789, .infinity, -.infinity, .nan, -0.0,
    ])
    func constant(_ value: Double) throws {
        let constant = Expression(value)
        let again = try Expression(parsing: constant.description)
        #expect(again == constant)
        let result = try constant.evaluate([:])
        #expect(result == value || result.isNaN && value.isNaN)
        #expect(result.isNaN || result.sign == value.sign)
        #expect(Expression(1.0).description == "1")
    }

    @Test func scaling() throws {
        let expression = try Expression(parsing: "x + 1")
        #expect(try expression.scaled(by: 0.5).evaluate(["x": 3]) == 2)
        #expect(expression.scaled(by: -2).description == "-2*(x + 1)")
        #expect(try Expression(parsing: expression.scaled(by: -2).description) == expression.scaled(by: -2))
    }

    @Test(arguments: [
        ("a+b", "a + b"), ("(a)*((b))", "a*b"), ("(a*b)/c", "a*b/c"), ("a*(b/c)", "a*(b/c)"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"), ("(a^b)^c", "(a^b)^c"), ("a^(b^c)", "a^b^c"), ("(-a)^b", "(-a)^b"),
        ("-(a^b)", "-a^b"),
        ("-(a*b)", "-(a*b)"), ("(-a)*b", "-a*b"), ("a*(-b)", "a*-b"), ("a-(-b)", "a - -b"), ("-(-a)", "--a"),
        ("a^(-b)", "a^-b"), ("a^(b*c)", "a^(b*c)"), ("min(a,(b),c+1)", "min(a, b, c + 1)"), ("+a", "a"),
        ("pow(a,b)^c", "pow(a, b)^c"), ("2^(-(x^2))*y", "2^-x^2*y"),
        ("excess0 * (1 - eta*mu*p*(2 - L*eta))^t", "excess0*(1 - eta*mu*p*(2 - L*eta))^t"),
    ])
    func canonicalText(_ text: String, _ canonical: String) throws {
        let expression = try Expression(parsing: text)
        #expect(expression.description == canonical)
        #expect(try Expression(parsing: canonical) == expression)
    }
}
