import ArgumentParser
import Figures
import Foundation

/// `bench scaling`: measured exponents beside those of the operation counts.
struct ScalingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scaling", abstract: "Measure how cost grows with d, depth, replicas and steps.")

    @Option(parsing: .upToNextOption, help: "Only these sweeps, or those whose names begin so.")
    var only: [String] = []

    @Option(help: "The best of so many runs counts.")
    var `repeat` = 3

    @Option(help: "Threads. With one the exponents are cleanest.")
    var threads = 1

    @Option(help: "The folder that scaling.dat, scaling.gp and the figure are written to.")
    var out = ".build/bench"

    func validate() throws {
        guard `repeat` > 0 else { throw ValidationError("--repeat: expected at least 1, found \(`repeat`)") }
        guard threads > 0 else { throw ValidationError("--threads: expected at least 1, found \(threads)") }
        for name in only where !Scaling.all.contains(where: { $0.name.hasPrefix(name) }) {
            let known = Scaling.all.map(\.name).joined(separator: ", ")
            throw ValidationError("--only: expected one of \(known), found \(name)")
        }
    }

    func run() async throws {
        let chosen = Scaling.all.filter { sweep in only.isEmpty || only.contains { sweep.name.hasPrefix($0) } }
        var data = DataFile(header: [.init("threads", "\(threads)")])
        var panels: [String] = []
        print("sweep              varied    theory  fitted  over          all     why")
        for sweep in chosen {
            let points = try sweep.measure(repeat: `repeat`, threads: threads)
            // What costs O(1) or a lower power shows at small sizes: the fit is over those where the limit is near.
            let fitted = points.suffix(Scaling.fittedSizes)
            let range = "\(Int(fitted.first?.size ?? 0))..\(Int(fitted.last?.size ?? 0))"
            let fit = Scaling.fit(Array(fitted))
            let whole = Scaling.fit(points)
            print(
                sweep.name.padded(19) + sweep.size.padded(10) + Self.text(sweep.theory).padded(8)
                    + Self.text(fit.exponent).padded(8) + range.padded(14) + Self.text(whole.exponent).padded(8)
                    + sweep.reason)
            data.header.append(
                .init(
                    sweep.name,
                    "exponent of \(sweep.size): theory \(Self.text(sweep.theory)), fitted \(Self.text(fit.exponent)) over "
                        + "\(range), over all sizes \(Self.text(whole.exponent)); \(sweep.reason)"))
            let last = points.last
            data.blocks.append(
                DataFile.Block(
                    name: sweep.name, columns: [sweep.size, "seconds", "fit", "theory"],
                    rows: points.map { point in
                        [
                            point.size, point.seconds,
                            point.size < (fitted.first?.size ?? 0)
                                ? nil : fit.factor * pow(point.size, fit.exponent),
                            last.map { $0.seconds * pow(point.size / $0.size, sweep.theory) },
                        ]
                    }))
            panels.append(Self.panel(sweep, fitted: fit.exponent))
        }
        let folder = OutputFolder(root: out)
        try folder.write(data, to: "scaling.dat")
        try folder.write(Self.script(panels), to: "scaling.gp")
        try await draw(["scaling.gp"], in: folder)
    }

    private static func text(_ exponent: Double) -> String { String(format: "%.2f", exponent) }

    private static func panel(_ sweep: Scaling, fitted: Double) -> String {
        let block = "'scaling.dat' index '[\(sweep.name)]'"
        return """
            set title "\(sweep.name)\\n\(text(fitted)), theory \(text(sweep.theory))"
            set xlabel '\(sweep.size)'
            plot \(block) using 1:2 with points linestyle 1 pointtype 7 notitle, \\
                \(block) using 1:3 with lines linestyle 1 notitle, \\
                \(block) using 1:4 with lines linestyle 2 dashtype 2 notitle

            """
    }

    /// The panels, and in the last one the key.
    private static func script(_ panels: [String]) -> String {
        let rows = max(1, (panels.count + 3) / 3)
        return GnuplotPreamble.text(base: "scaling", height: "1.7*\(rows)") + """
            set logscale xy
            set format xy '10^{%T}'
            unset key
            set multiplot layout \(rows), 3
            \(panels.joined(separator: "\n"))unset title
            unset xlabel
            unset tics
            unset border
            set key center center Left reverse samplen 2
            plot [1:10] [1:10] NaN with points linestyle 1 pointtype 7 title 'seconds', \\
                NaN with lines linestyle 1 title 'fit, largest sizes', \\
                NaN with lines linestyle 2 dashtype 2 title 'theory, from the last'
            unset multiplot
            unset output

            """
    }
}

extension String {
    /// The text with blanks up to a width.
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
