/// Reads formulas and conditions of one line.
struct LineParser {
    private static let deepest = 200
    let line: Int
    private let tokens: [Token]
    private var at = 0
    private var depth = 0

    init(_ text: String, line: Int) throws(DerivationError) {
        self.line = line
        tokens = try Token.split(text, number: line)
    }

    var token: Token { tokens[at] }

    mutating func advance() { at = min(at + 1, tokens.count - 1) }

    /// Steps over `sign`, if it is next.
    mutating func skip(_ sign: String) -> Bool {
        guard token == .sign(sign) else { return false }
        advance()
        return true
    }

    /// Steps over the word, if it is next.
    mutating func skip(word: String) -> Bool {
        guard token == .name(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ sign: String) throws(DerivationError) {
        guard skip(sign) else { throw unexpected("`\(sign)`") }
    }

    mutating func expect(word: String) throws(DerivationError) {
        guard skip(word: word) else { throw unexpected("`\(word)`") }
    }

    func unexpected(_ wanted: String) -> DerivationError {
        .syntax(line: line, "expected \(wanted), found \(token.shown)")
    }

    func end() throws(DerivationError) { if token != .end { throw unexpected("an operator or the end of the line") } }

    mutating func name() throws(DerivationError) -> String {
        guard case .name(let name) = token, !DerivationParser.words.contains(name) else { throw unexpected("a name") }
        advance()
        return name
    }

    // MARK: Formulas

    /// `sum relation sum`
    mutating func test() throws(DerivationError) -> Test {
        let left = try sum()
        guard case .sign(let sign) = token, let relation = Test.Relation(rawValue: sign) else {
            throw unexpected("one of < <= > >= = !=")
        }
        advance()
        return Test(left: left, relation: relation, right: try sum())
    }

    mutating func sum() throws(DerivationError) -> Term {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .limit(line: line, "brackets within brackets") }
        return try chain(["+", "-"]) { (parser: inout LineParser) throws(DerivationError) in
            try parser.chain(["*", "/"]) { (parser: inout LineParser) throws(DerivationError) in try parser.unary() }
        }
    }

    private mutating func chain(
        _ signs: Set<Character>, _ operand: (inout LineParser) throws(DerivationError) -> Term
    ) throws(DerivationError) -> Term {
        var result = try operand(&self)
        while case .sign(let text) = token, let sign = text.first, text.count == 1, signs.contains(sign) {
            advance()
            result = .binary(sign, result, try operand(&self))
        }
        return result
    }

    private mutating func unary() throws(DerivationError) -> Term {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw .limit(line: line, "signs before signs") }
        if skip("-") { return .negate(try unary()) }
        if skip("+") { return try unary() }
        let base = try operand()
        return skip("^") ? .binary("^", base, try unary()) : base
    }

    private mutating func operand() throws(DerivationError) -> Term {
        switch token {
        case .number(let text):
            advance()
            return .number(text)
        case .name(let function):
            let place = self
            advance()
            // A word of the language is a function's name before a bracket: `at`.
            if skip("(") { return .call(function, try list(")")) }
            self = place
            let name = try name()
            if skip("[") { return .member(name, try list("]")) }
            return .variable(name)
        case .sign("("):
            advance()
            let inner = try sum()
            try expect(")")
            return inner
        case .sign("["):
            advance()
            return try matrix()
        default: throw unexpected("a number, a name or a bracket")
        }
    }

    /// Formulas between commas, up to the closing bracket.
    private mutating func list(_ close: String) throws(DerivationError) -> [Term] {
        var terms: [Term] = []
        if skip(close) { return terms }
        repeat { terms.append(try sum()) } while skip(",")
        try expect(close)
        return terms
    }

    private mutating func matrix() throws(DerivationError) -> Term {
        var rows: [[Term]] = []
        repeat {
            var row: [Term] = []
            repeat { row.append(try sum()) } while skip(",")
            if let first = rows.first, first.count != row.count {
                throw .syntax(
                    line: line, "row \(rows.count + 1) has \(row.count) entries, the first has \(first.count)")
            }
            rows.append(row)
        } while skip(";")
        try expect("]")
        return .matrix(rows)
    }
}
