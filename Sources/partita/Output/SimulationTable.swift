/// What `simulate` prints: a table of the plain runs, then the races and extractions.
struct SimulationTable {
    let experiments: [Experiment]
    let folder: String

    var text: String {
        let plain = experiments.filter(\.file.isPlain)
        let sections =
            (plain.isEmpty ? [] : [table(plain)])
            + experiments.filter { !$0.file.isPlain }.map { RaceTable(experiment: $0).text }
        return (sections + ["written to \(folder)"]).joined(separator: "\n\n")
    }

    private func table(_ experiments: [Experiment]) -> String {
        var rows = [["claim", "engine", "observed", "start", "end", "steps"]]
        var notes: [String] = []
        for experiment in experiments {
            for finisher in experiment.race.finishers {
                rows.append([
                    experiment.file.id, finisher.trajectory.engine.rawValue, experiment.file.observable.rawValue,
                    Table.number(finisher.observed.first { !$0.isNaN }), Table.number(finisher.observed.last),
                    "\(finisher.trajectory.times.count - 1)",
                ])
                notes.append("\(experiment.file.id): trained \(finisher.trajectory.audit.text)")
            }
        }
        return Table(rows: rows).text(right: [3, 4, 5]) + "\n\n" + notes.joined(separator: "\n")
    }
}
