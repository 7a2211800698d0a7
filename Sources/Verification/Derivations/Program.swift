/// What a line of a derivation does, with the lines that belong to it.
indirect enum Step {
    case assign(String, Expression)
    case assignMember(String, [Expression], Expression)
    case loop(String, from: Expression, to: Expression, isDescending: Bool, [PlacedStep])
    case choice(Condition, [PlacedStep], [PlacedStep])
    case quantity(String, Expression)
    case observe(String, at: Expression, Expression, with: [(String, Expression)])
}

/// A step and its line, from 1.
struct PlacedStep {
    let line: Int
    let step: Step
}

/// A derivation that was read.
struct Program {
    let steps: [PlacedStep]

    /// What is wrong with a derivation, and where.
    struct Fault: Error, Equatable {
        let line: Int
        let column: Int
        let reason: String
    }

    /// How deep loops and choices may be nested.
    static let deepest = 50

    /// Reads a derivation.
    ///
    /// - Complexity: linear in the length of the text.
    init(_ lines: [String]) throws(Fault) {
        var heads: [(line: Int, head: Head)] = []
        for (index, line) in lines.enumerated() {
            do throws(SyntaxFault) {
                if let head = try Head.read(line) { heads.append((index + 1, head)) }
            } catch {
                throw Fault(line: index + 1, column: error.column, reason: error.reason)
            }
        }
        var next = 0
        steps = try Self.block(heads, &next, depth: 0)
        if next < heads.count { throw Fault(line: heads[next].line, column: 1, reason: "there is nothing to end here") }
    }

    /// The steps up to the line that ends their block, which is then the next one, or to the end.
    private static func block(
        _ heads: [(line: Int, head: Head)], _ next: inout Int, depth: Int
    ) throws(Fault) -> [PlacedStep] {
        var steps: [PlacedStep] = []
        while next < heads.count {
            let (line, head) = heads[next]
            if depth > deepest {
                throw Fault(line: line, column: 1, reason: "expected at most \(deepest) nested blocks")
            }
            switch head {
            case .end, .otherwise: return steps
            case .single(let step):
                next += 1
                steps.append(PlacedStep(line: line, step: step))
            case .loop(let name, let first, let last, let isDescending):
                next += 1
                let body = try block(heads, &next, depth: depth + 1)
                try end(heads, &next, line)
                steps.append(
                    PlacedStep(line: line, step: .loop(name, from: first, to: last, isDescending: isDescending, body)))
            case .choice(let condition):
                next += 1
                let body = try block(heads, &next, depth: depth + 1)
                var other: [PlacedStep] = []
                if next < heads.count, case .otherwise = heads[next].head {
                    next += 1
                    other = try block(heads, &next, depth: depth + 1)
                }
                try end(heads, &next, line)
                steps.append(PlacedStep(line: line, step: .choice(condition, body, other)))
            }
        }
        return steps
    }

    private static func end(_ heads: [(line: Int, head: Head)], _ next: inout Int, _ line: Int) throws(Fault) {
        guard next < heads.count, case .end = heads[next].head else {
            throw Fault(line: line, column: 1, reason: "expected 'end' for what begins here")
        }
        next += 1
    }
}

/// One line by itself.
enum Head {
    case single(Step)
    case loop(String, Expression, Expression, isDescending: Bool)
    case choice(Condition)
    case otherwise
    case end

    /// What a line says; `nil` if it is blank.
    static func read(_ line: String) throws(SyntaxFault) -> Head? {
        var parser = try Parser(line)
        if parser.isAtEnd { return nil }
        let head = try read(&parser)
        try parser.expectEnd()
        return head
    }

    private static func read(_ parser: inout Parser) throws(SyntaxFault) -> Head {
        if parser.accept(.keyword("end")) { return .end }
        if parser.accept(.keyword("else")) { return .otherwise }
        if parser.accept(.keyword("if")) { return .choice(try parser.condition()) }
        if parser.accept(.keyword("for")) {
            let name = try parser.expectName()
            try parser.expect(.sign("="))
            let first = try parser.sum()
            let isDescending = parser.accept(.keyword("down"))
            try parser.expect(.keyword("to"))
            return .loop(name, first, try parser.sum(), isDescending: isDescending)
        }
        if parser.accept(.keyword("quantity")) {
            let (name, value) = try assignment(&parser)
            return .single(.quantity(name, value))
        }
        if parser.accept(.keyword("observe")) {
            let part = try parser.expectText()
            try parser.expect(.keyword("at"))
            let time = try parser.sum()
            try parser.expect(.sign("="))
            let value = try parser.sum()
            var variables: [(String, Expression)] = []
            if parser.accept(.keyword("with")) {
                repeat { variables.append(try assignment(&parser)) } while parser.accept(.sign(","))
            }
            return .single(.observe(part, at: time, value, with: variables))
        }
        let name = try parser.expectName()
        if parser.accept(.sign("[")) {
            let numbers = try parser.list()
            try parser.expect(.sign("]"))
            try parser.expect(.sign("="))
            return .single(.assignMember(name, numbers, try parser.sum()))
        }
        try parser.expect(.sign("="))
        return .single(.assign(name, try parser.sum()))
    }

    /// `name = expr`
    private static func assignment(_ parser: inout Parser) throws(SyntaxFault) -> (String, Expression) {
        let name = try parser.expectName()
        try parser.expect(.sign("="))
        return (name, try parser.sum())
    }
}
