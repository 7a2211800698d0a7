import CFlint
import Claims

/// What is known of a case so far; it grows with the precision.
struct CaseState {
    private let statement: Certifier.Statement
    private(set) var hasRun = false
    private var quantities: [String: String] = [:]
    private var missing: Set<String> = []
    private var decisions: [String: Certificate.Decision] = [:]
    private var findings: [String: PartState] = [:]

    /// What is known of one part.
    private struct PartState {
        /// Whether each row's relation is true; `nil` where that is not decided.
        var holds: [Bool?]
        var bits: Int
        var closest: Certificate.Row?
        var violation: Certificate.Violation?
        /// Whether all numbers that are to be written were precise enough.
        var isWritten = false

        var isDecided: Bool { isWritten && (violation != nil || holds.allSatisfy { $0 == true }) }
    }

    init(_ statement: Certifier.Statement) { self.statement = statement }

    /// Whether a higher precision could add nothing.
    var isComplete: Bool {
        hasRun && missing.isEmpty && decisions.values.allSatisfy { $0.holds != nil }
            && findings.values.allSatisfy(\.isDecided)
    }

    /// The parts that the case observes, in the claim's order.
    private var observed: [Certifier.Statement.PartStatement] { statement.parts.filter { findings[$0.name] != nil } }

    /// Takes in what one precision gave.
    mutating func decide(_ outcome: Interpreter.Outcome, _ arithmetic: Arithmetic) throws(DerivationError) {
        for name in outcome.rows.keys.sorted() where !statement.parts.contains(where: { $0.name == name }) {
            throw .wrong(line: 0, "the claim has no part \"\(name)\"")
        }
        hasRun = true
        for part in statement.parts {
            guard let rows = outcome.rows[part.name] else { continue }
            try judge(part, rows, outcome, arithmetic)
        }
        let needed = statement.hypotheses.filter { hypothesis in
            observed.contains { $0.needs?.contains(hypothesis.name) ?? true }
        }
        for (name, test) in needed where decisions[name]?.holds == nil {
            let holds = try value(test, outcome, arithmetic)
            decisions[name] = Certificate.Decision(name: name, holds: holds, bits: arithmetic.bits)
        }
        write(outcome, needed.map(\.test))
    }

    /// The quantities that conditions and bounds use, in digits.
    private mutating func write(_ outcome: Interpreter.Outcome, _ tests: [Test]) {
        var used: Set<String> = []
        for test in tests { used.formUnion(test.left.names.union(test.right.names)) }
        for part in observed {
            // What every row brings itself is no quantity.
            let rows = outcome.rows[part.name] ?? []
            used.formUnion(part.bound.names.filter { name in !rows.allSatisfy { $0.with[name] != nil } && name != "t" })
        }
        missing = []
        for name in used.sorted() where quantities[name] == nil {
            guard let value = outcome.quantities[name] else { continue }
            quantities[name] = Digits20.precise(value)
            if quantities[name] == nil { missing.insert(name) }
        }
    }

    private func value(
        _ test: Test, _ outcome: Interpreter.Outcome, _ arithmetic: Arithmetic
    ) throws(DerivationError) -> Bool? {
        let evaluator = Evaluator(arithmetic: arithmetic, sameness: outcome.sameness, values: outcome.quantities)
        do { return try evaluator.decide(test) } catch { return try Self.undecided(error) }
    }

    /// `nil` where precision is lacking; throws what is wrong.
    private static func undecided<T>(_ error: ValueError) throws(DerivationError) -> T? {
        switch error {
        case .undecided: return nil
        case .wrong(let text): throw .wrong(line: 0, text)
        case .limit(let text): throw .limit(line: 0, text)
        }
    }

    private mutating func judge(
        _ part: Certifier.Statement.PartStatement, _ rows: [Interpreter.Row], _ outcome: Interpreter.Outcome,
        _ arithmetic: Arithmetic
    ) throws(DerivationError) {
        var state = findings[part.name] ?? PartState(holds: rows.map { _ in nil }, bits: arithmetic.bits)
        guard state.holds.count == rows.count else { throw .wrong(line: 0, "rows that depend on the precision") }
        if state.isDecided { return }
        state.bits = arithmetic.bits
        state.closest = nil
        var isWritten = true
        var largest: (ratio: Enclosure, row: Certificate.Row?)?
        for (index, row) in rows.enumerated() {
            guard let bound = try self.bound(part, row, outcome, arithmetic) else { continue }
            let judged = RowJudge(part.relation, row.observed, bound, arithmetic)
            state.holds[index] = state.holds[index] ?? judged.holds
            if state.holds[index] == false, state.violation == nil {
                state.violation = judged.violation(at: row.time)
                isWritten = isWritten && state.violation != nil
            }
            if let ratio = judged.ratio, largest.map({ (arithmetic.compare(ratio, $0.ratio) ?? 0) > 0 }) ?? true {
                largest = (ratio, judged.written(at: row.time))
            }
        }
        state.closest = largest?.row
        state.isWritten = isWritten && (largest == nil || largest?.row != nil)
        findings[part.name] = state
    }

    /// The bound at a row; `nil` where it has no enclosure yet.
    private func bound(
        _ part: Certifier.Statement.PartStatement, _ row: Interpreter.Row, _ outcome: Interpreter.Outcome,
        _ arithmetic: Arithmetic
    ) throws(DerivationError) -> Enclosure? {
        var values = outcome.quantities
        values["t"] = row.time
        values.merge(row.with) { _, row in row }
        let evaluator = Evaluator(arithmetic: arithmetic, sameness: outcome.sameness, values: values)
        do { return try evaluator.value(part.bound) } catch {
            return try Self.undecided(error)
        }
    }

    /// What the certificate says of the case.
    func result(name: String, role: String, derivation: Derivation) -> Certificate.Case {
        Certificate.Case(
            name: name, role: role, derivation: derivation.lines,
            quantities: quantities.sorted { $0.key < $1.key }.map {
                Certificate.Quantity(name: $0.key, value: $0.value)
            },
            hypotheses: statement.hypotheses.compactMap { decisions[$0.name] },
            parts: observed.compactMap { part in findings[part.name].map { finding(part.name, $0) } })
    }

    private func finding(_ name: String, _ state: PartState) -> Certificate.Finding {
        let verdict: Certificate.Verdict =
            !state.isWritten
            ? .undecided : state.violation != nil ? .refuted : state.isDecided ? .certified : .undecided
        return Certificate.Finding(
            name: name, verdict: verdict, bits: state.bits, rows: state.holds.count, closest: state.closest,
            violated: verdict == .refuted ? state.violation : nil)
    }
}

extension Term {
    /// The names of variables.
    var names: Set<String> {
        switch self {
        case .number: []
        case .variable(let name): [name]
        case .member(_, let terms), .call(_, let terms): terms.reduce(into: []) { $0.formUnion($1.names) }
        case .matrix(let rows): rows.joined().reduce(into: []) { $0.formUnion($1.names) }
        case .negate(let inner): inner.names
        case .binary(_, let left, let right): left.names.union(right.names)
        }
    }
}
