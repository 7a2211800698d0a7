#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The folder that results are written to. A file appears whole or not at all, also when the process is killed.
///
/// Every file is written under a temporary name in its own folder and renamed over the final name. A
/// temporary file is locked (`flock`) as long as its writer lives, which is how ``removeLeftovers()`` tells a leftover from
/// a file being written, in this process or another. Any number of writers may work at once.
///
/// Paths are relative to the root. An absolute path, a component `..`, `.` or nothing, and control characters are refused
/// before anything is touched.
public struct OutputFolder: Sendable, Equatable {
    /// The path of the folder; it need not exist yet.
    public let root: String

    /// The folder at `root`, relative to the working directory or absolute. Nothing is touched.
    public init(root: String) {
        self.root = root.isEmpty ? "." : root
    }

    /// Writes a text, in UTF-8.
    ///
    /// - Throws: ``OutputError``; the old file, if there was one, is then still there, and no temporary file is.
    public func write(_ text: String, to relativePath: String) throws(OutputError) {
        try write(to: relativePath) { (append) throws(OutputError) in try append(text) }
    }

    /// Writes bytes.
    ///
    /// - Throws: ``OutputError``; the old file, if there was one, is then still there, and no temporary file is.
    public func write(_ bytes: [UInt8], to relativePath: String) throws(OutputError) {
        let path = try resolve(relativePath)
        try createFolders(of: relativePath)
        try TemporaryFile.replace(path) { (file) throws(OutputError) in try file.append(bytes) }
    }

    /// Writes a data file piece by piece: the text is never in memory as a whole.
    ///
    /// - Throws: ``OutputError``; the old file, if there was one, is then still there, and no temporary file is.
    public func write(_ data: DataFile, to relativePath: String) throws(OutputError) {
        try write(to: relativePath) { (append) throws(OutputError) in try data.forEachChunk(append) }
    }

    /// Writes what `body` hands to `append`, piece by piece.
    ///
    /// - Throws: ``OutputError``, from here or from `body`; the old file, if there was one, is then still there, and no
    ///   temporary file is.
    public func write(
        to relativePath: String,
        pieces body: (_ append: (String) throws(OutputError) -> Void) throws(OutputError) -> Void
    ) throws(OutputError) {
        let path = try resolve(relativePath)
        try createFolders(of: relativePath)
        try TemporaryFile.replace(path) { (file) throws(OutputError) in
            try body { (text) throws(OutputError) in try file.append(text) }
        }
    }

    /// The path of a file in this folder, as the system's calls need it.
    ///
    /// - Throws: ``OutputError/refused(path:reason:)`` if it would leave the folder.
    public func resolve(_ relativePath: String) throws(OutputError) -> String {
        func refusal(_ reason: String) -> OutputError { .refused(path: relativePath, reason: reason) }
        if relativePath.isEmpty { throw refusal("a file name is needed") }
        if relativePath.hasPrefix("/") {
            throw refusal("it is an absolute path; give one relative to the output folder")
        }
        for scalar in relativePath.unicodeScalars where scalar.properties.generalCategory == .control {
            throw refusal("it contains a control character (U+\(String(scalar.value, radix: 16, uppercase: true)))")
        }
        for component in relativePath.split(separator: "/", omittingEmptySubsequences: false) {
            if component == ".." { throw refusal("\"..\" would leave the output folder") }
            if component.isEmpty || component == "." { throw refusal("it has an empty component or \".\"") }
            if component.hasPrefix(TemporaryName.prefix), component.hasSuffix(TemporaryName.suffix) {
                throw refusal("names like \(TemporaryName.prefix)*\(TemporaryName.suffix) are for temporary files")
            }
        }
        return root.hasSuffix("/") ? root + relativePath : root + "/" + relativePath
    }

    /// Creates the root and the folders above a file.
    func createFolders(of relativePath: String) throws(OutputError) {
        let prefix = root.hasSuffix("/") ? root : root + "/"
        let whole = prefix + relativePath
        var end = whole.startIndex
        while let slash = whole[end...].firstIndex(of: "/") {
            let folder = String(whole[..<slash])
            end = whole.index(after: slash)
            if folder.isEmpty || mkdir(folder, 0o777) == 0 { continue }
            let reason = errno
            if reason == EEXIST || System.isFolder(folder) { continue }
            throw OutputError.failed(action: "create the folder", path: folder, reason: System.message(reason))
        }
    }
}
