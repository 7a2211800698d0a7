extension GnuplotScript {
    /// An entry of the key: an element of a `plot` command, and its label, which decides how much room there must be.
    struct KeyEntry {
        let element: String
        let label: String

        init(_ style: String, label: String) {
            // A long name keeps its beginning and its end, which tell it from the others.
            let half = (Layout.entryWidth - 1) / 2
            let long = label.count > Layout.entryWidth
            self.label = long ? label.prefix(half) + "\u{2026}" + label.suffix(half) : label
            element = "keyentry \(style) title \(GnuplotText.shown(self.label))"
        }
    }

    /// The entries of the key. One series has a name for each of its curves; of several, the observed curves have the names
    /// of the series, and one entry each says how bounds and bands are drawn.
    static func key(of curves: [PlotCurve], _ plot: Plot) -> [KeyEntry] {
        let words = plot.words
        let several = curves.contains { $0.series != curves.first?.series }
        var entries: [KeyEntry] = []
        for curve in curves where !several || curve.role == .observed {
            let word =
                switch curve.role {
                case .observed, .ratio: several ? plot.series[curve.series].label : words.observed
                case .bound: words.bound
                case .lowerBound: words.lowerBound
                case .band: words.interval
                }
            entries.append(KeyEntry(curve.style, label: word))
        }
        guard several else { return entries }
        if curves.contains(where: { $0.role == .bound }) {
            entries.append(KeyEntry("with lines linestyle 1", label: words.bound))
        }
        if curves.contains(where: { $0.role == .lowerBound }) {
            entries.append(KeyEntry("with lines linestyle 2", label: words.lowerBound))
        }
        if curves.contains(where: \.isBand) {
            entries.append(KeyEntry("with filledcurves linestyle 3 \(PlotCurve.bandFill)", label: words.interval))
        }
        return entries
    }

    /// The line styles that the curves use, and 1 to 3: bounds and bands whatever the series.
    static func styles(of curves: [PlotCurve]) -> [String] {
        var lines = [
            "set style line 1 linetype 1 dashtype 2 linewidth 1 pointtype 2 pointsize 0.6",
            "set style line 2 linetype 1 dashtype 3 linewidth 1 pointtype 1 pointsize 0.6",
            "set style line 3 linetype 1",
        ]
        let several = curves.contains { $0.series != curves.first?.series }
        for place in Set(curves.map(\.series)).sorted() {
            let own = curves.filter { $0.series == place }
            // Line types of podo: blue, vermilion, green, purple, black, sky blue, orange. Not yellow, which print loses.
            let colour = [6, 7, 4, 8, 1, 3, 2][place % 7]
            let symbol = [7, 5, 9, 13, 11, 6][place % 6]
            let points = own.filter { $0.role == .observed || $0.role == .ratio }.map(\.points).max() ?? 0
            let interval = points > 12 ? " pointinterval \((points + 5) / 10)" : ""
            let number = PlotCurve.firstStyle(ofSeries: place)
            lines.append(
                "set style line \(number) linetype \(colour) dashtype 1 linewidth 1.3"
                    + " pointtype \(symbol) pointsize 0.5\(interval)")
            if own.contains(where: { $0.role == .bound }) {
                lines.append(
                    "set style line \(number + 1) linetype \(several ? colour : 1) dashtype 2 linewidth 1"
                        + " pointtype 2 pointsize 0.6")
            }
            if own.contains(where: { $0.role == .lowerBound }) {
                lines.append(
                    "set style line \(number + 2) linetype \(several ? colour : 7) dashtype 3 linewidth 1.2"
                        + " pointtype 1 pointsize 0.6")
            }
        }
        return lines
    }
}

extension PlotCurve {
    static let bandFill = "fillstyle transparent solid 0.25 noborder"

    /// Style 11 for the observed curve of the first series, 12 for its bound, 13 for its lower bound, 21 for the next...
    static func firstStyle(ofSeries place: Int) -> Int { 10 * (place + 1) + 1 }

    /// Whether it is a band.
    var isBand: Bool {
        if case .band = role { true } else { false }
    }

    /// How it is drawn: a single point of a bound would be nothing as a line.
    var style: String {
        let number = Self.firstStyle(ofSeries: series)
        return switch role {
        case .band: "with filledcurves linestyle \(number) \(Self.bandFill)"
        case .observed, .ratio: "with linespoints linestyle \(number)"
        case .bound: "with \(points > 1 ? "lines" : "points") linestyle \(number + 1)"
        case .lowerBound: "with \(points > 1 ? "lines" : "points") linestyle \(number + 2)"
        }
    }

    /// Its element of a `plot` command.
    func element(on axis: PlotAxis) -> String {
        "\(source)\(stride > 1 ? " every \(stride)" : "") using \(columns(on: axis)) \(style) notitle"
    }

    /// The element with the values that are shown under the pointer, of some sixty points; nothing for a band.
    func hover(xLabel: String) -> String? {
        let word: String
        switch role {
        case .observed: word = "observed"
        case .bound: word = "bound"
        case .lowerBound: word = "lower bound"
        case .ratio: word = "ratio"
        case .band: return nil
        }
        let sparse = max(stride, (rows + 59) / 60)
        let format = GnuplotText.quoted(xLabel.replacing("%", with: "%%") + " %g, \(word) %.6g")
        return "for [h=1:hover_] \(source)\(sparse > 1 ? " every \(sparse)" : "") using \(x):\(y)"
            + ":(sprintf(\(format), column(\(x)), column(\(y))))"
            + " with labels hypertext point linestyle 4 notitle"
    }

    private func columns(on axis: PlotAxis) -> String {
        guard case .band(let low) = role else { return "\(x):\(y)" }
        if !axis.isLogarithmic { return "\(x):\(low):\(y)" }
        // A band that reaches down to zero is drawn down to the axis.
        let end = DataFile.text(of: axis.floor)
        return "\(x):(column(\(low)) < \(end) ? \(end) : column(\(low))):\(y)"
    }
}
