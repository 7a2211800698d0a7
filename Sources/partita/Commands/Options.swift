import ArgumentParser
import Figures
import Foundation

/// The options that all running commands share.
struct CommonOptions: ParsableArguments {
    @Option(help: "The folder for results.")
    var out = "results"

    @Option(help: "The seed of all random streams (default 1, or the claim file's own).")
    var seed: UInt64?

    @Flag(help: "Print one JSON document, and nothing else, on stdout.")
    var json = false

    @Option(help: "Draw the figures with gnuplot: svg, png, pdf, cairolatex, separated by commas.")
    var render: FormatList?

    @Flag(help: "No progress, and no table.")
    var quiet = false

    @Option(help: "The number of threads (default: one for each core). Results do not depend on it.")
    var jobs: Int?

    func validate() throws { try Self.validate(jobs: jobs, out: out) }

    var threads: Int { Self.threads(jobs) }

    static func validate(jobs: Int?, out: String) throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs: expected a number from 1 on, found \(jobs)") }
        if out.isEmpty { throw ValidationError("--out: expected the name of a folder, found nothing") }
    }

    /// The number asked for, or one for each core.
    static func threads(_ jobs: Int?) -> Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }
}

/// `svg,png`: formats without repetition.
struct FormatList: ExpressibleByArgument {
    let formats: [RenderFormat]

    init?(argument: String) {
        var formats: [RenderFormat] = []
        for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let format = RenderFormat(rawValue: String(word)) else { return nil }
            if !formats.contains(format) { formats.append(format) }
        }
        if formats.isEmpty { return nil }
        self.formats = formats
    }

    static var allValueStrings: [String] { RenderFormat.allCases.map(\.rawValue) }
}

/// How a command ends.
enum Outcome {
    static let violated = ExitCode(1)
    static let wrongInput = ExitCode(2)
    static let undecided = ExitCode(3)
}

/// Writing to the standard streams.
enum Terminal {
    static func print(_ text: String) { write(text + "\n", to: .standardOutput) }
    static func diagnose(_ text: String) { write(text + "\n", to: .standardError) }

    /// Prints what is wrong on stderr and ends with status 2.
    static func fail(_ error: some Error) -> ExitCode {
        diagnose((error as? InputErrors)?.description ?? "error: \(error)")
        return Outcome.wrongInput
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // A closed pipe is the reader's choice, not an error.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
