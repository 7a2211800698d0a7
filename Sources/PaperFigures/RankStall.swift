import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Truncated gradient descent on a target with four singular values: from zero it reaches the best rank, and from a selection of
/// singular triples it stays where it is, unless the step is long enough.
enum RankStall: PaperFigure {
    static let id = "rank-projection-stall"
    static let title = "Descent on matrices of rank two: stalls by step size"
    static let claims = ["pgd-rank", "refuted-projected-reaches-best-rank"]

    private static let singularValues: Vector = [4, 3, 2, 1]
    private static let rank = 2
    /// The selections that runs start from, by the places of their singular values.
    private static let selections = [[0, 2], [1, 2], [0, 3]]
    private static let shortStep = 0.3
    private static let steps = 12

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        let order = singularValues.count
        let target = Matrix.diagonal(singularValues)
        let least = singularValues.dropFirst(rank).reduce(0) { $0 + $1 * $1 } / 2
        var free = try ProjectedDescent.isotropic(target, rank: rank, stepSize: shortStep, ["trajectory"])
        free.steps = steps
        let rise = try claim.result("from zero", free.evidence()).comparison("trajectory").holding().rows
        var blocks = [
            DataFile.Block(
                name: "from zero", columns: ["step", "loss", "formula", "best"],
                rows: rise.map { [$0.time, $0.observed, $0.bound, least] })
        ]
        var edges: [Double] = []
        for selection in selections {
            let inside = selection.map { singularValues[$0] }.min() ?? .nan
            let outside = (0..<order).filter { !selection.contains($0) }.map { singularValues[$0] }.max() ?? .nan
            edges.append(inside / outside)
            let start = Matrix.diagonal((0..<order).map { selection.contains($0) ? singularValues[$0] : 0 })
            func stalled(_ eta: Double, _ part: String) throws -> ProjectedDescent.Setting {
                var one = try ProjectedDescent.isotropic(target, start: start, rank: rank, stepSize: eta, [part])
                (one.inside, one.outside) = (inside, outside)
                one.steps = steps
                return one
            }
            let name = selection.map { Digits.text(singularValues[$0], significant: 2) }.joined(separator: ",")
            let stay = try claim.result(name, stalled(shortStep, "fixed").evidence()).comparison("fixed").holding()
            blocks.append(
                DataFile.Block(
                    name: "stall \(name)", columns: ["step", "loss"], rows: stay.rows.map { [$0.time, $0.observed] }))
            // Off the edge itself, where a tie is decided by rounding.
            let rows = try Double.spaced(0.0125, 0.9875, count: 40).map { eta in
                let end = try Library.claim(claims[1]).result(
                    name, ProjectedReachesBest.evidence(stalled(eta, ""), best: least))
                return [eta, try end.comparison("reached").rows[0].observed] as [Double?]
            }
            blocks.append(DataFile.Block(name: "end \(name)", columns: ["step", "loss"], rows: rows))
        }
        blocks.append(DataFile.Block(name: "edges", columns: ["edge"], rows: edges.map { [$0] }))
        let values = singularValues.map { Digits.text($0, significant: 2) }.joined(separator: ", ")
        return FigureContent(
            blocks: blocks,
            caption: """
                $W^+ = T_r(W - \\eta\\nabla f(W))$ for $f = \\frac12|W - \\Phi|^2$, $r = \(rank)$, where $\\Phi$ has the singular \
                values \(values). Left: with $\\eta = \(shortStep)$ the loss falls from zero along the formula (dashed) to the \
                least loss of rank \(rank), \(Digits.text(least, significant: 3)) (dotted); runs from two singular triples \
                other than the largest stay where they are. Right: the loss after many steps against the step size, from the \
                same starts. A run stays while $\\eta$ times the largest singular value left out is below the least one \
                selected, that is up to $\\eta = \
                \(edges.map { Digits.text($0, significant: 2) }.joined(separator: "$, $"))$ (vertical lines), and with longer \
                steps it reaches the least loss.
                """)
    }
}
