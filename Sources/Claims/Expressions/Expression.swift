/// A formula that a user wrote, as a syntax tree: `excess0*(1 - eta*mu*p*(2 - L*eta))^t`.
///
/// One tree serves evaluation in any ``ExpressionScalar`` (doubles, doubles with a running error bound, intervals), LaTeX
/// and error positions.
///
/// Grammar, from the loosest to the tightest binding:
///
///     sum     = product { ("+" | "-") product }        to the left
///     product = unary { ("*" | "/") unary }            to the left
///     unary   = { "-" | "+" } power
///     power   = operand [ "^" unary ]                  to the right: -2^2 = -4, 2^3^2 = 512, 2^-1 = 0.5
///     operand = number | name | name "(" sum { "," sum } ")" | "(" sum ")"
///     number  = 1 | 1.5 | .5 | 2. | 1e-3               decimal, kept as text
///     name    = [A-Za-z_][A-Za-z0-9_]*
///
/// There is no implicit multiplication. A name before a parenthesis is a function, any other name a variable, so that a
/// variable may be called `min`. Two expressions are equal when their trees are.
///
/// Limits, so that no text can exhaust the stack: ``maximumLength``, ``maximumNesting``, ``maximumDepth``.
public struct Expression: Sendable, Equatable {
    /// A node of the syntax tree.
    public indirect enum Node: Sendable, Equatable {
        /// A literal, never negative: its text, which is what is meant, and the nearest double.
        case number(text: String, value: Double)
        /// A variable, by its name.
        case variable(String)
        /// `-a`
        case negate(Node)
        /// `a + b`, `a - b`, `a*b`, `a/b`, `a^b`
        case binary(BinaryOperator, Node, Node)
        /// `f(a, b, ...)`, with as many arguments as the function takes.
        case call(Function, [Node])
    }

    /// The most characters of a source text; blanks do not count.
    public static let maximumLength = 10_000
    /// The most levels of parentheses, calls, signs and right operands inside one another: `2*(x` has two.
    public static let maximumNesting = 200
    /// The greatest depth of a tree. A sum of n terms has depth n: it leans to the left.
    public static let maximumDepth = 1_000

    /// The tree.
    public let root: Node
    /// The text that was parsed; for a side of a condition, that side without blanks around it; for a computed
    /// expression, its ``description``.
    public let source: String
    /// The variables in the order in which they appear first, each once.
    public let variables: [String]
    /// For each of `variables`, the column of its first use.
    private let columns: [Int]

    /// The expression written in `source`.
    ///
    /// - Throws: any ``ExpressionError`` but `unknownVariable`; columns count from 1, in Unicode scalars.
    /// - Complexity: linear in the length of the text.
    public init(parsing source: String) throws(ExpressionError) {
        var parser = try ExpressionParser(source)
        self = try parser.whole()
    }

    /// The constant `value`, as the shortest decimal that rounds to it.
    ///
    /// A negative value is the negation of a literal; infinity is `1/0` and not-a-number `0/0`, so that every expression
    /// has a text that can be read again.
    public init(_ value: Double) { self.init(root: Self.constant(value)) }

    /// A computed expression; its source is its canonical text.
    init(root: Node) {
        var printer = ExpressionPrinter()
        printer.write(root)
        self.init(
            root: root, source: printer.text, variables: printer.names.order, columns: printer.names.columns)
    }

    init(root: Node, source: String, variables: [String], columns: [Int]) {
        self.root = root
        self.source = source
        self.variables = variables
        self.columns = columns
    }

    /// The column, from 1, of the first use of the variable `name`; nil if it does not appear.
    ///
    /// For a side of a ``Condition`` it is a column of the whole condition.
    public func position(ofVariable name: String) -> Int? {
        variables.firstIndex(of: name).map { columns[$0] }
    }

    /// The expression with variables replaced by expressions; other variables stay.
    ///
    /// - Complexity: linear in the size of the result, which the caller should bound (``nodeCount``).
    public func substituting(_ replacements: [String: Expression]) -> Expression {
        if variables.allSatisfy({ replacements[$0] == nil }) { return self }
        return Expression(root: Self.substitute(root, replacements))
    }

    /// The number of nodes of the tree.
    public var nodeCount: Int { Self.count(root) }

    private static func substitute(_ node: Node, _ replacements: [String: Expression]) -> Node {
        switch node {
        case .number: node
        case .variable(let name): replacements[name]?.root ?? node
        case .negate(let inner): .negate(substitute(inner, replacements))
        case .binary(let op, let left, let right):
            .binary(op, substitute(left, replacements), substitute(right, replacements))
        case .call(let function, let arguments): .call(function, arguments.map { substitute($0, replacements) })
        }
    }

    private static func count(_ node: Node) -> Int {
        switch node {
        case .number, .variable: 1
        case .negate(let inner): 1 + count(inner)
        case .binary(_, let left, let right): 1 + count(left) + count(right)
        case .call(_, let arguments): arguments.reduce(1) { $0 + count($1) }
        }
    }

    /// The expression with each variable replaced by its index in `names`, ready for fast evaluation.
    ///
    /// - Parameter names: the known variables; those that the expression does not use are allowed.
    /// - Throws: ``ExpressionError/unknownVariable(name:position:known:suggestion:)`` for the first variable that is not
    ///   in `names`.
    /// - Complexity: linear in the size of the tree and in the number of names.
    public func bind(_ names: [String]) throws(ExpressionError) -> BoundExpression {
        let indices = Dictionary(
            zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        for (name, column) in zip(variables, columns) where indices[name] == nil {
            throw .unknownVariable(
                name: name, position: column, known: names, suggestion: name.nearest(among: names))
        }
        return BoundExpression(root, indices: indices, arity: names.count)
    }

    /// The value in double precision; not-a-number outside the domain of a function.
    ///
    /// For many evaluations, ``bind(_:)`` once.
    /// - Throws: ``ExpressionError/unknownVariable(name:position:known:suggestion:)``
    public func evaluate(_ values: [String: Double]) throws(ExpressionError) -> Double {
        let names = values.keys.sorted()
        return try bind(names).evaluate(names.map { values[$0] ?? .nan })
    }

    /// `factor * (self)`: one level deeper than this expression, whatever the limits on texts.
    public func scaled(by factor: Double) -> Expression {
        Expression(root: .binary(.multiply, Self.constant(factor), root))
    }

    public static func == (left: Expression, right: Expression) -> Bool { left.root == right.root }

    private static func constant(_ value: Double) -> Node {
        if value.isNaN { return .binary(.divide, digits(0), digits(0)) }
        let magnitude =
            value.isInfinite ? .binary(.divide, digits(1), digits(0)) : digits(value.magnitude)
        return value.sign == .minus ? .negate(magnitude) : magnitude
    }

    private static func digits(_ value: Double) -> Node {
        let text = "\(value)"
        return .number(text: text.hasSuffix(".0") ? String(text.dropLast(2)) : text, value: value)
    }
}
