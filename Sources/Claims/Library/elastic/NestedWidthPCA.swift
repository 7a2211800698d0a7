import LinearAlgebra
import PartialTraining

/// `nested-width-pca`: training at random nested widths orders the singular triples, and near-optimal training nearly does.
///
/// Source: nested dropout of Rippel, Gelbart, Adams 2014 (and Bao et al. 2020 for linear autoencoders); version with
/// epsilon own.
package enum NestedWidthPCA: LibraryClaim {
    static let id = "nested-width-pca"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .elastic, kind: .bound,
            title: "Random nested width in a two-layer linear network finds the singular triples in order",
            statement: """
                Let $M_k = B_{:,1:k} A_{1:k,:}$ be the first $k$ units of a factorization and \
                $L_k = \\frac12 |(M_k - \\Phi)\\Sigma^{1/2}|^2$ their loss, trained with probability $\\pi_k$. With \
                $\\sigma_i$ the singular values of $\\Phi\\Sigma^{1/2}$ and $\\tau_k = \\frac12\\sum_{i>k}\\sigma_i^2$, \
                $J = \\sum_k \\pi_k L_k \\ge J^* = \\sum_k \\pi_k \\tau_k$, attained by the singular factors in order. For \
                every $(B, A)$ and trained $k$, $L_k - \\tau_k \\le (J - J^*)/\\pi_k$ and, where \
                $\\sigma_{k+1} < \\sigma_k$, the best approximation $\\Phi_k$ of rank $k$ is near: \
                $|(M_k - \\Phi_k)\\Sigma^{1/2}|^2 \\le 2(J - J^*)/(\\pi_k(1 - \\sigma_{k+1}/\\sigma_k))$. So at an optimum, \
                with all widths trained, every width is as good as the best model of its rank.
                """,
            source:
                "Rippel, Gelbart, Adams 2014; Bao et al. 2020 (nested dropout is ordered PCA); epsilon versions own",
            hypotheses: [
                Hypothesis("every-width", "leastShare > 0", "every width is trained with positive probability"),
                Hypothesis("optimal", "joint <= best", "the joint loss is at its optimum"),
            ],
            parts: [
                Part("attained", "joint loss of the singular factors in order", .equal, "best", needs: []),
                Part("optimum", "joint loss", .atLeast, "best", needs: []),
                Part("width", "loss of each width over the best of its rank", .atMost, "(joint - best)/pi", needs: []),
                Part(
                    "approximation", "squared distance of each width to the best of its rank", .atMost,
                    "2*(joint - best)/(pi*(1 - ratio))", needs: []),
                Part("extraction", "loss of each width", .equal, "tail"),
            ],
            instances: [
                .sharp("ordered-factors", "attained", "optimum", "extraction") { _ in
                    let factors = try NestedFactors(target: .diagonal([3, 2, 1]), shares: [0.6, 0.3, 0.1])
                    let (b, a) = try factors.optimum([1, 2, 0.5])
                    return try evidence(factors, b, a)
                },
                .sharp("second-unit-too-large", "width") { _ in
                    let factors = try NestedFactors(target: .diagonal([3, 1]), shares: [0.5, 0.5])
                    let root = Double(3).squareRoot()
                    return try evidence(
                        factors, .diagonal([root, 1]), .diagonal([root, 1.3]), leaving: ["extraction"])
                },
                .sharp("turned-unit", "approximation") { _ in
                    let factors = try NestedFactors(target: .diagonal([2, 1]), shares: [1])
                    let b = Matrix(column: [1.5, 0.5].map { $0.squareRoot() })
                    return try evidence(factors, b, b.transposed, leaving: ["extraction"])
                },
                .broken("narrow-widths-untrained", hypothesis: "every-width") { _ in
                    let (b, a) = try turned()
                    return try evidence(NestedFactors(target: .diagonal([3, 1]), shares: [0, 1]), b, a)
                },
                .broken("off-the-optimum", hypothesis: "optimal") { _ in
                    let (b, a) = try turned()
                    return try evidence(NestedFactors(target: .diagonal([3, 1]), shares: [0.5, 0.5]), b, a)
                },
            ],
            typical: { draw in
                let (m, n) = (draw.integer(2...5), draw.integer(2...5))
                let units = draw.integer(2...min(m, n))
                let weights = (0..<units).map { _ in draw.uniform(0.1, 1) }
                let sum = weights.reduce(0, +)
                let factors = try NestedFactors(
                    target: draw.generator.gaussianMatrix(rows: m, columns: n),
                    moment: draw.pick([true, false]) ? draw.positiveDefinite(n, 0.3, 3) : nil,
                    shares: weights.map { $0 / sum })
                var (b, a) = try factors.optimum((0..<units).map { _ in draw.uniform(0.5, 2) })
                if draw.pick([true, false]) { return try evidence(factors, b, a) }
                let size = draw.logUniform(1e-3, 1)
                b = b + size * draw.generator.gaussianMatrix(rows: m, columns: units)
                a = a + size * draw.generator.gaussianMatrix(rows: units, columns: n)
                return try evidence(factors, b, a, leaving: ["extraction"])
            })
    }

    /// Balanced factors of diag(3, 1), turned by 45 degrees: the same product, other units.
    static func turned() throws -> (Matrix, Matrix) {
        let (c, s) = (Double(0.5).squareRoot(), Double(3).squareRoot())
        let rotation = try Matrix(rows: [[c, -c], [c, c]])
        let root = Matrix.diagonal([s, 1])
        return (root * rotation, rotation.transposed * root)
    }

    /// All parts at `(b, a)`, but those in `leaving`.
    package static func evidence(
        _ factors: NestedFactors, _ b: Matrix, _ a: Matrix, leaving: [String] = []
    ) throws -> Evidence {
        var evidence = Evidence(
            engine: "direct", model: "nested factorization \(b.rows)x\(a.columns) units=\(factors.units)",
            schedule: "widths \(factors.shares)")
        // Products of K terms, sums of m n, and singular values off by max(m, n) u of the largest; Sigma^{1/2} is solved with.
        let sides = Double(b.rows + a.columns + factors.units)
        let spread = try factors.moment.spectralNorm()
        let condition = try spread * factors.moment.inverse().spectralNorm()
        let size = b.frobeniusNorm * a.frobeniusNorm + factors.target.frobeniusNorm
        let radius = 8 * sides * condition.squareRoot() * 0x1p-53 * spread * size * size
        let joint = factors.jointLoss(b, a)
        evidence.set("joint", joint, radius: radius)
        evidence.set("best", factors.best, radius: radius)
        evidence.set("leastShare", factors.shares.min() ?? 0)
        let (u, v) = try factors.optimum(Vector(repeating: 1, count: factors.units))
        evidence.tracks["attained"] = Track(value: factors.jointLoss(u, v), radius: radius)
        evidence.tracks["optimum"] = Track(value: joint, radius: radius)

        let widths = Array(1...factors.units)
        let trained = widths.filter { factors.shares[$0 - 1] > 0 }
        let shares = trained.map { factors.shares[$0 - 1] }
        let radii = { (list: [Int]) in list.map { _ in radius } }
        evidence.tracks["width"] = Track(
            values: trained.map { factors.loss(b, a, width: $0) - factors.tail($0) }, radius: radii(trained)
        ).varying("pi", shares)
        let gapped = trained.filter { factors.values[$0] < 0.999 * factors.values[$0 - 1] }
        evidence.derivation = derivation(factors, b, a, trained: trained, gapped: gapped)
        let distances = try gapped.map {
            factors.weighted(factors.product(b, a, width: $0) - (try factors.approximation($0)))
        }
        // Singular vectors are off by the radius of the values over the gap.
        let ratios = gapped.map { factors.values[$0] / factors.values[$0 - 1] }
        let blur = gapped.indices.map { radius / (1 - ratios[$0]) * 8 }
        evidence.tracks["approximation"] = Track(values: distances, radius: blur)
            .varying("pi", gapped.map { factors.shares[$0 - 1] })
            .varying("ratio", ratios, radius: ratios.map { _ in sides * 0x1p-53 })
        evidence.tracks["extraction"] = Track(
            values: widths.map { factors.loss(b, a, width: $0) }, radius: radii(widths)
        ).varying("tail", widths.map(factors.tail), radius: radii(widths))
        evidence.tracks = evidence.tracks.filter { !leaving.contains($0.key) && !$0.value.times.isEmpty }
        return evidence
    }
}
