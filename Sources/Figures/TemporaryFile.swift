#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The names of temporary files and folders: `.partita-0123456789abcdef.tmp`.
enum TemporaryName {
    static let prefix = ".partita-"
    static let suffix = ".tmp"

    /// A name that nobody else has. It is random, and nothing that is written depends on it.
    static func fresh() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.count) + digits + suffix
    }

    /// Whether a name is of this form.
    static func matches(_ name: String) -> Bool {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
        let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
        return digits.count == 16 && digits.allSatisfy { "0123456789abcdef".contains($0) }
    }
}

/// A locked file under a temporary name, which becomes another file or vanishes.
struct TemporaryFile: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let destination: String

    /// Replaces the file at `destination` by what `body` writes: whole, or not at all.
    static func replace(
        _ destination: String, _ body: (borrowing TemporaryFile) throws(OutputError) -> Void
    ) throws(OutputError) {
        let file = try TemporaryFile(for: destination)
        do throws(OutputError) {
            try body(file)
            try file.commit()
        } catch {
            unlink(file.path)
            throw error
        }
    }

    private init(for destination: String) throws(OutputError) {
        var folder = destination[...]
        while let last = folder.last, last != "/" { folder.removeLast() }
        var opened: Int32 = -1
        var name = ""
        while opened < 0 {
            name = folder + TemporaryName.fresh()
            opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if opened < 0 {
                if errno == EEXIST || errno == EINTR { continue }
                throw OutputError.failed(action: "write", path: destination, reason: System.message(errno))
            }
            // Between these two calls a cleaner may have taken the file for a leftover: then it has no name any more. A
            // file system without locks is no reason not to write.
            var status = stat()
            _ = flock(opened, LOCK_EX)
            if fstat(opened, &status) == 0, status.st_nlink == 0 {
                close(opened)
                opened = -1
            }
        }
        descriptor = opened
        path = name
        self.destination = destination
    }

    deinit { close(descriptor) }

    /// Appends a text, in UTF-8.
    func append(_ text: String) throws(OutputError) {
        var text = text
        let failure = text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
        if let failure { throw failed("write", failure) }
    }

    /// Appends bytes.
    func append(_ bytes: [UInt8]) throws(OutputError) {
        let failure = bytes.withUnsafeBytes { write($0) }
        if let failure { throw failed("write", failure) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Darwin)
                let count = Darwin.write(descriptor, part.baseAddress, part.count)
            #elseif canImport(Musl)
                let count = Musl.write(descriptor, part.baseAddress, part.count)
            #else
                let count = Glibc.write(descriptor, part.baseAddress, part.count)
            #endif
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    private func commit() throws(OutputError) {
        // No fsync: a killed process loses nothing that it has written, and a summary of hundreds of files would cost seconds.
        if rename(path, destination) != 0 { throw failed("replace", errno) }
    }

    private func failed(_ action: String, _ number: Int32) -> OutputError {
        .failed(action: action, path: destination, reason: System.message(number))
    }
}
