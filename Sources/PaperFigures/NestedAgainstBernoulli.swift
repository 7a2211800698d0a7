import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// What is left of a model when only its first units are used: after training at nested random widths, after dropping units
/// at random, and after training as a whole.
enum NestedAgainstBernoulli: PaperFigure {
    static let id = "nested-width"
    static let title = "Nested against Bernoulli random width"
    static let claims = ["nested-width-pca", "dropout-width-nuclear", "elastic-width-regression"]

    private static let spectrum: Vector = [3, 2.2, 1.6, 1.1, 0.7, 0.4]
    private static let keep = 0.5
    private static let steps = 3000
    private static let stepSize = 0.05
    private static let replicas = 20
    /// The correlation of neighbouring inputs of the regression.
    private static let correlation = 0.7

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let factors = try factorization(setting)
        let regression = try regression()
        let digits = { (x: Double?) in Digits.text(x ?? .nan, significant: 3) }
        let (one, all) = (factors.rows[0], factors.rows[factors.rows.count - 1])
        return FigureContent(
            blocks: [factors, regression],
            caption: """
                The loss of the first $k$ units, for models with \(spectrum.count) units of which a random number is trained. \
                (a) A two-layer linear model for a target with singular values \(spectrum.map { digits($0) }.joined(separator: ", ")). \
                Trained at uniform nested widths (circles, mean of \(replicas) runs of \(steps) steps) every width is as good as the \
                best model of its rank (line). At the optimum of dropping units with probability \(digits(1 - keep)) (squares, \
                units scaled by their number over $k$) all units are equal: one alone leaves \(digits(one[3])), not \
                \(digits(one[1])), and all of them \(digits(all[3])). Trained as a whole (triangles) one leaves \(digits(one[4])). \
                (b) The excess over the best of each width in a regression on inputs of correlation \
                $\(digits(correlation))^{|i-j|}$: at the joint optimum of nested widths (circles) it is below $\\Gamma/\\pi_k$ \
                (dashed); at that of rescaled Bernoulli masks (squares), a ridge estimate, and at the full optimum (triangles) it \
                is larger for most widths, but the full one is exact at $k = \(spectrum.count)$.
                """)
    }

    /// Best of its rank, nested training, Bernoulli optimum and full training, by width.
    static func factorization(_ setting: FigureSetting) throws -> DataFile.Block {
        let d = spectrum.count
        let (left, right) = (Matrix.cosineBasis(d), Matrix.cosineBasis(d).transposed)
        let target = left * .diagonal(spectrum) * right
        let model = try Factorization(rank: d, target: target)
        let shares = spectrum.map { _ in 1 / Double(d) }
        let nested = try NestedFactors(target: target, shares: shares)
        let (b, a) = try nested.optimum(shares.map { _ in 1 })
        _ = try Library.claim("nested-width-pca").result("optimum", try NestedWidthPCA.evidence(nested, b, a))
            .comparison("extraction").holding()
        let equal = try DropoutWidthNuclear.best(target, units: d, keep: keep)
        _ = try Library.claim("dropout-width-nuclear").result(
            "optimum", try DropoutWidthNuclear.evidence(equal.b, equal.a, target: target, keep: keep)
        ).comparison("attained").holding()

        var generator = Generator(seed: setting.seed, id, "start")
        let start = Parameters(model.layout, generator.gaussianVector(model.layout.count).map { 0.3 * $0 })
        func extracted(_ partial: any PartialOperator, replicas: Int) throws -> [Double] {
            var run = Run(
                model: model, start: start, schedule: Schedule(partial, stepSize: stepSize, steps: steps),
                observables: [.loss], replicas: replicas, seed: setting.seed, stream: [id])
            run.every = steps
            run.subModels = try Extraction(widths: Array(1...d)).subModels(of: model)
            return try run.trajectory(jobs: setting.jobs).extracted.map(\.value)
        }
        let trained = try extracted(Width(.nested(shares), of: model), replicas: replicas)
        let whole = try extracted(Full(), replicas: 2)
        return DataFile.Block(
            name: "factorization", columns: ["width", "best", "nested", "bernoulli", "full"],
            rows: (1...d).map { k in
                let scale = Double(d) / Double(k)
                return [
                    Double(k), nested.tail(k), trained[k - 1],
                    nested.loss(scale * equal.b, equal.a, width: k), whole[k - 1],
                ]
            })
    }

    /// The excess of each width at three optima, and the bound on the first.
    static func regression() throws -> DataFile.Block {
        let d = spectrum.count
        let powers = (0..<d).map { n in (0..<n).reduce(1.0) { size, _ in size * correlation } }
        let model = try Quadratic(
            hessian: Matrix(rows: d, columns: d) { powers[abs($0 - $1)] }, optimum: (0..<d).map { $0 % 3 == 1 ? -1 : 1 }
        )
        let widths = NestedWidth(model: model, shares: (0..<d).map { _ in 1 / Double(d) })
        let judged = try Library.claim("elastic-width-regression").result(
            "regression", try ElasticWidthRegression.evidence(widths, keep: keep, at: model.optimum))
        for part in ["joint", "excess", "ridge-optimum"] { _ = try judged.comparison(part).holding() }
        let share = try judged.comparison("share").holding().rows
        let ridge = try widths.ridgeOptimum(keep)
        return DataFile.Block(
            name: "regression", columns: ["width", "nested", "bound", "bernoulli", "full"],
            rows: try (1...d).map { k in
                let best = widths.loss(try widths.ownOptimum(k), width: k)
                let row = share[k - 1]
                return [
                    Double(k), row.observed, row.bound, widths.loss(ridge, width: k) - best,
                    widths.loss(model.optimum, width: k) - best,
                ]
            })
    }
}
