import Foundation

/// Opening the files that a user names.
enum InputFile {
    /// A handle to read `path` from. Errors: one ``InputError`` that says why there is none.
    static func open(_ path: String) throws(InputErrors) -> FileHandle {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw failure(path, 0, "there is no such file")
        }
        if isFolder.boolValue { throw failure(path, 0, "expected a file, found a folder") }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw failure(path, 0, "the file cannot be read") }
        return handle
    }

    /// The next bytes of a file, at most `count`; none at its end.
    static func read(_ handle: FileHandle, _ count: Int, path: String) throws(InputErrors) -> Data {
        do { return try handle.read(upToCount: count) ?? Data() } catch {
            throw failure(path, 0, "the file cannot be read")
        }
    }

    /// Whether `path` is a file that can be read twice, and not a pipe or a device.
    static func isPlain(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    static func failure(_ path: String, _ line: Int, _ message: String) -> InputErrors {
        InputErrors(errors: [InputError(file: path, line: line, column: line > 0 ? 1 : 0, key: "", message: message)])
    }
}
