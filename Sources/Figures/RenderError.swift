/// Why a figure was not rendered.
public enum RenderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no gnuplot on the search path.
    case gnuplotMissing
    /// gnuplot was started and stopped with an error, or complained; `message` is what it wrote on stderr.
    case gnuplotFailed(scripts: [String], message: String)
    /// The script is not where it should be, or gnuplot could not be started in its folder.
    case notStarted(script: String, reason: String)
    /// What gnuplot drew could not be stored.
    case output(OutputError)

    /// What was wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .gnuplotMissing:
            "gnuplot not found: install gnuplot-nox (Debian) or gnuplot (Homebrew), or leave --render out"
        case .gnuplotFailed(let scripts, let message):
            "gnuplot could not draw \(scripts.joined(separator: ", ")):\n\(message)"
        case .notStarted(let script, let reason):
            "cannot render \(script): \(reason)"
        case .output(let error):
            error.description
        }
    }
}
