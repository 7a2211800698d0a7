import LinearAlgebra
import Testing

@testable import Claims

@Suite struct ExpressionPropertyTests {
    @Test func canonicalTextRoundTrips() throws {
        var random = RandomExpressions(generator: Generator(seed: 1, "round trip"))
        for _ in 0..<5_000 {
            let expression = Expression(root: random.node(2 + random.generator.below(7)))
            let again = try Expression(parsing: expression.description)
            #expect(again == expression, "\(expression)")
            #expect(again.variables == expression.variables, "\(expression)")
            for name in expression.variables {
                #expect(again.position(ofVariable: name) == expression.position(ofVariable: name))
            }
        }
    }

    @Test func canonicalTextHasNoNeedlessParentheses() throws {
        var random = RandomExpressions(generator: Generator(seed: 1, "parentheses"))
        var removed = 0
        for _ in 0..<500 {
            let expression = Expression(root: random.node(5))
            let text = Array(expression.description)
            for (open, close) in parentheses(text)
            where open == 0 || !text[open - 1].isLetter && !text[open - 1].isNumber {
                var shorter = text
                shorter.remove(at: close)
                shorter.remove(at: open)
                removed += 1
                #expect((try? Expression(parsing: String(shorter))) != expression, "\(expression)")
            }
        }
        #expect(removed > 500)
    }

    /// The postfix program against a plain walk over the tree.
    @Test func programAgreesWithTree() throws {
        var random = RandomExpressions(generator: Generator(seed: 1, "program"))
        for _ in 0..<5_000 {
            let expression = Expression(root: random.node(7))
            let values = random.values()
            let found = try expression.bind(RandomExpressions.names).evaluate(values)
            let expected = walk(expression.root, Dictionary(uniqueKeysWithValues: zip(RandomExpressions.names, values)))
            #expect(found == expected || found.isNaN && expected.isNaN, "\(expression)")
        }
    }

    @Test func latexIsBalanced() {
        var random = RandomExpressions(generator: Generator(seed: 1, "latex"))
        for _ in 0..<2_000 {
            let latex = Expression(root: random.node(6)).latex
            #expect(latex.count { $0 == "{" } == latex.count { $0 == "}" }, "\(latex)")
            let lefts = latex.split(separator: "\\left", omittingEmptySubsequences: false).count
            let rights = latex.split(separator: "\\right", omittingEmptySubsequences: false).count
            #expect(lefts == rights, "\(latex)")
            for wrong in ["+ -", "- -", "+ +", "\\cdot -", "--", "  "] { #expect(!latex.contains(wrong), "\(latex)") }
        }
    }

    private func parentheses(_ text: [Character]) -> [(Int, Int)] {
        var open: [Int] = []
        var pairs: [(Int, Int)] = []
        for (index, character) in text.enumerated() {
            if character == "(" { open.append(index) }
            if character == ")", let start = open.popLast() { pairs.append((start, index)) }
        }
        return pairs
    }

    private func walk(_ node: Expression.Node, _ values: [String: Double]) -> Double {
        switch node {
        case .number(_, let value): return value
        case .variable(let name): return values[name] ?? .nan
        case .negate(let operand): return -walk(operand, values)
        case .binary(let symbol, let left, let right):
            let (a, b) = (walk(left, values), walk(right, values))
            return switch symbol {
            case .add: a + b
            case .subtract: a - b
            case .multiply: a * b
            case .divide: a / b
            case .power: Double.power(a, b)
            }
        case .call(let function, let arguments):
            let list = arguments.map { walk($0, values) }
            return switch function {
            case .exp: Double.exp(list[0])
            case .ln: Double.ln(list[0])
            case .log10: Double.log10(list[0])
            case .sqrt: list[0].squareRoot()
            case .abs: Swift.abs(list[0])
            case .min: list.contains(where: \.isNaN) ? .nan : list.min() ?? .nan
            case .max: list.contains(where: \.isNaN) ? .nan : list.max() ?? .nan
            case .sin: Double.sin(list[0])
            case .cos: Double.cos(list[0])
            case .tanh: Double.tanh(list[0])
            case .pow: Double.power(list[0], list[1])
            }
        }
    }
}
