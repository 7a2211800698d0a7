extension Expression: CustomStringConvertible {
    /// The canonical text: no needless parentheses, blanks around `+` and `-` only. Parsed again, it gives the same tree.
    public var description: String {
        var printer = ExpressionPrinter()
        printer.write(root)
        return printer.text
    }
}

/// Writes the canonical text of a tree and notes where each variable appears first.
struct ExpressionPrinter {
    private(set) var text = ""
    private(set) var names = VariableIndex()

    mutating func write(_ node: Expression.Node) {
        switch node {
        case .number(let literal, _):
            text += literal
        case .variable(let name):
            names.add(name, column: text.utf8.count + 1)
            text += name
        case .negate(let operand):
            text += "-"
            write(operand, atLeast: .unary)
        case .binary(let symbol, let left, let right):
            write(left, atLeast: symbol.leftOperand)
            text += symbol.precedence == .sum ? " \(symbol.rawValue) " : symbol.rawValue
            write(right, atLeast: symbol.rightOperand)
        case .call(let function, let arguments):
            text += function.rawValue + "("
            for (index, argument) in arguments.enumerated() {
                if index > 0 { text += ", " }
                write(argument)
            }
            text += ")"
        }
    }

    /// Writes `node`, in parentheses if it binds looser than `precedence`.
    private mutating func write(
        _ node: Expression.Node, atLeast precedence: Expression.Precedence
    ) {
        if node.precedence < precedence {
            text += "("
            write(node)
            text += ")"
        } else {
            write(node)
        }
    }
}
