#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A locked folder under a temporary name, for what another program writes. It is removed with its files when the value
/// goes away.
struct TemporaryFolder: ~Copyable {
    /// The name within the folder that it was made in.
    let name: String
    /// The path, as the system's calls need it.
    let path: String
    private let descriptor: Int32

    /// Makes a fresh folder in the existing folder `parent`.
    init(in parent: String) throws(OutputError) {
        while true {
            let name = TemporaryName.fresh()
            let path = parent.hasSuffix("/") ? parent + name : parent + "/" + name
            if mkdir(path, 0o777) != 0 {
                if errno == EEXIST { continue }
                throw OutputError.failed(action: "create a folder in", path: parent, reason: System.message(errno))
            }
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            // As for temporary files: a cleaner may have been faster than the lock.
            if descriptor < 0, errno == ENOENT { continue }
            _ = flock(descriptor, LOCK_EX)
            if !System.isFolder(path) {
                close(descriptor)
                continue
            }
            self.name = name
            self.path = path
            self.descriptor = descriptor
            return
        }
    }

    deinit {
        Self.remove(path)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Removes a folder and the files in it; folders within it are not looked into.
    @discardableResult
    static func remove(_ path: String) -> Bool {
        for entry in System.entries(of: path) where !entry.isFolder { unlink(path + "/" + entry.name) }
        return rmdir(path) == 0
    }
}
