import Claims
import Figures

/// Turns results into files: data and script of every instance, `summary.json` and `summary.md`.
struct ResultOutput {
    let folder: OutputFolder
    let results: [ClaimResult]
    let experiments: [Experiment]
    /// The claim files behind claims with one run.
    let files: [any SourceFile]
    /// What the command line says beside the names of library claims: ` --seed 2`.
    let options: String

    /// Writes everything; the summary last, so that what it names is there.
    func write() throws -> Summary {
        folder.removeLeftovers()
        for result in results {
            for instance in result.instances { try write(result.claim, instance) }
        }
        for experiment in experiments { try experiment.write(to: folder) }
        let summary = Summary(
            partita: Version.text, claims: results.map(summary) + experiments.map(\.summary))
        for (result, entry) in zip(results, summary.claims) {
            let file = files.first { $0.id == result.claim.id }
            let command = file?.command("check") ?? "partita check \(result.claim.id)\(options)"
            let record = ClaimRecord(result.claim, entry, result, command: command, file: file?.text)
            try folder.write(record.json, to: "\(entry.claim)/\(ClaimRecord.fileName)")
        }
        try folder.write(try summary.json, to: "summary.json")
        try folder.write(summary.markdown, to: "summary.md")
        return summary
    }

    /// Draws every script in the given formats, `jobs` processes of gnuplot at a time.
    func render(_ formats: [RenderFormat], jobs: Int, quiet: Bool) async throws {
        let scripts =
            results.flatMap { result in result.instances.map { Self.path(result.claim, $0) + ".gp" } }
            + experiments.flatMap(\.scripts)
        let progress = ProgressBar(label: "drawing", hidden: quiet)
        defer { progress.finish() }
        try await Renderer.find().render(scripts: scripts, in: folder, as: formats, jobs: jobs) {
            progress.update($0, $1)
        }
    }

    private static func path(_ claim: Claim, _ instance: InstanceResult) -> String { "\(claim.id)/\(instance.name)" }

    private func write(_ claim: Claim, _ instance: InstanceResult) throws {
        let data = Self.data(claim, instance)
        let path = Self.path(claim, instance)
        try folder.write(data, to: path + ".dat")
        let flow = instance.evidence.schedule.contains(" flow ")
        let drawn = Self.drawn(claim, instance)
        var words = Plot.Words()
        if drawn.allSatisfy({ $0.relation == .equal }) { words.bound = "predicted" }
        let names = Set(drawn.map { Self.blockName($0, of: instance) })
        let part = claim.parts.first { $0.name == drawn.first?.part }
        let plot = Plot(
            title: claim.title, xLabel: flow ? "time" : "step", yLabel: part?.observed ?? "observed",
            dataFile: "\(instance.name).dat", data: data,
            series: data.blocks.filter { names.contains($0.name) }.map(Plot.Series.init(recognising:)), words: words)
        try folder.write(GnuplotScript(plot).text, to: path + ".gp")
    }

    /// The parts that the script draws: of many, the first inequality along a run, with up to two more on the same observed
    /// quantity. The data file has a block for each part, and the script is there to be edited.
    private static func drawn(_ claim: Claim, _ instance: InstanceResult) -> [Comparison] {
        let comparisons = instance.comparisons
        let isRun = { (comparison: Comparison) in comparison.rows.count > 4 && comparison.relation != .equal }
        guard let first = comparisons.first(where: isRun) ?? comparisons.max(by: { $0.rows.count < $1.rows.count })
        else {
            return []
        }
        func observed(_ comparison: Comparison) -> String? {
            claim.parts.first { $0.name == comparison.part }?.observed
        }
        let same = comparisons.filter { $0.part != first.part && isRun($0) && observed($0) == observed(first) }
        return [first] + same.prefix(2)
    }

    private static func blockName(_ comparison: Comparison, of instance: InstanceResult) -> String {
        instance.comparisons.count == 1 ? "run" : comparison.part
    }

    /// The data file of an instance: a block for each compared part.
    static func data(_ claim: Claim, _ instance: InstanceResult) -> DataFile {
        let hasInterval = instance.comparisons.contains { $0.rows.contains { $0.low != nil } }
        let columns = ["step", "observed"] + (hasInterval ? ["low", "high"] : []) + ["bound", "ratio"]
        let blocks = instance.comparisons.map { comparison in
            DataFile.Block(
                name: blockName(comparison, of: instance), columns: columns,
                rows: comparison.rows.map { row in
                    [row.time, row.observed] + (hasInterval ? [row.low, row.high] : []) + [row.bound, row.ratio]
                })
        }
        let header = header(
            claim: claim.id, instance: instance.name, seed: instance.seed, instance.evidence)
        return DataFile(header: header, blocks: blocks)
    }

    /// The header lines of a data file.
    static func header(
        claim: String, instance: String, seed: UInt64, _ evidence: Evidence
    ) -> [DataFile.HeaderLine] {
        let quantities = evidence.quantities.sorted { $0.key < $1.key }.map {
            "\($0.key)=\(DataFile.text(of: $0.value.value))"
        }
        return [
            ("partita", Version.text), ("claim", claim), ("instance", instance), ("engine", evidence.engine),
            ("seed", "\(seed)"), ("model", evidence.model), ("schedule", evidence.schedule),
            ("quantities", quantities.joined(separator: " ")), ("trained", evidence.trained),
        ].map { DataFile.HeaderLine($0.0, $0.1) }
    }

    private func summary(_ result: ClaimResult) -> Summary.Claim {
        Summary.Claim(
            claim: result.claim.id, family: result.claim.family.rawValue, status: result.status.rawValue,
            verdict: result.verdict.rawValue, maxRatio: result.maxRatio, minRatio: result.minRatio,
            instances: result.instances.flatMap { summary(result.claim, $0) })
    }

    private func summary(_ claim: Claim, _ instance: InstanceResult) -> [Summary.Instance] {
        let path = Self.path(claim, instance)
        return Summary.Instance.all(of: instance, files: [path + ".dat", path + ".gp"])
    }
}

extension InstanceResult {
    /// The instance's name, with that of the part where there are several.
    func shownName(of comparison: Comparison) -> String {
        comparisons.count == 1 ? name : "\(name).\(comparison.part)"
    }
}

extension Summary.Instance {
    /// The compared parts of an instance, one by one.
    static func all(of instance: InstanceResult, files: [String]) -> [Summary.Instance] {
        instance.comparisons.map { comparison in
            Summary.Instance(
                name: instance.shownName(of: comparison),
                role: instance.role.name, relation: comparison.relation.rawValue, verdict: comparison.verdict.rawValue,
                maxRatio: comparison.maxRatio, maxRatioStep: comparison.maxRatioTime.map { Int($0.rounded()) },
                steps: max(comparison.rows.count - 1, 0), engine: instance.evidence.engine, seed: instance.seed,
                hypotheses: comparison.checks.map {
                    Summary.Hypothesis(text: $0.text, holds: $0.holds, left: $0.left, right: $0.right)
                },
                quantities: instance.evidence.quantities.mapValues(\.value), trained: instance.evidence.trained,
                files: files)
        }
    }
}
