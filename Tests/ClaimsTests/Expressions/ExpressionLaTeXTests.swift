import Testing

@testable import Claims

@Suite struct ExpressionLaTeXTests {
    @Test(arguments: [
        ("excess0*(1 - eta*mu)^t", #"\mathrm{excess}_0\, \left(1 - \eta \mu\right)^{t}"#),
        ("(a + b)*(c - d)", #"\left(a + b\right) \left(c - d\right)"#),
        ("eta*depth*L", #"\eta\, \mathrm{depth}\, L"#), ("eta*L*depth", #"\eta L\, \mathrm{depth}"#),
        ("1/L", #"\frac{1}{L}"#), ("2*L/(L + mu)", #"\frac{2 L}{L + \mu}"#),
        ("(1/L)^2", #"\left(\frac{1}{L}\right)^{2}"#),
        ("a*(b/c)", #"a \cdot \frac{b}{c}"#), ("a/b/c", #"\frac{\frac{a}{b}}{c}"#), ("a/b*c", #"\frac{a}{b} c"#),
        ("2*3", #"2 \cdot 3"#), ("x*2^t", #"x \cdot 2^{t}"#), ("2*x", "2 x"), ("x*(2*y)", #"x \cdot 2 y"#),
        ("a*(b*c)", "a b c"), ("a + (b + c)", "a + b + c"), ("a - (b - c)", #"a - \left(b - c\right)"#),
        ("a - (b + c)", #"a - \left(b + c\right)"#), ("a - b - c", "a - b - c"), ("a + (b - c)", "a + b - c"),
        ("a - b*c", "a - b c"), ("a + -b", #"a + \left(-b\right)"#), ("a - -b*c", #"a - \left(-b c\right)"#),
        ("a*-b", #"a \left(-b\right)"#), ("-a*b", "-a b"), ("-(a*b)", "-a b"), ("-(a + b)", #"-\left(a + b\right)"#),
        ("--a", #"-\left(-a\right)"#), ("-a + b", "-a + b"), ("a + (-b + c)", #"a + \left(-b + c\right)"#),
        ("a/-b", #"\frac{a}{-b}"#), ("-2^2", "-2^{2}"), ("(-2)^2", #"\left(-2\right)^{2}"#), ("2^3^2", "2^{3^{2}}"),
        ("(2^3)^2", #"\left(2^{3}\right)^{2}"#), ("2^-1", "2^{-1}"), ("a^(b + c)", "a^{b + c}"), ("-a^b", "-a^{b}"),
        ("(a*b)^c", #"\left(a b\right)^{c}"#), ("(-a*b)^c", #"\left(-a b\right)^{c}"#),
        ("pow(a + 1, b)", #"\left(a + 1\right)^{b}"#),
        ("sqrt(kappa - 1)", #"\sqrt{\kappa - 1}"#), ("sqrt(x)^2", #"\sqrt{x}^{2}"#),
        ("abs(x - y)", #"\left|x - y\right|"#),
        ("exp(-mu*t)", #"\exp\left(-\mu t\right)"#), ("ln(x)*y", #"\ln\left(x\right) y"#),
        ("log10(x)", #"\log_{10}\left(x\right)"#), ("min(a, b, 1)", #"\min\left(a, b, 1\right)"#),
        ("max(a, b)", #"\max\left(a, b\right)"#),
        ("tanh(sin(cos(x)))", #"\tanh\left(\sin\left(\cos\left(x\right)\right)\right)"#),
        ("1e-3", "10^{-3}"), ("1.5e+3*x", #"1.5 \cdot 10^{3} x"#), ("x*1e-3", #"x \cdot 10^{-3}"#),
        ("1e3^2", #"\left(10^{3}\right)^{2}"#),
        (".5", "0.5"), ("2.", "2"), ("2.e5", #"2 \cdot 10^{5}"#), (".5^2", "0.5^{2}"),
    ])
    func formula(_ text: String, _ latex: String) throws {
        #expect(try Expression(parsing: text).latex == latex)
    }

    @Test(arguments: [
        ("eta", #"\eta"#), ("mu", #"\mu"#), ("kappa", #"\kappa"#), ("sigma", #"\sigma"#), ("lambda", #"\lambda"#),
        ("epsilon", #"\varepsilon"#), ("Gamma", #"\Gamma"#), ("eta1", #"\eta_{1}"#), ("eta12", #"\eta_{12}"#),
        ("lmin", #"\lambda_{\min}"#), ("lmax", #"\lambda_{\max}"#), ("min", #"f_{\min}"#), ("t", "t"), ("T", "T"),
        ("L", "L"),
        ("x0", "x_0"), ("x1", "x_{1}"), ("excess0", #"\mathrm{excess}_0"#), ("distance0", #"\mathrm{distance}_0"#),
        ("loss0", #"\mathrm{loss}_0"#), ("depth", #"\mathrm{depth}"#), ("lambda_max", #"\lambda_{\max}"#),
        ("c_rate", #"c_{\mathrm{rate}}"#), ("a_1", "a_{1}"), ("a1_b2", "a_{1,b_{2}}"), ("_", #"\mathtt{\_}"#),
        ("__x", "x"),
        ("_1", "1"),
    ])
    func name(_ name: String, _ latex: String) throws {
        #expect(try Expression(parsing: name).latex == latex)
    }

    @Test func conditions() throws {
        #expect(try Condition(parsing: "eta < 2/L").latex == #"\eta < \frac{2}{L}"#)
        #expect(try Condition(parsing: "p*d >= 1").latex == #"p d \ge 1"#)
        #expect(try Condition(parsing: "a <= b").latex == #"a \le b"#)
        #expect(try Condition(parsing: "a != b").latex == #"a \ne b"#)
        #expect(try Condition(parsing: "a == b").latex == "a = b")
        #expect(try Condition(parsing: "a > b").latex == "a > b")
    }
}
