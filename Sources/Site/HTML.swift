/// A piece of a page. Texts and attributes are escaped when it is written; elements are closed; what has been made
/// elsewhere (by pandoc, by gnuplot) stands in it as it is.
public indirect enum HTML: Sendable, Equatable {
    /// An element: its name, its attributes, what is in it.
    case element(String, [Attribute], [HTML])
    /// Text, which is escaped.
    case text(String)
    /// Markup that is well-formed already.
    case markup(String)
    /// Pieces one after the other.
    case group([HTML])
    /// Markdown that is still to be typeset: see ``Typesetter``. Paragraphs of their own, or within a line.
    case markdown(String, inline: Bool)

    /// An attribute and its value.
    public struct Attribute: Sendable, Equatable {
        var name: String
        var value: String

        /// An attribute.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An element with attributes and contents.
    public static func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: HTML...)
        -> HTML
    {
        .element(name, attributes.map { Attribute($0.key, $0.value) }, children)
    }

    /// An element with attributes and many contents.
    public static func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [HTML])
        -> HTML
    {
        .element(name, attributes.map { Attribute($0.key, $0.value) }, children)
    }

    /// A link.
    public static func link(_ target: String, _ label: String) -> HTML {
        .tag("a", ["href": percentEncoded(target)], .text(label))
    }

    /// A table with a header row; columns in `right` hold numbers. It scrolls by itself where the page is narrow.
    public static func table(_ head: [String], right: Set<Int> = [], _ rows: [[HTML]], caption: String? = nil) -> HTML {
        func cell(_ name: String, _ column: Int, _ content: HTML) -> HTML {
            let scope = name == "th" ? [Attribute("scope", "col")] : []
            return .element(name, (right.contains(column) ? [Attribute("class", "number")] : []) + scope, [content])
        }
        let title = caption.map { [HTML.tag("caption", [:], .text($0))] } ?? []
        return .tag(
            "div",
            [
                "class": "wide", "tabindex": "0", "role": "region",
                "aria-label": caption ?? head.joined(separator: ", "),
            ],
            .tag(
                "table", [:],
                title + [
                    .tag("thead", [:], .tag("tr", [:], head.enumerated().map { cell("th", $0, .text($1)) })),
                    .tag(
                        "tbody", [:], rows.map { row in .tag("tr", [:], row.enumerated().map { cell("td", $0, $1) }) }),
                ]))
    }

    /// The markup.
    ///
    /// - Complexity: O(length).
    public var markup: String {
        var text = ""
        write(to: &text)
        return text
    }

    private static let empty: Set<String> = ["meta", "link", "img", "br", "hr"]

    private func write(to text: inout String) {
        switch self {
        case .text(let string): text += Self.escaped(string)
        case .markup(let string): text += string
        case .group(let children): for child in children { child.write(to: &text) }
        case .markdown(let source, _): text += Self.escaped(source)
        case .element(let name, let attributes, let children):
            text += "<" + name
            for attribute in attributes { text += " \(attribute.name)=\"\(Self.escaped(attribute.value))\"" }
            if Self.empty.contains(name) {
                text += "/>"
                return
            }
            text += ">"
            for child in children { child.write(to: &text) }
            text += "</\(name)>"
            if Self.block.contains(name) { text += "\n" }
        }
    }

    private static let block: Set<String> = [
        "p", "h1", "h2", "h3", "section", "div", "table", "tr", "li", "ul", "figure", "header", "footer", "main", "nav",
        "details", "head", "title", "body",
    ]

    /// A text without characters that markup is made of; control characters, which pages cannot have, are spaces.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.properties.generalCategory == .control: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A relative path as a link has it: names with spaces, percent signs or `#` lead where they should.
    static func percentEncoded(_ path: String) -> String {
        var result = ""
        for byte in path.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                byte < 0x80 && (scalar.properties.isAlphabetic || "0123456789-._~/#".unicodeScalars.contains(scalar))
            result +=
                isPlain
                ? String(Character(scalar)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return result
    }
}
