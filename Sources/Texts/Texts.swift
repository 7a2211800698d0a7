import CTexts

/// Texts of the repository that are built into the command: proof pages and what Coq has checked, the scripts of the paper figures, the style sheet
/// of pages.
public enum Texts {
    /// The text of a file, by its path within the repository; `nil` if it is not built in.
    ///
    /// - Complexity: O(number of texts + length).
    public static func at(_ path: String) -> String? {
        first { $0 == path }
    }

    /// The paths of all texts.
    public static var paths: [String] {
        var paths: [String] = []
        _ = first { path in
            paths.append(path)
            return false
        }
        return paths
    }

    /// The first text whose path is wanted. The last entry of the table has no path.
    private static func first(where isWanted: (String) -> Bool) -> String? {
        var entry = partita_texts()
        while let path = entry?.pointee.path, let bytes = entry?.pointee.bytes {
            if isWanted(String(cString: path)) { return String(cString: bytes) }
            entry = entry?.advanced(by: 1)
        }
        return nil
    }
}
