import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// A core and the full model trained together: what the weight of one costs the other, by `joint-core-full`, and where
/// training them in turn settles.
enum CoreTradeOff: PaperFigure {
    static let id = "core-full-tradeoff"
    static let title = "A core and the full model: the trade-off"
    static let claims = ["joint-core-full", "alt-core-full", "refuted-joint-improves-core"]

    private static let dimension = 6
    private static let core = [1, 2, 3]
    /// Full steps and core steps of a period.
    private static let periods = [(1, 8), (1, 4), (1, 2), (1, 1), (2, 1), (4, 1), (8, 1)]
    private static let steps = [1.0, 0.25]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        let model = try Quadratic.coupled(dimension, least: 0.5, greatest: 4)
        let largest = model.constants.smoothness ?? .nan
        var curve = DataFile.Block(name: "joint", columns: ["weight", "full", "core"])
        var caps: (full: Double, core: Double) = (.nan, .nan)
        for weight in Double.spaced(0.01, 0.99, count: 50) {
            let joint = try JointCore(model, core: core, weight: weight)
            let judged = try claim.result(
                "a=\(weight)", JointCoreFull.evidence(joint, stepSize: 1 / largest, periods: 0))
            for part in ["compromise", "full-cap", "core-cap"] { _ = try judged.comparison(part).holding() }
            caps.full = try judged.comparison("full-cap").rows[0].bound
            caps.core = try judged.comparison("core-cap").rows[0].bound
            curve.rows.append([
                weight, try judged.comparison("full-excess").holding().rows[0].bound,
                try judged.comparison("core-excess").holding().rows[0].bound,
            ])
        }
        let own = try alone(model)
        let turns = try steps.map { step in
            DataFile.Block(
                name: "turns \(step)", columns: ["full", "core", "fullSteps", "coreSteps"],
                rows: try periods.map { try settled(model, $0, stepSize: step / largest, own: own) })
        }
        let ends = DataFile.Block(
            name: "ends", columns: ["full", "core"], rows: [[0, caps.core], [caps.full, 0]])
        let ratios = periods.map { "\($0):\($1)" }.joined(separator: ", ")
        return FigureContent(
            blocks: [curve] + turns + [ends],
            caption: """
                A quadratic with \(dimension) coordinates, of which \(core.count) are the core. Excess loss of the full model \
                over its least value against that of the core over its own, at the minimiser of $a f(Px) + (1-a) f(x)$ for \
                $a$ from 0 to 1 (line), between the ends $C = \(Digits.text(caps.core, significant: 3))$ and \
                $F = \(Digits.text(caps.full, significant: 3))$. Points: where full steps and core steps in turn settle, at \
                the end of the core steps, in ratios from the left of \(ratios), with steps $1/L$ and $1/(4L)$; as the step \
                becomes small they come to lie on the line. The core's excess is never negative: training along \
                with the full model does not make it better than training it alone.
                """)
    }

    /// The least loss of the core, by training it alone.
    private static func alone(_ model: Quadratic) throws -> Double {
        let run = Run(
            model: model, start: Parameters(.vector(dimension)),
            schedule: Schedule(
                Mask(.coordinates(core), forward: true), stepSize: 1 / (model.constants.smoothness ?? .nan), steps: 400),
            observables: [.loss], engine: .direct)
        return try run.trajectory().values(.loss).last ?? .nan
    }

    /// The excesses of full model and core at the end of many periods.
    private static func settled(
        _ model: Quadratic, _ period: (full: Int, core: Int), stepSize: Double, own: Double
    ) throws -> [Double?] {
        let parts =
            Array(repeating: Full() as any PartialOperator, count: period.full)
            + Array(repeating: Mask(.coordinates(core), forward: true) as any PartialOperator, count: period.core)
        let run = Run(
            model: model, start: Parameters(.vector(dimension)),
            schedule: Schedule(Cycle(parts), stepSize: stepSize, steps: 200 * parts.count), observables: [.loss],
            engine: .direct)
        let end = try run.trajectory().final?.values ?? []
        let masked = end.indices.map { core.contains($0 + 1) ? end[$0] : 0 }
        return [
            model.excess(at: end), model.excess(at: masked) + model.minimum - own, Double(period.full),
            Double(period.core),
        ]
    }
}
