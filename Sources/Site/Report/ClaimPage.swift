import Figures

/// The page of a claim: statement, what is compared, hypotheses with their values, pictures, ratios, what was trained, the
/// command that makes it, and the way to its data and its proof.
struct ClaimPage {
    let record: ClaimRecord
    let results: ResultsFolder

    init(_ record: ClaimRecord, _ results: ResultsFolder) {
        self.record = record
        self.results = results
    }

    var id: String { record.summary.claim }
    var instances: [Summary.Instance] { record.summary.instances }

    var page: Page {
        var body: [HTML] = [.tag("h1", [:], .text(record.title)), facts]
        body += statement
        if !record.parts.isEmpty { body += [.tag("h2", [:], .text("What is compared")), compared] }
        if !record.hypotheses.isEmpty { body += [.tag("h2", [:], .text("Hypotheses")), hypotheses] }
        body += figures
        if let strip = RatioStrip(instances) {
            body += [.tag("h2", [:], .text("Ratios")), strip.figure]
        }
        if let race = record.summary.race { body += [.tag("h2", [:], .text("Race")), RaceTables(race).html] }
        for extraction in record.summary.extractions ?? [] {
            body += [.tag("h2", [:], .text("Sub-models")), RaceTables.table(extraction)]
        }
        body += [.tag("h2", [:], .text("Instances")), table] + stories
        body += [.tag("h2", [:], .text("What was trained")), audit]
        body += reproduction
        return Page(
            title: "\(id): \(record.title)", description: "\(record.title). \(record.summary.status).",
            trail: [("Results", "../index.html"), (id, nil)], body: body, style: .shared(up: 1))
    }

    private var facts: HTML {
        let summary = record.summary
        var items: [HTML] = [Self.verdict(summary), .tag("code", [:], .text(id))]
        items.append(.text("family: \(summary.family)"))
        items.append(.text("kind: \(record.kind)"))
        if let ratio = summary.maxRatio { items.append(.text("largest ratio: \(Digits.ratio(ratio))")) }
        if !record.source.isEmpty { items.append(.text("source: \(record.source)")) }
        if ProofPage(record) != nil { items.append(.link("proof.html", "proof")) }
        return .tag("ul", ["class": "facts"], items.map { .tag("li", [:], $0) })
    }

    /// What came out, of users' claims the verdict and of others the status, in its colour.
    static func verdict(_ summary: Summary.Claim) -> HTML {
        .tag("span", ["class": "verdict \(outcome(summary))"], .text(outcomeInWords(summary)))
    }

    /// The same in words.
    static func outcomeInWords(_ summary: Summary.Claim) -> String {
        outcome(summary) == "none" ? "run, nothing claimed" : outcome(summary)
    }

    private static func outcome(_ summary: Summary.Claim) -> String {
        ["checked", "simulated"].contains(summary.status) ? summary.verdict : summary.status
    }

    private var statement: [HTML] {
        var body: [HTML] = []
        if !record.statement.isEmpty {
            body += [.tag("h2", [:], .text("Statement")), .markdown(record.statement, inline: false)]
        }
        if let truth = record.truth {
            body += [.tag("h2", [:], .text("What is true instead")), .markdown(truth, inline: false)]
        }
        return body
    }

    private var compared: HTML {
        let rows = record.parts.map { part -> [HTML] in
            let sign = ["<=": "\\le", ">=": "\\ge"][part.relation] ?? "="
            var needs = part.needs.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") } ?? "all"
            if let best = part.bestRatio { needs += "; no sharp instance known, best ratio \(Digits.ratio(best))" }
            return [
                .tag("code", [:], .text(part.name)), .text(part.observed),
                .markdown("$\\displaystyle \(sign)\\; \(part.latex)$", inline: true), .text(needs),
            ]
        }
        return .table(
            ["part", "observed", "bound", "hypotheses needed"], rows,
            caption: "At every step t, observed against bound.")
    }

    /// Each hypothesis with its two sides, where it holds and where it does not.
    private var hypotheses: HTML {
        let first = instances.first { $0.role != "broken" } ?? instances.first
        let rows = record.hypotheses.map { hypothesis -> [HTML] in
            func values(_ instance: Summary.Instance?) -> String {
                guard let instance, let check = instance.hypotheses.first(where: { $0.text == hypothesis.text }) else {
                    return "-"
                }
                let sides = [check.left, check.right].map { $0.map { Digits.text($0, significant: 6) } ?? "-" }
                return "\(instance.name): \(sides[0]) and \(sides[1])"
            }
            let fails = instances.first { instance in
                instance.hypotheses.contains { $0.text == hypothesis.text && !$0.holds }
            }
            let holds = instances.first { instance in
                instance.hypotheses.contains { $0.text == hypothesis.text && $0.holds }
            }
            let meaning = hypothesis.meaning == hypothesis.text ? "" : hypothesis.meaning
            return [
                .tag("code", [:], .text(hypothesis.name)), .markdown("$\(hypothesis.latex)$", inline: true),
                .text(meaning), .text(values(holds ?? (fails == nil ? first : nil))), .text(values(fails)),
            ]
        }
        return .table(["name", "condition", "meaning", "both sides, where true", "where false"], rows)
    }

    private var table: HTML {
        let rows = instances.map { instance -> [HTML] in
            [
                .tag("code", [:], .text(instance.name)), .text(instance.role), .text(instance.relation),
                .tag("span", ["class": "verdict \(instance.verdict)"], .text(instance.verdict)),
                .text(instance.maxRatio.map { Digits.ratio($0) } ?? "-"),
                .text(instance.maxRatioStep.map(String.init) ?? "-"), .text("\(instance.steps)"),
                .text(instance.engine),
                .group(files(instance)),
            ]
        }
        return .table(
            ["instance", "role", "relation", "verdict", "largest ratio", "at step", "steps", "engine", "files"],
            right: [4, 5, 6], rows)
    }

    /// Violations with step and margin, false hypotheses with their sides.
    private var stories: [HTML] {
        let items = instances.compactMap { instance in
            record.stories[instance.name].map { story -> HTML in
                .tag("li", [:], .tag("code", [:], .text(instance.name)), .text(": \(story)"))
            }
        }
        return items.isEmpty ? [] : [.tag("ul", [:], items)]
    }

    private func files(_ instance: Summary.Instance) -> [HTML] {
        let prefix = id + "/"
        return instance.files.flatMap { file -> [HTML] in
            let name = file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : "../" + file
            let ending = name.split(separator: ".").last.map(String.init) ?? name
            return [.link(name, ending), .text(" ")]
        }
    }

    /// What each instance really trained; instances with the same audit share a line.
    private var audit: HTML {
        var names: [String: [String]] = [:]
        var order: [String] = []
        for instance in instances {
            if names[instance.trained] == nil { order.append(instance.trained) }
            names[instance.trained, default: []].append(instance.name)
        }
        let items = order.map { trained -> HTML in
            let all = names[trained] ?? []
            let shown = all.prefix(3).joined(separator: ", ") + (all.count > 3 ? " and \(all.count - 3) more" : "")
            let text = trained.isEmpty ? "nothing is trained" : trained
            guard text.count > 300 else { return .tag("li", [:], .text("\(shown): \(text)")) }
            return .tag(
                "li", [:],
                .tag("details", [:], .tag("summary", [:], .text("\(shown): \(text.prefix(120))...")), .text(text)))
        }
        return .tag("ul", [:], items)
    }

    private var reproduction: [HTML] {
        var body: [HTML] = [
            .tag("h2", [:], .text("How to make it again")),
            .tag("pre", ["tabindex": "0"], .tag("code", [:], .text(record.command))),
        ]
        if let file = record.file {
            body.append(
                .tag(
                    "details", ["open": ""], .tag("summary", [:], .text("The claim file")),
                    .tag("pre", ["tabindex": "0"], .tag("code", [:], .text(file)))))
        }
        body.append(
            .tag(
                "footer", [:],
                .tag(
                    "p", [:], .text("Partita \(record.partita). "), .link(ClaimRecord.fileName, "This page as data"),
                    .text("."))))
        return body
    }
}
