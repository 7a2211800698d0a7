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
            let experiments = try files.map { try Experiment($0, jobs: options.threads, comparing: false) }
            let folder = OutputFolder(root: options.out)
            for experiment in experiments { try experiment.write(to: folder) }
            let scripts = experiments.flatMap(\.scripts)
            if let formats = options.render?.formats {
                try await Renderer.find().render(scripts: scripts, in: folder, as: formats)
            }
            if options.json {
                let summary = Summary(partita: Version.text, claims: experiments.map(\.summary))
                Terminal.print(String(try summary.json.dropLast()))
            } else if !options.quiet {
                Terminal.print(SimulationTable(experiments: experiments, folder: options.out).text)
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
