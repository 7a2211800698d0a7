import Claims
import Figures
import PartialTraining

/// What a claim file comes to: its schedules run, compared with the bounds where that is wanted, and the sub-models of each.
struct Experiment {
    let file: ClaimFile
    /// Whether verdicts were asked for.
    let isCompared: Bool
    let race: RaceResult
    /// The comparison with the file's bounds, one instance a schedule; `nil` without bounds, or where none is wanted.
    let result: ClaimResult?
    /// What was extracted from each of the race's models; empty where nothing is asked for.
    let extractions: [ExtractionResult]

    /// Runs the file. `comparing` asks for the verdicts on its bounds.
    init(_ file: ClaimFile, jobs: Int, comparing: Bool) throws {
        self.file = file
        isCompared = comparing
        let race = try Race(file.entries, observable: file.observable, levels: file.levels).result(jobs: jobs)
        self.race = race
        if let extraction = file.extraction {
            extractions = try race.finishers.map { try extraction.result(of: $0.run, $0.trajectory, jobs: jobs) }
        } else {
            extractions = []
        }
        if comparing, !file.parts.isEmpty {
            result = try Checker(seed: file.seed, jobs: jobs).check([file.claim(of: race.finishers)]).first
        } else {
            result = nil
        }
    }

    /// The name of the instance that the files of an experiment are called after.
    var instance: String { file.isRace ? "race" : "given" }

    /// The files of the experiment, relative to the results' folder.
    var files: [String] { ["\(file.id)/\(instance).dat", "\(file.id)/\(instance).gp"] }
    var extractionFiles: [String] {
        extractions.isEmpty ? [] : ["\(file.id)/extract.dat", "\(file.id)/extract.gp"]
    }

    /// The scripts among the files.
    var scripts: [String] { (files + extractionFiles).filter { $0.hasSuffix(".gp") } }

    /// Writes data and scripts.
    func write(to folder: OutputFolder) throws {
        let data = raceData
        try folder.write(try record.json, to: "\(file.id)/\(ClaimRecord.fileName)")
        try folder.write(data, to: files[0])
        try folder.write(GnuplotScript(racePlot(data)).text, to: files[1])
        guard !extractions.isEmpty else { return }
        let extracted = extractionData
        try folder.write(extracted, to: extractionFiles[0])
        try folder.write(GnuplotScript(extractionPlot(extracted)).text, to: extractionFiles[1])
    }

    /// The experiment in the form of `summary.json`.
    var summary: Summary.Claim {
        var instances: [Summary.Instance] = []
        for (index, finisher) in race.finishers.enumerated() {
            if let judged = result?.instances[index] {
                instances += Summary.Instance.all(of: judged, files: files + extractionFiles)
            } else {
                let evidence = file.evidence(finisher)
                instances.append(
                    Summary.Instance(
                        name: finisher.name, role: "given", relation: "none", verdict: "none",
                        steps: finisher.trajectory.times.count - 1, engine: finisher.trajectory.engine.rawValue,
                        seed: file.seed, quantities: evidence.quantities.mapValues(\.value),
                        trained: evidence.trained, files: files + extractionFiles))
            }
        }
        var claim = Summary.Claim(
            claim: file.id, family: Family.own.rawValue, status: result?.status.rawValue ?? "simulated",
            verdict: result?.verdict.rawValue ?? "none", maxRatio: result?.maxRatio, minRatio: result?.minRatio,
            instances: instances)
        if file.isRace { claim.race = raceSummary }
        if !extractions.isEmpty {
            claim.extractions = zip(race.finishers, extractions).map { finisher, result in
                Summary.Extraction(result, schedule: file.isRace ? finisher.name : nil)
            }
        }
        return claim
    }

    private var raceSummary: Summary.Race {
        Summary.Race(
            observable: file.observable.rawValue, levels: race.levels,
            schedules: race.finishers.map { finisher in
                Summary.Race.Schedule(
                    name: finisher.name, engine: finisher.trajectory.engine.rawValue,
                    steps: finisher.trajectory.times.count - 1, cost: finisher.totalCost,
                    final: finisher.observed.last?.finite,
                    atMatchedCost: finisher.observed(atCost: race.matchedCost)?.finite,
                    costToReach: race.levels.map { finisher.cost(toReach: $0) })
            },
            winners: race.levels.map { race.winner($0) }, matchedCost: race.matchedCost,
            leads: race.leads.map { Summary.Race.Lead(cost: $0.cost, name: $0.name) })
    }
}

extension Summary.Extraction {
    init(_ result: ExtractionResult, schedule: String?) {
        self.init(
            schedule: schedule, cost: result.cost, budget: result.budget, best: result.best.map(SubModel.init),
            subModels: result.rows.map(SubModel.init))
    }
}

extension Summary.Extraction.SubModel {
    init(_ row: ExtractionResult.Row) {
        self.init(
            depth: row.subModel.depth, width: row.subModel.width, parameters: row.subModel.parameters,
            loss: row.loss.value.finite, low: row.loss.low?.finite, high: row.loss.high?.finite,
            alone: row.alone.finite, aloneSteps: row.aloneSteps)
    }
}

extension Double {
    /// The number, or `nil` if it is not finite: JSON has no other.
    var finite: Double? { isFinite ? self : nil }
}
