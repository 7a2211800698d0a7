extension GnuplotScript {
    /// Where things stand on the figure, in inches.
    struct Layout {
        /// How many characters a line of the title holds.
        static let titleWidth = 52
        /// How many characters a line of a vertical axis label holds.
        static let labelWidth = 24

        private static let line = 0.15

        let width = 3.4
        let height: Double
        private let left: Double
        private let top: Double
        private let ratioTop: Double
        private let upperBottom: Double
        private let bottom = 0.42
        private let columns: Int
        private let keyTop: Double
        private let hasKey: Bool

        /// Makes room for the title, the key and the panels.
        ///
        /// - Parameter labels: the entries of the key.
        init(_ plot: Plot, labels: [String], hasRatio: Bool) {
            let titleLines = Double(GnuplotText.lineCount(plot.title, width: Self.titleWidth))
            let longest = labels.map(\.count).max() ?? 0
            // An entry is its text, at about 0.065 inches a character, and a sample of the line.
            columns = max(1, min(3, labels.count, Int(3.2 / (0.065 * Double(longest) + 0.4))))
            let keyLines = ((labels.count + columns - 1) / columns)
            hasKey = !labels.isEmpty
            keyTop = 0.05 + Self.line * titleLines
            top = keyTop + Self.line * Double(keyLines) + 0.1
            let panel = 1.35
            let ratio = hasRatio ? 0.75 : 0
            let gap = hasRatio ? 0.1 : 0
            height = ((top + panel + gap + ratio + bottom) * 100).rounded() / 100
            ratioTop = bottom + ratio
            upperBottom = bottom + ratio + gap
            let labelLines = max(
                GnuplotText.lineCount(plot.yLabel, width: Self.labelWidth),
                hasRatio ? GnuplotText.lineCount(plot.ratioLabel, width: Self.labelWidth / 2) : 0)
            left = 0.48 + 0.13 * Double(labelLines)
        }

        /// A length without digits that do not matter.
        func inches(_ length: Double) -> String {
            DataFile.text(of: (length * 1000).rounded() / 1000)
        }

        /// The commands for the title and the key, which stand above the panels.
        func keyAndTitle(_ title: String) -> [String] {
            var lines: [String] = []
            if hasKey {
                lines.append(
                    "set key at screen 0.5, screen 1 - \(inches(keyTop))/height_ center top horizontal Left reverse"
                        + " maxcols \(columns) samplen 2 spacing 1 width 0 noautotitle")
            } else {
                lines.append("unset key")
            }
            lines.append("set multiplot")
            if !title.isEmpty {
                lines.append(
                    "set label 1 \(GnuplotText.shown(title, width: Self.titleWidth))"
                        + " at screen 0.5, screen 1 - 0.1/height_ center")
            }
            lines.append("set lmargin at screen \(inches(left))/width_")
            lines.append("set rmargin at screen 1 - 0.12/width_")
            return lines
        }

        /// The margins of the upper panel, or of the only one.
        var upperPanel: [String] {
            var lines = [
                "set tmargin at screen 1 - \(inches(top))/height_",
                "set bmargin at screen \(inches(upperBottom))/height_",
            ]
            if upperBottom > bottom { lines.append("set format x ''") }
            return lines
        }

        /// The margins of the lower panel.
        var ratioPanel: [String] {
            [
                "set tmargin at screen \(inches(ratioTop))/height_",
                "set bmargin at screen \(inches(bottom))/height_",
                "set format x '%h'",
            ]
        }
    }
}
