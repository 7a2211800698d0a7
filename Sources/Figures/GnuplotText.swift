/// Texts as gnuplot scripts need them. Everything a user can name goes through here.
enum GnuplotText {
    /// A text between single quotes, where gnuplot reads every character as itself: no escapes, no macros, no commands
    /// in backquotes. A quote is written twice; at the beginning, where gnuplot would take the two for an empty text, it
    /// has a text of its own.
    static func quoted(_ text: String) -> String {
        let line = DataFile.oneLine(text)
        let leading = line.prefix { $0 == "'" }
        let rest = "'" + line.dropFirst(leading.count).map { $0 == "'" ? "''" : String($0) }.joined() + "'"
        return leading.isEmpty ? rest : "\"\(leading)\" . \(rest)"
    }

    /// A file name between quotes. gnuplot gives a meaning of its own to names such as `-`, `<command` and `|command`:
    /// a name that does not begin with a letter or a digit is written with `./` in front.
    static func path(_ name: String) -> String {
        guard let first = name.first else { return quoted("") }
        let plain = first.isASCII && (first.isLetter || first.isNumber) || first == "/" || name.hasPrefix("./")
        return quoted(plain ? name : "./" + name)
    }

    /// A text that is shown as it is, as an expression: for `enhanced` terminals, and for TeX where that must differ. The
    /// script's variable `tex_` tells them apart.
    ///
    /// - Parameter width: the line length, in characters, beyond which the text is broken.
    static func shown(_ text: String, width: Int = .max) -> String {
        let lines = wrapped(DataFile.oneLine(text), width: width)
        let plain = lines.map { quoted(enhanced($0)) }.joined(separator: " . \"\\n\" . ")
        let tex = lines.map { quoted(latex($0)) }.joined(separator: " . \"\\n\" . ")
        return plain == tex ? plain : "(tex_ ? \(tex) : \(plain))"
    }

    /// How many lines ``shown(_:width:)`` makes of a text; none of an empty one.
    static func lineCount(_ text: String, width: Int) -> Int {
        text.isEmpty ? 0 : wrapped(DataFile.oneLine(text), width: width).count
    }

    /// The markup characters of enhanced text, escaped.
    static func enhanced(_ text: String) -> String {
        text.map { "\\{}_^@&~".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// The markup characters of TeX, escaped.
    static func latex(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\textbackslash{}"
            case "{", "}", "_", "&", "%", "#", "$": result += "\\\(character)"
            case "^", "~": result += "\\\(character){}"
            case "<", ">", "|": result += "$\(character)$"
            default: result.append(character)
            }
        }
        // A bracket at the beginning would be read as an option of the label.
        return result.hasPrefix("[") || result.hasPrefix("\\{") ? "{}" + result : result
    }

    /// A text broken at spaces into as few lines of at most `width` characters as can be, all about equally long; a longer
    /// word has a line of its own.
    static func wrapped(_ text: String, width: Int) -> [String] {
        if text.count <= width { return [text] }
        let words = text.split(separator: " ")
        var best = filled(words, width: width)
        for narrower in Swift.stride(from: width - 1, to: width / 2, by: -1) {
            let lines = filled(words, width: narrower)
            if lines.count > best.count { break }
            best = lines
        }
        return best
    }

    private static func filled(_ words: [Substring], width: Int) -> [String] {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
