import ArgumentParser
import Claims
import Figures
import PartialTraining

/// `partita simulate`: the runs alone.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run claim files without comparing; no bound is needed.")

    @Argument(help: "Claim files.")
    var files: [String]

    @OptionGroup var options: CommonOptions

    func run() async throws {
        do {
            let files = try decoded()
            var simulations: [Simulation] = []
            for file in files { simulations.append(try Simulation(file, jobs: options.threads)) }
            let folder = OutputFolder(root: options.out)
            let scripts = try simulations.map { try $0.write(to: folder) }
            if let formats = options.render?.formats {
                try await Renderer.find().render(scripts: scripts, in: folder, as: formats)
            }
            if options.json {
                let summary = Summary(partita: Version.text, claims: simulations.map(\.summary))
                Terminal.print(String(try summary.json.dropLast()))
            } else if !options.quiet {
                Terminal.print(Table.simulations(simulations, folder: options.out))
            }
        } catch {
            throw Terminal.fail(error)
        }
    }

    /// All files, or everything that is wrong with any of them.
    private func decoded() throws -> [ClaimFile] {
        var errors: [InputError] = []
        var decoded: [ClaimFile] = []
        for path in files {
            do throws(InputErrors) {
                let file = try ClaimFile(path: path, seed: options.seed)
                if decoded.contains(where: { $0.id == file.id }) {
                    errors.append(
                        InputError(
                            file: path, line: 0, column: 0, key: "",
                            message: "a claim called `\(file.id)` is there already"))
                }
                decoded.append(file)
            } catch { errors += error.errors }
        }
        if !errors.isEmpty { throw InputErrors(errors: errors) }
        return decoded
    }
}

/// One run without a bound, and what is written of it.
struct Simulation {
    let file: ClaimFile
    let trajectory: Trajectory
    let evidence: Evidence

    init(_ file: ClaimFile, jobs: Int) throws(TrainingError) {
        self.file = file
        trajectory = try file.run.trajectory(jobs: jobs)
        evidence = file.described(Evidence(file.run, trajectory))
    }

    private var series: Series { trajectory.series[file.observable] ?? Series() }
    var values: [Double] { series.values }

    /// Writes data and script; returns the script's path.
    func write(to folder: OutputFolder) throws(OutputError) -> String {
        let hasInterval = series.low != nil
        let columns = ["step", "observed"] + (hasInterval ? ["low", "high"] : [])
        let rows = trajectory.times.indices.map { index -> [Double?] in
            [trajectory.times[index], values[index]]
                + (hasInterval ? [series.low?[index], series.high?[index]] : [])
        }
        let header = ResultOutput.header(
            claim: file.id, instance: "given", seed: file.run.seed, evidence)
        let data = DataFile(header: header, blocks: [DataFile.Block(name: "run", columns: columns, rows: rows)])
        try folder.write(data, to: "\(file.id)/given.dat")
        let plot = Plot(
            title: file.title, xLabel: file.run.schedule.isFlow ? "time" : "step", yLabel: file.observable.rawValue,
            dataFile: "given.dat", data: data)
        try folder.write(GnuplotScript(plot).text, to: "\(file.id)/given.gp")
        return "\(file.id)/given.gp"
    }

    /// The run in the form of `summary.json`.
    var summary: Summary.Claim {
        let instance = Summary.Instance(
            name: "given", role: "given", relation: "none", verdict: "none", steps: trajectory.times.count - 1,
            engine: trajectory.engine.rawValue, seed: file.run.seed,
            quantities: evidence.quantities.mapValues(\.value), trained: evidence.trained,
            files: ["\(file.id)/given.dat", "\(file.id)/given.gp"])
        return Summary.Claim(
            claim: file.id, family: Family.own.rawValue, status: "simulated", verdict: "none", maxRatio: nil,
            minRatio: nil, instances: [instance])
    }
}
