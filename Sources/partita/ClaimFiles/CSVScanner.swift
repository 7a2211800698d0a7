import Foundation

/// The records of a CSV file, one after the other. The file is read in pieces and is never in memory as a whole.
///
/// Fields may be quoted, and then hold delimiters, line ends and doubled quotes. Lines end by LF, CR LF or CR; empty ones are
/// left out. A byte-order mark is skipped. O(bytes).
struct CSVScanner {
    static let recordLimit = 16 << 20
    static let fieldLimit = 1 << 16

    /// A field of the record: a range of the buffer, without its quotes.
    private struct Field {
        var start: Int
        var end: Int
        /// Whether quotes in it are doubled.
        var isDoubled: Bool
    }

    let path: String
    let delimiter: UInt8
    /// The line on which the record begins, from 1.
    private(set) var line = 0
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    /// Where in the buffer the record begins.
    private var recordStart = 0
    private var position = 0
    private var isAtEnd = false
    private var nextLine = 1
    private var fields: [Field] = []

    /// The file at `path`, before its first record.
    ///
    /// The delimiter is the first of tab, semicolon and comma that the first line has outside quotes, so that a decimal
    /// comma is not taken for one.
    init(path: String) throws(InputErrors) {
        self.path = path
        handle = try InputFile.open(path)
        guard InputFile.isPlain(path) else {
            throw InputFile.failure(path, 0, "expected a plain file, which is read twice")
        }
        buffer = [UInt8](try InputFile.read(handle, 1 << 20, path: path))
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw InputFile.failure(path, 1, "expected text in UTF-8, found UTF-16")
        }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        delimiter = Self.delimiter(of: buffer[position...])
    }

    private static func delimiter(of text: ArraySlice<UInt8>) -> UInt8 {
        let known: [UInt8] = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
        var isQuoted = false
        var found: Set<UInt8> = []
        var isBlank = true
        for byte in text {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed || byte == carriageReturn {
                if isBlank { continue } else { break }
            }
            isBlank = false
            if known.contains(byte) { found.insert(byte) }
        }
        return known.first(where: found.contains) ?? UInt8(ascii: ",")
    }

    // MARK: The record

    var fieldCount: Int { fields.count }

    /// Calls `body` with the bytes of a field. Quotes in it are still doubled.
    func withBytes<R>(of field: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let range = fields[field]
        return buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range.start..<range.end])) }
    }

    /// A field as text; `nil` if it is not UTF-8.
    func text(of field: Int) -> String? {
        let text = withBytes(of: field) { String(validating: $0, as: UTF8.self) }
        return fields[field].isDoubled ? text?.replacingOccurrences(of: "\"\"", with: "\"") : text
    }

    /// Line and column, from 1, where a field begins; of a field beyond the last, that of the last.
    func place(of field: Int) -> (line: Int, column: Int) {
        var (line, column) = (line, 1)
        guard let field = field < fields.count ? fields[field] : fields.last else { return (line, column) }
        var isAfterReturn = false
        for byte in buffer[recordStart..<field.start] {
            if byte == Self.lineFeed || byte == Self.carriageReturn {
                if !(byte == Self.lineFeed && isAfterReturn) { line += 1 }
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Bytes that continue a character do not count.
                column += 1
            }
            isAfterReturn = byte == Self.carriageReturn
        }
        return (line, column)
    }

    // MARK: Scanning

    /// Goes on to the next record; false at the end of the file. Errors: a quote that is not closed, or that text
    /// follows; a record that is too long.
    mutating func next() throws(InputErrors) -> Bool {
        while true {
            let scanned = scan()
            switch scanned {
            case .record(let end, let lines):
                line = nextLine
                recordStart = position
                position = end
                nextLine += lines
                if fields.count == 1, fields[0].start == fields[0].end, !isQuoted { continue }
                return true
            case .end: return false
            case .incomplete: try fill()
            case .failure(let lines, let message): throw InputFile.failure(path, nextLine + lines, message)
            }
        }
    }

    /// Whether the last field of the record was in quotes.
    private var isQuoted = false

    private enum Scanned {
        case record(end: Int, lines: Int)
        case incomplete, end
        case failure(lines: Int, String)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Moves what is left to the front of the buffer and reads on; the buffer grows with a record that does not fit.
    private mutating func fill() throws(InputErrors) {
        buffer.removeFirst(position)
        position = 0
        if buffer.count > Self.recordLimit {
            throw InputFile.failure(
                path, nextLine,
                "expected records of at most \(Self.recordLimit >> 20) MiB, found a longer one: is a quote not closed?")
        }
        let data = try InputFile.read(handle, max(1 << 20, buffer.count), path: path)
        if data.isEmpty { isAtEnd = true } else { buffer.append(contentsOf: data) }
    }

    private mutating func scan() -> Scanned {
        fields.removeAll(keepingCapacity: true)
        let (delimiter, start, isAtEnd) = (delimiter, position, isAtEnd)
        var fields = fields
        self.fields = []
        defer { self.fields = fields }
        var isQuoted = false
        defer { self.isQuoted = isQuoted }
        return buffer.withUnsafeBufferPointer { bytes in
            let count = bytes.count
            var i = start
            if i == count { return isAtEnd ? .end : .incomplete }
            var lines = 0
            while true {
                while i < count, isBlank(bytes[i]), bytes[i] != delimiter { i += 1 }
                isQuoted = i < count && bytes[i] == Self.quote
                var field = Field(start: i, end: i, isDoubled: false)
                if isQuoted {
                    field.start = i + 1
                    let opened = lines
                    i += 1
                    while i < count {
                        if bytes[i] == Self.quote {
                            if i + 1 == count || bytes[i + 1] != Self.quote { break }
                            field.isDoubled = true
                            i += 1
                        } else if bytes[i] == Self.lineFeed
                            || (bytes[i] == Self.carriageReturn && i + 1 < count && bytes[i + 1] != Self.lineFeed)
                        {
                            lines += 1
                        }
                        i += 1
                    }
                    if i == count { return isAtEnd ? .failure(lines: opened, "a quote is not closed") : .incomplete }
                    field.end = i
                    i += 1
                    while i < count, isBlank(bytes[i]), bytes[i] != delimiter { i += 1 }
                } else {
                    while i < count, bytes[i] != delimiter, bytes[i] != Self.lineFeed,
                        bytes[i] != Self.carriageReturn
                    { i += 1 }
                    field.end = i
                    while field.end > field.start, isBlank(bytes[field.end - 1]) { field.end -= 1 }
                }
                if i == count, !isAtEnd { return .incomplete }
                if fields.count == Self.fieldLimit {
                    return .failure(lines: lines, "expected at most \(Self.fieldLimit) fields, found more")
                }
                fields.append(field)
                if i == count { return .record(end: i, lines: lines + 1) }
                switch bytes[i] {
                case delimiter: i += 1
                case Self.lineFeed: return .record(end: i + 1, lines: lines + 1)
                case Self.carriageReturn:
                    if i + 1 == count { return isAtEnd ? .record(end: i + 1, lines: lines + 1) : .incomplete }
                    return .record(end: bytes[i + 1] == Self.lineFeed ? i + 2 : i + 1, lines: lines + 1)
                default: return .failure(lines: lines, "expected a delimiter after a closing quote, found other text")
                }
            }
        }
    }
}

/// Blanks around a field do not belong to it.
private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
