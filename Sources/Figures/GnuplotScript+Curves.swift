extension GnuplotScript {
    /// An element of a `plot` command, and its label if it has an entry in the key.
    struct Entry {
        var text: String
        var label: String?
    }

    /// The elements of the upper panel. One series has a name for each of its curves; of several, the observed curves have
    /// the names of the series, and one entry each says how bounds and bands are drawn.
    static func entries(_ curves: [PlotCurve], _ plot: Plot, _ axis: PlotAxis) -> [Entry] {
        let several = Set(curves.map(\.series)).count > 1
        var entries: [Entry] = []
        for curve in curves {
            let word = word(for: curve.role, plot.words)
            let label = several ? (curve.role == .observed ? plot.series[curve.series].label : nil) : word
            entries.append(Entry(text: element(curve, plot, axis, title: label, several: several), label: label))
        }
        guard several else { return entries }
        let samples: [(matches: (PlotCurve.Role) -> Bool, style: String, word: String)] = [
            ({ $0 == .bound }, "with lines lt 1 dt 2 lw 1", plot.words.bound),
            ({ $0 == .lowerBound }, "with lines lt 1 dt 3 lw 1", plot.words.lowerBound),
            (
                { if case .band = $0 { true } else { false } },
                "with filledcurves lt 1 fs transparent solid 0.2 noborder", plot.words.interval
            ),
        ]
        for sample in samples where curves.contains(where: { sample.matches($0.role) }) {
            let title = GnuplotText.shown(sample.word)
            entries.append(Entry(text: "keyentry \(sample.style) title \(title)", label: sample.word))
        }
        return entries
    }

    /// One element of a `plot` command.
    static func element(
        _ curve: PlotCurve, _ plot: Plot, _ axis: PlotAxis, title: String?, several: Bool? = nil
    ) -> String {
        let several = several ?? (plot.series.count > 1)
        let ending = title.map { "title \(GnuplotText.shown($0))" } ?? "notitle"
        let style = style(for: curve, several: several)
        return "\(curve.source) using \(columns(of: curve, axis)) \(style) \(ending)"
    }

    private static func word(for role: PlotCurve.Role, _ words: Plot.Words) -> String {
        switch role {
        case .band: words.interval
        case .observed, .ratio: words.observed
        case .bound: words.bound
        case .lowerBound: words.lowerBound
        }
    }

    private static func columns(of curve: PlotCurve, _ axis: PlotAxis) -> String {
        guard case .band(let low, _) = curve.role else { return "\(curve.x):\(curve.y)" }
        let lower = GnuplotText.quoted(DataFile.columnName(low))
        if !axis.isLogarithmic { return "\(curve.x):\(lower):\(curve.y)" }
        // A band that reaches down to zero is drawn down to the axis.
        let end = DataFile.text(of: axis.floor)
        return "\(curve.x):(column(\(lower)) < \(end) ? \(end) : column(\(lower))):\(curve.y)"
    }

    private static func style(for curve: PlotCurve, several: Bool) -> String {
        // Line types of podo: blue, vermilion, green, purple, black, sky blue, orange. Not yellow, which print loses.
        let colours = [6, 7, 4, 8, 1, 3, 2]
        let symbols = [7, 5, 9, 13, 11, 6, 4]
        let place = curve.series % colours.count
        let colour = "lt \(colours[place])"
        let symbol = "pt \(symbols[place]) ps 0.4"
        switch curve.role {
        case .band:
            return "with filledcurves \(colour) fs transparent solid 0.25 noborder"
        case .observed, .ratio:
            let interval = curve.points > 12 ? " pointinterval \((curve.points + 5) / 10)" : ""
            return "with linespoints \(colour) dt 1 lw 1.5 \(symbol)\(interval)"
        case .bound:
            let line = several ? "\(colour) dt 2 lw 1" : "lt 1 dt 2 lw 1"
            return curve.points > 1 ? "with lines \(line)" : "with points \(line) pt 2 ps 0.6"
        case .lowerBound:
            let line = several ? "\(colour) dt 3 lw 1" : "lt 7 dt 3 lw 1.2"
            return curve.points > 1 ? "with lines \(line)" : "with points \(line) pt 1 ps 0.6"
        }
    }
}
