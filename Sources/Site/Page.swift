import Texts

/// A whole page of a site: one HTML file that needs nothing from a network, and nothing but the site's style sheet from
/// the file system.
public struct Page: Sendable {
    /// Where the style of a page is.
    public enum Style: Sendable, Equatable {
        /// In the page itself, which is then one file that can be sent around.
        case inside
        /// In `style.css`, so many folders up.
        case shared(up: Int)
    }

    /// The title, for the window and for search.
    public var title: String
    /// One sentence on what is to be read here.
    public var description: String
    /// Where in the site this page is: links from the start to here, the page itself last, without target.
    public var trail: [(label: String, target: String?)]
    /// What it shows; its first heading is of level 1.
    public var body: [HTML]
    /// The style.
    public var style: Style

    /// A page.
    public init(
        title: String, description: String, trail: [(label: String, target: String?)] = [], body: [HTML], style: Style
    ) {
        self.title = title
        self.description = description
        self.trail = trail
        self.body = body
        self.style = style
    }

    /// The style sheet of all pages.
    public static var styleSheet: String { Texts.at("Sources/Site/style.css") ?? "" }

    /// The file's text. The same page gives the same bytes.
    public var text: String {
        let sheet: HTML =
            switch style {
            case .inside: .tag("style", [:], .markup("\n" + Self.styleSheet))
            case .shared(let up):
                .tag("link", ["rel": "stylesheet", "href": String(repeating: "../", count: up) + "style.css"])
            }
        let head = HTML.tag(
            "head", [:],
            .tag("meta", ["charset": "utf-8"]),
            .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .tag("meta", ["name": "description", "content": description]),
            .tag("title", [:], .text(title)), sheet)
        let links = trail.map { step -> HTML in
            guard let target = step.target else {
                return .tag("li", ["aria-current": "page"], .text(step.label))
            }
            return .tag("li", [:], .link(target, step.label))
        }
        let navigation: [HTML] =
            trail.isEmpty ? [] : [.tag("nav", ["aria-label": "where you are"], .tag("ol", [:], links))]
        let page = HTML.tag(
            "html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"], head,
            .tag("body", [:], navigation + [.tag("main", [:], body)]))
        return "<!DOCTYPE html>\n" + page.markup + "\n"
    }
}
