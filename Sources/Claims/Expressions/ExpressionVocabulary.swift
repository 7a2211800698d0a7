extension Expression {
    /// An operator between two operands.
    public enum BinaryOperator: String, Sendable, Equatable, CaseIterable {
        /// A sum.
        case add = "+"
        /// A difference.
        case subtract = "-"
        /// A product.
        case multiply = "*"
        /// A quotient.
        case divide = "/"
        /// A power.
        case power = "^"
    }

    /// A function that an expression can call.
    public enum Function: String, Sendable, Equatable, CaseIterable {
        /// The exponential.
        case exp
        /// The natural logarithm.
        case ln
        /// The logarithm to base 10.
        case log10
        /// The square root.
        case sqrt
        /// The absolute value.
        case abs
        /// The smallest of two or more arguments.
        case min
        /// The largest of two or more arguments.
        case max
        /// The sine, in radians.
        case sin
        /// The cosine, in radians.
        case cos
        /// The hyperbolic tangent.
        case tanh
        /// `pow(a, b)` is `a^b`.
        case pow

        /// How many arguments it takes; nil as the upper end means any number.
        var arity: (least: Int, most: Int?) {
            switch self {
            case .min, .max: (2, nil)
            case .pow: (2, 2)
            case .exp, .ln, .log10, .sqrt, .abs, .sin, .cos, .tanh: (1, 1)
            }
        }
    }

    /// How tightly a construct binds; a greater number binds tighter.
    enum Precedence: Int, Comparable {
        case sum = 1
        case product
        case unary
        case power
        case atom

        static func < (left: Precedence, right: Precedence) -> Bool {
            left.rawValue < right.rawValue
        }
    }
}

extension Expression.BinaryOperator {
    /// How tightly the operator binds.
    var precedence: Expression.Precedence {
        switch self {
        case .add, .subtract: .sum
        case .multiply, .divide: .product
        case .power: .power
        }
    }

    /// The loosest construct that can stand to its left without parentheses.
    var leftOperand: Expression.Precedence { self == .power ? .atom : precedence }

    /// The loosest construct that can stand to its right without parentheses: a sign is allowed after `*`, `/` and `^`.
    var rightOperand: Expression.Precedence { precedence == .sum ? .product : .unary }
}

extension Expression.Node {
    /// How tightly the outermost construct binds.
    var precedence: Expression.Precedence {
        switch self {
        case .number, .variable, .call: .atom
        case .negate: .unary
        case .binary(let symbol, _, _): symbol.precedence
        }
    }
}

/// Variable names in the order in which they were first seen, with the column of that first use.
struct VariableIndex {
    private(set) var order: [String] = []
    private(set) var columns: [Int] = []
    private var seen: Set<String> = []

    mutating func add(_ name: String, column: Int) {
        if seen.insert(name).inserted {
            order.append(name)
            columns.append(column)
        }
    }
}
