extension DrawnFigure {
    /// The figure as a piece of a Markdown page, with its picture and the command that makes it.
    public var markdown: String {
        """
        ![\(title)](\(id).svg)

        **\(title).** \(caption) (\(claims.map { "`\($0)`" }.joined(separator: ", ")); made by `\(Self.command(id))`)

        """
    }

    /// A LaTeX `figure` environment around the picture that `--render cairolatex` draws.
    public var latex: String {
        """
        % \(Self.command(id, format: "cairolatex"))
        \\begin{figure}
          \\centering
          \\input{\(id)-tex}
          \\caption{\\textbf{\(Self.latex(title)).} \(Self.latex(caption))}
          \\label{fig:\(id)}
        \\end{figure}

        """
    }

    /// Running text for TeX: what is between dollars stays, and signs with a meaning are escaped elsewhere.
    static func latex(_ text: String) -> String {
        var isMath = false
        var result = ""
        for character in text {
            switch character {
            case "$":
                isMath.toggle()
                result.append(character)
            case "%", "&", "#",
                "_" where !isMath:
                result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}
