import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// How far gradient descent lets the imbalance of adjacent layers drift, which gradient flow conserves: to first order in the
/// step size at equal time.
enum BalancedDrift: PaperFigure {
    static let id = "balanced-drift"
    static let title = "The drift of balancedness under gradient descent"
    static let claims = ["balanced-invariant"]

    private static let depth = 3
    private static let spectrum: Vector = [2, 1, -0.5]
    private static let stepSizes: Vector = [0.08, 0.02, 0.005]
    private static let end = 2.0

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("balanced-invariant")
        let basis = Matrix.cosineBasis(spectrum.count)
        // Not symmetric: the singular bases differ by a reversal of the rows.
        let target = basis * .diagonal(spectrum) * basis.transposed
        let turned = Matrix(rows: spectrum.count, columns: spectrum.count) { target[spectrum.count - 1 - $0, $1] }
        let model = try DeepLinear(depth: depth, target: turned)
        var blocks: [DataFile.Block] = []
        var last: [(drift: Double, bound: Double, loose: Double)] = []
        for stepSize in stepSizes {
            let judged = try claim.result(
                "descent",
                try Balancedness.evidence(
                    target: turned, start: model.zeroAsymmetricStart, stepSize: stepSize,
                    steps: Int((end / stepSize).rounded()), end: end))
            _ = try judged.comparison("flow").holding()
            _ = try judged.comparison("descent").holding()
            let drift = try judged.comparison("drift").standing().rows
            let loose = try judged.comparison("drift-loss").standing().rows
            blocks.append(
                DataFile.Block(
                    name: Digits.text(stepSize, significant: 3), columns: ["time", "drift", "bound", "loss-bound"],
                    rows: zip(drift, loose).filter { $0.0.time > 0 }
                        .map { [stepSize * $0.time, $0.observed, $0.bound, $1.bound] }))
            if let a = drift.last, let b = loose.last { last.append((a.observed, a.bound, b.bound)) }
        }
        let digits = { (x: Double) in Digits.text(x, significant: 2) }
        let ratios = zip(last, last.dropFirst()).map { digits($0.drift / $1.drift) }
        return FigureContent(
            blocks: blocks,
            caption: """
                How far the imbalances $C_l = W_{l+1}^\\top W_{l+1} - W_l W_l^\\top$ of \(depth) layers have drifted, \
                $\\sum_l \\|C_l(t) - C_l(0)\\|_F$, against the time $\\eta t$ of gradient descent from the zero-asymmetric start, \
                target with singular values \(spectrum.map { digits(abs($0)) }.joined(separator: ", ")), for the step sizes \
                \(stepSizes.map(digits).joined(separator: ", ")). Gradient flow conserves them; descent changes them by \
                $\\eta^2$ times squares of gradients a step, so that the drift at equal time is proportional to the step: it falls by \
                the factors \(ratios.joined(separator: ", ")) from step to step. The bound from the sum of squared gradients (dashed) is \
                \(digits(last[0].bound / last[0].drift)) to \(digits(last[last.count - 1].bound / last[last.count - 1].drift)) times \
                the drift at the end, that from the loss alone (dotted) \(digits(last[0].loose / last[0].drift)) to \
                \(digits(last[last.count - 1].loose / last[last.count - 1].drift)) times.
                """)
    }
}
