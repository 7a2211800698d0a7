import Figures

/// The tables of a race, and of what was extracted.
struct RaceTables {
    private let race: Summary.Race

    init(_ race: Summary.Race) { self.race = race }

    var html: HTML {
        let names = race.schedules.map(\.name)
        let ends = HTML.table(
            ["schedule", "engine", "steps", "multiply-adds", "\(race.observable) at the same cost", "at its end"],
            right: [2, 3, 4, 5],
            race.schedules.map { schedule in
                [
                    .text(schedule.name), .text(schedule.engine), .text("\(schedule.steps)"),
                    .text(Digits.text(schedule.cost, significant: 4)), Self.number(schedule.atMatchedCost),
                    Self.number(schedule.final),
                ]
            }, caption: "All schedules had spent \(Digits.text(race.matchedCost, significant: 4)) multiply-adds.")
        if race.levels.isEmpty { return ends }
        let levels = HTML.table(
            ["level"] + names + ["winner"], right: Set(0...names.count),
            race.levels.enumerated().map { place, level in
                let costs = race.schedules.map { schedule -> HTML in
                    .text(schedule.costToReach[place].map { Digits.text($0, significant: 4) } ?? "never")
                }
                return [Self.number(level)] + costs + [.text(race.winners[place] ?? "nobody")]
            }, caption: "Multiply-adds until each level of the \(race.observable) was reached.")
        return .group([ends, levels])
    }

    /// The sub-models, each beside itself trained alone at the same cost.
    static func table(_ extraction: Summary.Extraction) -> HTML {
        .table(
            ["depth", "width", "parameters", "loss", "trained alone"], right: [0, 1, 2, 3, 4],
            extraction.subModels.map { row in
                [
                    .text(row.depth.map(String.init) ?? "all"), .text(row.width.map(String.init) ?? "all"),
                    .text("\(row.parameters)"), number(row.loss), number(row.alone),
                ]
            }, caption: (extraction.schedule.map { "\($0): " } ?? "") + "each sub-model beside itself trained alone.")
    }

    private static func number(_ value: Double?) -> HTML {
        .text(value.map { Digits.text($0, significant: 6) } ?? "-")
    }
}
