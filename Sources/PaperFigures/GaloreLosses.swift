import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// GaLore, the gradient's top singular directions anew in every step, against training the full matrix, with the bounds of
/// `galore-descent`.
enum GaloreLosses: PaperFigure {
    static let id = "galore"
    static let title = "GaLore against full training"
    static let claims = ["galore-descent"]

    private static let order = 6
    private static let ranks = [1, 2, 3]
    private static let steps = 40
    private static let early = 4
    private static let curvatures = (least: 0.5, greatest: 2.0)

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        var generator = Generator(seed: setting.seed, path: [id])
        let basis = haarOrthogonal(order * order, using: &generator)
        let spectrum = Spectra.geometric(order * order, least: curvatures.least, greatest: curvatures.greatest)
        let model = try MatrixQuadratic(
            hessian: (basis * .diagonal(spectrum) * basis.transposed).symmetrized,
            target: generator.gaussianMatrix(rows: order, columns: order))
        var blocks: [DataFile.Block] = []
        for rank in ranks + [order] {
            let evidence = try GaloreDescent.Setting(
                model: model, rank: rank, stepSize: 1 / (model.constants.smoothness ?? .nan), steps: steps
            ).evidence()
            let judged = try claim.result("rank \(rank)", evidence)
            let rate = try judged.comparison("rate").holding()
            // Of all directions the share is the whole, an equality up to rounding.
            if rank < order { _ = try judged.comparison("share").holding() }
            let start = rate.rows[0].observed
            blocks.append(
                DataFile.Block(
                    name: "rank \(rank)", columns: ["step", "excess", "bound"],
                    rows: rate.rows.map { [$0.time, $0.observed / start, $0.bound / start] }))
        }
        return FigureContent(
            blocks: blocks,
            caption: """
                Matrices of \(order) by \(order) with a quadratic loss, curvatures from \(Digits.text(curvatures.least, significant: 2)) \
                to \(Digits.text(curvatures.greatest, significant: 2)), steps of $1/L$. Each step follows the gradient's \
                $r = \(ranks.map { "\($0)" }.joined(separator: "$, $"))$ leading singular directions, or all \(order). Excess \
                loss (points) relative to the start, and its bound (dashed), which gives $r$ of \(order) directions the share \
                $r/\(order)$ of the full decrease. The singular directions take more than their share: \
                rank 1 needs \(text(blocks)).
                """)
    }

    /// How many steps rank 1 needs to where full training is early.
    private static func text(_ blocks: [DataFile.Block]) -> String {
        let goal = blocks.last?.rows[early][1] ?? .nan
        let needed = blocks.first?.rows.first { ($0[1] ?? .infinity) <= goal }.flatMap { $0[0] } ?? .nan
        return
            "\(Digits.text(needed / Double(early), significant: 2)) times the steps to where full training is after \(early)"
    }
}
