import Subprocess

/// Renders scripts through gnuplot.
///
/// gnuplot writes into a temporary folder; what it drew is then stored as ``OutputFolder`` stores everything, whole or not
/// at all. Without gnuplot nothing else of this module fails.
///
/// The same script and data give the same bytes, on one machine: SVG always did; PNG depends on the fonts and libraries of
/// the machine; the date that the PDF library writes is replaced by a fixed one.
public struct Renderer: Sendable {
    private let gnuplot: Executable
    private let environment: Environment

    /// Finds gnuplot on the search path (`PATH`).
    ///
    /// - Throws: ``RenderError/gnuplotMissing``.
    public static func find() async throws(RenderError) -> Renderer {
        try await find(searchPath: nil)
    }

    /// Finds gnuplot on a search path; `nil` is that of the environment.
    static func find(searchPath: String?) async throws(RenderError) -> Renderer {
        var environment = Environment.inherit
        if let searchPath { environment = environment.updating(["PATH": searchPath]) }
        let gnuplot = Executable.name("gnuplot")
        guard let path = try? await gnuplot.resolveExecutablePath(in: environment) else { throw .gnuplotMissing }
        return Renderer(gnuplot: .path(path), environment: environment)
    }

    private init(gnuplot: Executable, environment: Environment) {
        self.gnuplot = gnuplot
        // The time zone shows in the length of the date of a PDF file.
        self.environment = environment.updating(["TZ": "UTC"])
    }

    /// Renders a script in one format.
    ///
    /// - Parameters:
    ///   - script: the path of the script, relative to `folder`; gnuplot works in the script's own folder.
    ///   - folder: the folder that holds it, and that the pictures are written to.
    ///   - format: the format of the picture.
    /// - Returns: the paths of the files written, relative to `folder`.
    /// - Throws: ``RenderError``, with what gnuplot wrote on stderr.
    @discardableResult
    public func render(
        script: String, in folder: OutputFolder, as format: RenderFormat
    ) async throws(RenderError) -> [String] {
        try await render(scripts: [script], in: folder, as: [format])
    }

    /// Renders many scripts, each in every format, with one gnuplot process: the start of a process and of its font
    /// library costs more than most drawings. If one fails, none of the pictures is written.
    ///
    /// - Returns: the paths of the files written, relative to `folder`, in the order of the scripts and formats.
    /// - Throws: ``RenderError``, with what gnuplot wrote on stderr.
    @discardableResult
    public func render(
        scripts: [String], in folder: OutputFolder, as formats: [RenderFormat]
    ) async throws(RenderError) -> [String] {
        if scripts.isEmpty || formats.isEmpty { return [] }
        let workshop: TemporaryFolder
        do throws(OutputError) {
            try folder.createFolders(of: "picture")
            workshop = try TemporaryFolder(in: folder.root)
        } catch {
            throw .output(error)
        }
        let workshopPath = try Self.plainPath(workshop.path)
        var pictures: [Picture] = []
        for script in scripts {
            for format in formats {
                pictures.append(try Picture(script, format, number: pictures.count, in: folder))
            }
        }
        let commands = pictures.map { $0.commands(workshop: workshopPath) }
        let message = try await run(commands.joined(), for: scripts)
        var written: [String] = []
        for picture in pictures { written += try picture.store(from: workshopPath, to: folder, message: message) }
        return written
    }

    /// Runs gnuplot on commands and returns what it wrote on stderr.
    func run(_ commands: String, for scripts: [String]) async throws(RenderError) -> String {
        let outcome: (succeeded: Bool, message: String)
        do {
            let result = try await Subprocess.run(
                gnuplot, arguments: ["-d"], environment: environment, input: .string(commands), output: .discarded,
                error: .string(limit: 1 << 20))
            outcome = (result.terminationStatus.isSuccess, result.standardError)
        } catch {
            throw .notStarted(script: scripts.joined(separator: ", "), reason: "\(error)")
        }
        if !outcome.succeeded { throw .gnuplotFailed(scripts: scripts, message: outcome.message) }
        return outcome.message
    }

    /// The absolute path of something that exists, which gnuplot can be told.
    static func plainPath(_ path: String) throws(RenderError) -> String {
        guard let absolute = System.absolutePath(path) else {
            throw .notStarted(script: path, reason: "there is no such file")
        }
        // gnuplot has no way to write a line break between quotes.
        if absolute != DataFile.oneLine(absolute) {
            throw .notStarted(script: absolute, reason: "its path contains a control character")
        }
        return absolute
    }
}
