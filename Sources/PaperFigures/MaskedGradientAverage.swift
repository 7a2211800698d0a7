import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Masked gradient steps on a robust regression: the mean square of the kept gradient against `partial-sgd-nonconvex`, with
/// gradients at the iterate and at a displaced point.
enum MaskedGradientAverage: PaperFigure {
    static let id = "masked-gradient-average"
    static let title = "The kept gradient becomes small, down to the floor of the displacement"
    static let claims = ["partial-sgd-nonconvex"]

    private static let dimension = 10
    private static let samples = 16
    private static let steps = 32
    private static let kept = [10, 5, 2]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        var generator = Generator(seed: setting.seed, path: [id])
        let design = haarFrame(samples, dimension, using: &generator)
        let targets = generator.gaussianVector(samples).map { 0.3 * $0 }
        let model = try PartialGradientDescent.robustRegression(design, targets)
        let start = generator.gaussianVector(dimension)
        let smoothness = model.constants.smoothness ?? .nan
        let first = model.value(at: Parameters(start))
        // The floor L^2 |delta|^2 is what 2 L f(x_0)/t is at t = 8.
        let size = (first / (4 * smoothness)).squareRoot()
        let delta = try design.svd().v.column(0).map { size * $0 }
        var blocks: [DataFile.Block] = []
        var worst = 0.0
        for displacement in [nil, delta] {
            for count in kept {
                var masks = generator.stream(count)
                var path = PartialGradientPath(model: model, start: start)
                path.walk(steps) { _, _ in
                    let mask = Mask(.coordinates(Array((1...dimension).shuffled(using: &masks).prefix(count)).sorted()))
                    return .init(mask, delta: displacement, stepSize: 1 / smoothness)
                }
                let judged = try claim.result("\(count) kept", path.evidence(["average", "horizon"]))
                let average = try judged.comparison("average").holding()
                let horizon = try judged.comparison("horizon").holding()
                worst = max(worst, average.maxRatio ?? 0)
                blocks.append(
                    DataFile.Block(
                        name: "p=\(Double(count) / Double(dimension))" + (displacement == nil ? "" : " displaced"),
                        columns: ["step", "mean", "bound", "horizon", "floor"],
                        rows: zip(average.rows, horizon.rows).map {
                            [$0.time, $0.observed, $0.bound, $1.bound, smoothness * smoothness * size * size]
                        }))
            }
        }
        return FigureContent(
            blocks: blocks,
            caption: """
                Gradient descent with step $1/L$ on a robust regression with \(dimension) weights and \(samples) samples, \
                which is not convex. Each step trains a random subset of \
                \(kept.map { "\($0)" }.joined(separator: ", ")) weights, that is, a share of \
                $p = \(kept.map { "\(Double($0) / Double(dimension))" }.joined(separator: "$, $"))$. Points are the mean of \
                $|P_s\\nabla f(x_s + \\delta)|^2$ up to the step at $\\delta = 0$, dashed lines the bound that knows the \
                losses of the run, and the dotted line the one known beforehand, $2Lf(x_0)/t$. Above, gradients are taken \
                at the iterate; below, at a point displaced by a constant $\\delta$, and the dotted bound tends to the floor \
                $L^2|\\delta|^2$. The bounds hold for every mask, and the mean reaches at the most \
                \(Digits.text(worst, significant: 2)) of them. Only the kept part becomes small.
                """)
    }
}
