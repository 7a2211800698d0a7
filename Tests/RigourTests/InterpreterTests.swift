import Testing

@testable import Rigour

@Suite struct InterpreterTests {
    /// What a derivation observes of part "x", in 20 digits.
    private func observed(_ lines: String, bits: Int = 128) throws -> [String] {
        let statements = try DerivationParser.statements(lines.split(separator: "\n").map(String.init))
        let outcome = try Interpreter.run(statements, bits: bits)
        return (outcome.rows["x"] ?? []).map { Digits20.precise($0.observed) ?? "?" }
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
}
