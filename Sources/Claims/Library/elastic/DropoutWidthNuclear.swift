import LinearAlgebra
import PartialTraining

/// `dropout-width-nuclear`: random width that is not nested is a product regulariser, and shrinks the spectrum.
///
/// Source: Cavazza et al. 2017; Mianjy, Arora, Vidal 2018; Mianjy, Arora 2019; closed form and subsets re-derived.
package enum DropoutWidthNuclear: LibraryClaim {
    static let id = "dropout-width-nuclear"

    static func claim() throws -> Claim {
        let optimum = "(1 - p)/p*head^2/(units + (1 - p)/p*kept) + beyond"
        return try Claim(
            id: id, family: .elastic, kind: .expectation,
            title: "Dropout of units in a two-layer linear network shrinks the spectrum and makes all units equal",
            statement: """
                Let the $K$ units of $BA$ be kept independently with probability $p$ and scaled by $1/p$, and \
                $\\lambda = (1-p)/p$. Then $E|B\\,\\mathrm{diag}(s)A - \\Phi|^2 = |BA - \\Phi|^2 + \
                \\lambda\\sum_k |b_k|^2|a_k|^2$. A uniform subset of $k$ units, scaled by $K/k$, gives \
                $|BA-\\Phi|^2 + \\frac{K-k}{k(K-1)}(K\\sum_i |b_i|^2|a_i|^2 - |BA|^2)$. Always \
                $\\sum_k |b_k|^2|a_k|^2 \\ge |BA|_*^2/K$, with equality for factors of equal units, which every $BA$ has. So \
                the least expected loss is $\\lambda S_\\rho^2/(K + \\lambda\\rho) + \\sum_{i>\\rho}\\sigma_i^2$, attained at \
                the singular values $\\sigma_i - \\lambda S_\\rho/(K+\\lambda\\rho)$, $i \\le \\rho$, where \
                $S_i = \\sigma_1 + \\dots + \\sigma_i$ and $\\rho$ is the largest $i \\le K$ with \
                $\\sigma_i > \\lambda S_i/(K + \\lambda i)$.
                """,
            source:
                "Cavazza et al. 2017; Mianjy, Arora, Vidal 2018; Mianjy, Arora 2019; subsets and closed form re-derived",
            hypotheses: [
                Hypothesis("mean-one", "meanDefect <= 0", "the factors have mean 1"),
                Hypothesis("independent", "dependence <= 0", "the factors are uncorrelated"),
            ],
            parts: [
                Part("bernoulli", "expected loss", .equal, "fit + (1 - p)/p*product"),
                Part(
                    "subset", "expected loss over all subsets of k units", .equal,
                    "fit + (units - k)/(k*(units - 1))*(units*product - size)", needs: []),
                Part("product", "sum of the squared products of norms", .atLeast, "nuclear^2/units", needs: []),
                Part("optimum", "expected loss", .atLeast, optimum),
                Part("attained", "expected loss at equal units of the shrunk spectrum", .equal, optimum),
            ],
            instances: [
                .sharp("two-units", "bernoulli", "subset", "attained") { _ in
                    try evidence(.identity(2), .identity(2), target: .diagonal([3, 1]), keep: 0.5, size: 1)
                },
                .sharp("equal-units", "product", "optimum") { _ in
                    let target = Matrix.diagonal([3, 1])
                    let (b, a) = try best(target, units: 2, keep: 0.8)
                    return try evidence(b, a, target: target, keep: 0.8, size: 1)
                },
                .broken("no-rescaling", hypothesis: "mean-one") { _ in
                    try evidence(
                        .identity(2), .identity(2), target: .diagonal([3, 1]), keep: 0.5, size: 1,
                        law: .bernoulli(0.5, units: 2, scale: 1))
                },
                .broken("one-of-two", hypothesis: "independent") { _ in
                    let ones = Matrix(column: [1, 1])
                    return try evidence(
                        ones.transposed, ones, target: .diagonal([2]), keep: 0.5, size: 1, law: .subset(1, units: 2))
                },
            ],
            typical: { draw in
                let units = draw.integer(2...5)
                let target = draw.generator.gaussianMatrix(rows: draw.integer(1...4), columns: draw.integer(1...4))
                let keep = draw.uniform(0.1, 0.95)
                var (b, a) = try best(target, units: units, keep: keep)
                let size = draw.pick([1, draw.logUniform(1e-3, 1)])
                b = b + size * draw.generator.gaussianMatrix(rows: target.rows, columns: units)
                a = a + size * draw.generator.gaussianMatrix(rows: units, columns: target.columns)
                return try evidence(b, a, target: target, keep: keep, size: draw.integer(1...(units - 1)))
            })
    }

    /// Equal units of the shrunk spectrum.
    package static func best(_ target: Matrix, units: Int, keep p: Double) throws -> (b: Matrix, a: Matrix) {
        let svd = try target.svd()
        return svd.equalised(ShrunkSpectrum(svd.values, units: units, lambda: (1 - p) / p).values, units: units)
    }

    /// `sum_k |b_k|^2 |a_k|^2`.
    static func product(_ b: Matrix, _ a: Matrix) -> Double {
        (0..<b.columns).reduce(0) { $0 + squaredNorm(b.column($1)) * squaredNorm(a.transposed.column($1)) }
    }

    /// The parts of Bernoulli units at `(b, a)`.
    package static func evidence(_ b: Matrix, _ a: Matrix, target: Matrix, keep p: Double) throws -> Evidence {
        try evidence(b, a, target: target, keep: p, size: 1, law: nil)
    }

    /// All parts at `(b, a)`; `law` in place of Bernoulli factors of mean 1, where it is given.
    static func evidence(
        _ b: Matrix, _ a: Matrix, target: Matrix, keep p: Double, size k: Int, law given: UnitDropout? = nil
    ) throws -> Evidence {
        let units = b.columns
        let law = given ?? .bernoulli(p, units: units)
        var evidence = Evidence(
            engine: "enumeration", model: "factorization \(b.rows)x\(a.columns) units=\(units)",
            schedule: "dropout p=\(p), subsets of \(k)")
        // Entries of B diag(s) A are sums of K products with factors up to 1/p or K/k; the outcomes are averaged.
        let sides = Double(b.rows * a.columns + 2 * units + (1 << units))
        let scale = max(1 / p, Double(units) / Double(k))
        let (optimalB, optimalA) = try best(target, units: units, keep: p)
        let norms = max(b.frobeniusNorm * a.frobeniusNorm, optimalB.frobeniusNorm * optimalA.frobeniusNorm)
        let reach = scale * norms + target.frobeniusNorm
        let radius = 8 * sides * 0x1p-53 * reach * reach
        func track(_ value: Double) -> Track { Track(value: value, radius: radius) }

        evidence.derivation = derivation(b, a, target: target, keep: p, size: k, law: given)
        evidence.set("meanDefect", law.meanDefect, radius: sides * 0x1p-53)
        evidence.set("dependence", law.dependence, radius: 4 * sides * 0x1p-53 / (p * p))
        evidence.set("p", p)
        evidence.set("k", Double(k))
        evidence.set("units", Double(units))
        let whole = b * a
        evidence.set("fit", squaredNorm((whole - target).storage), radius: radius)
        evidence.set("size", squaredNorm(whole.storage), radius: radius)
        let product = product(b, a)
        evidence.set("product", product, radius: radius)
        evidence.set("nuclear", try whole.singularValues().reduce(0, +), radius: sides * 0x1p-53 * reach)
        let sigma = try target.singularValues()
        let shrunk = ShrunkSpectrum(sigma, units: units, lambda: (1 - p) / p)
        evidence.set("kept", Double(shrunk.kept))
        evidence.set("head", shrunk.head, radius: sides * 0x1p-53 * target.frobeniusNorm)
        evidence.set("beyond", sigma.dropFirst(shrunk.kept).reduce(0) { $0 + $1 * $1 }, radius: radius)

        let loss = law.expectedLoss(b, a, target: target)
        evidence.tracks["bernoulli"] = track(loss)
        evidence.tracks["optimum"] = track(loss)
        evidence.tracks["subset"] = track(
            UnitDropout.subset(k, units: units).expectedLoss(b, a, target: target))
        evidence.tracks["product"] = track(product)
        if given == nil {
            evidence.tracks["attained"] = track(law.expectedLoss(optimalB, optimalA, target: target))
        }
        return evidence
    }
}
