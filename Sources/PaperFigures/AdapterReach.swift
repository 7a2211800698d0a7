import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Low-rank adapters on a frozen linear model: the least loss by rank, without regard to the data, and with one factor frozen,
/// by `lora-reachable`.
enum AdapterReach: PaperFigure {
    static let id = "lora-reachable"
    static let title = "What a low-rank adapter can reach"
    static let claims = ["lora-reachable"]

    private static let order = 8
    private static let samples = 32
    private static let ranks = 1...6
    /// Columns of the isotropic case, of whose orthogonal rows all choices are tried.
    private static let columns = 6

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        var draw = Draw(seed: setting.seed, claim: claims[0], instance: id)
        let scales = Matrix.diagonal(Spectra.geometric(order, least: 1, greatest: 3))
        let inputs = scales * draw.generator.gaussianMatrix(rows: order, columns: samples)
        let base = draw.generator.gaussianMatrix(rows: order, columns: order)
        let wanted =
            haarOrthogonal(order, using: &draw.generator)
            * .diagonal(Spectra.geometric(order, least: 0.1, greatest: 1))
            * haarOrthogonal(order, using: &draw.generator)
        let noise = 0.1 * draw.generator.gaussianMatrix(rows: order, columns: samples)
        let targets = (base + wanted) * inputs + noise
        var data = DataFile.Block(name: "data", columns: ["rank", "least", "trained", "truncated", "bound"])
        for rank in ranks {
            let one = LowRankAdapter.Case(inputs: inputs, targets: targets, base: base, rank: rank)
            let judged = try claim.result("rank \(rank)", one.evidence(&draw))
            let residual = judged.evidence.quantities["residual"]?.value ?? .nan
            // Where training arrives the relation is an equality up to rounding, which is not `holding`.
            let reached = try judged.comparison("reachable")
            if reached.verdict == .violated { _ = try reached.holding() }
            let unweighted = try judged.comparison("unweighted").holding().rows[0]
            data.rows.append([
                Double(rank), try judged.comparison("attained").holding().rows[0].bound - residual,
                (reached.rows.last?.observed ?? .nan) - residual, unweighted.observed,
                unweighted.bound,
            ])
        }
        let frozen = try frozen(claim, &draw)
        let worst = data.rows.map { ($0[3] ?? .nan) / ($0[1] ?? .nan) }.max() ?? .nan
        return FigureContent(
            blocks: [data, frozen],
            caption: """
                Left: an adapter of rank $r$ on a frozen \(order) by \(order) linear model with \(samples) samples. Loss above \
                that of an unrestricted adapter: the least one, by the formula (line) and by training both factors in turn \
                (points); with the truncation of the weights that are missing, without regard to the data, which costs up to \
                \(Digits.text(worst, significant: 2)) times as much; and the bound of that (dashed). Right: isotropic data, \
                loss relative to that without an adapter. One factor is frozen at $r$ of \(columns) orthogonal rows and the \
                other trained: mean of all choices of rows, with their range, on the line $1 - r/n$, against both factors \
                trained.
                """)
    }

    /// One factor frozen, all choices of rows of an orthogonal matrix.
    private static func frozen(_ claim: Claim, _ draw: inout Draw) throws -> DataFile.Block {
        let rest = draw.generator.gaussianMatrix(rows: columns, columns: columns)
        let basis = haarOrthogonal(columns, using: &draw.generator)
        let squares = try rest.singularValues().map { $0 * $0 }
        let energy = squares.reduce(0, +) / 2
        let rows = try (1..<columns).map { rank in
            var evidence = Evidence(engine: "direct", model: "factorization of rank \(rank)")
            try LowRankAdapter.Frozen(rest: rest, factors: LowRankAdapter.Frozen.rows(of: basis, count: rank))
                .add(to: &evidence)
            let judged = try claim.result("rank \(rank)", evidence)
            let losses = try judged.comparison("frozen").holding().rows.map(\.observed)
            let mean = try judged.comparison("frozen-mean").holding().rows[0]
            return [
                Double(rank), mean.observed / energy, mean.bound / energy, (losses.min() ?? .nan) / energy,
                (losses.max() ?? .nan) / energy, squares.dropFirst(rank).reduce(0, +) / 2 / energy,
            ] as [Double?]
        }
        return DataFile.Block(
            name: "frozen", columns: ["rank", "mean", "line", "low", "high", "both"], rows: rows)
    }
}
