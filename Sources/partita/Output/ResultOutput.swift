import Claims
import Figures

/// Turns results into files: data and script of every instance, `summary.json` and `summary.md`.
struct ResultOutput {
    let folder: OutputFolder
    let results: [ClaimResult]

    /// Writes everything; the summary last, so that what it names is there.
    func write() throws -> Summary {
        folder.removeLeftovers()
        for result in results {
            for instance in result.instances { try write(result.claim, instance) }
        }
        let summary = Summary(partita: Version.text, claims: results.map(summary))
        try folder.write(try summary.json, to: "summary.json")
        try folder.write(summary.markdown, to: "summary.md")
        return summary
    }

    /// Draws every script in the given formats.
    func render(_ formats: [RenderFormat], quiet: Bool) async throws {
        let renderer = try await Renderer.find()
        let scripts = results.flatMap { result in result.instances.map { Self.path(result.claim, $0) + ".gp" } }
        let progress = ProgressBar(label: "drawing", hidden: quiet)
        let batch = 25
        for first in stride(from: 0, to: scripts.count, by: batch) {
            let part = Array(scripts[first..<min(first + batch, scripts.count)])
            try await renderer.render(scripts: part, in: folder, as: formats)
            progress.update(min(first + batch, scripts.count), scripts.count)
        }
        progress.finish()
    }

    private static func path(_ claim: Claim, _ instance: InstanceResult) -> String { "\(claim.id)/\(instance.name)" }

    private func write(_ claim: Claim, _ instance: InstanceResult) throws {
        let data = Self.data(claim, instance)
        let path = Self.path(claim, instance)
        try folder.write(data, to: path + ".dat")
        let flow = instance.evidence.schedule.contains(" flow ")
        let observed = claim.parts.count == 1 ? claim.parts[0].observed : "observed"
        var words = Plot.Words()
        if instance.comparisons.allSatisfy({ $0.relation == .equal }) { words.bound = "predicted" }
        let plot = Plot(
            title: claim.title, xLabel: flow ? "time" : "step", yLabel: observed, dataFile: "\(instance.name).dat",
            data: data, words: words)
        try folder.write(GnuplotScript(plot).text, to: path + ".gp")
    }

    /// The data file of an instance: a block for each compared part.
    static func data(_ claim: Claim, _ instance: InstanceResult) -> DataFile {
        let hasInterval = instance.comparisons.contains { $0.rows.contains { $0.low != nil } }
        let columns = ["step", "observed"] + (hasInterval ? ["low", "high"] : []) + ["bound", "ratio"]
        let blocks = instance.comparisons.map { comparison in
            DataFile.Block(
                name: instance.comparisons.count == 1 ? "run" : comparison.part, columns: columns,
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
        return instance.comparisons.map { comparison in
            Summary.Instance(
                name: instance.comparisons.count == 1 ? instance.name : "\(instance.name).\(comparison.part)",
                role: instance.role.name, relation: comparison.relation.rawValue, verdict: comparison.verdict.rawValue,
                maxRatio: comparison.maxRatio, maxRatioStep: comparison.maxRatioTime.map { Int($0.rounded()) },
                steps: max(comparison.rows.count - 1, 0), engine: instance.evidence.engine, seed: instance.seed,
                hypotheses: comparison.checks.map {
                    Summary.Hypothesis(text: $0.text, holds: $0.holds, left: $0.left, right: $0.right)
                },
                quantities: instance.evidence.quantities.mapValues(\.value), trained: instance.evidence.trained,
                files: [path + ".dat", path + ".gp"])
        }
    }
}
