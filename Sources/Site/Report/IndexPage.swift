import Figures

/// Where a report begins: the claims with verdicts and small pictures, races, figures, lessons.
struct IndexPage {
    private let results: ResultsFolder

    init(_ results: ResultsFolder) { self.results = results }

    var page: Page {
        var body: [HTML] = [.tag("h1", [:], .text("Results")), summary]
        body += ResultsFolder.families.flatMap(section)
        body += races + more
        return Page(
            title: "Results", description: "Claims about partial training, run and compared with their bounds.",
            trail: [], body: [.tag("div", ["class": "broad"], body)], style: .shared(up: 0))
    }

    private var summary: HTML {
        var counts: [(word: String, count: Int)] = []
        for record in results.records {
            let word = ClaimPage.outcomeInWords(record.summary)
            if let place = counts.firstIndex(where: { $0.word == word }) {
                counts[place].count += 1
            } else {
                counts.append((word, 1))
            }
        }
        let list = counts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
        return .tag("p", [:], .text("\(results.records.count) claims: \(list)."))
    }

    private func section(_ family: String) -> [HTML] {
        let records = results.records.filter { $0.summary.family == family }
        if records.isEmpty { return [] }
        return [
            .tag(
                "h2", [:],
                .text(family == "own" ? "Your own claims" : family.prefix(1).uppercased() + family.dropFirst())),
            .tag("ul", ["class": "cards"], records.map(card)),
        ]
    }

    private func card(_ record: ClaimRecord) -> HTML {
        let id = record.summary.claim
        var parts: [HTML] = []
        if let first = Drawings(record).first, results.has(first.base + ".svg") {
            parts.append(
                .tag(
                    "img",
                    [
                        "src": HTML.percentEncoded(first.base + ".svg"), "alt": "\(id): \(first.instance.name)",
                        "loading": "lazy",
                    ]))
        }
        let ratio = record.summary.maxRatio.map { "; largest ratio \(Digits.ratio($0))" } ?? ""
        parts += [
            .tag("p", [:], .link("\(id)/index.html", record.title)),
            .tag(
                "p", ["class": "quiet"], ClaimPage.verdict(record.summary), .text(ratio + " "),
                .tag("code", [:], .text(id))),
        ]
        return .tag("li", ["class": "card"], parts)
    }

    private var races: [HTML] {
        let raced = results.records.compactMap { record in record.summary.race.map { (record, $0) } }
        if raced.isEmpty { return [] }
        let rows = raced.map { record, race -> [HTML] in
            let wins = race.schedules.map(\.name).map { name in
                (name, race.winners.filter { $0 == name }.count)
            }.filter { $0.1 > 0 }
            let best = race.schedules.min { ($0.atMatchedCost ?? .infinity) < ($1.atMatchedCost ?? .infinity) }
            return [
                .link("\(record.summary.claim)/index.html", record.title),
                .text(race.schedules.map(\.name).joined(separator: ", ")), .text(best?.name ?? "-"),
                .text(wins.map { "\($0.0): \($0.1)" }.joined(separator: ", ")),
            ]
        }
        return [
            .tag("h2", [:], .text("Races")),
            .table(["race", "schedules", "ahead at the same cost", "levels won"], rows),
        ]
    }

    private var more: [HTML] {
        var body: [HTML] = []
        if !results.lessons.isEmpty {
            body += [
                .tag("h2", [:], .text("Lessons")),
                .tag(
                    "ol", [:],
                    results.lessons.map { .tag("li", [:], .link("lessons/\($0.file)", $0.title)) }),
            ]
        }
        if !results.figures.isEmpty {
            body += [
                .tag("h2", [:], .text("Paper figures")),
                .tag(
                    "p", [:], .link("figures/index.html", "\(results.figures.count) figures with captions"), .text(".")),
            ]
        }
        body.append(
            .tag(
                "footer", [:],
                .tag("p", [:], .text("Partita \(results.records.first?.partita ?? "")."))))
        return body
    }
}
