/// A certificate, as it was written.
struct Certificate {
    let partita: String
    let claim: String
    let source: String?
    let seed: String
    let hypotheses: [Hypothesis]
    let parts: [Part]
    let cases: [Case]

    struct Hypothesis {
        let name: String
        let condition: String
    }

    struct Part {
        let name: String
        let relation: Relation
        let bound: String
        /// `nil` means all.
        let needs: [String]?
    }

    struct Case {
        let name: String
        let role: String
        let derivation: [String]
        let quantities: [Quantity]
        let hypotheses: [Decision]
        let parts: [Outcome]
        let left: [Left]
    }

    struct Quantity {
        let name: String
        let value: Decimal20
    }

    struct Decision {
        let name: String
        let holds: Bool?
        let bits: Int
    }

    enum Verdict: String {
        case certified, refuted, undecided
    }

    struct Outcome {
        let name: String
        let verdict: Verdict
        let bits: Int
        let rows: Int
        let closest: Row?
        let violated: Violation?
    }

    struct Row {
        let time: Decimal20
        let observed: Decimal20
        let bound: Decimal20
    }

    struct Violation {
        let row: Row
        let margin: (Decimal20, Decimal20)
    }

    struct Left {
        let name: String
        let reason: String
    }

    static let format = "partita-certificate-1"
}

extension Certificate {
    init(_ field: Field) throws(Finding) {
        let all = try field.members(
            "format", "partita", "claim", "source", "seed", "hypotheses", "parts", "cases", "digest")
        partita = try all("partita").text()
        claim = try all("claim").text()
        source = try all("source").optional { source throws(Finding) in try source.text() }
        seed = try all("seed").text()
        if UInt64(seed).map(String.init) != seed { throw all("seed").finding("a whole number in quotes") }
        hypotheses = try all("hypotheses").items(uniquely: \.name) { item throws(Finding) in
            let member = try item.members("name", "condition")
            return Hypothesis(name: try member("name").text(), condition: try member("condition").text())
        }
        parts = try all("parts").items(uniquely: \.name) { item throws(Finding) in
            let member = try item.members("name", "relation", "bound", "needs")
            let relation = Relation(rawValue: try member("relation").text())
            guard let relation, [.atMost, .atLeast, .equal].contains(relation) else {
                throw member("relation").finding("\"<=\", \">=\" or \"=\"")
            }
            return Part(
                name: try member("name").text(), relation: relation, bound: try member("bound").text(),
                needs: try member("needs").optional { needs throws(Finding) in try needs.texts() })
        }
        cases = try all("cases").items(uniquely: \.name) { item throws(Finding) in try Case(item) }
    }
}

extension Certificate.Case {
    init(_ field: Field) throws(Finding) {
        let all = try field.members("name", "role", "derivation", "quantities", "hypotheses", "parts", "left")
        name = try all("name").text()
        role = try all("role").text()
        derivation = try all("derivation").texts()
        quantities = try all("quantities").items(uniquely: \.name) { item throws(Finding) in
            let member = try item.members("name", "value")
            return .init(name: try member("name").text(), value: try member("value").decimal())
        }
        hypotheses = try all("hypotheses").items(uniquely: \.name) { item throws(Finding) in
            let member = try item.members("name", "holds", "bits")
            return .init(
                name: try member("name").text(),
                holds: try member("holds").optional { holds throws(Finding) in try holds.truth() },
                bits: try member("bits").bits())
        }
        parts = try all("parts").items(uniquely: \.name) { item throws(Finding) in try .init(item) }
        left = try all("left").items(uniquely: \.name) { item throws(Finding) in
            let member = try item.members("name", "reason")
            return .init(name: try member("name").text(), reason: try member("reason").text())
        }
    }
}

extension Certificate.Outcome {
    init(_ field: Field) throws(Finding) {
        let all = try field.members("name", "verdict", "bits", "rows", "closest", "violated")
        name = try all("name").text()
        guard let verdict = Certificate.Verdict(rawValue: try all("verdict").text()) else {
            throw all("verdict").finding("\"certified\", \"refuted\" or \"undecided\"")
        }
        self.verdict = verdict
        bits = try all("bits").bits()
        rows = try all("rows").count()
        closest = try all("closest").optional { row throws(Finding) in
            try .init(try row.members("time", "observed", "bound"))
        }
        violated = try all("violated").optional { row throws(Finding) in
            let member = try row.members("time", "observed", "bound", "margin")
            let ends = try member("margin").items { end throws(Finding) in try end.decimal() }
            if ends.count != 2 { throw member("margin").finding("two numbers") }
            return .init(row: try .init(member), margin: (ends[0], ends[1]))
        }
    }
}

extension Certificate.Row {
    init(_ member: (String) -> Field) throws(Finding) {
        time = try member("time").decimal()
        observed = try member("observed").decimal()
        bound = try member("bound").decimal()
    }
}
