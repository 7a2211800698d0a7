/// An ``Expression`` compiled for fast evaluation: a postfix program with variables by index.
///
/// Evaluation is one pass over the program with an operand stack of known height: no dictionary, no recursion.
public struct BoundExpression: Sendable {
    /// How many values an evaluation takes: the number of names that were bound.
    public let arity: Int

    private enum Instruction: Sendable {
        case constant(text: String, value: Double)
        case variable(Int)
        case negate
        case add, subtract, multiply, divide, power
        case exp, ln, log10, sqrt, abs, min, max, sin, cos, tanh
    }

    private var program: [Instruction] = []
    /// The greatest height of the operand stack.
    private var height = 0

    /// Compiles a tree whose variables are all in `indices`; one that is not counts as not-a-number.
    init(_ root: Expression.Node, indices: [String: Int], arity: Int) {
        self.arity = arity
        compile(root, indices, below: 0)
    }

    /// The value at `values`, which stand in the order of the names that were bound.
    ///
    /// - Precondition: `values.count == arity`.
    /// - Complexity: linear in the size of the expression.
    public func evaluate<S: ExpressionScalar>(_ values: [S]) -> S {
        precondition(values.count == arity, "expected \(arity) values, found \(values.count)")
        return withUnsafeTemporaryAllocation(of: S.self, capacity: height) { stack in
            var top = -1
            for instruction in program {
                switch instruction {
                case .constant(let text, let value):
                    top += 1
                    stack.initializeElement(at: top, to: S(literal: text, value: value))
                case .variable(let index):
                    top += 1
                    stack.initializeElement(at: top, to: values[index])
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
                    stack[top] = Self.combine(instruction, stack[top], right)
                }
            }
            return stack.moveElement(from: top)
        }
    }

    private static func combine<S: ExpressionScalar>(
        _ instruction: Instruction, _ left: S, _ right: S
    ) -> S {
        switch instruction {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .power: S.power(left, right)
        case .min: S.min(left, right)
        default: S.max(left, right)
        }
    }

    /// Appends the program of `node`, which starts with `used` operands on the stack and leaves one more.
    private mutating func compile(
        _ node: Expression.Node, _ indices: [String: Int], below used: Int
    ) {
        height = Swift.max(height, used + 1)
        switch node {
        case .number(let text, let value):
            program.append(.constant(text: text, value: value))
        case .variable(let name):
            program.append(indices[name].map { .variable($0) } ?? .constant(text: "nan", value: .nan))
        case .negate(let operand):
            compile(operand, indices, below: used)
            program.append(.negate)
        case .binary(let symbol, let left, let right):
            compile(left, indices, below: used)
            compile(right, indices, below: used + 1)
            program.append(Self.instruction(symbol))
        case .call(let function, let arguments):
            for (index, argument) in arguments.enumerated() {
                compile(argument, indices, below: used + Swift.min(index, 1))
                if index > 0 || arguments.count == 1 { program.append(Self.instruction(function)) }
            }
        }
    }

    private static func instruction(_ symbol: Expression.BinaryOperator) -> Instruction {
        switch symbol {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        }
    }

    private static func instruction(_ function: Expression.Function) -> Instruction {
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
