/// A parser by precedence climbing: two stack frames for each level of nesting, none for the terms of a chain.
struct ExpressionParser {
    /// A tree with its depth.
    private typealias Tree = (node: Expression.Node, depth: Int)

    private static let operandExpected = "a number, a name or '('"

    private let source: String
    private var lexer: ExpressionLexer
    private(set) var token: ExpressionToken
    private var previous: ExpressionToken.Kind?
    private var names = VariableIndex()
    private var nesting = 0

    init(_ source: String) throws(ExpressionError) {
        self.source = source
        lexer = try ExpressionLexer(source)
        token = try lexer.next(expecting: Self.operandExpected)
    }

    /// The expression up to the end of the text.
    mutating func whole() throws(ExpressionError) -> Expression {
        let expression = try side()
        try end(expected: "an operator or the end")
        return Expression(
            root: expression.root, source: source, variables: names.order, columns: names.columns)
    }

    /// The expression up to the first token that cannot belong to it.
    mutating func side() throws(ExpressionError) -> Expression {
        names = VariableIndex()
        let start = token.bytes.lowerBound
        var last = start
        let tree = try climb(.sum, &last)
        return Expression(
            root: tree.node, source: lexer.text(start..<last), variables: names.order, columns: names.columns)
    }

    /// Throws unless the text is at its end.
    func end(expected: String) throws(ExpressionError) {
        guard token.kind != .end else { return }
        throw .unexpected(
            found: token.text, position: token.position, expected: expected, hint: hint)
    }

    /// Goes to the next token.
    mutating func advance(expecting expected: String = operandExpected) throws(ExpressionError) {
        previous = token.kind
        token = try lexer.next(expecting: expected)
    }

    private var hint: String? {
        switch token.kind {
        case .relation: "a relation belongs between the two sides of a condition"
        case .comma: "a comma separates arguments; decimals have a point"
        case .symbol(.multiply) where previous == .symbol(.multiply): "a power is written with ^"
        default: nil
        }
    }

    /// An operand and all operators after it that bind at least as tightly as `least`; `last` is set to the end of its text.
    private mutating func climb(
        _ least: Expression.Precedence, _ last: inout Int
    ) throws(ExpressionError) -> Tree {
        let start = token.position
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Expression.maximumNesting else {
            throw .tooDeep(position: start, limit: Expression.maximumNesting)
        }
        var left = try operand(&last)
        while true {
            switch token.kind {
            case .number, .name, .leftParenthesis:
                throw .missingOperator(found: token.text, position: token.position)
            case .symbol(let symbol) where symbol.precedence >= least:
                let position = token.position
                try advance()
                let right = try climb(symbol.tighter, &last)
                left = try deeper(
                    .binary(symbol, left.node, right.node), than: max(left.depth, right.depth), at: position)
            default:
                return left
            }
        }
    }

    /// A number, a variable, a call, a parenthesis, or a sign and what it applies to.
    private mutating func operand(_ last: inout Int) throws(ExpressionError) -> Tree {
        let first = token
        switch first.kind {
        case .number(let value):
            last = first.bytes.upperBound
            try advance(expecting: "an operator or the end")
            return (.number(text: first.text, value: value), 1)
        case .name:
            last = first.bytes.upperBound
            try advance(expecting: "an operator or the end")
            if token.kind == .leftParenthesis { return try call(first, &last) }
            names.add(first.text, column: first.position)
            return (.variable(first.text), 1)
        case .leftParenthesis:
            try advance()
            let inner = try climb(.sum, &last)
            try close(first, &last)
            return inner
        case .symbol(.subtract):
            try advance()
            let inner = try climb(.unary, &last)
            return try deeper(.negate(inner.node), than: inner.depth, at: first.position)
        case .symbol(.add):
            try advance()
            return try climb(.unary, &last)
        case .end:
            throw .unexpectedEnd(position: first.position, expected: Self.operandExpected)
        case .symbol, .relation, .rightParenthesis, .comma:
            throw .unexpected(
                found: first.text, position: first.position, expected: Self.operandExpected, hint: hint)
        }
    }

    /// The arguments of the function called `name`; the token is its left parenthesis.
    private mutating func call(
        _ name: ExpressionToken, _ last: inout Int
    ) throws(ExpressionError) -> Tree {
        guard let function = Expression.Function(rawValue: name.text) else {
            let known = Expression.Function.allCases.map(\.rawValue)
            throw .unknownFunction(
                name: name.text, position: name.position, suggestion: name.text.nearest(among: known))
        }
        let parenthesis = token
        var arguments: [Expression.Node] = []
        var depth = 0
        try advance()
        if token.kind != .rightParenthesis {
            while true {
                let argument = try climb(.sum, &last)
                arguments.append(argument.node)
                depth = max(depth, argument.depth)
                guard token.kind == .comma else { break }
                try advance()
            }
        }
        try close(parenthesis, &last)
        let (least, most) = function.arity
        guard arguments.count >= least && arguments.count <= most ?? .max else {
            let plural = least == 1 ? "1 argument" : "\(least) arguments"
            throw .wrongArgumentCount(
                function: name.text, position: name.position,
                expected: most == nil ? "\(plural) or more" : plural, found: arguments.count)
        }
        return try deeper(.call(function, arguments), than: depth, at: name.position)
    }

    /// `node`, one level deeper than its deepest child.
    private func deeper(
        _ node: Expression.Node, than depth: Int, at position: Int
    ) throws(ExpressionError) -> Tree {
        guard depth < Expression.maximumDepth else {
            throw .tooDeep(position: position, limit: Expression.maximumDepth)
        }
        return (node, depth + 1)
    }

    /// Goes past the `)` that closes `parenthesis`.
    private mutating func close(
        _ parenthesis: ExpressionToken, _ last: inout Int
    ) throws(ExpressionError) {
        let expected = "an operator or the ')' that closes column \(parenthesis.position)"
        switch token.kind {
        case .rightParenthesis:
            last = token.bytes.upperBound
            try advance(expecting: "an operator or the end")
        case .end:
            throw .unexpectedEnd(position: token.position, expected: expected)
        default:
            throw .unexpected(
                found: token.text, position: token.position, expected: expected, hint: hint)
        }
    }
}

extension Expression.BinaryOperator {
    /// What its right operand is made of: operators that bind tighter, and for `^` as tightly.
    fileprivate var tighter: Expression.Precedence {
        switch self {
        case .add, .subtract: .product
        case .multiply, .divide: .unary
        case .power: .power
        }
    }
}
