import Foundation

/// Lines of the files that errors point into, read again to be quoted.
struct SourceLines {
    private static let byteLimit = 1 << 16
    private static let width = 100

    private var lines: [String: [Int: String]] = [:]

    /// Reads the lines at which `errors` point, each file once. Pipes and files that are gone have none.
    init(of errors: some Sequence<InputError>) {
        let places = errors.map(\.quoted).filter { $0.line > 0 }
        for (file, places) in Dictionary(grouping: places, by: \.file) {
            lines[file] = Self.read(Set(places.map(\.line)), of: file)
        }
    }

    /// The line at a place with a caret under the column, as two lines of text; `nil` where it cannot be read.
    func quote(_ place: InputError.Position) -> String? {
        guard let line = lines[place.file]?[place.line] else { return nil }
        var scalars = Array(line.unicodeScalars)
        if place.line == 1, scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        let column = min(max(place.column - 1, 0), scalars.count)
        // Of a long line, a part around the column.
        let start = column < Self.width ? 0 : column - Self.width / 2
        let end = min(scalars.count, start + Self.width)
        let before = (start > 0 ? ".." : "") + Self.shown(scalars[start..<min(column, end)])
        let after = Self.shown(scalars[min(column, end)..<end]) + (end < scalars.count ? ".." : "")
        let blank = before.map { $0 == "\t" ? "\t" : " " }.joined()
        let number = String(place.line)
        let margin = String(repeating: " ", count: number.count)
        return "  \(number) | \(before)\(after)\n  \(margin) | \(blank)^"
    }

    /// Without characters that would steer a terminal.
    private static func shown(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
            text.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }

    /// Some lines of a file, which is read in pieces up to the last of them. Lines end by LF, CR LF or CR.
    private static func read(_ wanted: Set<Int>, of path: String) -> [Int: String] {
        guard let last = wanted.max(), InputFile.isPlain(path), let handle = FileHandle(forReadingAtPath: path)
        else { return [:] }
        var found: [Int: [UInt8]] = [:]
        var line = 1
        var current = wanted.contains(1) ? [UInt8]() : nil
        var isAfterReturn = false
        func finish() { if let current { found[line] = current } }
        while line <= last, let data = try? handle.read(upToCount: 1 << 20), !data.isEmpty {
            for byte in data {
                let isReturn = byte == UInt8(ascii: "\r")
                let isFeed = byte == UInt8(ascii: "\n")
                if isReturn || isFeed {
                    if !(isFeed && isAfterReturn) {
                        finish()
                        line += 1
                        if line > last { break }
                        current = wanted.contains(line) ? [] : nil
                    }
                } else if current?.count ?? byteLimit < byteLimit {
                    current?.append(byte)
                }
                isAfterReturn = isReturn
            }
        }
        if line <= last, !(current ?? []).isEmpty { finish() }
        return found.mapValues { String(decoding: $0, as: UTF8.self) }
    }
}
