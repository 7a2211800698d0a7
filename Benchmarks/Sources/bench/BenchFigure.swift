import Figures
import LinearAlgebra

/// The comparison as a gnuplot data file, and the script that draws it: a line for each workload, time over the peers' time
/// on a logarithmic axis.
struct BenchFigure {
    let data: DataFile
    let script: String

    init(_ comparisons: [Comparison], settings: Settings) {
        let rows = comparisons.enumerated().map { place, row -> [Double?] in
            [
                Double(place + 1), row.seconds("partita"), row.seconds("numpy"), row.seconds("jax"),
                row.ratio(to: "numpy"), row.spread(to: "numpy")?.lowerBound, row.spread(to: "numpy")?.upperBound,
                row.ratio(to: "jax"), row.spread(to: "jax")?.lowerBound, row.spread(to: "jax")?.upperBound,
                row.shareOfFloor, row.peakMegabytes("partita"), row.peakMegabytes("jax"),
            ]
        }
        let columns = [
            "row", "seconds", "numpy", "jax", "to-numpy", "to-numpy-least", "to-numpy-greatest", "to-jax",
            "to-jax-least", "to-jax-greatest", "of-floor", "megabytes", "jax-megabytes",
        ]
        data = DataFile(
            header: [
                .init("threads", "\(settings.threads)"), .init("scale", "\(settings.scale)"),
                .init("blas", Backend.blasDescription),
            ]
                + comparisons.enumerated().map { place, row in
                    .init("row \(place + 1)", "\(row.workload), \(row.engine): \(row.what)")
                },
            blocks: [DataFile.Block(name: "workloads", columns: columns, rows: rows)])
        script = Self.script(comparisons)
    }

    private static func script(_ comparisons: [Comparison]) -> String {
        let compared = comparisons.enumerated().filter { $0.element.rounds.count > 1 }
        let labels = compared.map { place, row in "'\(row.workload), \(row.engine)' \(place + 1)" }
        let last = compared.last.map { $0.offset + 1 } ?? 1
        let styles = [("jax", "JAX", "1 pointtype 7", " - 0.12"), ("numpy", "NumPy", "2 pointtype 6", " + 0.12")]
        let curves = styles.filter { peer, _, _, _ in compared.contains { $0.element.rounds[peer] != nil } }
        let plots = curves.map { peer, title, style, shift in
            "'bench.dat' index '[workloads]' using 'to-\(peer)':(column('row')\(shift)):'to-\(peer)-least':'to-\(peer)-greatest'"
                + " with xerrorbars linestyle \(style) title '\(title)'"
        }
        return GnuplotPreamble.text(base: "bench", height: "1 + 0.22*\(max(last, 4))") + """
            set logscale x
            set format x '%h'
            set xlabel 'time, this project over the peer'
            set yrange [\(last).5:0.5]
            set ytics (\(labels.joined(separator: ", ")))
            set grid x
            set key outside top center horizontal Left reverse samplen 2 width 3
            set arrow 1 from 1, graph 0 to 1, graph 1 nohead linestyle 3 dashtype 2
            \(plots.isEmpty ? "set xrange [0.1:10]\nset label 1 'no peers' at graph 0.5, graph 0.5 center" : "")
            plot \(plots.isEmpty ? "NaN notitle" : plots.joined(separator: ", \\\n    "))
            unset output

            """
    }
}

/// What stands at the top of the scripts, as at the top of those of the command: `terminal_` and `output_` can be set.
enum GnuplotPreamble {
    static func text(base: String, height: String) -> String {
        """
        # Draw:  gnuplot \(base).gp                        writes an SVG picture beside the data
        #        gnuplot -e "terminal_='png'" \(base).gp   or 'pdf'
        if (!exists("terminal_")) terminal_ = 'svg'
        if (!exists("output_")) output_ = '\(base).' . terminal_
        height_ = \(height)
        if (terminal_ eq 'svg') set terminal svg enhanced size 720, 144*height_ font 'Helvetica,14' background 'white'
        if (terminal_ eq 'png') set terminal pngcairo enhanced size 1500, 300*height_ font 'Helvetica,8' fontscale 3
        if (terminal_ eq 'pdf') set terminal pdfcairo enhanced size 5, height_ font 'Helvetica,8'
        set output output_
        set encoding utf8
        set datafile missing '?'
        set datafile columnheaders
        set colorsequence podo

        """
    }
}
