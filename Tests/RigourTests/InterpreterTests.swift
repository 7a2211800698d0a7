import CFlint
import Testing

@testable import Rigour

/// Derivations against values worked out by hand or known to many digits.
@Suite struct InterpreterTests {
    private func run(_ lines: String, bits: Int = 128) throws -> Interpreter.Outcome {
        let statements = try DerivationParser.statements(
            lines.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        return try Interpreter.run(statements, bits: bits)
    }

    /// What a derivation observes of part "x", in 20 digits.
    private func observed(_ lines: String) throws -> [String] {
        (try run(lines).rows["x"] ?? []).map { Digits20.precise($0.observed) ?? "?" }
    }

    @Test func gradientDescent() throws {
        let values = try observed(
            """
            H = [4, 1, 0; 1, 3, 1; 0, 1, 2]
            s = [1; -2; 3]
            x = zeros(3, 1)
            for t = 0 to 2
              observe "x" at t = dot(x - s, H*(x - s))/2
              x = x - 1/5*(H*(x - s))
            end
            """)
        #expect(values == ["9", "4.92", "2.7408"])
    }

    @Test(arguments: [
        ("sqrt(2)", "1.4142135623730950488"), ("exp(1)", "2.7182818284590452354"), ("ln(2)", "0.69314718055994530942"),
        ("pi()", "3.1415926535897932385"), ("tanh(1/2)", "0.46211715726000975850"), ("-2^2", "-4"), ("2^3^2", "512"),
        ("2^-1", "0.5"), ("0x1.8p-3", "0.1875"), ("1e-3 + .5", "0.501"), ("log10(1000)", "3"), ("floor(-7/2)", "-4"),
        ("ceil(7/2)", "4"), ("max(1/3, 0.3)", "0.33333333333333333333"), ("abs(-3)", "3"), ("factorial(5)", "120"),
        ("binomial(6, 2)", "15"), ("det([2, 1; 1, 3])", "5"), ("rank([1, 2; 2, 4])", "1"), ("trace([1, 2; 3, 4])", "5"),
        ("sum(had([1, 2; 3, 4], [5, 6; 7, 8]))", "70"), ("at([1, 2; 3, 4]*[5; 6], 2)", "39"), ("norm([3; 4])", "5"),
        ("at(kron([1, 2], [3; 4]), 2, 2)", "8"), ("at(inverse([2, 1; 1, 1]), 1, 2)", "-1"),
        ("opnorm([3, 0; 0, -4])", "4"),
        ("at(solve([2, 1; 1, 3], [1; 2]), 2)", "0.6"), ("at(solution([1, 2; 2, 4], [3; 6]), 1)", "3"),
        ("at(eigenvalues([0, 1; 1, 1]), 2)", "1.6180339887498948482"), ("at(eigenvalues(ones(3, 3)), 2)", "0"),
        ("at(expm([0, 1; -1, 0]), 1, 1)", "0.54030230586813971740"), ("at(upper([2, 1; 1, 2], 1), 1, 2)", "0.5"),
        ("sum(masks(3))", "12"), ("at(subsets(4, 2), 3, 4)", "1"), ("rows(subsets(5, 2))", "10"),
        ("at(vec([1, 2; 3, 4]), 2)", "3"), ("at(reshape([1; 2; 3; 4], 2, 2), 1, 2)", "3"),
        ("at(put([1; 2], 2, 7), 2)", "7"), ("at(sub([1, 2; 3, 4], 2, 2, 1, 2), 1, 2)", "4"),
        ("at(select([1, 2; 3, 4], [2], [1]), 1, 1)", "3"), ("rows(stack([1, 2], [3, 4]))", "2"),
        ("largest([1, 5; 2, 3]) - smallest([1, 5; 2, 3])", "4"), ("at(I(2)^3*[1; 2], 2)", "2"),
        ("at([2, 1; 0, 2]^3, 1, 2)", "12"), ("norm2([1; 2; 2])", "9"), ("at(diagonal(diag([4; 9])), 2)", "9"),
    ]) func functions(_ formula: String, _ value: String) throws {
        let found = try observed("observe \"x\" at 0 = \(formula)")
        // Digits that are zero at the end are not written.
        var expected = value
        while expected.contains("."), expected.hasSuffix("0") { expected.removeLast() }
        #expect(found == [expected])
    }

    @Test func eigenvaluesWhoseBallsOverlapHaveNoOrder() throws {
        // sqrt(2)^2 is 2 within a ball: the larger of (1 - sqrt(2)^2)^2 and 1 is not known to be 1.
        let outcome = try run("r = sqrt(2)\nP = [1 - r*r, 0; 0, 1]\nobserve \"x\" at 0 = opnorm(P*P)")
        let row = try #require(outcome.rows["x"]?.first)
        #expect(arb_is_exact(row.observed.number) == 0)
        #expect(arb_contains_si(row.observed.number, 1) != 0)
    }

    @Test func whatComesAboutTheSameWayIsEqual() throws {
        let outcome = try run(
            """
            L = at(eigenvalues([2, 1; 1, 5]), 2)
            eta = 1/L
            if eta <= 1/L
              observe "x" at 0 = 1
            end
            if 1*eta + 0 >= 1/(L/1)
              observe "x" at 1 = 1
            end
            """)
        #expect(outcome.rows["x"]?.count == 2)
        #expect(throws: DerivationError.undecided(line: 2, "a condition with <=")) {
            try run("L = sqrt(2)\nif L*L <= 2\nend")
        }
    }

    @Test(arguments: [
        ("x = 1/0", DerivationError.wrong(line: 1, "a division by zero")),
        ("\nx = [1, 2]*[3, 4]", .wrong(line: 2, "a product of 1 x 2 and 1 x 2")),
        ("x = y", .wrong(line: 1, "`y` has no value")),
        ("x = sqrt(-1)", .wrong(line: 1, "the root of a negative number")),
        ("x = upper(I(2), 1)", .undecided(line: 1, "whether eigenvalues are apart")),
        ("for t = 0 to 1", .syntax(line: 1, "`for` without its `end`")),
        ("end", .syntax(line: 1, "`end` without a beginning")),
        ("quantity a = 1\nquantity a = 2", .wrong(line: 2, "`a` is given twice")),
        ("x = masks(20)", .limit(line: 1, "`masks` of 20")),
        ("x = nothing(1)", .wrong(line: 1, "there is no `nothing` of 1 arguments")),
        ("x = [1, 2; 3]", .syntax(line: 1, "row 2 has 1 entries, the first has 2")),
        ("observe \"x\" at 0 = 1\nobserve \"x\" at 0 = 2", .wrong(line: 0, "\"x\" is observed twice at a time")),
    ]) func mistakesAreNamed(_ text: String, _ error: DerivationError) {
        #expect(throws: error) { try run(text) }
    }
}
