import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Gradient descent on power-law spectra: the loss between the two bounds of `powerlaw-gd`, and the floors of finite models.
enum PowerLawLosses: PaperFigure {
    static let id = "power-law-loss"
    static let title = "Power laws of the loss, between two bounds"
    static let claims = ["powerlaw-gd"]

    private static let exponents = [(a: 1.5, b: 1.0), (a: 2.0, b: 2.0), (a: 2.0, b: 1.0)]
    private static let stepSize = 0.5
    /// From what share of the loss on the lower bound is drawn; earlier it is negative.
    private static let shown = 0.1
    /// Modes of the finite model of each law.
    private static let size = 50

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim(claims[0])
        // Two times an octave, up to 2^13.
        let times = (0...26).map { Int((Spectra.geometric(27, least: 1, greatest: 8192)[$0]).rounded()) }
        let distinct = times.indices.filter { $0 == 0 || times[$0] > times[$0 - 1] }.map { times[$0] }
        var blocks: [DataFile.Block] = []
        var slopes: [String] = []
        for (a, b) in exponents {
            let law = PowerLaw(a: a, b: b, stepSize: stepSize)
            let judged = try claim.result(
                "a=\(a) b=\(b)", PowerLawDescent.evidence(law, times: distinct, modes: 4, masks: 0.5, size: size))
            let upper = try judged.comparison("upper").holding().rows
            let lower = try judged.comparison("lower").holding().rows
            let floor = try judged.comparison("floor-upper").holding().rows[0].observed
            blocks.append(
                DataFile.Block(
                    name: "a=\(a) b=\(b)", columns: ["step", "loss", "upper", "lower", "floor"],
                    rows: zip(upper, lower).map {
                        [$0.time, $0.observed, $0.bound, $1.bound > shown * $0.observed ? $1.bound : nil, floor]
                    }))
            slopes.append(Digits.text((a - 1) / b, significant: 2))
        }
        return FigureContent(
            blocks: blocks,
            caption: """
                Modes $k = 1, 2, \\dots$ with curvature $k^{-b}$ and initial energy $k^{-a}$ under gradient descent of step \
                $\\eta = \(stepSize)$. Losses (points) between their explicit upper and lower bounds (dashed; a lower \
                bound below \(shown) of the loss is not drawn). They fall like $t^{-(a-1)/b}$, here with the exponents \
                \(slopes.joined(separator: ", ")) from above. The dotted lines are the losses that are left where only the \
                first \(size) modes are trained: there the power law of the finite model ends.
                """)
    }
}
