import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// The number of steps to a small loss against depth, from both starts: observed, by the sharp bounds, and by the published
/// ones, which are many orders of magnitude above. And what is left of the factor of the depth between the starts.
enum StepsAgainstDepth: PaperFigure {
    static let id = "steps-against-depth"
    static let title = "Steps to a small loss against depth, and their published bounds"
    static let claims = [
        "swe-shared-gd", "zas-gd", "swe-exact-modes", "zas-exact-modes", "refuted-steps-depth-cubed",
        "refuted-zas-factor-depth",
    ]

    private static let depths = [2, 4, 8, 16, 32, 64, 128]
    private static let spectrum: Vector = [0.5, 1.3, 2]
    private static let accuracy = 1e-8
    /// The multiple of the identity that the flows of the second panel are for.
    private static let alpha = 1.5

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let rows = try Parallel.map(depths.count, jobs: setting.jobs) { try counts(depth: depths[$0]) }
        let times = try Parallel.map(depths.count, jobs: setting.jobs) { try ratio(depth: depths[$0]) }
        let last = rows[rows.count - 1]
        let whole = { (x: Double) in "\(Int(x))" }
        let power = { (x: Double) in Digits.tex(x, significant: 1) }
        return FigureContent(
            blocks: [
                DataFile.Block(
                    name: "steps",
                    columns: [
                        "depth", "shared", "shared-sharp", "shared-published", "zas", "zas-sharp", "zas-published",
                    ],
                    rows: zip(depths, rows).map { [Double($0)] + $1 }),
                DataFile.Block(
                    name: "flow", columns: ["depth", "ratio"], rows: zip(depths, times).map { [Double($0), $1] }),
            ],
            caption: """
                (a) Steps until the loss is $\(power(accuracy))$ \
                of its start against depth, for a target with eigenvalues \
                \(spectrum.map { Digits.text($0, significant: 3) }.joined(separator: ", ")) at the largest steps without \
                overshoot: shared from the identity (circles, \(whole(rows[0][0])) to \(whole(last[0]))) and unshared from the \
                zero-asymmetric start (squares, \(whole(rows[0][3])) to \(whole(last[3]))), each with its sharp bound (open, dashed). \
                The published step sizes and rates predict up to $\(power(last[2]))$ and $\(power(last[5]))$ steps (dotted); their \
                powers of the depth are those of the step sizes in the proofs. (b) Under flow towards $\(Digits.text(alpha, significant: 3))\\,I$ the \
                zero-asymmetric start takes \(Digits.text(times[0], significant: 3)) to \
                \(Digits.text(times[times.count - 1], significant: 3)) times as long as sharing from the identity to \
                $\(power(RefutedZeroAsymmetricFactor.accuracy))$ of the loss, not $L$ times as long (dotted).
                """)
    }

    /// Observed, sharp and published numbers of steps: shared from the identity, then from the zero-asymmetric start.
    static func counts(depth: Int) throws -> [Double] {
        let target = Matrix.diagonal(spectrum)
        let (shared, asymmetric) = (try Library.claim("swe-shared-gd"), try Library.claim("zas-gd"))
        let most = 400
        let sharp = try shared.result(
            "sharp",
            try SharedGradientDescent.evidence(
                target: target, depth: depth,
                stepSize: SharedGradientDescent.largestStep(target, depth: depth), steps: most, accuracy: accuracy))
        let published = try shared.result(
            "published",
            try SharedGradientDescent.evidence(
                target: target, depth: depth,
                stepSize: SharedGradientDescent.publishedStep(target, depth: depth), steps: 100))
        let other = try asymmetric.result(
            "sharp",
            try ZeroAsymmetricDescent.losses(
                target: target, depth: depth, stepSize: 1 / ZeroAsymmetricRate(target, depth: depth).largest.value,
                steps: most, accuracy: accuracy))
        let otherPublished = try asymmetric.result(
            "published",
            try ZeroAsymmetricDescent.losses(
                target: target, depth: depth, stepSize: ZeroAsymmetricRate.publishedStep(target, depth: depth),
                steps: 100))
        return try [(sharp, published), (other, otherPublished)].flatMap { sharp, published in
            let steps = try sharp.comparison("steps").holding().rows[0]
            return [steps.observed, steps.bound, predicted(try published.comparison("published").holding())]
        }
    }

    /// The steps after which a geometric bound is at the accuracy.
    private static func predicted(_ bound: Comparison) -> Double {
        guard let first = bound.rows.first, let last = bound.rows.last else { return .nan }
        return last.time * Double.ln(accuracy) / Double.ln(last.bound / first.bound)
    }

    /// The time under flow from the zero-asymmetric start over that with sharing from the identity.
    private static func ratio(depth: Int) throws -> Double {
        let row = try Library.claim("refuted-zas-factor-depth")
            .result("flow", try RefutedZeroAsymmetricFactor.evidence(depth: depth, alpha: alpha)).comparison("time")
            .rows[0]
        // The bound is the depth times the shared time.
        return row.observed / (row.bound / Double(depth))
    }
}
