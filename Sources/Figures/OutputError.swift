/// Why a file was not written.
public enum OutputError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The path leaves the output folder or cannot be a file name; nothing was touched.
    case refused(path: String, reason: String)
    /// A system call failed; no temporary file was left.
    case failed(action: String, path: String, reason: String)

    /// What was wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .refused(let path, let reason):
            "refused to write \"\(DataFile.oneLine(path))\": \(reason)"
        case .failed(let action, let path, let reason):
            "cannot \(action) \"\(DataFile.oneLine(path))\": \(reason)"
        }
    }
}
