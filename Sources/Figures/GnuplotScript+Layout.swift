extension GnuplotScript {
    /// Where things stand on the figure, in inches.
    struct Layout {
        /// How many characters a line of the title holds.
        static let titleWidth = 52
        /// How many characters a line of a vertical axis label holds.
        static let labelWidth = 24
        /// How many characters an entry of the key may have.
        static let entryWidth = 36

        let width = 3.4
        /// The height of what is between the lower frame line of the upper panel and that of the lowest.
        private let below: Double
        private let left: Double
        private let titleLines: Int
        private let keyRows: Int
        private let gap = 0.1
        private let panel = 1.35

        /// Makes room for the title, the key and the panels.
        ///
        /// - Parameters:
        ///   - labels: the entries of the key.
        ///   - exponentWidth: how many characters the exponents at the vertical axes have.
        init(_ plot: Plot, labels: [String], exponentWidth: Int, hasRatio: Bool) {
            titleLines = GnuplotText.lineCount(plot.title, width: Self.titleWidth)
            // gnuplot takes an entry to be as wide as this, at the most; then it keeps to the number of rows given.
            let longest = min(Self.entryWidth, labels.map(\.count).max() ?? 0)
            let columns = max(1, min(3, Int(width / (0.078 * Double(longest) + 0.4))))
            keyRows = (labels.count + columns - 1) / columns
            below = hasRatio ? 0.75 + gap : 0
            let labelLines = max(
                GnuplotText.lineCount(plot.yLabel, width: Self.labelWidth),
                hasRatio ? GnuplotText.lineCount(plot.ratioLabel, width: Self.labelWidth) : 0)
            // Exponents of up to two characters have their room already.
            left = 0.48 + 0.13 * Double(labelLines) + 0.06 * Double(max(0, exponentWidth - 2))
        }

        /// The commands for the size of the figure.
        var sizes: [String] {
            [
                "# Sizes in inches: one column of a paper. The SVG terminal sets lines further apart.",
                "width_ = \(inches(width))",
                "line_ = terminal_ eq 'svg' ? 0.168 : 0.114",
                "bottom_ = 0.28 + line_",
                "top_ = 0.22 + \(titleLines + keyRows)*line_",
                "height_ = top_ + \(inches(panel + below)) + bottom_",
            ]
        }

        /// A length without digits that do not matter.
        func inches(_ length: Double) -> String {
            DataFile.text(of: (length * 1000).rounded() / 1000)
        }

        /// The commands for what stands above the panels. The key has a frame of its own, as wide as the figure: gnuplot
        /// breaks it into more rows if it is as wide as a panel only.
        func titleAndKey(_ title: String, _ key: [KeyEntry]) -> [String] {
            var lines = ["# Title and key, over the whole width."]
            if !title.isEmpty {
                lines.append(
                    "set label 1 \(GnuplotText.shown(title, width: Self.titleWidth))"
                        + " at screen 0.5, screen 1 - (0.05 + line_/2)/height_ center")
            }
            lines += [
                "set margins at screen 0, screen 1, screen 0.1, screen 0.9",
                "unset border",
                "unset tics",
                "set xrange [0:1]",
                "set yrange [0:1]",
                "set key at screen 0.5, screen 1 - (0.08 + \(titleLines)*line_)/height_ center top vertical Left reverse"
                    + " maxrows \(max(1, keyRows)) samplen 1.8 spacing 1",
            ]
            lines += GnuplotScript.plotCommand(["NaN notitle"] + key.map(\.element))
            lines += [
                "unset label 1",
                "unset key",
                "set border 3 linewidth 0.5",
                "set xtics nomirror scale 0.5",
                "set ytics nomirror scale 0.5",
                "set grid ytics linetype 1 linecolor rgb '#d8d8d8' linewidth 0.4",
                "set lmargin at screen \(inches(left))/width_",
                "set rmargin at screen 1 - 0.2/width_",
            ]
            return lines
        }

        /// The command for the label of the horizontal axis.
        func xLabel(_ label: String) -> String {
            "set xlabel \(GnuplotText.shown(label)) offset 0, 0.3"
        }

        /// The margins of the upper panel, or of the only one.
        func upperPanel(format: String) -> [String] {
            var lines = [
                "set tmargin at screen 1 - top_/height_",
                "set bmargin at screen \(below > 0 ? "(\(inches(below)) + bottom_)" : "bottom_")/height_",
            ]
            if below > 0 {
                lines.append("set format x ''")
            } else if format != "%h" {
                lines.append("set format x '\(format)'")
            }
            return lines
        }

        /// The margins of the lower panel.
        func ratioPanel(format: String) -> [String] {
            [
                "set tmargin at screen (\(inches(below - gap)) + bottom_)/height_",
                "set bmargin at screen bottom_/height_",
                "set format x '\(format)'",
            ]
        }
    }
}
