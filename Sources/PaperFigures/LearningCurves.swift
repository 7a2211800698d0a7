import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Two linear layers learn the modes of a target one after the other: the flow beside its closed form, from a small balanced
/// start and from the zero-asymmetric one.
enum LearningCurves: PaperFigure {
    static let id = "two-layer-modes"
    static let title = "Two linear layers learn the modes of a target in closed form"
    static let claims = ["saxe-two-layer"]

    private static let strengths: Vector = [3, 1.5, 0.75]
    /// The start of both layers, balanced; and of the first layer where the second is zero.
    private static let small = 0.03
    private static let end = 6.0
    private static let points = 60

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("saxe-two-layer")
        var blocks: [DataFile.Block] = []
        var halves: Vector = []
        for strength in strengths {
            let cases = try [("balanced", small, small), ("asymmetric", 1.0, 0.0)].map { name, a, b in
                try claim.result(
                    name, try TwoLayerModes.scalar(s: strength, a: a, b: b, end: end, points: points)
                ).comparison("mode").holding().rows
            }
            halves.append(cases[0].first { $0.observed >= strength / 2 }?.time ?? .nan)
            blocks.append(
                DataFile.Block(
                    name: Digits.text(strength, significant: 3),
                    columns: ["time", "balanced", "balanced-form", "asymmetric", "asymmetric-form"],
                    rows: zip(cases[0], cases[1]).map { [$0.time, $0.observed, $0.bound, $1.observed, $1.bound] }))
        }
        let digits = { (x: Double) in Digits.text(x, significant: 3) }
        return FigureContent(
            blocks: blocks,
            caption: """
                The strengths $u = ab$ of modes of the product of two linear layers under gradient flow, for target strengths \
                \(strengths.map(digits).joined(separator: ", ")): integrated (points) and in closed form (lines). From the \
                balanced start $a = b = \(digits(small))$ (solid) the modes wait near zero and are half learnt at the times \
                \(halves.map(digits).joined(separator: ", ")), the strongest first; from the zero-asymmetric start $a = 1$, $b = 0$ \
                (dashed) all of them move at once, and the rate at the end is $\\sqrt{1 + 4s^2}$ in place of $2s$.
                """)
    }
}
