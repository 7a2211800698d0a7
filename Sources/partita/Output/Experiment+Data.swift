import Claims
import Figures
import PartialTraining

/// The data files and figures of an experiment.
extension Experiment {
    /// A block for each schedule (and each bound): `step cost observed`, the ends of an interval, bound and ratio. A plain run has
    /// no cost.
    var raceData: DataFile {
        let hasInterval = race.finishers.contains { $0.trajectory.series[file.observable]?.low != nil }
        let columns =
            ["step"] + (file.isPlain ? [] : ["cost"]) + ["observed"] + (hasInterval ? ["low", "high"] : [])
            + (result == nil ? [] : ["bound", "ratio"])
        var blocks: [DataFile.Block] = []
        for (index, finisher) in race.finishers.enumerated() {
            let comparisons: [Comparison?] = result?.instances[index].comparisons ?? [nil]
            for comparison in comparisons {
                let name = file.isRace ? finisher.name : "run"
                let part = comparisons.count > 1 ? comparison.map { " \($0.part)" } : nil
                blocks.append(
                    DataFile.Block(
                        name: name + (part ?? ""), columns: columns,
                        rows: rows(finisher, comparison, hasInterval: hasInterval)))
            }
        }
        return DataFile(header: header, blocks: blocks)
    }

    private func rows(
        _ finisher: RaceResult.Finisher, _ comparison: Comparison?, hasInterval: Bool
    ) -> [[Double?]] {
        let trajectory = finisher.trajectory
        let series = trajectory.series[file.observable]
        let judged = Dictionary(
            (comparison?.rows ?? []).map { ($0.time, $0) }, uniquingKeysWith: { first, _ in first })
        return trajectory.times.indices.map { step in
            var row: [Double?] = [trajectory.times[step]]
            if !file.isPlain { row.append(finisher.costs[step]) }
            row.append(finisher.observed[step])
            if hasInterval { row += [series?.low?[step], series?.high?[step]] }
            if result != nil {
                let judged = judged[trajectory.times[step]]
                row += [judged?.bound, judged?.ratio]
            }
            return row
        }
    }

    /// Who ran, and how: a line for each schedule where there are several.
    private var header: [DataFile.HeaderLine] {
        guard file.isRace, let first = race.finishers.first else {
            return race.finishers.flatMap { finisher in
                ResultOutput.header(
                    claim: file.id, instance: instance, seed: file.seed,
                    file.evidence(finisher))
            }
        }
        var lines = [
            ("partita", Version.text), ("claim", file.id), ("instance", instance), ("seed", "\(file.seed)"),
            ("model", file.evidence(first).model), ("observed", file.observable.rawValue),
        ]
        for finisher in race.finishers {
            lines += [
                ("schedule \(finisher.name)", finisher.run.schedule.summary),
                ("engine \(finisher.name)", finisher.trajectory.engine.rawValue),
                ("trained \(finisher.name)", finisher.trajectory.audit.text),
            ]
        }
        return lines.map { DataFile.HeaderLine($0.0, $0.1) }
    }

    private var isFlow: Bool { race.finishers.contains { $0.run.schedule.isFlow } }

    /// Observed against cost in a race, against the step otherwise.
    func racePlot(_ data: DataFile) -> Plot {
        let series = data.blocks.map { block in
            var series = Plot.Series(recognising: block)
            if file.isRace { series.x = "cost" }
            return series
        }
        return Plot(
            title: file.title, xLabel: file.isRace ? "multiply-adds" : isFlow ? "time" : "step",
            yLabel: file.observable.rawValue,
            dataFile: "\(instance).dat", data: data, series: series)
    }

    /// Two blocks for each schedule: all sub-models, and the best within each number of parameters.
    var extractionData: DataFile {
        let hasInterval = extractions.contains { $0.rows.contains { $0.loss.low != nil } }
        let columns =
            ["depth", "width", "parameters", "loss"] + (hasInterval ? ["low", "high"] : []) + ["alone", "alone-steps"]
        var blocks: [DataFile.Block] = []
        for (finisher, extraction) in zip(race.finishers, extractions) {
            let name = file.isRace ? finisher.name : "run"
            let rows = extraction.rows.map { row -> [Double?] in
                let size: [Double?] = [
                    row.subModel.depth.map(Double.init), row.subModel.width.map(Double.init),
                    Double(row.subModel.parameters), row.loss.value,
                ]
                return size + (hasInterval ? [row.loss.low, row.loss.high] : [])
                    + [row.alone, Double(row.aloneSteps)]
            }
            blocks.append(DataFile.Block(name: name, columns: columns, rows: rows))
            blocks.append(
                DataFile.Block(
                    name: "\(name) best", columns: ["parameters", "loss", "alone"],
                    rows: extraction.frontier.map { [Double($0.parameters), $0.loss, $0.alone] }))
        }
        return DataFile(header: header, blocks: blocks)
    }

    /// The best loss within each number of parameters, extracted and trained alone.
    func extractionPlot(_ data: DataFile) -> Plot {
        let best = data.blocks.filter { $0.name.hasSuffix(" best") }
        var words = Plot.Words()
        words.observed = "extracted"
        words.bound = "trained alone"
        return Plot(
            title: file.title, xLabel: "parameters", yLabel: "loss of the best sub-model", dataFile: "extract.dat",
            data: data,
            series: best.map { block in
                Plot.Series(
                    block: block.name, label: String(block.name.dropLast(" best".count)), x: "parameters",
                    observed: "loss", bound: "alone")
            }, words: words)
    }
}
