import Testing

@testable import Verification

struct DerivationTests {
    @Test(
        "lines of every form",
        arguments: [
            (["x = 1 # a comment", "# another", "", "  \t x = x + 1  "], "x", "2"),
            (["for i = 1 to 3", "x = i", "end"], "10*x + i", "33"),
            (["x = 0", "for i = 3 to 1", "x = 1", "end"], "x", "0"),
            (["x = 0", "for i = 3 down to 1", "x = 10*x + i", "end"], "x", "321"),
            (["x = 0", "for i = 1 to 2", "for j = i to 2", "x = 10*x + j", "end", "end"], "x", "122"),
            (["if 1 < 2", "x = 1", "else", "x = 2", "end"], "x", "1"),
            (["if 1 >= 2", "x = 1", "else", "x = 2", "end"], "x", "2"),
            (["x = 0", "if 1 != 1", "x = 1", "end"], "x", "0"), (["if 2 == 2", "x = 1", "end"], "x", "1"),
            (["A[1, 2] = 5", "A = 3", "A[0] = 4"], "A + A[1, 2]*10 + A[2 - 2]*100", "453"),
            (["a[1] = 1", "for i = 2 to 10", "a[i] = i*a[i - 1]", "end"], "a[10]", "3628800"),
            (["norm = 3"], "norm + norm([3; 4])", "8"), (["x = [1, 2; 3, 4]", "v = at(x, 1, 1)"], "v", "1"),
            (["n = 2", "for k = 1 to n", "n = n + 1", "end"], "n", "4"), (["x=-2^2--1"], "x", "-3"),
        ])
    func lines(_ lines: [String], _ expression: String, _ expected: String) throws {
        #expect(try value(expression, after: lines).shown == expected)
    }

    @Test("observations keep their order, times and variables; quantities their numbers")
    func observations() throws {
        var interpreter = Interpreter(arithmetic: arithmetic())
        try interpreter.run(
            try Program([
                "for t = 2 down to 0", "observe \"a # b\" at t/2 = t^2 with u = t, v = -t", "end",
                "observe \"other\" at (1 + 1) = 7 # with", "quantity q = 3/4",
            ]))
        let rows = try #require(interpreter.observations["a # b"])
        #expect(rows.map(\.time.shown) == ["1", "0.5", "0"])
        #expect(rows.map(\.value.shown) == ["4", "1", "0"])
        #expect(rows.map { $0.variables["v"]?.shown } == ["-2", "-1", "0"])
        #expect(interpreter.observations["other"]?.first?.time.shown == "2")
        #expect(interpreter.quantities["q"]?.shown == "0.75")
    }

    @Test(
        "lines that cannot be read: column and reason",
        arguments: [
            ("x = ", 5, "expected a number, a name, '(' or '[', found the end"), ("x 1", 3, "expected '=', found '1'"),
            ("for = 1 to 2", 5, "expected a name, found '='"), ("for end = 1 to 2", 5, "expected a name, found 'end'"),
            ("for i = 1 down 2", 16, "expected 'to', found '2'"), ("x = 1 2", 7, "expected the end, found '2'"),
            ("x = (1", 7, "expected ')', found the end"),
            ("x = [1, 2; 3]", 13, "expected rows of equal length, found ']'"),
            ("x = []", 6, "expected a number, a name, '(' or '[', found ']'"),
            ("x = 1 @ 2", 7, "expected a number, a name or a sign"),
            ("x = at", 5, "expected a number, a name, '(' or '[', found 'at'"),
            ("if 1", 5, "expected a relation, found the end"),
            ("if 1 < 2 < 3", 10, "expected the end, found '<'"),
            ("observe a at 1 = 2", 9, "expected the name of a part in quotes, found 'a'"),
            ("observe \"a at 1 = 2", 9, "a name in quotes has no end"),
            ("observe \"a\" at 1 = 2 with", 26, "expected a name, found the end"),
            ("quantity 1 = 2", 10, "expected a name, found '1'"),
            ("x = 1e99999", 5, "expected a number of moderate length, found '1e99999'"),
            ("x = 0x", 5, "a number without digits"),
            ("x[] = 1", 3, "expected a number, a name, '(' or '[', found ']'"),
            ("x = y = 1", 7, "expected the end, found '='"), ("1 = x", 1, "expected a name, found '1'"),
            ("end end", 5, "expected the end, found 'end'"), ("x = 1\ny = 2", 6, "expected a number, a name or a sign"),
            ("x = é", 5, "expected a number, a name or a sign"),
            ("x = 2 ^ * 3", 9, "expected a number, a name, '(' or '[', found '*'"),
        ])
    func syntax(_ line: String, _ column: Int, _ reason: String) {
        #expect(throws: Program.Fault(line: 2, column: column, reason: reason)) { try Program(["# one", line]) }
    }

    @Test("blocks that do not end, and ends of nothing")
    func blocks() {
        #expect(throws: Program.Fault(line: 1, column: 1, reason: "expected 'end' for what begins here")) {
            try Program(["for i = 1 to 2", "x = 1"])
        }
        #expect(throws: Program.Fault(line: 1, column: 1, reason: "expected 'end' for what begins here")) {
            try Program(["for i = 1 to 2", "else", "end"])
        }
        #expect(throws: Program.Fault(line: 2, column: 1, reason: "there is nothing to end here")) {
            try Program(["x = 1", "end"])
        }
    }

    @Test(
        "values of the same origin are the same, whatever their names, and others are not",
        arguments: [
            ("s <= t", true), ("1/s <= 1/t", true), ("s = t", true), ("s < t", false), ("s + 0 = 0 + t", true),
            ("1*s = t*1", true), ("s^1 - 0 = pow(t/1, 1)", true), ("s^(2 - 1) = t", true), ("exp(s) = exp(t)", true),
            ("at([s, 2], 1, 1) = at([t, 2], 1, 1)", true), ("at([s, 2], 1, 1) = s", nil), ("u = s", nil),
            ("s*2 = 2*s", nil),
            ("s^0 = 1", true), ("a[1] = s", true), ("sum(1*M) = sum(M)", true), ("sum(M^1) = sum(M)", true),
            ("exp(1/2) = exp(0.5)", true), ("exp(-s) = exp(-t)", true), ("exp(s) = exp(-t)", false),
            ("max(s, t) = s", nil), ("s*s = t^2", nil), ("norm([3; 4])*s = 5*t", true),
        ] as [(String, Bool?)])
    func sameness(_ text: String, _ expected: Bool?) throws {
        var interpreter = Interpreter(arithmetic: arithmetic())
        // The last is the same number, but nothing says so.
        let lines = ["s = sqrt(2)", "t = sqrt(4/2)", "a[1] = t", "M = [s, 1; 1, s]", "u = sqrt(8)/2"]
        try interpreter.run(try Program(lines))
        var parser = try Parser(text)
        #expect(try interpreter.decide(try parser.condition()) == expected)
    }

    @Test("programs that are wrong when they run: line and reason")
    func wrong() {
        #expect(stop("x = y") == .wrong("line 1: y has no value"))
        #expect(stop("a[1] = 1", "x = a[2]") == .wrong("line 2: a[2] has no value"))
        #expect(stop("for i = 1 to 0", "end", "x = i") == .wrong("line 3: i has no value"))
        #expect(
            stop("for i = 1 to 2.5", "end")
                == .wrong("line 1: expected a whole number as the end of a loop, found another one"))
        #expect(stop("quantity q = 1", "quantity q = 1") == .wrong("line 2: the quantity q is given twice"))
        #expect(stop("quantity q = [1, 2]") == .wrong("line 1: expected a number as a quantity, found 1 x 2"))
        #expect(
            stop("observe \"a\" at 1 = 1", "observe \"a\" at 2/2 = 3")
                == .wrong("line 2: \"a\" is observed twice at one time"))
        #expect(stop("observe \"a\" at 1 = 1", "observe \"b\" at 1 = 3") == nil)
        #expect(stop("s = sqrt(2)^2", "if s = 2", "end") == .undecided("line 2: the condition is not decided"))
        #expect(
            stop("for i = 1 to floor(3.5)", "x = I(2) + i", "end")
                == .wrong("line 2: +: expected equal shapes, found 2 x 2 and 1 x 1"))
    }
}
