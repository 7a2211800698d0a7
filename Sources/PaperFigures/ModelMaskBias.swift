import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Training a masked linear regression: where the mean settles, by keep probability, and what the loss is there, by
/// `quad-modelmask-moments`; sampled runs beside it.
enum ModelMaskBias: PaperFigure {
    static let id = "model-mask-bias"
    static let title = "Masking the model: a bias that neither small steps nor rescaling removes"
    static let claims = ["quad-modelmask-moments", "dropout-ridge", "refuted-rescaling-removes-bias"]

    /// Steps, as multiples of 1/L.
    private static let steps = [1.0, 0.25]
    private static let replicas = 400
    private static let probabilities = (1...19).map { Double($0) / 20 } + [0.975, 0.99, 1]
    private static let sampled = [0.2, 0.4, 0.6, 0.8]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let model = try regression(law: .bernoulli(0.5)).model
        let smoothness = model.constants.smoothness ?? .nan
        var bias = DataFile.Block(name: "bias", columns: ["p", "plain", "rescaled"])
        var curves = steps.map { DataFile.Block(name: "step \($0)", columns: ["p", "excess", "bias"]) }
        for p in probabilities {
            let cases = try steps.map { try settled(model, p, rescale: false, stepSize: $0 / smoothness) }
            let rescaled = try settled(model, p, rescale: true, stepSize: p * p / smoothness)
            try agrees(rescaled.point, p)
            bias.rows.append([p, distance(cases[0].point, model), distance(rescaled.point, model)])
            for k in steps.indices { curves[k].rows.append([p, cases[k].excess, cases[k].bias]) }
        }
        let points = try steps.map { step in
            DataFile.Block(
                name: "sampled \(step)", columns: ["p", "excess", "low", "high"],
                rows: try sampled.map { try sample(model, $0, stepSize: step / smoothness, setting) })
        }
        let half = try settled(model, 0.5, rescale: true, stepSize: 0.25 / smoothness)
        return FigureContent(
            blocks: [bias] + curves + points,
            caption: """
                A linear regression with \(model.dimension) weights trained by $x - \\eta S\\nabla f(Sx)$ with masks $S$ that \
                keep each weight with probability $p$. Above: how far the limit of $\\operatorname{E}x_t$ is from the optimum, \
                relative to it, with masks as they are and rescaled by $1/p$ (then the limit is the ridge solution of \
                dropout; at $p = 0.5$ it is off by \(Digits.text(100 * distance(half.point, model), significant: 2)) \
                per cent). It does not depend on the step size. Below: the excess loss of the full model in the \
                long run, without rescaling, for two step sizes; the dotted line is the part of the bias alone, which is \
                left as $\\eta \\to 0$. Curves are exact; points are means of \(replicas) sampled runs each, with \
                \(Digits.text(100 * Confidence.level, significant: 3)) per cent intervals.
                """)
    }

    /// Six samples of four correlated features.
    static func regression(law: Mask.Law) throws -> DropoutRidge.Case {
        try DropoutRidge.Case(
            design: Matrix(rows: [
                [2, 1, 0, 1], [1, 2, 1, 0], [0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 1, 1], [1, 1, -1, 0],
            ]), target: [1, 3, 0, -1, 2, 2], law: law)
    }

    private static func distance(_ x: Vector, _ model: Quadratic) -> Double {
        norm(subtract(x, model.optimum)) / norm(model.optimum)
    }

    /// The limit of the mean, the limit of the excess loss, and the excess loss at the limit of the mean.
    private static func settled(
        _ model: Quadratic, _ p: Double, rescale: Bool, stepSize: Double
    ) throws -> (point: Vector, excess: Double, bias: Double) {
        let one = ModelMaskMoments.Setting(
            model: model, start: Vector(repeating: 0, count: model.dimension), mask: .bernoulli(p), rescale: rescale,
            stepSize: stepSize)
        let judged = try Library.claim(claims[0]).result("p=\(p)", one.evidence())
        let excess = try judged.comparison("limit-loss").holding()
        return (
            try judged.comparison("fixed-point").holding().rows.map(\.bound), excess.rows[0].bound,
            judged.evidence.quantities["biasloss"]?.value ?? .nan
        )
    }

    /// Of rescaled masks the limit is the minimiser of the mean dropout loss. Errors: `FigureError.notHolding` if not.
    private static func agrees(_ point: Vector, _ p: Double) throws {
        let judged = try Library.claim(claims[1]).result("p=\(p)", regression(law: .bernoulli(p)).evidence())
        let ridge = try judged.comparison("minimiser").holding().rows
        for (row, x) in zip(ridge, point) where abs(row.bound - x) > 1e-8 * norm(point) {
            throw FigureError.notHolding(part: "minimiser", verdict: "\(row.bound) and \(x)")
        }
    }

    /// The end of sampled runs that have come within a thousandth of what is left of the start.
    private static func sample(
        _ model: Quadratic, _ p: Double, stepSize: Double, _ setting: FigureSetting
    ) throws -> [Double?] {
        let least = (model.constants.lowest ?? .nan)
        let steps = Int((7 / (stepSize * p * least)).rounded(.up))
        var run = Run(
            model: model, start: Parameters(model.optimum),
            schedule: Schedule(Mask(.bernoulli(p), forward: true), stepSize: stepSize, steps: steps),
            observables: [.excess], engine: .ensemble, replicas: replicas, seed: setting.seed,
            stream: [id, "\(p)", "\(stepSize)"])
        run.every = steps
        let series = try run.trajectory(jobs: setting.jobs).series[.excess]
        return [p, series?.values.last, series?.low?.last, series?.high?.last]
    }
}
