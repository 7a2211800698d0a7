/// Replays one case of a certificate, at rising precision until everything is settled.
struct CaseReplay {
    let claim: ReplayedClaim
    let said: Certificate.Case
    let place: String
    let limits: Limits
    let meter: Meter
    private(set) var report = Report()

    init(claim: ReplayedClaim, said: Certificate.Case, place: String, limits: Limits, meter: Meter) {
        self.claim = claim
        self.said = said
        self.place = place
        self.limits = limits
        self.meter = meter
    }

    /// Something that the case says and the replay has to find too.
    private enum Item {
        case quantity(Int)
        case hypothesis(Int)
        case part(Int)
    }

    /// Replays the case: what does not agree is in the report.
    mutating func run() {
        let program: Program
        do throws(Program.Fault) { program = try Program(said.derivation) } catch {
            note(
                "derivation[\(error.line - 1)]:\(error.column)", said.derivation[safe: error.line - 1] ?? "",
                error.reason)
            return
        }
        noteUndecided()
        var pending = items
        var isFirst = true
        var precision = min(startingBits, limits.bits)
        while true {
            report.bits = max(report.bits, precision)
            let reason: String
            do throws(Stop) {
                var interpreter = Interpreter(arithmetic: Arithmetic(precision: precision, meter: meter))
                try interpreter.run(program)
                if isFirst {
                    isFirst = false
                    if !checkStructure(interpreter) { return }
                }
                pending = try settle(pending, interpreter)
                if pending.isEmpty { return }
                reason = "not decided at \(precision) bits"
            } catch {
                guard case .undecided(let why) = error else {
                    note("derivation", "a derivation", error.reason)
                    return
                }
                // A case that claims nothing may well stop half-way.
                if pending.isEmpty { return }
                reason = "not decided at \(precision) bits: \(why)"
            }
            if precision >= limits.bits {
                for item in pending { noteUnsettled(item, reason) }
                return
            }
            precision = min(2 * precision, limits.bits)
        }
    }

    // MARK: What is to be settled

    /// A little more than the certificate says it took, leaving out what it did not decide.
    private var startingBits: Int {
        let hypotheses = said.hypotheses.filter { $0.holds != nil }.map(\.bits)
        let parts = said.parts.filter { $0.verdict != .undecided }.map(\.bits)
        return ((hypotheses + parts).max() ?? 128) + 64
    }

    private var items: [Item] {
        said.quantities.indices.map(Item.quantity)
            + said.hypotheses.indices.filter { said.hypotheses[$0].holds != nil }.map(Item.hypothesis)
            + said.parts.indices.filter { said.parts[$0].verdict != .undecided || said.parts[$0].rows > 0 }.map(
                Item.part)
    }

    private mutating func noteUndecided() {
        for (index, hypothesis) in said.hypotheses.enumerated() where hypothesis.holds == nil {
            report.notProved.append("\(place).hypotheses[\(index)] \"\(hypothesis.name)\"")
        }
        for (index, part) in said.parts.enumerated() where part.verdict == .undecided {
            report.notProved.append("\(place).parts[\(index)] \"\(part.name)\"")
            if part.violated != nil { note("parts[\(index)].violated", "a violation", "the verdict is undecided") }
        }
    }

    /// Compares items; those that are not decided at this precision remain.
    private mutating func settle(_ items: [Item], _ interpreter: Interpreter) throws(Stop) -> [Item] {
        var pending: [Item] = []
        for item in items {
            do throws(Stop) {
                switch item {
                case .quantity(let index):
                    let quantity = said.quantities[index]
                    guard let value = interpreter.quantities[quantity.name] else { continue }
                    guard let agrees = try quantity.value.agrees(with: value) else {
                        pending.append(item)
                        continue
                    }
                    report.quantities += 1
                    if !agrees { note("quantities[\(index)].value", quantity.value.text, value.shown) }
                case .hypothesis(let index): try settleHypothesis(index, interpreter, &pending)
                case .part(let index):
                    let (name, outcome) = (said.parts[index].name, said.parts[index])
                    guard let part = claim.parts.first(where: { $0.name == name }) else { continue }
                    let replay = PartReplay(
                        said: outcome, relation: part.relation, place: "parts[\(index)]",
                        rows: try interpreter.rows(of: name, bound: part.bound))
                    if let findings = try replay.findings() {
                        for finding in findings { note(finding.place, finding.said, finding.found) }
                        report.rows += replay.rows.count
                        if outcome.verdict == .certified { report.certified += 1 }
                        if outcome.verdict == .refuted { report.refuted += 1 }
                    } else {
                        pending.append(item)
                    }
                }
            } catch {
                switch error {
                case .undecided: pending.append(item)
                case .wrong(let reason): noteUnsettled(item, reason)
                case .limit: throw error
                }
            }
        }
        return pending
    }

    private mutating func settleHypothesis(
        _ index: Int, _ interpreter: Interpreter, _ pending: inout [Item]
    ) throws(Stop) {
        let hypothesis = said.hypotheses[index]
        guard let known = claim.hypotheses.first(where: { $0.name == hypothesis.name }) else { return }
        guard let holds = try interpreter.scoped(interpreter.quantities).decide(known.condition) else {
            pending.append(.hypothesis(index))
            return
        }
        report.hypotheses += 1
        if holds != hypothesis.holds { note("hypotheses[\(index)].holds", "\(!holds)", "\(holds)") }
    }

    private mutating func noteUnsettled(_ item: Item, _ reason: String) {
        switch item {
        case .quantity(let index): note("quantities[\(index)].value", said.quantities[index].value.text, reason)
        case .hypothesis(let index):
            note("hypotheses[\(index)].holds", said.hypotheses[index].holds.map { "\($0)" } ?? "null", reason)
        case .part(let index): note("parts[\(index)].verdict", said.parts[index].verdict.rawValue, reason)
        }
    }

    mutating func note(_ inner: String, _ said: String, _ found: String) {
        report.findings.append(Finding("\(place).\(inner)", said: said, found: found))
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
