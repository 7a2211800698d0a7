/// An ``Expression`` compiled for fast evaluation: a postfix program with variables by index.
///
/// Evaluation is one pass over the program with an operand stack of known height: no dictionary, no recursion. It is
/// inlinable, so that a caller in another module gets code for its own scalar.
public struct BoundExpression: Sendable {
    /// What an instruction does with the operand stack.
    @usableFromInline
    enum Operation: UInt8, Sendable {
        case constant, variable
        case negate, exp, ln, log10, sqrt, abs, sin, cos, tanh
        case add, subtract, multiply, divide, power, min, max
    }

    /// An operation, and for the first two of them which constant or variable.
    @usableFromInline
    struct Instruction: Sendable {
        @usableFromInline let operation: Operation
        @usableFromInline let index: Int32
    }

    /// A literal.
    @usableFromInline
    struct Constant: Sendable {
        @usableFromInline let text: String
        @usableFromInline let value: Double
    }

    /// How many values an evaluation takes: the number of names that were bound.
    public let arity: Int
    @usableFromInline private(set) var program: [Instruction] = []
    @usableFromInline private(set) var constants: [Constant] = []
    /// The greatest height of the operand stack.
    @usableFromInline private(set) var height = 0

    /// Compiles a tree whose variables are all in `indices`; one that is not counts as not-a-number.
    init(_ root: Expression.Node, indices: [String: Int], arity: Int) {
        self.arity = arity
        compile(root, indices, below: 0)
    }

    /// The value at `values`, which stand in the order of the names that were bound.
    ///
    /// - Precondition: `values.count == arity`.
    /// - Complexity: linear in the size of the expression.
    @inlinable
    public func evaluate<S: ExpressionScalar>(_ values: [S]) -> S {
        precondition(values.count == arity, "expected one value for each bound name")
        return withUnsafeTemporaryAllocation(of: S.self, capacity: height) { stack in
            var top = -1
            for instruction in program {
                switch instruction.operation {
                case .constant:
                    let constant = constants[Int(instruction.index)]
                    top += 1
                    stack.initializeElement(at: top, to: S(literal: constant.text, value: constant.value))
                case .variable:
                    top += 1
                    stack.initializeElement(at: top, to: values[Int(instruction.index)])
                case .negate: stack[top] = -stack[top]
                case .exp: stack[top] = S.exp(stack[top])
                case .ln: stack[top] = S.ln(stack[top])
                case .log10: stack[top] = S.log10(stack[top])
                case .sqrt: stack[top] = S.sqrt(stack[top])
                case .abs: stack[top] = S.abs(stack[top])
                case .sin: stack[top] = S.sin(stack[top])
                case .cos: stack[top] = S.cos(stack[top])
                case .tanh: stack[top] = S.tanh(stack[top])
                case .add, .subtract, .multiply, .divide, .power, .min, .max:
                    let right = stack.moveElement(from: top)
                    top -= 1
                    stack[top] = Self.combine(instruction.operation, stack[top], right)
                }
            }
            return stack.moveElement(from: top)
        }
    }

    @inlinable
    static func combine<S: ExpressionScalar>(_ operation: Operation, _ left: S, _ right: S) -> S {
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .power: S.power(left, right)
        case .min: S.min(left, right)
        default: S.max(left, right)
        }
    }
}

extension BoundExpression {
    /// Appends the program of `node`, which starts with `used` operands on the stack and leaves one more.
    private mutating func compile(
        _ node: Expression.Node, _ indices: [String: Int], below used: Int
    ) {
        height = Swift.max(height, used + 1)
        switch node {
        case .number(let text, let value):
            append(Constant(text: text, value: value))
        case .variable(let name):
            if let index = indices[name] {
                append(.variable, index)
            } else {
                append(Constant(text: "nan", value: .nan))
            }
        case .negate(let operand):
            compile(operand, indices, below: used)
            append(.negate)
        case .binary(let symbol, let left, let right):
            compile(left, indices, below: used)
            compile(right, indices, below: used + 1)
            append(Self.operation(symbol))
        case .call(let function, let arguments):
            for (index, argument) in arguments.enumerated() {
                compile(argument, indices, below: used + Swift.min(index, 1))
                if index > 0 || arguments.count == 1 { append(Self.operation(function)) }
            }
        }
    }

    private mutating func append(_ operation: Operation, _ index: Int = 0) {
        program.append(Instruction(operation: operation, index: Int32(truncatingIfNeeded: index)))
    }

    private mutating func append(_ constant: Constant) {
        append(.constant, constants.count)
        constants.append(constant)
    }

    private static func operation(_ symbol: Expression.BinaryOperator) -> Operation {
        switch symbol {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        }
    }

    private static func operation(_ function: Expression.Function) -> Operation {
        switch function {
        case .exp: .exp
        case .ln: .ln
        case .log10: .log10
        case .sqrt: .sqrt
        case .abs: .abs
        case .min: .min
        case .max: .max
        case .sin: .sin
        case .cos: .cos
        case .tanh: .tanh
        case .pow: .power
        }
    }
}
