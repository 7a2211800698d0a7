import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// The total cost of reaching a target loss against the number of shared steps before untying.
enum UntyingTime: PaperFigure {
    static let id = "untying-time"
    static let title = "Total cost against the time of untying"
    static let claims = ["quad-switch"]

    private static let curvatures = (1.0, 0.04)
    private static let accuracy = 1e-6
    private static let firstStep = 0.5
    private static let times = 24
    /// Errors of the start along the contrast; the first is larger than the shared error.
    private static let contrasts = [40, 1.5, 0.05]
    private static let along = 30.0

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("quad-switch")
        var blocks: [DataFile.Block] = []
        var found: [(time: Double, cost: Double, alone: Double)] = []
        for contrast in contrasts {
            let name = Digits.text(contrast, significant: 3)
            let judged = try claim.result(
                name,
                try QuadSwitch.Setting(
                    curvatures: curvatures, errors: (along, contrast), firstStep: firstStep, accuracy: accuracy,
                    times: times
                ).evidence())
            let lower = try judged.comparison("cost-lower").holding().rows
            let upper = try judged.comparison("cost-upper").holding().rows
            let optimum = try judged.comparison("optimum").holding().rows
            _ = try judged.comparison("best").holding()
            blocks.append(
                DataFile.Block(
                    name: name, columns: ["steps", "cost", "lower", "upper"],
                    rows: zip(lower, upper).map { [$0.time, $0.observed, $0.bound, $1.bound] }))
            let best = lower.min { $0.observed < $1.observed } ?? lower[0]
            found.append((best.time, best.observed, lower[0].observed))
            blocks.append(
                DataFile.Block(
                    name: "best \(name)", columns: ["steps", "cost", "bound"],
                    rows: [[best.time, best.observed, optimum[0].bound]]))
        }
        let digits = { (x: Double) in Digits.text(x, significant: 3) }
        let list = { (values: [Double]) in values.map(digits).joined(separator: ", ") }
        return FigureContent(
            blocks: blocks,
            caption: """
                Steps to the loss $\(Digits.tex(accuracy, significant: 2))$ on a quadratic with curvature \(digits(curvatures.0)) \
                along the shared direction and \(digits(curvatures.1)) across it, against the number $\\tau$ of shared steps \
                before the two parameters are untied (points), for starts with the error \(digits(along)) along and \
                \(list(contrasts)) across. They lie between $T(\\tau)$ (line) and $T(\\tau) + 1$ (dashed). The best time to untie \
                (large open symbols) is \(list(found.map(\.time))), with \(list(found.map(\.cost))) steps in place of \
                \(list(found.map(\.alone))) without sharing: it is where the shared decrease of the logarithm of the loss per step \
                falls to the unshared one.
                """)
    }
}
