import Testing

@testable import partita

/// What a user reads when a file is wrong.
@Suite struct DiagnosticsTests {
    private static func errors(of path: String) throws -> InputErrors {
        try #require(#expect(throws: InputErrors.self) { try ClaimFile(path: path, seed: nil) })
    }

    private static let five = """
        claim: five-mistakes
        model:
          quadratic:
            hessian: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]
            optimum: [1, -2]
        start: [0, 0, 0]
        train:
          - operator: mask
            step-size: 1/l
            steps: 40
        observe: exces
        let:
          rate: 1 - eta*nu
          square: rate^2
        bound: excess0 * square^t
        assume:
          - eta < 2/L
          - rate < 1

        """

    /// Five mistakes are five errors: what hangs on a wrong model, operator or definition is not wrong for that.
    @Test func fiveMistakesAreFiveErrors() throws {
        let scratch = try Scratch()
        let found = try Self.errors(of: scratch.write(Self.five)).errors
        #expect(found.map(\.line) == [5, 8, 9, 11, 13])
        #expect(
            found.map(\.key) == [
                "model.quadratic.optimum", "train[1].operator", "train[1].step-size", "observe", "let.rate",
            ])
        for (error, words) in zip(
            found, ["`hessian` is 3 x 3", "`mask` needs settings", "mean `L`?", "mean `excess`?", "mean `mu`?"])
        {
            #expect(error.message.contains(words), "\(error)")
        }
    }

    /// Where all else is right, what uses a wrong definition is not wrong for that.
    @Test(arguments: ["nu", "1 +", "rate", "t^(2", "later"])
    func aWrongDefinitionIsOneError(_ definition: String) throws {
        let scratch = try Scratch()
        let names = "let:\n  rate: \(definition)\n  square: rate^2\n  later: 1"
        let path = try scratch.write(
            Example.text([
                9: "    step-size: square/L", 12: "bound: square*t", 13: names + "\nassume:", 14: "  - rate < 1",
            ]))
        #expect(try Self.errors(of: path).errors.map(\.key) == ["let.rate"])
    }

    /// One message as a whole, as the process prints it.
    @Test func oneMessage() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([12: "bound: excess0 * exp(-nu*t)"]))
        let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(
            result.errors == """
                error: \(path):12:23: bound: unknown variable `nu`; did you mean `mu`?; known here: L, T, d, distance0, \
                eta, eta1, excess0, kappa, lmax, lmin, loss0, min, mu, p, t
                  12 | bound: excess0 * exp(-nu*t)
                     |                       ^

                """)
    }

    /// An error in a table is shown there: line and column, counted in characters.
    @Test func tablesAreQuoted() throws {
        let scratch = try Scratch()
        _ = try scratch.write("é,b\n1,2\n\"1\",x\n3\n", "h.csv")
        let path = try scratch.write(Example.text([4: "    hessian: {covariance: h.csv}"]))
        let text = try Self.errors(of: path).description
        let folder = scratch.path
        #expect(
            text == """
                error: \(path):4:27: model.quadratic.hessian.covariance: h.csv, line 3: column `b`: expected a number, \
                found "x"
                  \(folder)/h.csv:3:5
                  3 | "1",x
                    |     ^
                error: \(path):4:27: model.quadratic.hessian.covariance: h.csv, line 4: expected 2 fields, found 1
                  \(folder)/h.csv:4:1
                  4 | 3
                    | ^
                """)
    }

    @Test func atMostTwentyAreTold() throws {
        let scratch = try Scratch()
        let rows = (0..<25).map { "  - eta < \($0)*nu\($0)" }.joined(separator: "\n")
        let errors = try Self.errors(of: scratch.write(Example.text([14: rows])))
        #expect(errors.errors.count == 25)
        let lines = errors.description.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("error: ") } == 20)
        #expect(lines.last == "and 5 more")
        #expect(errors.errors.map(\.line) == Array(14..<39))
    }

    @Test(
        "shapes in words",
        arguments: [
            (
                "start: [[[1, 0], [0, 1]], [[1, 0, 1], [0, 1, 0]]]", "block 2 of `start` is 2 x 3, the model has 2 x 2",
                27
            ),
            ("start: [[1, 2, 3]]", "`start` is 1 x 3, the model has 2 x 2", 8),
            ("start: [[[1, 0], [0, 1]]]", "`start` has 1 matrix, the model has 2", 8),
        ])
    func shapes(_ start: String, _ message: String, _ column: Int) throws {
        let scratch = try Scratch()
        let path = try scratch.write(
            Example.text([
                3: "  deep-linear: {depth: 2, target: [[1, 0], [0, 1]]}", 4: "", 5: "", 6: start,
                8: "  - operator: full", 11: "observe: loss", 12: "bound: loss0", 13: "", 14: "",
            ]))
        let error = try #require(try Self.errors(of: path).errors.first)
        #expect(error.message.contains(message), "\(error)")
        #expect(error.column == column, "\(error)")
    }

    @Test(
        "numbers out of range",
        arguments: [
            ("{freeze: {coordinates: [1, 4]}}", "there is no coordinate 4: the model has 3 coordinates"),
            ("{mask: {coordinates: [7]}}", "there is no coordinate 7: the model has 3 coordinates"),
            ("{freeze: {layers: [2]}}", "there is no layer 2: the model has 1 layer"),
            ("{share: {blocks: 3, groups: [[1, 5]]}}", "there is no block 5: the vector has 3 blocks"),
        ])
    func ranges(_ partial: String, _ message: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([8: "  - operator: \(partial)"]))
        let errors = try Self.errors(of: path).errors
        #expect(errors.map(\.message) == [message])
    }

    /// Tabs keep their width, control characters do not reach the terminal, and of a long line a part is shown.
    @Test func linesAreFitToShow() throws {
        let scratch = try Scratch()
        let path = try scratch.write("\u{FEFF}a\tbc\n\u{1B}[31mred\r\n" + String(repeating: "x", count: 500) + "!", "a")
        func quote(_ line: Int, _ column: Int) -> String? {
            let error = InputError(file: path, line: line, column: column, key: "", message: "")
            return SourceLines(of: [error]).quote(error.quoted)
        }
        #expect(quote(1, 4) == "  1 | a\tbc\n    |  \t ^")
        #expect(quote(2, 2) == "  2 | \u{FFFD}[31mred\n    |  ^")
        #expect(
            quote(3, 501) == "  3 | .." + String(repeating: "x", count: 50) + "!\n    | "
                + String(repeating: " ", count: 52) + "^")
        #expect(quote(9, 1) == nil)
        let none = InputError(file: scratch.path + "/none", line: 1, column: 1, key: "", message: "")
        #expect(SourceLines(of: [none]).quote(none.quoted) == nil)
    }
}
