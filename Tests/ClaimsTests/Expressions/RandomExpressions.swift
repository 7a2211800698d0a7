import LinearAlgebra

@testable import Claims

/// Random trees and values for property tests.
struct RandomExpressions {
    static let names = ["a", "b", "x", "eta", "kappa_2"]
    private static let literals = [
        "0", "1", "2", "3", "10", "0.5", "0.1", "1.25", ".75", "2.", "1e-3", "3.7e2", "7E+1", "0.333333333333333333333",
    ]

    var generator: Generator
    /// Whether powers may have any exponent, and logarithms and roots any argument.
    var isWild = true

    /// A tree of at most `depth` levels.
    mutating func node(_ depth: Int) -> Expression.Node {
        if depth <= 1 || generator.below(8) == 0 { return leaf() }
        switch generator.below(10) {
        case 0: return .negate(node(depth - 1))
        case 1...6: return binary(depth)
        default: return call(depth)
        }
    }

    /// One value for each of `names`, of either sign and moderate size.
    mutating func values() -> [Double] {
        Self.names.map { _ in
            generator.below(6) == 0 ? Double(generator.below(7) - 3) : generator.uniform(-3, 3)
        }
    }

    private mutating func leaf() -> Expression.Node {
        if generator.below(3) > 0 { return .variable(Self.names[generator.below(Self.names.count)]) }
        let text = Self.literals[generator.below(Self.literals.count)]
        return .number(text: text, value: Double(text) ?? .nan)
    }

    private mutating func binary(_ depth: Int) -> Expression.Node {
        let symbols = Expression.BinaryOperator.allCases
        let symbol = symbols[generator.below(symbols.count)]
        if symbol == .power && (!isWild || generator.below(2) == 0) {
            let exponent = Double(generator.below(5))
            return .binary(.power, node(depth - 1), .number(text: "\(Int(exponent))", value: exponent))
        }
        return .binary(symbol, node(depth - 1), node(depth - 1))
    }

    private mutating func call(_ depth: Int) -> Expression.Node {
        let functions = Expression.Function.allCases
        let function = functions[generator.below(functions.count)]
        let (least, most) = function.arity
        let count = most == nil ? least + generator.below(3) : least
        var arguments = (0..<count).map { _ in node(depth - 1) }
        if !isWild && [.ln, .log10, .sqrt, .pow].contains(function) {
            arguments[0] = .binary(.add, .number(text: "0.01", value: 0.01), .call(.abs, [arguments[0]]))
        }
        return .call(function, arguments)
    }
}
