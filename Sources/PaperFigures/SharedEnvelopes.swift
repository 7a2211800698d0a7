import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Shared gradient flow from the identity: the loss runs between the two envelopes of `swe-shared-flow`, and in the end
/// parallel to the upper one.
enum SharedEnvelopes: PaperFigure {
    static let id = "shared-flow-envelopes"
    static let title = "Shared gradient flow between its two sharp envelopes"
    static let claims = ["swe-shared-flow"]

    private static let depth = 4
    private static let points = 90
    /// Eigenvalues of the two targets, and how long each is trained.
    private static let cases: [(name: String, spectrum: Vector, end: Double)] = [
        ("wide", [0.25, 0.6, 1.5, 2], 6), ("narrow", [0.8, 0.95, 1.1, 1.25], 1.5),
    ]

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("swe-shared-flow")
        var blocks: [DataFile.Block] = []
        var slopes: [(loss: Double, upper: Double)] = []
        for (name, spectrum, end) in cases {
            let judged = try claim.result(
                name, try SharedFlow.evidence(target: .diagonal(spectrum), depth: depth, end: end, points: points))
            let upper = try judged.comparison("definite").holding().rows
            let lower = try judged.comparison("lower").holding().rows
            let published = try judged.comparison("published").holding().rows
            let start = upper[0].observed
            blocks.append(
                DataFile.Block(
                    name: name, columns: ["time", "loss", "upper", "lower", "published"],
                    rows: upper.indices.map { t in
                        [upper[t].time, upper[t].observed, upper[t].bound, lower[t].bound, published[t].bound]
                            .enumerated().map { $0.offset == 0 ? $0.element : $0.element / start }
                    }))
            // Over the last fifth of the time.
            let (a, b) = (upper[points * 4 / 5], upper[points])
            slopes.append(
                (
                    Double.ln(a.observed / b.observed) / (b.time - a.time),
                    Double.ln(a.bound / b.bound) / (b.time - a.time)
                ))
        }
        let digits = { (x: Double) in Digits.text(x, significant: 3) }
        let range = { (spectrum: Vector) in "\(digits(spectrum.min() ?? 0)) to \(digits(spectrum.max() ?? 0))" }
        return FigureContent(
            blocks: blocks,
            caption: """
                Gradient flow of \(depth) shared layers from the identity towards positive definite targets with eigenvalues \
                from \(range(cases[0].spectrum)) (a) and from \(range(cases[1].spectrum)) (b). The loss relative to its start \
                (solid) stays in the band between the sharp envelopes $e^{-2L\\max(1, \\lambda_{\\max}^\\beta)t}$ and \
                $e^{-2L\\min(1, \\lambda_{\\min}^\\beta)t}$, $\\beta = 2 - 2/L$. At the end it falls at the rate \
                \(digits(slopes[0].loss)) in (a), that of the upper envelope being \(digits(slopes[0].upper)): the exponent cannot \
                be raised. The published bound (dotted) has the exponent $2L\\min(1, \\lambda_{\\min}^2)$. The narrower the \
                spectrum is about 1, the closer are the envelopes.
                """)
    }
}
