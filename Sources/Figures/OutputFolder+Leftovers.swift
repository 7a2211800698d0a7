#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension OutputFolder {
    /// Removes the temporary files and folders of runs that were killed, here and in all folders below. Those whose writer
    /// lives are locked and stay. What cannot be removed stays, too: a leftover is untidy, not wrong.
    ///
    /// - Complexity: O(files).
    /// - Returns: the relative paths of what was removed, sorted within each folder.
    @discardableResult
    public func removeLeftovers() -> [String] {
        var removed: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            for entry in System.entries(of: folder.isEmpty ? root : root + "/" + folder) {
                let relative = folder.isEmpty ? entry.name : folder + "/" + entry.name
                if TemporaryName.matches(entry.name) {
                    if Self.removeUnlocked(root + "/" + relative, isFolder: entry.isFolder) { removed.append(relative) }
                } else if entry.isFolder {
                    folders.append(relative)
                }
            }
        }
        return removed
    }

    private static func removeUnlocked(_ path: String, isFolder: Bool) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { return false }
        defer { close(descriptor) }
        // Also where the file system has no locks: nobody can tell then.
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { return false }
        return isFolder ? TemporaryFolder.remove(path) : unlink(path) == 0
    }
}
