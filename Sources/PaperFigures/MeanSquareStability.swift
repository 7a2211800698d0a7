import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Rescaled masks on the gradient of a quadratic: steps at which the mean converges and the mean square does not.
enum MeanSquareStability: PaperFigure {
    static let id = "mean-square-stability"
    static let title = "Steps that are stable in the mean and not in mean square"
    static let claims = ["quad-gradmask-moments", "refuted-mean-stability-suffices"]

    private static let keep = 0.5
    private static let count = 40
    /// Steps of the runs that are drawn, as multiples of 1/L.
    static let drawn = [0.8, 1.25, 1.7]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let model = try GradientMaskMoments.oracleModel()
        let smoothness = model.constants.smoothness ?? .nan
        let mask = Mask(.bernoulli(keep), rescale: true)
        func evidence(_ share: Double) throws -> Evidence {
            try GradientMaskMoments.Setting(
                model: model, start: Vector(repeating: 0, count: 3), mask: mask, stepSize: share / smoothness
            ).evidence()
        }
        let claim = try Library.claim(claims[0])
        var radii = DataFile.Block(name: "radii", columns: ["step", "square", "mean"])
        for share in Double.spaced(0.05, 2, count: count) {
            let judged = try claim.result("\(share)", evidence(share))
            let square = try judged.comparison("rate").holding()
            // Of one and the same number the relation is an equality up to rounding.
            let mean = try judged.comparison("mean-rate")
            radii.rows.append([share, square.rows[0].observed, mean.rows[0].bound])
        }
        var runs: [DataFile.Block] = []
        for share in drawn {
            let judged = try claim.result("\(share)", evidence(share))
            let excess = try judged.comparison("contraction")
            let mean = try Run(
                model: model, start: Parameters(.vector(3)),
                schedule: Schedule(stepSize: share / smoothness, steps: excess.rows.count - 1), observables: [.excess],
                engine: .direct
            ).trajectory().values(.excess)
            runs.append(
                DataFile.Block(
                    name: "run \(share)", columns: ["step", "excess", "mean"],
                    rows: zip(excess.rows, mean).map { [$0.time, $0.observed, $1] }))
        }
        let edge = try edge { try evidence($0).quantities["rho"]?.value ?? .nan }
        let limits = DataFile.Block(name: "limits", columns: ["edge", "radius"], rows: [[edge, 0], [edge, 1]])
        let shares = drawn.map { "\($0)" }
        return FigureContent(
            blocks: [radii] + runs + [limits],
            caption: """
                Masks that keep each of \(model.dimension) coordinates with probability \(keep), rescaled by $1/p$, on the \
                gradient of a quadratic. Above: growth per step of the mean square of the error, $\\rho(T)$, and that of the \
                mean, squared, against the step size. The mean is stable up to $\\eta L = 2$, the mean square only up to \
                $\\eta L = \(Digits.text(edge, significant: 3))$ (shaded: one without the other). Below: the expected excess \
                loss (points) at $\\eta L = \(shares[0])$, \(shares[1]) and \(shares[2]), and the loss of the mean iterate \
                (dashed), which is that of gradient descent. At \(shares[2]) the mean converges and the expected loss \
                diverges.
                """)
    }

    /// Where `radius`, below 1 at 0.5 and above it at 2, is 1.
    private static func edge(_ radius: (Double) throws -> Double) rethrows -> Double {
        var (low, high) = (0.5, 2.0)
        while high - low > 1e-4 {
            let middle = (low + high) / 2
            if try radius(middle) < 1 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
