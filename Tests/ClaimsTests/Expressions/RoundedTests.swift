import Testing

@testable import Claims

@Suite struct RoundedTests {
    private func literal(_ text: String) -> Rounded { Rounded(literal: text, value: Double(text) ?? .nan) }
    private func evaluate(_ text: String, _ x: Rounded = Rounded(0)) throws -> Rounded {
        try Expression(parsing: text).bind(["x"]).evaluate([x])
    }

    @Test(arguments: [
        "0", "1", "2.", ".5", "0.25", "1e3", "1e22", "12500e-2", "0.00", "9007199254740992", "9007199254740993e0",
        "1000000000000000000000", "0.1", "1e-3", "1e23", "0.3333", "5e-324", "123456789012345678901",
        "100000000000000000000.5",
        "9007199254740991", "0.5000000000000000000000", "0.50000000000000000000001", "1e-400", "3.0000",
        "0.1e-9223372036854775808", "1e-99999999999999999999", "0e9223372036854775807",
    ])
    func literals(_ text: String) {
        let inexact = [
            "0.1", "1e-3", "1e23", "0.3333", "5e-324", "9007199254740993e0", "123456789012345678901",
            "100000000000000000000.5", "0.50000000000000000000001", "1e-400",
            "0.1e-9223372036854775808", "1e-99999999999999999999",
        ]
        let found = literal(text)
        #expect((found.radius > 0) == inexact.contains(text))
        #expect(found.radius <= max(found.value.ulp / 2, .leastNonzeroMagnitude))
    }

    /// Exact operations add nothing.
    @Test(arguments: [
        "1 + 2", "2*3 - 6", "1/4", "sqrt(16)", "3*0.5", "2^1", "0.1^0 - 1", "-abs(3 - 5)", "min(1, 2)",
        "max(1, 2) + (-3)^7", "x*0 + 10^15 - 0.5^2",
        "exp(0)", "cos(0)", "sin(0)", "ln(1)", "tanh(0)", "log10(1)", "0/7", "0*0.1", "0^2", "1/0", "1/(1/0)", "1^0.5",
        "1/0 + 5", "exp(-1/0)", "max(1/0, 3)", "ln(0)", "sqrt(1/0)",
    ])
    func exact(_ text: String) throws {
        #expect(try evaluate(text).radius == 0)
    }

    /// Nothing is known.
    @Test(arguments: [
        "0/0", "ln(-1)", "sqrt(-1)", "exp(1000)", "1e300*1e300", "1e300 + 1e308*10 - 1", "1/(0.1 + 0.2 - 0.3)", "1/x",
        "ln(x)",
        "x^-1", "(-2)^0.5", "1/-0", "exp(1000) - 1e308", "1e308 + 1e308", "10^400", "x^-0.5", "(-8)^(1/3)",
        "ln(exp(1000))",
    ])
    func unknown(_ text: String) throws {
        #expect(try evaluate(text, Rounded(value: 1e-20, radius: 1e-19)).radius == .infinity)
    }

    @Test func roundingOfOneOperation() throws {
        #expect(try evaluate("0.1").radius == 0x1p-57)
        let third = try evaluate("1/3")
        #expect(third.radius > 0.999 * 0x1p-54 / 3 && third.radius < 1.001 * 0x1p-54 / 3, "1/3 - fl(1/3) = 2^-54 / 3")
        let root = try evaluate("sqrt(2)")
        #expect(abs(root.radius / 9.667293313452913e-17 - 1) < 1e-6, "sqrt 2 = 1.41421356237309504880168872")
        let small = try evaluate("1 + x", Rounded(0x1p-60))
        #expect(small.radius >= 0x1p-60 && small.radius < 1.001 * 0x1p-60)
        #expect(try evaluate("x*x", Rounded(1e-200)).radius >= .leastNonzeroMagnitude, "underflow")
    }

    /// Each derivative at its largest: the true change over the interval is at least `share` of the radius.
    @Test(arguments: [
        ("x + 1", 2.0, 0.999), ("3 - x", 2, 0.999), ("x*x", 3, 0.99), ("5*x", 2, 0.999), ("1/x", -2, 0.99),
        ("x/7", 2, 0.999),
        ("sqrt(x)", 3, 0.99), ("abs(x)", -2, 0.999), ("exp(x)", 2, 0.99), ("ln(x)", 0.3, 0.99), ("log10(x)", 5, 0.99),
        ("sin(x)", 1, 0.99), ("cos(x)", 1, 0.99), ("tanh(x)", -0.7, 0.99), ("x^7", -1.5, 0.99), ("x^-3", 1.5, 0.99),
        ("x^2.5", 2, 0.99), ("2.5^x", 3, 0.99), ("0.5^x", 3, 0.99), ("x^x", 3, 0.99), ("min(x, 9)", 2, 0.999),
        ("max(x, 1)", 2, 0.999), ("x^1", 2, 0.999), ("x^1000", 0.99, 0.9),
    ])
    func propagation(_ text: String, _ x: Double, _ share: Double) throws {
        let radius = 1e-5
        let result = try evaluate(text, Rounded(value: x, radius: radius))
        let bound = try Expression(parsing: text).bind(["x"])
        let change = max(
            abs(bound.evaluate([x + radius]) - result.value), abs(bound.evaluate([x - radius]) - result.value))
        #expect(change <= result.radius * (1 + 1e-9))
        #expect(change >= share * result.radius, "radius \(result.radius), change \(change)")
    }

    @Test func awayFromSmoothness() throws {
        let near = Rounded(value: 1e-12, radius: 1e-10)
        #expect(try evaluate("sqrt(x)", near).radius < 1.1e-5)
        #expect(try evaluate("x^0.5", near).radius < 1.1e-5)
        #expect(try evaluate("sin(x)", Rounded(value: 1, radius: 100)).radius < 2.1)
        #expect(try evaluate("tanh(x)", Rounded(value: 50, radius: 100)).radius < 2.1)
        #expect(try evaluate("tanh(x)", Rounded(value: 50, radius: 1)).radius < 1e-15)
        #expect(try evaluate("min(x, 3)", Rounded(value: 1, radius: 0.5)).radius == 0.5)
        #expect(try evaluate("min(x, 3)", Rounded(value: 9, radius: 0.5)).radius == 0)
        #expect(try evaluate("max(x, 3)", Rounded(value: 2.9, radius: 0.5)).radius == 0.5)
    }

    @Test func integerPowersOfNegativeNumbers() throws {
        let power = try Expression(parsing: "(1 - eta*L)^(2*t)").bind(["eta", "L", "t"])
        let result = power.evaluate([Rounded(value: 0.3, radius: 1e-12), Rounded(5), Rounded(20)])
        #expect(result.radius.isFinite, "2*t is exactly 40")
        #expect(abs(result.value - 0x1p-40) <= result.radius)
        #expect(result.radius < 1e-8 * result.value)
    }

    @Test func valuesAgreeWithDoubles() throws {
        #expect(Rounded(value: 1, radius: -2).radius == 2)
        #expect(Rounded(value: 1, radius: .nan).radius == .infinity)
        #expect(Rounded(.nan).radius == .infinity)
        #expect(try evaluate("-x", Rounded(value: 2, radius: 0.5)) == Rounded(value: -2, radius: 0.5))
    }
}
