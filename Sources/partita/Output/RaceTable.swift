import Claims
import Figures
import PartialTraining

/// What is printed of an experiment: the race, then the sub-models.
struct RaceTable {
    let experiment: Experiment

    var text: String {
        let sections =
            (experiment.file.isRace ? [raceText] : []) + (experiment.extractions.isEmpty ? [] : [extractionText])
            + [audits]
        return "\(experiment.file.id): \(experiment.file.title)\n\n" + sections.joined(separator: "\n\n")
    }

    /// Cost to reach each level, the winners, and who is ahead when.
    private var raceText: String {
        let race = experiment.race
        let observed = experiment.file.observable.rawValue
        var rows = [["schedule", "engine", "steps", "multiply-adds", "\(observed) at matched cost", "at the end"]]
        rows += race.finishers.map { finisher in
            [
                finisher.name, finisher.trajectory.engine.rawValue, "\(finisher.trajectory.times.count - 1)",
                Self.cost(finisher.totalCost), Table.number(finisher.observed(atCost: race.matchedCost)),
                Table.number(finisher.observed.last),
            ]
        }
        var lines = [Table(rows: rows).text(right: Set(2..<6)), ""]
        if !race.levels.isEmpty {
            var costs = [["cost to reach"] + race.finishers.map(\.name) + ["winner"]]
            costs += race.levels.map { level in
                [Table.number(level)] + race.finishers.map { $0.cost(toReach: level).map(Self.cost) ?? "never" }
                    + [race.winner(level) ?? "nobody"]
            }
            lines += [Table(rows: costs).text(right: Set(1..<(1 + race.finishers.count))), ""]
        }
        lines.append("matched cost: \(Self.cost(race.matchedCost)) multiply-adds, which every schedule has spent")
        let leads = race.leads
        if !leads.isEmpty {
            let shown = leads.prefix(8).map { "\($0.name) from \(Self.cost($0.cost))" }.joined(separator: ", ")
            let more = leads.count > 8 ? ", and \(leads.count - 8) changes more" : ""
            lines.append("ahead: \(shown)\(more)")
        }
        return lines.joined(separator: "\n")
    }

    /// The sub-models, each beside itself trained alone at the same cost, and the best within the budget.
    private var extractionText: String {
        let finishers = experiment.race.finishers
        let names = finishers.map { experiment.file.isRace ? $0.name : "extracted" }
        var rows = [["depth", "width", "parameters"] + names.flatMap { [$0, "alone"] }]
        for (index, row) in (experiment.extractions.first?.rows ?? []).enumerated() {
            let size = [row.subModel.depth, row.subModel.width].map { $0.map(String.init) ?? "all" }
            rows.append(
                size + ["\(row.subModel.parameters)"]
                    + experiment.extractions.flatMap { extraction in
                        [Table.number(extraction.rows[index].loss.value), Table.number(extraction.rows[index].alone)]
                    })
        }
        var lines = [Table(rows: rows).text(right: Set(0..<(3 + 2 * names.count))), ""]
        for (name, extraction) in zip(names, experiment.extractions) {
            let limit = extraction.budget.map { " within \($0) parameters" } ?? ""
            guard let best = extraction.best else {
                lines.append("best\(limit): none is that small")
                continue
            }
            let size = [("depth", best.subModel.depth), ("width", best.subModel.width)]
                .compactMap { word, number in number.map { "\(word) \($0)" } }.joined(separator: ", ")
            lines.append(
                "best\(limit)" + (experiment.file.isRace ? ", \(name)" : "")
                    + ": \(size), \(best.subModel.parameters) parameters, loss \(Table.number(best.loss.value))"
                    + ", alone \(Table.number(best.alone))")
        }
        lines.append("alone: the same sub-model trained by itself for the same multiply-adds")
        return lines.joined(separator: "\n")
    }

    private var audits: String {
        experiment.race.finishers.map { finisher in
            let name = experiment.file.isRace ? finisher.name : experiment.file.id
            return "\(name): trained \(finisher.trajectory.audit.text)"
        }.joined(separator: "\n")
    }

    /// Four digits are enough for a cost.
    private static func cost(_ value: Double) -> String { Digits.text(value, significant: 4) }
}
