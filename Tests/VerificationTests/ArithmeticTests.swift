import Testing

@testable import Verification

struct ArithmeticTests {
    @Test(
        "functions of numbers, against 60 digits from another language",
        arguments: [
            ("sqrt(2)", "1.414213562373095048801688724209698078569671875376948073176680"),
            ("2^0.5", "1.414213562373095048801688724209698078569671875376948073176680"),
            ("exp(1)", "2.718281828459045235360287471352662497757247093699959574966968"),
            ("exp(-3.5)", "0.030197383422318500739786292363619845071660532247657006671340223"),
            ("ln(2)", "0.693147180559945309417232121458176568075500134360255254120680"),
            ("log10(2)", "0.301029995663981195213738894724493026768189881462108541310427"),
            ("sin(1)", "0.841470984807896506652502321630298999622563060798371065672752"),
            ("cos(1)", "0.540302305868139717400936607442976603732310420617922227670097"),
            ("tanh(0.5)", "0.462117157260009758502318483643672548730289280330113038552732"),
            ("pow(2, 0.3)", "1.231144413344916284499393069167743109876137761100817794337066"),
            ("pi()", "3.141592653589793238462643383279502884197169399375105820974945"),
            ("(1 + sqrt(5))/2", "1.618033988749894848204586834365638117720309179805762862135449"),
            ("(-sqrt(2))^3", "-2.828427124746190097603377448419396157139343750753896146353359"),
            ("(-sqrt(2))^-2", "0.5"),
            ("norm([1; 1])", "1.414213562373095048801688724209698078569671875376948073176680"),
        ])
    func digits(_ expression: String, _ expected: String) throws {
        // 192 bits are 57 digits; the digits given are rounded to 60.
        let value = try value(expression)
        #expect(try value.contains(expected, width: "1e-55"), "\(value.shown)")
        // And four times as many bits know more than the digits given: they do not contain what is off by 1e-50.
        let wide = try self.value(expression + " + 1e-50")
        #expect(!(try wide.contains(expected, width: "1e-55")))
    }

    private func value(_ expression: String) throws -> Enclosure { try VerificationTests.value(expression) }

    @Test(
        "rational numbers stay exact",
        arguments: [
            ("1/3 + 1/6", "1/2"), ("0.1 + 0.2", "3/10"), ("(2/3)^-3", "27/8"), ("sqrt(9/16)", "3/4"),
            ("abs(-7/2)", "3.5"),
            ("floor(-7/2)", "-4"), ("ceil(-7/2)", "-3"), ("min(1/3, 0.3333)", "0.3333"), ("max(1/3, 0.3333)", "1/3"),
            ("0^0", "1"), ("(-2)^3", "-8"), ("-2^2", "-4"), ("2^3^2", "512"), ("2^-1", "0.5"), ("1e-3*1000", "1"),
            ("0x1.8p-3", "3/16"), ("0x10", "16"), (".5 + 2.", "5/2"), ("factorial(20)", "2432902008176640000"),
            ("binomial(50, 25)", "126410606437752"), ("binomial(3, 5)", "0"), ("binomial(3, -1)", "0"),
            ("binomial(-1, -1)", "0"), ("exp(0)", "1"), ("ln(1)", "0"),
            ("log10(1000)", "3"), ("cos(0)", "1"), ("binomial(0, 0)", "1"), ("(-1)^100000001", "-1"),
            ("0*sqrt(2)", "0"),
            ("1 - -1 - +1", "1"), ("2*3/4*5", "7.5"), ("--3", "3"), ("floor(10*sqrt(2))", "14"),
        ])
    func exact(_ expression: String, _ expected: String) throws {
        let arithmetic = arithmetic()
        let (found, wanted) = (try value(expression), try VerificationTests.value(expected))
        #expect(found.isExact)
        #expect(arithmetic.order(found, 0, wanted, 0) == 0, "\(found.shown)")
    }

    @Test("an exact number that has become long is forgotten, and known with more bits")
    func forgotten() throws {
        let expression = "(1 + 1/3^3000) - 1"
        #expect(!(try VerificationTests.value(expression, bits: 128)).isExact)
        #expect(try VerificationTests.value(expression, bits: 1024).isExact)
    }

    @Test(
        "relations are decided where enclosures are apart or both sides are exact",
        arguments: [
            ("1/3 < 0.3334", true), ("1/3 <= 1/3", true), ("1/3 = 2/6", true), ("1/3 != 2/6", false), ("1 > 1", false),
            ("1 >= 1", true), ("sqrt(2) < 1.5", true), ("sqrt(2)^2 = 2", nil), ("sqrt(2)^2 <= 2", nil),
            ("sqrt(2) != 3/2", true), ("sqrt(2) = 3/2", false), ("sqrt(4) == 2", true), ("exp(0) = 1", true),
            ("sqrt(2)^2 < 2 + 1e-50", true), ("sqrt(2)^2 > 2 - 1e-50", true), ("sqrt(2)^2 < 2 + 1e-60", nil),
        ] as [(String, Bool?)])
    func relations(_ text: String, _ expected: Bool?) throws {
        var parser = try Parser(text)
        let condition = try parser.condition()
        #expect(try Interpreter(arithmetic: arithmetic()).decide(condition) == expected)
    }

    @Test("a condition between numbers in the 13th and the 50th digit is decided by more bits")
    func precision() throws {
        var parser = try Parser("exp(1)^(1 + 1e-50) > exp(1)")
        let condition = try parser.condition()
        #expect(try Interpreter(arithmetic: arithmetic(128)).decide(condition) == nil)
        #expect(try Interpreter(arithmetic: arithmetic(256)).decide(condition) == true)
    }

    @Test(
        "what cannot be computed stops with its reason",
        arguments: [
            ("1/0", Stop.wrong("/: the divisor is zero")), ("0^-1", .wrong("^: a negative power of zero")),
            ("sqrt(-1)", .wrong("sqrt: the root of a negative number")),
            ("ln(0)", .wrong("ln: the argument of a logarithm is not positive")),
            ("(-2)^0.5", .wrong("^: the base is negative, and the exponent no exact whole number")),
            ("1/(sqrt(2)^2 - 2)", .undecided("/: the divisor may be zero")),
            ("sqrt(sqrt(2)^2 - 2)", .undecided("sqrt: the argument of a root may be negative")),
            ("ln(sqrt(2)^2 - 2)", .undecided("ln: the argument of a logarithm may be zero or negative")),
            ("floor(sqrt(2)^2)", .undecided("floor: floor and ceil: there may be a whole number on either side")),
            ("at([1; 2], sqrt(4)*0.5 + 0.5)", .wrong("at: expected a whole number as argument 2, found another one")),
            (
                "at([1; 2], exp(1e-9))",
                .undecided("at: expected an exact whole number as argument 2, found one that is not exact")
            ),
            ("exp(exp(100))", .limit("exp: a number is too large")),
            ("cos(2^70000)", .limit("cos: an argument of sin, cos, tanh or exp is above 2^65536")),
            ("2^(10^15)", .limit("^: the exponent is above 2^40")),
            ("factorial(20000)", .limit("factorial: factorial: 20000 is above 10000")),
            ("unknown + 1", .wrong("unknown has no value")), ("unknown(1)", .wrong("there is no function unknown")),
            ("exp(1, 2)", .wrong("exp: expected 1 arguments, found 2")), ("pi", .wrong("pi has no value")),
        ])
    func stops(_ expression: String, _ expected: Stop) {
        #expect(stop("x = \(expression)") == expected.at("line 1"))
    }
}
