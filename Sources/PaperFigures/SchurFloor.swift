import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Freezing coordinates of a quadratic: the loss falls as `freeze-schur` says, to the Schur complement's floor.
enum SchurFloor: PaperFigure {
    static let id = "freeze-schur"
    static let title = "Freezing and its Schur floor"
    static let claims = ["freeze-schur"]

    private static let dimension = 12
    private static let steps = 60
    private static let frozenCounts = [9, 6, 3]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("freeze-schur")
        let model = try Quadratic.coupled(dimension, least: 0.1, greatest: 4)
        var blocks: [DataFile.Block] = []
        var floors: [Double] = []
        for count in frozenCounts {
            let evidence = try FreezeSchur.evidence(
                model, frozen: Array((dimension - count + 1)...dimension),
                start: Vector(repeating: 0, count: dimension), stepSize: 1 / (model.constants.smoothness ?? 1),
                steps: steps)
            let judged = try claim.result("\(count) frozen", evidence)
            let rate = try judged.comparison("rate").holding()
            let loss = try judged.comparison("identity").holding()
            let floor = evidence.quantities["limit"]?.value ?? .nan
            floors.append(floor)
            blocks.append(
                DataFile.Block(
                    name: "\(count) frozen", columns: ["step", "loss", "bound", "floor"],
                    rows: zip(loss.rows, rate.rows).map { [$0.time, $0.observed, floor + $1.bound, floor] }))
        }
        let start = blocks[0].rows[0][1] ?? .nan
        return FigureContent(
            blocks: blocks,
            caption: """
                Gradient descent on a quadratic with \(dimension) coordinates, of which the last \
                \(frozenCounts.map(String.init).joined(separator: ", ")) are frozen. The \
                loss (points) stays below the bound of the trained block's condition (dashed) and falls to the floor \
                $\\frac12 d_F^\\top S d_F$ of the Schur complement (dotted): \
                \(floors.map { Digits.text($0, significant: 3) }.joined(separator: ", ")), \
                from \(Digits.text(start, significant: 3)) at the start.
                """)
    }
}
