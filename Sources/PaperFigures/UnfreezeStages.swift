import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Freezing first and unfreezing later: the losses and the bounds of `unfreeze-schedule`; and two parameters with which a run
/// that freezes one is ahead for a while.
enum UnfreezeStages: PaperFigure {
    static let id = "unfreeze-schedule"
    static let title = "Freeze first, unfreeze later"
    static let claims = ["unfreeze-schedule", "refuted-freezing-never-helps"]

    private static let dimension = 12
    /// How many coordinates the stages train, the last ones being frozen, and for how many steps.
    private static let schedules: [(name: String, stages: [(trained: Int, steps: Int)])] = [
        ("all", [(12, 40)]), ("two stages", [(6, 10), (12, 30)]), ("four stages", [(3, 5), (6, 5), (9, 5), (12, 25)]),
    ]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        let model = try Quadratic.coupled(dimension, least: 0.4, greatest: 4, inAllModes: true)
        var blocks: [DataFile.Block] = []
        for (name, stages) in schedules {
            let phases = try stages.map { trained, steps in
                let block = model.hessian.submatrix(rows: Array(0..<trained), columns: Array(0..<trained))
                let largest = try block.symmetricEigenvalues().last ?? .nan
                return UnfreezeSchedule.Phase(Array(1...trained), 1 / largest, steps)
            }
            let evidence = try UnfreezeSchedule.evidence(
                model, start: Vector(repeating: 0, count: dimension), phases)
            let rows = try claim.result(name, evidence).comparison("a-priori").holding().rows
            blocks.append(
                DataFile.Block(
                    name: name, columns: ["step", "loss", "bound"],
                    rows: rows.map { [$0.time, $0.observed, $0.bound] }))
        }
        let ahead = try Library.claim(claims[1]).result(of: "two-correlated-parameters").comparison("never-ahead").rows
        blocks.append(
            DataFile.Block(
                name: "pair", columns: ["step", "frozen", "full"],
                rows: ahead.map { [$0.time, $0.observed, $0.bound] }))
        let ends = blocks.prefix(schedules.count).map { ($0.rows.last ?? [])[1] ?? .nan }
        func ratio(_ k: Int) -> String { Digits.text(ends[k] / ends[0], significant: 2) }
        let lead = ahead.map { $0.bound / $0.observed }.max() ?? .nan
        return FigureContent(
            blocks: blocks,
            caption: """
                Left: gradient descent on a quadratic with \(dimension) coordinates, each stage with the step $1/L$ of what \
                it trains: all from the start; \(text(schedules[1].stages)); and \(text(schedules[2].stages)). Losses \
                (points) stay below the bound that is known before training (dashed), which passes from stage to stage. After all steps \
                two stages are at \(ratio(1)) and four at \(ratio(2)) times the loss of training all. \
                Right: linear regression with two correlated parameters. With the second one frozen the loss is for a while \
                lower than with both trained, by a factor of up to \(Digits.text(lead, significant: 2)), \
                and ends higher.
                """)
    }

    /// The stages in words.
    private static func text(_ stages: [(trained: Int, steps: Int)]) -> String {
        stages.map { "\($0.trained) for \($0.steps) steps" }.joined(separator: ", then ")
    }
}
