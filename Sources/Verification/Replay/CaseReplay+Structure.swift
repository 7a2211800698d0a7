/// Whether a case lists what its derivation makes.
extension CaseReplay {
    /// Notes what is missing, too much or at the wrong place; `false` if numbers cannot be compared then.
    mutating func checkStructure(_ interpreter: Interpreter) -> Bool {
        let before = report.findings.count
        checkParts(interpreter)
        if report.findings.count > before { return false }
        checkHypotheses()
        checkQuantities(interpreter)
        return report.findings.count == before
    }

    private mutating func checkParts(_ interpreter: Interpreter) {
        for (index, part) in said.parts.enumerated() {
            guard claim.parts.contains(where: { $0.name == part.name }) else {
                note("parts[\(index)].name", "\"\(part.name)\"", "the claim has no such part")
                continue
            }
            let rows = interpreter.observations[part.name]?.count ?? 0
            if rows != part.rows { note("parts[\(index)].rows", "\(part.rows)", "\(rows)") }
            if rows == 0 { note("parts[\(index)].name", "\"\(part.name)\"", "the derivation does not observe it") }
        }
        let names = Set(said.parts.map(\.name))
        let ordered = parts.map(\.name)
        if said.parts.map(\.name) != ordered { note("parts", Self.list(said.parts.map(\.name)), Self.list(ordered)) }
        for name in interpreter.observations.keys.sorted() where !names.contains(name) {
            note("parts", "nothing of \"\(name)\"", "the derivation observes it")
        }
        for (index, left) in said.left.enumerated() {
            if !claim.parts.contains(where: { $0.name == left.name }) {
                note("left[\(index)].name", "\"\(left.name)\"", "the claim has no such part")
            } else if names.contains(left.name) {
                note("left[\(index)].name", "\"\(left.name)\"", "the derivation observes it")
            }
        }
    }

    /// The claim's parts that the case has.
    private var parts: [ReplayedClaim.Part] {
        let names = Set(said.parts.map(\.name))
        return claim.parts.filter { names.contains($0.name) }
    }

    private var neededHypotheses: [ReplayedClaim.Hypothesis] {
        let needs = parts.reduce(into: Set<Int>()) { $0.formUnion($1.needs) }
        return claim.hypotheses.indices.filter(needs.contains).map { claim.hypotheses[$0] }
    }

    private mutating func checkHypotheses() {
        let needed = neededHypotheses.map(\.name)
        let listed = said.hypotheses.map(\.name)
        if listed != needed { note("hypotheses", Self.list(listed), Self.list(needed)) }
    }

    private mutating func checkQuantities(_ interpreter: Interpreter) {
        var used: Set<String> = []
        for hypothesis in neededHypotheses {
            hypothesis.condition.left.collectNames(into: &used)
            hypothesis.condition.right.collectNames(into: &used)
        }
        for part in parts {
            var names: Set<String> = []
            part.bound.collectNames(into: &names)
            // What all observations bring along is not the quantity of that name.
            let rows = interpreter.observations[part.name] ?? []
            used.formUnion(names.filter { name in name != "t" && !rows.allSatisfy { $0.variables[name] != nil } })
        }
        let expected = used.filter { interpreter.quantities[$0] != nil }.sorted(by: Self.precedes)
        let listed = said.quantities.map(\.name)
        if listed != expected { note("quantities", Self.list(listed), Self.list(expected)) }
    }

    /// The order of names: that of their bytes.
    private static func precedes(_ first: String, _ second: String) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }

    private static func list(_ names: [String]) -> String { "[\(names.joined(separator: ", "))]" }
}
