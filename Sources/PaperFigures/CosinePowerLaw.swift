import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Random sub-paths that keep a constant share of the layers become orthogonal to the full network, by a power law in depth.
enum CosinePowerLaw: PaperFigure {
    static let id = "cosine-power-law"
    static let title = "The power law of random sub-paths"
    static let claims = [
        "raptr-random-subnet-ln-meanfield", "raptr-random-subnet-gauss", "refuted-constant-keep-stable",
    ]

    private static let depth = 4096
    private static let periods = [2, 4, 16]
    private static let draws = 40
    /// The reading `C / sqrt L` with this constant.
    private static let constant = 2.0

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("raptr-random-subnet-ln-meanfield")
        var blocks: [DataFile.Block] = []
        for period in periods {
            let judged = try claim.result(
                "every \(period)", MeanFieldSubnetwork.everyOther(period, kept: depth / period))
            let upper = try judged.comparison("power-upper").standing().rows
            let shown = powers(from: period, to: depth)
            blocks.append(
                DataFile.Block(
                    name: "regular \(period)", columns: ["depth", "cosine", "law"],
                    rows: shown.map { depth in
                        let row = upper[depth / period - 1]
                        return [Double(depth), row.observed, row.bound]
                    }))
        }
        let random = Parallel.map(periods.count, jobs: setting.jobs) {
            spread(keep: 1 / Double(periods[$0]), seed: setting.seed)
        }
        for (period, rows) in zip(periods, random) {
            blocks.append(
                DataFile.Block(name: "random \(period)", columns: ["depth", "mean", "low", "high"], rows: rows))
        }
        blocks.append(try changes())
        let digits = { (x: Double?) in Digits.text(x ?? .nan, significant: 3) }
        let ends = (0..<periods.count).map { digits(random[$0].last?[1]) }
        let last = blocks[blocks.count - 1].rows.last ?? []
        return FigureContent(
            blocks: blocks,
            caption: """
                Residual networks at Gaussian initialisation, with layer norm and of infinite width, $|y_0| = s$. (a) The cosine \
                of the output of the full network and of a sub-path that keeps each layer with probability $p$ (points: mean of \
                \(draws) random masks, bars: from the second smallest to the second largest) falls as $L^{-(1 - \\sqrt p)}$: at \
                $L = \(depth)$ it is \(ends.joined(separator: ", ")) for $p = \
                \(periods.map { "1/\($0)" }.joined(separator: ", "))$. Lines are the law for every \
                $1/p$-th layer. (b) The relative change of the output: with one layer missing (circles) it is of order \
                $1/\\sqrt L$, below $\(digits(constant))/\\sqrt L$ (dashed); with nine of ten layers or every second layer kept it \
                grows, to \(digits(last[2])) and \(digits(last[3])) at $L = \(depth)$, towards $\\sqrt{1+p}$. Without layer norm and \
                with $s = 1/\\sqrt L$ (grey) it stays at \(digits(last[5])) for $p = 1/2$.
                """)
    }

    /// The powers of 2 from `first` to `last`.
    private static func powers(from first: Int, to last: Int) -> [Int] {
        Array(sequence(first: first) { $0 < last ? 2 * $0 : nil })
    }

    /// Mean, second smallest and second largest cosine of random masks, at powers of 2.
    private static func spread(keep: Double, seed: UInt64) -> [[Double?]] {
        let cosines = (0..<draws).map { index in
            var generator = Generator(seed: seed, id, "keep \(keep)", "mask \(index)")
            let mask = (0..<depth).map { _ in generator.uniform() < keep }
            return MeanFieldPair(rho: 1, rescale: 1, mask: mask).follow().cosine.map(\.value)
        }
        return powers(from: 2, to: depth).map { depth in
            let values = cosines.map { $0[depth] }.sorted()
            return [
                Double(depth), values.reduce(0, +) / Double(draws), values[1], values[draws - 2],
            ]
        }
    }

    /// Relative changes: the middle layer missing, nine of ten kept, every second kept, the reading, and no layer norm.
    private static func changes() throws -> DataFile.Block {
        let stable = try Library.claim("raptr-stability-residual-ln")
        let refuted = try Library.claim("refuted-constant-keep-stable")
        let gauss = try Library.claim("raptr-random-subnet-gauss")
        let kept = try [{ (l: Int) in l % 10 != 0 }, { (l: Int) in l % 2 == 1 }].map { keeps in
            try refuted.result("kept", ConstantKeepStable.evidence(depth, constant: constant, keeping: keeps))
                .comparison("change").rows
        }
        let rows: [[Double?]] = try powers(from: 2, to: depth).map { depth in
            let middle = depth / 2
            let one = try stable.result(
                "one", ResidualStability.meanField(depth: depth, rho: 1, layers: middle...middle)
            ).comparison("mean-field").holding().rows[0]
            let l = Double(depth)
            let scaled = ["s": 1 / l.squareRoot(), "depth": l, "c": 1]
            // E|F|^2 is the gap to the network that keeps nothing, and |y_0|^2.
            let energy = 1 + (try gauss.bound("bernoulli", scaled.merging(["p": 0]) { $1 }))
            let gap = try gauss.bound("bernoulli", scaled.merging(["p": 0.5]) { $1 })
            return [
                l, one.observed.squareRoot(), kept[0][depth - 1].observed, kept[1][depth - 1].observed,
                kept[0][depth - 1].bound, (gap / energy).squareRoot(),
            ]
        }
        return DataFile.Block(
            name: "change", columns: ["depth", "one", "nine-of-ten", "every-second", "reading", "no-norm"], rows: rows)
    }
}
