/// What a derivation observed of a part at a time.
struct Observation {
    let line: Int
    let time: Enclosure
    let value: Enclosure
    let variables: [String: Enclosure]
}

/// Runs a derivation at one precision.
struct Interpreter {
    let arithmetic: Arithmetic
    private(set) var names: [String: Enclosure] = [:]
    private var families: [String: [[Int]: Enclosure]] = [:]
    private(set) var quantities: [String: Enclosure] = [:]
    /// In the order in which they were made.
    private(set) var observations: [String: [Observation]] = [:]
    private var passes = 0
    let origins: Origins

    /// The most passes of loops.
    static let mostPasses = 100_000_000

    init(arithmetic: Arithmetic, origins: Origins = Origins()) {
        self.arithmetic = arithmetic
        self.origins = origins
    }

    /// Runs a derivation to its end.
    ///
    /// - Throws: ``Stop`` with the line.
    mutating func run(_ program: Program) throws(Stop) {
        try run(program.steps)
        for (part, rows) in observations {
            if let line = try repeatedTime(rows) {
                throw .wrong("line \(line): \"\(part)\" is observed twice at one time")
            }
        }
    }

    private mutating func run(_ steps: [PlacedStep]) throws(Stop) {
        for placed in steps {
            // The lines within say their own place.
            switch placed.step {
            case .loop(let name, let first, let last, let isDescending, let body):
                let range: (Int, Int)
                do throws(Stop) {
                    range = (try whole(first, "the start of a loop"), try whole(last, "the end of a loop"))
                } catch { throw error.at("line \(placed.line)") }
                try loop(name, range, isDescending, body, placed.line)
            case .choice(let condition, let body, let other):
                let holds: Bool?
                do throws(Stop) { holds = try decide(condition) } catch { throw error.at("line \(placed.line)") }
                guard let holds else { throw .undecided("line \(placed.line): the condition is not decided") }
                try run(holds ? body : other)
            default:
                do throws(Stop) { try single(placed.step, placed.line) } catch { throw error.at("line \(placed.line)") }
            }
        }
    }

    private mutating func loop(
        _ name: String, _ range: (Int, Int), _ isDescending: Bool, _ body: [PlacedStep], _ line: Int
    ) throws(Stop) {
        let (first, last) = range
        var value = first
        while isDescending ? value >= last : value <= last {
            passes += 1
            if passes > Self.mostPasses { throw .limit("line \(line): more than \(Self.mostPasses) passes of loops") }
            try arithmetic.meter.spend(2)
            names[name] = origins.identify(try arithmetic.number(value), "number", [])
            try run(body)
            value += isDescending ? -1 : 1
        }
    }

    private mutating func single(_ step: Step, _ line: Int) throws(Stop) {
        switch step {
        case .assign(let name, let value): names[name] = try evaluate(value)
        case .assignMember(let name, let numbers, let value):
            families[name, default: [:]][try key(numbers)] = try evaluate(value)
        case .quantity(let name, let value):
            if quantities[name] != nil { throw .wrong("the quantity \(name) is given twice") }
            quantities[name] = try number(value, "a quantity")
        case .observe(let part, let time, let value, let variables):
            var values: [String: Enclosure] = [:]
            for (name, value) in variables {
                if values.updateValue(try evaluate(value), forKey: name) != nil {
                    throw .wrong("the variable \(name) is given twice")
                }
            }
            observations[part, default: []].append(
                Observation(
                    line: line, time: try number(time, "a time"), value: try number(value, "what is observed"),
                    variables: values))
        case .loop, .choice: break
        }
    }

    /// The line of an observation at a time at which there is another one.
    private func repeatedTime(_ rows: [Observation]) throws(Stop) -> Int? {
        let sorted = rows.sorted { arithmetic.order($0.time, 0, $1.time, 0) == -1 }
        for (row, next) in zip(sorted, sorted.dropFirst()) {
            switch arithmetic.order(row.time, 0, next.time, 0) {
            case 0: return max(row.line, next.line)
            case nil: throw .undecided("line \(next.line): two times are not apart")
            default: break
            }
        }
        return nil
    }

    // MARK: Values

    /// Whether a condition holds; `nil` if that is not decided.
    func decide(_ condition: Condition) throws(Stop) -> Bool? {
        let left = try number(condition.left, "a side of a condition")
        let right = try number(condition.right, "a side of a condition")
        return arithmetic.decide(left, condition.relation, right)
    }

    func number(_ expression: Expression, _ what: String) throws(Stop) -> Enclosure {
        let value = try evaluate(expression)
        if !value.isNumber { throw .wrong("expected a number as \(what), found \(value.shape)") }
        return value
    }

    /// An exact whole number.
    func whole(_ expression: Expression, _ what: String) throws(Stop) -> Int {
        try arithmetic.whole(try number(expression, what), 0, what)
    }

    private func key(_ numbers: [Expression]) throws(Stop) -> [Int] {
        var key: [Int] = []
        for number in numbers { key.append(try whole(number, "the number of a member")) }
        return key
    }

    func member(_ name: String, _ numbers: [Expression]) throws(Stop) -> Enclosure {
        let key = try key(numbers)
        guard let value = families[name]?[key] else {
            throw .wrong("\(name)[\(key.map(String.init).joined(separator: ", "))] has no value")
        }
        return value
    }

    /// The same names with others before them, for bounds and conditions.
    func scoped(_ values: [String: Enclosure]) -> Interpreter {
        var scoped = Interpreter(arithmetic: arithmetic, origins: origins)
        scoped.names = values
        return scoped
    }
}

extension Arithmetic {
    /// Whether a relation holds between two numbers; `nil` if that is not decided.
    func decide(_ left: Enclosure, _ relation: Relation, _ right: Enclosure) -> Bool? {
        switch relation {
        case .atMost: isAtMost(left, right)
        case .atLeast: isAtMost(right, left)
        case .greater: isAtMost(left, right).map { !$0 }
        case .less: isAtMost(right, left).map { !$0 }
        case .equal: order(left, 0, right, 0).map { $0 == 0 }
        case .different: order(left, 0, right, 0).map { $0 != 0 }
        }
    }

    /// The exact whole number that an entry is.
    func whole(_ x: Enclosure, _ entry: Int, _ what: String) throws(Stop) -> Int {
        guard let value = x.exact(entry) else {
            throw .undecided("expected an exact whole number as \(what), found one that is not exact")
        }
        guard let whole = Rational(value).whole, whole.magnitude < 1 << 53 else {
            throw .wrong("expected a whole number as \(what), found another one")
        }
        return whole
    }
}
