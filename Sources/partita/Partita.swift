import ArgumentParser

@main
struct Partita: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partita",
        abstract: "A workbench for the theory of partial training: runs models, checks bounds, writes figures.",
        version: Version.text,
        subcommands: [
            ListCommand.self, ShowCommand.self, CheckCommand.self, FalsifyCommand.self, CertifyCommand.self,
            VerifyCommand.self, SimulateCommand.self, NewCommand.self, FigureCommand.self, ReportCommand.self,
        ])
}

/// The version that is written into every file.
enum Version {
    static let text = "0.1.0"
}
