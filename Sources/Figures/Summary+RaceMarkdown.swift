extension Summary.Race {
    /// The race as Markdown: a table of the schedules with what each paid to reach every level, who won and who was ahead.
    var markdown: String {
        var table = MarkdownTable(
            ["schedule", "engine", "steps", "multiply-adds", "\(observable) at matched cost", "at the end"]
                + levels.map { "cost to \(Summary.cell($0))" },
            numeric: Set(2..<(6 + levels.count)))
        for schedule in schedules {
            table.append(
                [
                    schedule.name, schedule.engine, String(schedule.steps), Summary.cell(schedule.cost),
                    Summary.cell(schedule.atMatchedCost), Summary.cell(schedule.final),
                ] + schedule.costToReach.map { $0.map { Summary.cell($0) } ?? "never" })
        }
        table.append(["winner", "", "", "", "", ""] + winners.map { $0 ?? "nobody" })
        var text = table.text + "\nMatched cost: \(Summary.cell(matchedCost)) multiply-adds."
        if !leads.isEmpty {
            text += " Ahead: " + leads.map { "\($0.name) from \(Summary.cell($0.cost))" }.joined(separator: ", ") + "."
        }
        return text + "\n"
    }
}

extension Summary.Extraction {
    /// The sub-models as Markdown, and the best of them.
    var markdown: String {
        var table = MarkdownTable(
            ["depth", "width", "parameters", "loss", "low", "high", "alone", "steps alone"],
            numeric: [0, 1, 2, 3, 4, 5, 6, 7])
        for row in subModels {
            table.append([
                row.depth.map(String.init) ?? "all", row.width.map(String.init) ?? "all", String(row.parameters),
                Summary.cell(row.loss), Summary.cell(row.low), Summary.cell(row.high), Summary.cell(row.alone),
                String(row.aloneSteps),
            ])
        }
        let limit = budget.map { " within \($0) parameters" } ?? ""
        let found = best.map { best in
            "depth \(best.depth.map(String.init) ?? "all"), width \(best.width.map(String.init) ?? "all"), "
                + "\(best.parameters) parameters, loss \(Summary.cell(best.loss))"
        }
        return (schedule.map { "Sub-models of \(MarkdownTable.escaped($0)):\n\n" } ?? "") + table.text
            + "\nBest\(limit): \(found ?? "none").\n"
    }
}
