/// One script to be rendered in one format.
struct Picture {
    private let script: String
    private let format: RenderFormat
    private let number: Int
    /// The absolute path of the script's folder.
    private let scriptFolder: String

    /// A script in a folder; `number` tells the pictures of one batch apart.
    init(_ script: String, _ format: RenderFormat, number: Int, in folder: OutputFolder) throws(RenderError) {
        let path: String
        do throws(OutputError) { path = try folder.resolve(script) } catch { throw .output(error) }
        if !System.isFile(path) { throw .notStarted(script: script, reason: "there is no such file") }
        self.script = script
        self.format = format
        self.number = number
        scriptFolder = try Renderer.plainPath(Self.folder(of: path))
    }

    /// The gnuplot commands that draw it into the folder `workshop`.
    func commands(workshop: String) -> String {
        """
        reset session
        cd \(GnuplotText.quoted(scriptFolder))
        terminal_ = '\(format.rawValue)'
        output_ = \(GnuplotText.quoted(workshop + "/" + drawing + format.endings[0]))
        hover_ = 1
        load \(GnuplotText.path(Self.name(of: script)))
        set output

        """
    }

    /// Stores what was drawn beside the script.
    ///
    /// - Returns: the paths of the files, relative to `folder`.
    func store(from workshop: String, to folder: OutputFolder, message: String) throws(RenderError) -> [String] {
        var base = script
        if base.hasSuffix(".gp") { base.removeLast(3) }
        var written: [String] = []
        for ending in format.endings {
            guard case .success(var bytes) = System.contents(of: workshop + "/" + drawing + ending) else {
                let reason = "it drew nothing: a script must `set output output_`, and `set terminal` by `terminal_`"
                throw .gnuplotFailed(scripts: [script], message: message.isEmpty ? reason : message + reason)
            }
            if ending.hasSuffix(".svg") {
                bytes = Array(HoverTitles.replacingCalls(in: String(decoding: bytes, as: UTF8.self)).utf8)
            }
            if ending.hasSuffix(".pdf") { Self.fixDate(in: &bytes) }
            if ending.hasSuffix(".tex") {
                // TeX includes the drawing by the name that it has in the end.
                let name = Self.name(of: base) + "-tex"
                let text = String(decoding: bytes, as: UTF8.self)
                bytes = Array(Self.replacing("{\(workshop)/\(drawing)-tex}", by: "{\(name)}", in: text).utf8)
            }
            do throws(OutputError) { try folder.write(bytes, to: base + ending) } catch { throw .output(error) }
            written.append(base + ending)
        }
        return written
    }

    private var drawing: String { String(number) }

    /// Sets the date of a PDF file, which the library that writes it takes from the clock, to the year 2000. The length
    /// stays, and with it the file's table of positions.
    static func fixDate(in bytes: inout [UInt8]) {
        let mark = Array("/CreationDate (D:".utf8)
        let fixed = Array("20000101000000".utf8)
        var place = 0
        while place + mark.count + fixed.count <= bytes.count {
            if bytes[place] == mark[0], bytes[place..<place + mark.count].elementsEqual(mark) {
                let start = place + mark.count
                let digits = bytes[start..<start + fixed.count]
                if digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                    bytes.replaceSubrange(start..<start + fixed.count, with: fixed)
                }
                place = start
            } else {
                place += 1
            }
        }
    }

    private static func replacing(_ old: String, by new: String, in text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let start = line.firstRange(of: old) else { return String(line) }
            return line[..<start.lowerBound] + new + line[start.upperBound...]
        }.joined(separator: "\n")
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
    }
}
