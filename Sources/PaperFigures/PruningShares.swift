import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Iterative magnitude pruning of random quadratics: how often the largest coordinates survive, by how far they stand out,
/// against the threshold of `imp-topk`.
enum PruningShares: PaperFigure {
    static let id = "pruning-top-k"
    static let title = "When magnitude pruning keeps the largest coordinates"
    static let claims = ["imp-topk"]

    private static let dimension = 8
    private static let kept = 3
    private static let draws = 100
    /// Coupling of the coordinates, `nu`.
    private static let couplings = [0.25, 0.5]
    private static let ratios = Double.spaced(1.02, 2.22, count: 13)

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        var blocks: [DataFile.Block] = []
        var least: [Double] = []
        for coupling in couplings {
            let threshold = 1 + 2 * coupling
            // Each ratio has draws of its own, so that points are independent.
            let rows = try Parallel.map(ratios.count, jobs: setting.jobs) { index in
                var generator = Generator(seed: setting.seed, path: [id, "\(coupling)", "\(ratios[index])"])
                let survived = try (0..<draws).count { _ in
                    try survives(random(coupling, ratio: ratios[index], &generator), kept, above: threshold)
                }
                return [ratios[index]] + interval(survived)
            }
            let hard = try ratios.map { ratio in
                [ratio, try survives(adverse(coupling, ratio: ratio), 1, above: threshold) ? 1 : 0] as [Double?]
            }
            least.append(rows.compactMap { $0[1] }.min() ?? .nan)
            blocks.append(
                DataFile.Block(name: "random \(coupling)", columns: ["ratio", "share", "low", "high"], rows: rows))
            blocks.append(DataFile.Block(name: "adverse \(coupling)", columns: ["ratio", "survives"], rows: hard))
        }
        blocks.append(
            DataFile.Block(name: "thresholds", columns: ["ratio"], rows: couplings.map { [1 + 2 * $0] }))
        return FigureContent(
            blocks: blocks,
            caption: """
                Random quadratics with \(dimension) coordinates whose off-diagonal rows sum to \
                $\\nu = \(couplings.map { "\($0)" }.joined(separator: "$ or $"))$ times the diagonal, pruned by magnitude, one \
                coordinate a round, down to \(kept). Share of \(draws) draws in which the \(kept) largest entries of the \
                optimum survive, against the ratio $a/b$ of the least of them to the largest of the others, with \
                \(Digits.text(100 * Confidence.level, significant: 3)) per cent intervals as bands. From the threshold \
                $1 + 2\\nu$ of the claim on (vertical lines) all survive; random draws are kinder, and the share is never \
                below \(least.map { Digits.text($0, significant: 2) }.joined(separator: " and ")). Points at zero: ratios at \
                which an adverse quadratic for each $\\nu$ fails, which is right up to the threshold.
                """)
    }

    /// Whether the `k` largest coordinates of the optimum survive one pruning a round. Errors: `FigureError.notHolding` where
    /// they do not though their ratio is above the threshold.
    private static func survives(_ model: Quadratic, _ k: Int, above threshold: Double) throws -> Bool {
        let counts = [Int](repeating: 1, count: model.dimension - k)
        let evidence = try PruningTopK.evidence(model, k: k, counts: counts, ["support"])
        let support = try Library.claim(claims[0]).result("pruned", evidence).comparison("support")
        if support.verdict == .violated { _ = try support.holding() }
        return support.rows.last?.observed == Double(k)
    }

    /// Gaussian couplings with random signs, the diagonal such that every row is coupled by `coupling`; an optimum whose `kept`
    /// largest entries are from `ratio` on and whose others are up to 1.
    private static func random(
        _ coupling: Double, ratio: Double, _ generator: inout Generator
    ) throws -> Quadratic {
        var h = generator.gaussianMatrix(rows: dimension, columns: dimension).symmetrized
        for i in 0..<dimension {
            h[i, i] = (0..<dimension).reduce(0) { $1 == i ? $0 : $0 + abs(h[i, $1]) } / coupling
        }
        let optimum = (0..<dimension).map { i in
            let size =
                switch i {
                case 0: ratio
                case 1..<kept: ratio * generator.uniform(1, 1.2)
                case kept: 1.0
                default: generator.uniform(0.8, 1)
                }
            return generator.below(2) == 0 ? size : -size
        }
        return try Quadratic(hessian: h, optimum: optimum)
    }

    /// Two coordinates of the same size but for a millionth, the first to go pulls the others apart by `coupling` each.
    private static func adverse(_ nu: Double, ratio: Double) throws -> Quadratic {
        try Quadratic(
            hessian: Matrix(rows: [[1, 0, -nu], [0, 1, nu], [-nu, nu, 2]]), optimum: [ratio, 1, 1 - 1e-6])
    }

    /// A share with Wilson's interval.
    private static func interval(_ count: Int) -> [Double?] {
        let (n, z) = (Double(draws), Confidence.quantile(samples: draws))
        let share = Double(count) / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return [share, centre - half, centre + half]
    }
}
