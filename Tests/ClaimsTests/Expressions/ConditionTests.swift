import Testing

@testable import Claims

@Suite struct ConditionTests {
    private func error(_ text: String) -> String? {
        do {
            _ = try Condition(parsing: text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("a < b", Condition.Relation.less), ("a <= b", .lessOrEqual), ("a>b", .greater), ("a>=b", .greaterOrEqual),
        ("a=b", .equal), ("a == b", .equal), ("a != b", .notEqual),
    ])
    func relation(_ text: String, _ relation: Condition.Relation) throws {
        let condition = try Condition(parsing: text)
        #expect(condition.relation == relation)
        #expect(condition.left.root == .variable("a"))
        #expect(condition.right.root == .variable("b"))
        #expect(condition.source == text)
        #expect(condition.description == "a \(relation.rawValue) b")
    }

    @Test func columnsAreThoseOfTheCondition() throws {
        let condition = try Condition(parsing: "  eta*p <= 2/(L + mu) ")
        #expect(condition.left.source == "eta*p")
        #expect(condition.right.source == "2/(L + mu)")
        #expect(condition.left.position(ofVariable: "p") == 7)
        #expect(condition.right.position(ofVariable: "mu") == 19)
        #expect(condition.right.variables == ["L", "mu"])
        #expect(throws: ExpressionError.unknownVariable(name: "mu", position: 19, known: ["L"], suggestion: nil)) {
            try condition.right.bind(["L"])
        }
    }

    @Test(arguments: [
        ("a + b", "column 6: expected one of < <= > >= = !=, found the end: a condition compares two sides"),
        ("", "column 1: expected a number, a name or '(', found the end"),
        ("0 < p <= 1", "column 7: a condition has one relation, found a second: '<='; write two conditions"),
        ("a = b = c", "column 7: a condition has one relation, found a second: '='; write two conditions"),
        ("a <", "column 4: expected a number, a name or '(', found the end"),
        (
            "< a",
            "column 1: expected a number, a name or '(', found '<'; a relation belongs between the two sides of a condition"
        ),
        ("a ≤ b", "column 3: expected an operator or the end, found '≤'; write <="),
        ("a ! b", "column 3: expected an operator or the end, found '!'; write !="),
        (
            "a, b",
            "column 2: expected an operator or one of < <= > >= = !=, found ','; a comma separates arguments; decimals have a point"
        ),
        ("a < b)", "column 6: expected an operator or the end, found ')'"),
        ("a < 2b", "column 6: expected an operator, found 'b'; a product is written with *, as in 2*x"),
        (
            "(a < b)",
            "column 4: expected an operator or the ')' that closes column 1, found '<'; a relation belongs between the two sides of a condition"
        ),
    ])
    func message(_ text: String, _ expected: String) {
        #expect(error(text) == expected)
    }

    /// Left value and radius, right value and radius, and the relations that hold.
    @Test(arguments: [
        (Rounded(1), Rounded(2), "< <= !="), (Rounded(2), Rounded(1), "> >= !="), (Rounded(1), Rounded(1), "<= >= ="),
        (Rounded(value: 1, radius: 0.1), Rounded(value: 1.15, radius: 0.1), "<= >= ="),
        (Rounded(value: 1, radius: 0.25), Rounded(value: 1.5, radius: 0.25), "<= >= ="),
        (Rounded(value: 1, radius: 0.25), Rounded(value: 1.5, radius: 0.125), "< <= !="),
        (Rounded(value: 1.5, radius: 0.25), Rounded(value: 1, radius: 0.125), "> >= !="),
        (Rounded(.nan), Rounded(1), ""), (Rounded(1), Rounded(.nan), ""), (Rounded(.nan), Rounded(.nan), ""),
        (Rounded(1), Rounded(.infinity), "< <= !="), (Rounded(.infinity), Rounded(.infinity), "<= >= ="),
        (Rounded(-.infinity), Rounded(.infinity), "< <= !="),
        (Rounded(1), Rounded(value: .infinity, radius: .infinity), ""),
        (Rounded(value: 1, radius: .infinity), Rounded(5), ""), (Rounded(0.0), Rounded(-0.0), "<= >= ="),
        (Rounded(0), Rounded(Double.leastNonzeroMagnitude), "< <= !="),
    ])
    func holds(_ left: Rounded, _ right: Rounded, _ expected: String) throws {
        var found: [String] = []
        for relation in ["<", "<=", ">", ">=", "=", "!="] {
            let condition = try Condition(parsing: "a \(relation) b")
            if condition.holds(left: left, right: right) { found.append(relation) }
        }
        #expect(Set(found) == Set(expected.split(separator: " ").map(String.init)))
    }

    @Test func theEdgeIsNotStrictlyInside() throws {
        func holds(_ text: String, eta: Double, L: Double) throws -> Bool {
            let condition = try Condition(parsing: text)
            let values = [Rounded(eta), Rounded(L)]
            return condition.holds(
                left: try condition.left.bind(["eta", "L"]).evaluate(values),
                right: try condition.right.bind(["eta", "L"]).evaluate(values))
        }
        #expect(try !holds("eta < 2/L", eta: 2.0 / 3, L: 3))
        #expect(try !holds("eta > 2/L", eta: 2.0 / 3, L: 3))
        #expect(try holds("eta <= 2/L", eta: 2.0 / 3, L: 3))
        #expect(try holds("eta >= 2/L", eta: 2.0 / 3, L: 3))
        #expect(try holds("eta = 2/L", eta: 2.0 / 3, L: 3))
        #expect(try holds("eta < 2/L", eta: (2.0 / 3) * (1 - 1e-15), L: 3))
        #expect(try !holds("eta <= 2/L", eta: (2.0 / 3) * (1 + 1e-15), L: 3))
        #expect(try holds("0.1 + 0.2 = 0.3", eta: 0, L: 0), "decimals mean themselves")
        #expect(try !holds("0.1 + 0.2 != 0.3", eta: 0, L: 0))
        #expect(try holds("eta < 2/L", eta: 5, L: 0), "2/0 is infinite")
    }
}
