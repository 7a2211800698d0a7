/// A gnuplot script that draws a plot, as text to keep and to edit.
///
/// Observed values and bounds above, on a logarithmic axis where the data have a decade of positive values; the ratio
/// below, with a line at 1. Colours are those of `podo`, safe for colour-blind readers; line types and symbols tell the
/// curves apart in grey, too. The figure is one column of a paper wide.
///
/// `gnuplot NAME.gp` writes `NAME.svg`; `gnuplot -e "terminal_='png'" NAME.gp` another format. gnuplot 5.4 is needed.
public struct GnuplotScript: Sendable, Equatable {
    /// The text of the script. The same plot gives the same bytes.
    public let text: String

    /// Writes the script of a plot. Whatever the data hold, gnuplot draws it without complaint: columns and blocks with
    /// nothing to draw are left out, and the axes are chosen from the data.
    ///
    /// - Complexity: O(numbers in the data).
    public init(_ plot: Plot) {
        let curves = plot.curves()
        let values = curves.upper.reduce(into: Extent()) { $0.include($1.extent) }
        let axis = PlotAxis(values: values, logarithmic: plot.logY)
        // A column without a positive value is nothing on a logarithmic axis.
        let upper = curves.upper.filter { !axis.isLogarithmic || $0.extent.hasPositive }
        let ratioAxis = PlotAxis(ratios: curves.ratio.reduce(into: Extent()) { $0.include($1.extent) })
        let ratio = curves.ratio.filter { !ratioAxis.isLogarithmic || $0.extent.hasPositive }
        let key = Self.key(of: upper, plot)
        let layout = Layout(
            plot, labels: key.map(\.label), exponentWidth: max(axis.exponentWidth, ratioAxis.exponentWidth),
            hasRatio: curves.hasRatio)

        var lines = Self.preamble(plot, layout)
        lines += ["", "# Styles: observed blue..., bounds dashed or dotted, bands filled."]
        lines += Self.styles(of: upper + ratio)
        lines += ["", "set multiplot"]
        lines += layout.titleAndKey(plot.title, key)
        lines += ["", "# Observed and bound."]
        let steps = PlotAxis(steps: curves.x)
        lines.append("set xrange \(steps.range)")
        if let marks = steps.marks { lines.append("set xtics \(marks)") }
        lines += Self.commands(for: axis, label: plot.yLabel)
        lines += layout.upperPanel(format: steps.format)
        if !curves.hasRatio { lines.append(layout.xLabel(plot.xLabel)) }
        lines += Self.plotCommand(
            upper.map { $0.element(on: axis) } + upper.compactMap { $0.hover(xLabel: plot.xLabel) })
        if curves.hasRatio {
            lines += ["", "# Observed over bound: above 1 the bound is violated."]
            lines += Self.commands(for: ratioAxis, label: plot.ratioLabel)
            lines += layout.ratioPanel(format: steps.format)
            lines.append(layout.xLabel(plot.xLabel))
            lines += Self.plotCommand(
                ["1 with lines linestyle 1 notitle"] + ratio.map { $0.element(on: ratioAxis) }
                    + ratio.compactMap { $0.hover(xLabel: plot.xLabel) })
        }
        lines += ["unset multiplot", "unset output"]
        text = lines.joined(separator: "\n") + "\n"
    }

    /// The `plot` command, one element a line; an empty frame that says so if there is nothing to draw.
    static func plotCommand(_ elements: [String]) -> [String] {
        if elements.isEmpty {
            return ["set label 2 'no data' at graph 0.5, graph 0.5 center", "plot NaN notitle", "unset label 2"]
        }
        return elements.enumerated().map { place, element in
            (place == 0 ? "plot " : "    ") + element + (place + 1 < elements.count ? ", \\" : "")
        }
    }

    /// The commands that set up a vertical axis.
    private static func commands(for axis: PlotAxis, label: String) -> [String] {
        var lines = [axis.isLogarithmic ? "set logscale y" : "unset logscale y", "set yrange \(axis.range)"]
        lines.append(axis.isLogarithmic ? "set format y decades_" : "set format y '%h'")
        if let marks = axis.marks {
            lines += ["set ytics \(marks)", "unset mytics"]
        } else {
            lines += ["set ytics autofreq", "set mytics default"]
        }
        lines.append("set ylabel \(GnuplotText.shown(label, width: Layout.labelWidth))")
        return lines
    }

    /// What stands at the top of every script: format, sizes and how data are read.
    private static func preamble(_ plot: Plot, _ layout: Layout) -> [String] {
        var base = plot.dataFile
        if base.hasSuffix(".dat") { base.removeLast(4) }
        var lines = [
            "# Draw:  gnuplot THIS.gp                        writes an SVG picture beside the data",
            "#        gnuplot -e \"terminal_='png'\" THIS.gp   or 'pdf', or 'cairolatex' (TeX and PDF)",
            "if (!exists(\"terminal_\")) terminal_ = 'svg'",
            "tex_ = terminal_ eq 'cairolatex'",
            "if (!exists(\"output_\")) output_ = \(GnuplotText.path(base)) . (tex_ ? '-tex.tex' : '.' . terminal_)",
            "",
        ]
        lines += layout.sizes
        lines += [
            "if (terminal_ eq 'svg') set terminal svg enhanced size 144*width_, 144*height_ font 'Helvetica,16'"
                + " linewidth 2 dashlength 0.7 background 'white'",
            "if (terminal_ eq 'png') set terminal pngcairo enhanced size 300*width_, 300*height_ font 'Helvetica,8'"
                + " fontscale 3.125 linewidth 4 dashlength 0.5",
            "if (terminal_ eq 'pdf') set terminal pdfcairo enhanced size width_, height_ font 'Helvetica,8'"
                + " fontscale 0.75 linewidth 1 dashlength 0.5",
            "if (tex_) set terminal cairolatex pdf size width_, height_ font ',8' linewidth 1 dashlength 0.5",
            "set output output_",
            "",
            "set encoding utf8",
            "set datafile missing '?'",
            "set datafile columnheaders",
            "set colorsequence podo",
            "decades_ = tex_ ? '$10^{%T}$' : '10^{%T}'",
            "# With hover_ = 1 an SVG picture shows values under the pointer.",
            "if (!exists(\"hover_\") || terminal_ ne 'svg') hover_ = 0",
            "set style line 4 pointtype 7 pointsize 0.6 linecolor rgb '#ff000000'",
        ]
        return lines
    }
}
