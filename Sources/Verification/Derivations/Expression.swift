/// The tree of an expression.
indirect enum Expression {
    case number(Rational, String)
    case name(String)
    /// One of a family.
    case member(String, [Expression])
    case call(String, [Expression])
    case matrix([[Expression]])
    case negative(Expression)
    case power(Expression, Expression)
    /// Operands with `+` and `-`, or `*` and `/`, between them, to the left.
    case chain(Expression, [(sign: String, operand: Expression)])
}

/// Two expressions and one of `< <= > >= = !=`.
struct Condition {
    let left: Expression
    let relation: Relation
    let right: Expression
}

/// How two numbers are compared.
enum Relation: String {
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case equal = "="
    case different = "!="
}

extension Expression {
    /// The names that are not before a bracket.
    ///
    /// - Complexity: linear.
    func collectNames(into names: inout Set<String>) {
        switch self {
        case .number: break
        case .name(let name): names.insert(name)
        case .member(_, let parts), .call(_, let parts):
            for part in parts { part.collectNames(into: &names) }
        case .matrix(let rows):
            for part in rows.joined() { part.collectNames(into: &names) }
        case .negative(let part): part.collectNames(into: &names)
        case .power(let base, let exponent):
            base.collectNames(into: &names)
            exponent.collectNames(into: &names)
        case .chain(let first, let rest):
            first.collectNames(into: &names)
            for (_, part) in rest { part.collectNames(into: &names) }
        }
    }
}

/// Reads expressions from tokens, from left to right.
struct Parser {
    private let tokens: [PlacedToken]
    private var next = 0
    private var depth = 0
    /// The column behind the last token.
    private let end: Int

    /// How deep expressions may be nested.
    static let deepest = 100

    init(_ line: String) throws(SyntaxFault) {
        tokens = try Token.read(line)
        end = line.utf8.count + 1
    }

    var isAtEnd: Bool { next == tokens.count }
    var token: Token? { isAtEnd ? nil : tokens[next].token }
    var following: Token? { next + 1 < tokens.count ? tokens[next + 1].token : nil }

    func fault(_ expected: String) -> SyntaxFault {
        isAtEnd
            ? SyntaxFault(column: end, reason: "expected \(expected), found the end")
            : SyntaxFault(
                column: tokens[next].column, reason: "expected \(expected), found \(tokens[next].token.shown)")
    }

    /// Goes past a token if it is the next one.
    mutating func accept(_ wanted: Token) -> Bool {
        guard token == wanted else { return false }
        next += 1
        return true
    }

    mutating func expect(_ wanted: Token) throws(SyntaxFault) {
        if !accept(wanted) { throw fault(wanted.shown) }
    }

    mutating func expectEnd() throws(SyntaxFault) {
        if !isAtEnd { throw fault("the end") }
    }

    mutating func expectName() throws(SyntaxFault) -> String {
        guard case .name(let name) = token else { throw fault("a name") }
        next += 1
        return name
    }

    mutating func expectText() throws(SyntaxFault) -> String {
        guard case .text(let text) = token else { throw fault("the name of a part in quotes") }
        next += 1
        return text
    }

    /// The sign that comes next, if it is one of these.
    private mutating func accept(oneOf signs: [String]) -> String? {
        guard case .sign(let sign) = token, signs.contains(sign) else { return nil }
        next += 1
        return sign
    }

    mutating func condition() throws(SyntaxFault) -> Condition {
        let left = try sum()
        guard let sign = accept(oneOf: ["<", "<=", ">", ">=", "=", "==", "!="]),
            let relation = Relation(rawValue: sign == "==" ? "=" : sign)
        else { throw fault("a relation") }
        return Condition(left: left, relation: relation, right: try sum())
    }

    mutating func sum() throws(SyntaxFault) -> Expression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.deepest { throw fault("at most \(Self.deepest) levels of nesting") }
        return try chain(["+", "-"]) { parser throws(SyntaxFault) in
            try parser.chain(["*", "/"]) { parser throws(SyntaxFault) in try parser.unary() }
        }
    }

    private mutating func chain(
        _ signs: [String], _ operand: (inout Parser) throws(SyntaxFault) -> Expression
    ) throws(SyntaxFault) -> Expression {
        let first = try operand(&self)
        var rest: [(sign: String, operand: Expression)] = []
        while let sign = accept(oneOf: signs) { rest.append((sign, try operand(&self))) }
        return rest.isEmpty ? first : .chain(first, rest)
    }

    private mutating func unary() throws(SyntaxFault) -> Expression {
        var isNegative = false
        while let sign = accept(oneOf: ["-", "+"]) { isNegative = isNegative != (sign == "-") }
        let value = try power()
        return isNegative ? .negative(value) : value
    }

    private mutating func power() throws(SyntaxFault) -> Expression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.deepest { throw fault("at most \(Self.deepest) levels of nesting") }
        let base = try operand()
        return accept(.sign("^")) ? .power(base, try unary()) : base
    }

    private mutating func operand() throws(SyntaxFault) -> Expression {
        switch token {
        case .number(let text):
            guard let value = Rational(literal: text) else { throw fault("a number of moderate length") }
            next += 1
            return .number(value, text)
        // The word between a part and a time is also a function, which stands where that word cannot.
        case .keyword("at") where following == .sign("("): return try named("at")
        case .name(let name): return try named(name)
        case .sign("("):
            next += 1
            let value = try sum()
            try expect(.sign(")"))
            return value
        case .sign("["):
            next += 1
            var rows = [try list()]
            while accept(.sign(";")) {
                rows.append(try list())
                if rows.last?.count != rows[0].count { throw fault("rows of equal length") }
            }
            try expect(.sign("]"))
            return .matrix(rows)
        default: throw fault("a number, a name, '(' or '['")
        }
    }

    /// A function, one of a family, or a value, as the bracket behind the name says.
    private mutating func named(_ name: String) throws(SyntaxFault) -> Expression {
        next += 1
        if accept(.sign("(")) {
            let arguments = token == .sign(")") ? [] : try list()
            try expect(.sign(")"))
            return .call(name, arguments)
        }
        if accept(.sign("[")) {
            let numbers = try list()
            try expect(.sign("]"))
            return .member(name, numbers)
        }
        return .name(name)
    }

    /// Expressions with commas between them.
    mutating func list() throws(SyntaxFault) -> [Expression] {
        var parts = [try sum()]
        while accept(.sign(",")) { parts.append(try sum()) }
        return parts
    }
}
