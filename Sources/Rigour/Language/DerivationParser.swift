/// Reads a derivation: lines into nested statements.
struct DerivationParser {
    /// Words that are not names.
    static let words: Set<String> = ["for", "end", "if", "else", "quantity", "observe", "to", "down", "at", "with"]

    private let lines: [String]
    private var next = 0
    private var depth = 0

    private init(_ lines: [String]) { self.lines = lines }

    /// The statements of `lines`. Errors: `syntax`, `limit`, with the line, counted from 1.
    static func statements(_ lines: [String]) throws(DerivationError) -> [Statement] {
        var parser = DerivationParser(lines)
        let (block, ending) = try parser.block()
        if let ending { throw .syntax(line: parser.next, "`\(ending)` without a beginning") }
        return block
    }

    /// The formula in `text`, as of a bound.
    static func term(_ text: String) throws(DerivationError) -> Term {
        var parser = try LineParser(text, line: 1)
        let term = try parser.sum()
        try parser.end()
        return term
    }

    /// The condition in `text`, as of a hypothesis.
    static func test(_ text: String) throws(DerivationError) -> Test {
        var parser = try LineParser(text, line: 1)
        let test = try parser.test()
        try parser.end()
        return test
    }

    /// Statements up to `end` or `else`, which is returned, or up to the last line.
    private mutating func block() throws(DerivationError) -> ([Statement], ending: String?) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw .limit(line: next, "loops within loops") }
        var statements: [Statement] = []
        while next < lines.count {
            next += 1
            var parser = try LineParser(lines[next - 1], line: next)
            if parser.token == .end { continue }
            for word in ["end", "else"] where parser.skip(word: word) {
                try parser.end()
                return (statements, word)
            }
            let line = next
            statements.append(Statement(line: line, action: try action(&parser)))
        }
        return (statements, nil)
    }

    private mutating func action(_ parser: inout LineParser) throws(DerivationError) -> Statement.Action {
        if parser.skip(word: "for") { return try loop(&parser) }
        if parser.skip(word: "if") { return try branch(&parser) }
        let action = try plain(&parser)
        try parser.end()
        return action
    }

    private func plain(_ parser: inout LineParser) throws(DerivationError) -> Statement.Action {
        if parser.skip(word: "quantity") {
            let name = try parser.name()
            try parser.expect("=")
            return .quantity(name, try parser.sum())
        }
        if parser.skip(word: "observe") { return try observation(&parser) }
        let name = try parser.name()
        var indices: [Term] = []
        if parser.skip("[") {
            repeat { indices.append(try parser.sum()) } while parser.skip(",")
            try parser.expect("]")
        }
        try parser.expect("=")
        let value = try parser.sum()
        return indices.isEmpty ? .assign(name, value) : .assignMember(name, indices, value)
    }

    private func observation(_ parser: inout LineParser) throws(DerivationError) -> Statement.Action {
        guard case .text(let part) = parser.token else { throw parser.unexpected("the name of a part in quotes") }
        parser.advance()
        try parser.expect(word: "at")
        let time = try parser.sum()
        try parser.expect("=")
        let value = try parser.sum()
        var bindings: [Statement.Binding] = []
        if parser.skip(word: "with") {
            repeat {
                let name = try parser.name()
                try parser.expect("=")
                bindings.append(Statement.Binding(name: name, term: try parser.sum()))
            } while parser.skip(",")
        }
        return .observe(part, time: time, value, with: bindings)
    }

    private mutating func loop(_ parser: inout LineParser) throws(DerivationError) -> Statement.Action {
        let line = next
        let name = try parser.name()
        try parser.expect("=")
        let first = try parser.sum()
        let ascending = !parser.skip(word: "down")
        try parser.expect(word: "to")
        let last = try parser.sum()
        try parser.end()
        let (body, ending) = try block()
        guard ending == "end" else { throw .syntax(line: line, "`for` without its `end`") }
        return .loop(name, first: first, last: last, ascending: ascending, body)
    }

    private mutating func branch(_ parser: inout LineParser) throws(DerivationError) -> Statement.Action {
        let line = next
        let test = try parser.test()
        try parser.end()
        let (yes, ending) = try block()
        var no: [Statement] = []
        var last = ending
        if ending == "else" { (no, last) = try block() }
        guard last == "end" else { throw .syntax(line: line, "`if` without its `end`") }
        return .branch(test, yes, no)
    }
}
