/// Runs a derivation at one precision.
struct Interpreter {
    /// The most passes of all loops together.
    private static let passLimit = 100_000_000

    /// What a derivation gave.
    struct Outcome {
        /// Which values are the same, for what is computed from these.
        var sameness = Sameness()
        var quantities: [String: Enclosure] = [:]
        /// The observed numbers of each part, in the order in which they came.
        var rows: [String: [Row]] = [:]
    }

    /// An observed number.
    struct Row {
        let time: Enclosure
        let observed: Enclosure
        let with: [String: Enclosure]
    }

    private var evaluator: Evaluator
    private var outcome: Outcome
    private var passes = 0

    /// Errors: what is wrong with the derivation, or what this precision cannot decide; with the line.
    static func run(_ statements: [Statement], bits: Int) throws(DerivationError) -> Outcome {
        let outcome = Outcome()
        var interpreter = Interpreter(
            evaluator: Evaluator(arithmetic: Arithmetic(bits: bits), sameness: outcome.sameness), outcome: outcome)
        try interpreter.run(statements)
        try interpreter.refuseRepeatedTimes()
        return interpreter.outcome
    }

    private init(evaluator: Evaluator, outcome: Outcome) {
        self.evaluator = evaluator
        self.outcome = outcome
    }

    private mutating func run(_ statements: [Statement]) throws(DerivationError) {
        for statement in statements {
            switch statement.action {
            case .loop(let name, let first, let last, let ascending, let body):
                let (from, to) = try at(statement.line) { (evaluator) throws(ValueError) in
                    (
                        try evaluator.wholes([first], "the beginning of a loop")[0],
                        try evaluator.wholes([last], "the end of a loop")[0]
                    )
                }
                var k = from
                while ascending ? k <= to : k >= to {
                    passes += 1
                    guard passes <= Self.passLimit else { throw .limit(line: statement.line, "passes of loops") }
                    let value = try at(statement.line) { (evaluator) throws(ValueError) in
                        evaluator.sameness.label(try evaluator.arithmetic.number(k), "", [])
                    }
                    evaluator.values[name] = value
                    try run(body)
                    k += ascending ? 1 : -1
                }
            case .branch(let test, let yes, let no):
                let isTrue = try at(statement.line) { (evaluator) throws(ValueError) in try evaluator.decide(test) }
                try run(isTrue ? yes : no)
            default: try plain(statement)
            }
        }
    }

    private mutating func plain(_ statement: Statement) throws(DerivationError) {
        let line = statement.line
        switch statement.action {
        case .assign(let name, let term):
            let value = try at(line) { (evaluator) throws(ValueError) in try evaluator.value(term) }
            evaluator.values[name] = value
        case .assignMember(let name, let indices, let term):
            let (place, value) = try at(line) { (evaluator) throws(ValueError) in
                (try evaluator.wholes(indices, "a number of `\(name)`"), try evaluator.value(term))
            }
            evaluator.members[name, default: [:]][place] = value
        case .quantity(let name, let term):
            guard outcome.quantities[name] == nil else { throw .wrong(line: line, "`\(name)` is given twice") }
            outcome.quantities[name] = try number(term, line)
        case .observe(let part, let time, let term, let bindings):
            var with: [String: Enclosure] = [:]
            for binding in bindings { with[binding.name] = try number(binding.term, line) }
            outcome.rows[part, default: []].append(
                Row(time: try number(time, line), observed: try number(term, line), with: with))
        case .loop, .branch: break
        }
    }

    private func number(_ term: Term, _ line: Int) throws(DerivationError) -> Enclosure {
        try at(line) { (evaluator) throws(ValueError) in
            let value = try evaluator.value(term)
            guard value.isNumber else { throw .wrong("expected a number, found a matrix of \(value.shape)") }
            return value
        }
    }

    private func at<T>(_ line: Int, _ body: (Evaluator) throws(ValueError) -> T) throws(DerivationError) -> T {
        do { return try body(evaluator) } catch {
            switch error {
            case .wrong(let text): throw .wrong(line: line, text)
            case .undecided(let text): throw .undecided(line: line, text)
            case .limit(let text): throw .limit(line: line, text)
            }
        }
    }

    /// No part may be observed twice at a time.
    private func refuseRepeatedTimes() throws(DerivationError) {
        for (part, rows) in outcome.rows.sorted(by: { $0.key < $1.key }) {
            let keys = rows.map { Digits20.text($0.time) }
            guard Set(keys).count == keys.count else {
                throw .wrong(line: 0, "\"\(part)\" is observed twice at a time")
            }
        }
    }
}

extension Evaluator {
    /// Whether a condition is true. Errors: `undecided` where enclosures overlap.
    func decide(_ test: Test) throws(ValueError) -> Bool {
        let (left, right) = (try value(test.left), try value(test.right))
        guard left.isNumber, right.isNumber else { throw .wrong("a condition between matrices") }
        guard let holds = arithmetic.holds(left, test.relation, right) else {
            throw .undecided("a condition with \(test.relation.rawValue)")
        }
        return holds
    }
}
