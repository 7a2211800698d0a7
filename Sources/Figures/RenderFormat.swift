/// The picture formats that scripts can be rendered in. Each is also a value of the script's variable `terminal_`.
public enum RenderFormat: String, CaseIterable, Sendable, Codable {
    /// Scalable vector graphics, for web pages.
    case svg
    /// Pixels, 300 per inch.
    case png
    /// A page of the size of the figure.
    case pdf
    /// A PDF of the drawing and a TeX file with its text, to be `\input` in a paper.
    case cairolatex

    /// How the files end that come out of `NAME.gp`: `NAME` with each of these. The TeX form has a suffix of its own, so
    /// that its PDF and the plain one can stand side by side.
    public var endings: [String] {
        switch self {
        case .svg: [".svg"]
        case .png: [".png"]
        case .pdf: [".pdf"]
        case .cairolatex: ["-tex.tex", "-tex.pdf"]
        }
    }
}
