import LinearAlgebra

/// `elastic-depth-rescale`: a deep residual linear network with one repeated semidefinite layer, cut to a smaller depth.
///
/// Source: own (elastic depth as in subnetwork extraction and stochastic depth).
package enum ElasticDepth: LibraryClaim {
    static let id = "elastic-depth-rescale"

    static func claim() throws -> Claim {
        let psd = ["symmetric", "positive"]
        return try Claim(
            id: id, family: .elastic, kind: .bound,
            title: "Cutting a network of aligned layers costs 1/k - 1/L if the kept layers are rescaled, else O(1)",
            statement: """
                Let A be symmetric with eigenvalues in $[0, \\tau]$, $\\tau$ the largest, and $F = (I + A/L)^L$, a residual \
                network with L equal layers. Any k of its layers, rescaled by $L/k$, give $F_k$ with \
                $\\|I - F^{-1}F_k\\| \\le 1 - \\exp(-\\frac{\\tau^2}{2}(\\frac1k - \\frac1L)) \\le \
                \\frac{\\tau^2}{2}(\\frac1k - \\frac1L)$; not rescaled, they are off by exactly \
                $1 - (1+\\tau/L)^{-(L-k)}$. If each layer is kept with probability p and rescaled by $1/p$, then \
                $E F_\\xi = F$, and on the eigenvector of $\\alpha$, with $a = \\alpha/L$, \
                $E(F_\\xi/F - 1)^2 = (1 + \\frac{1-p}{p}\\frac{a^2}{(1+a)^2})^L - 1 \\le \
                \\exp(\\frac{1-p}{p}\\frac{\\alpha^2}{L}) - 1$.
                """,
            source: "own",
            hypotheses: [
                Hypothesis("symmetric", "asymmetry <= 0", "A is symmetric"),
                Hypothesis("positive", "lmin >= 0", "A is positive semidefinite"),
            ],
            parts: [
                Part(
                    "rescaled", "|I - F^-1 F_t| with t layers, rescaled", .atMost,
                    "1 - exp(-tau^2/2*(1/t - 1/depth))", needs: psd),
                Part(
                    "linear", "|I - F^-1 F_t| with t layers, rescaled", .atMost, "tau^2/2*(1/t - 1/depth)", needs: psd),
                Part(
                    "unscaled", "|I - F^-1 F_t| with t layers, not rescaled", .equal,
                    "1 - (1 + tau/depth)^(t - depth)", needs: psd),
                Part(
                    "unbiased", "largest singular value of E F_xi", .equal, "(1 + tau/depth)^depth", needs: psd),
                Part(
                    "variance", "eigenvalues of E (F^-1 F_xi - I)^2, ascending", .equal,
                    "(1 + (1 - p)/p*(alpha/depth)^2/(1 + alpha/depth)^2)^depth - 1", needs: psd),
                Part(
                    "variance-bound", "eigenvalues of E (F^-1 F_xi - I)^2, ascending", .atMost,
                    "exp((1 - p)/p*alpha^2/depth) - 1", needs: psd),
            ],
            instances: [
                .sharp("shallow-change", "rescaled", "linear") { _ in
                    try evidence(.diagonal([0.01]), depth: 100, counts: [50, 60, 80], keep: nil)
                },
                .sharp("order-one", "unscaled", "unbiased", "variance") { _ in
                    try evidence(.diagonal([1, 0.25]), depth: 8, counts: Array(1...7), keep: 0.5)
                },
                .sharp("small-layers", "variance-bound") { _ in
                    try evidence(.diagonal([0.001]), depth: 8, counts: [4], keep: 0.5)
                },
                .broken("rotation", hypothesis: "symmetric") { _ in
                    try evidence(Matrix(rows: [[0, -1], [1, 0]]), depth: 4, counts: [1, 2, 3], keep: 0.5)
                },
                .broken("negative-eigenvalue", hypothesis: "positive") { _ in
                    try evidence(.diagonal([-3]), depth: 4, counts: [1, 2, 3], keep: nil)
                },
            ],
            typical: { draw in
                let tau = draw.uniform(0.05, 2)
                let spectrum = (0..<draw.integer(1...4)).map { $0 == 0 ? tau : draw.uniform(0, tau) }
                let depth = draw.integer(2...6)
                return try evidence(
                    draw.symmetric(spectrum: spectrum), depth: depth, counts: Array(1...depth),
                    keep: draw.uniform(0.2, 0.9), spectrum: spectrum)
            })
    }

    /// `F_S`, the product of `I + scale A/L` over the layers in S. O(L d^3).
    static func network(_ a: Matrix, depth: Int, layers: Int, scale: Double) -> Matrix {
        let layer = Matrix.identity(a.rows) + (scale / Double(depth)) * a
        return (0..<layers).reduce(.identity(a.rows)) { product, _ in layer * product }
    }

    /// The subnetworks of `counts` layers and, for a keep probability, all random subnetworks. A matrix that was made of a
    /// `spectrum` and a rotation is derived from that.
    package static func evidence(
        _ a: Matrix, depth: Int, counts: [Int], keep: Double?, spectrum given: [Double]? = nil
    ) throws -> Evidence {
        let d = a.rows
        let spectrum = try a.symmetrized.symmetricEigenvalues()
        let size = try a.singularValues()[0]
        let inaccuracy = (a - .diagonal(a.diagonal)).maxAbs == 0 ? 0 : 8 * Double(d) * Double.ulpOfOne * size
        var evidence = Evidence(engine: "direct", model: "residual linear d=\(d) layers=\(depth)")
        evidence.derivation = derivation(a, spectrum: given, depth: depth, counts: counts, keep: keep)
        evidence.set("depth", Double(depth))
        evidence.set("asymmetry", (a - a.transposed).maxAbs)
        evidence.set("lmin", spectrum[0], radius: inaccuracy)
        evidence.set("tau", size, radius: inaccuracy)

        let full = network(a, depth: depth, layers: depth, scale: 1)
        let inverse = try full.inverse()
        // A product of L layers is off by L (d + 2) u of the product of the norms, e^tau, the inverse by the condition number
        // of F (at most e^tau for semidefinite A) times as much; sqrt(d) between the norms.
        let growth = Rounded.exp(Rounded(size)).value
        let unit = Double(2 * depth * (d + 2) + 8) * Double(d).squareRoot() * 0x1p-53
        func radius(_ scale: Double) -> Double {
            unit * growth * growth * Rounded.exp(Rounded(size * scale)).value
        }
        func error(_ k: Int, _ scale: Double) throws -> Rounded {
            let part = network(a, depth: depth, layers: k, scale: scale)
            let value = try (inverse * (full - part)).singularValues()[0]
            return Rounded(value: value, radius: radius(1))
        }
        let times = counts.map { Double($0) }
        let rescaled = try counts.map { try error($0, Double(depth) / Double($0)) }
        evidence.tracks["rescaled"] = Track(times: times, rescaled)
        evidence.tracks["linear"] = Track(times: times, rescaled)
        evidence.tracks["unscaled"] = Track(times: times, try counts.map { try error($0, 1) })
        if let keep {
            try evidence.addRandomDepth(a, depth, keep, full, inverse, spectrum, inaccuracy, radius(1 / keep))
        }
        return evidence
    }
}

extension Evidence {
    /// The parts of random depth: every set of layers is multiplied out. `2^L` products.
    fileprivate mutating func addRandomDepth(
        _ a: Matrix, _ depth: Int, _ keep: Double, _ full: Matrix, _ inverse: Matrix, _ spectrum: Vector,
        _ inaccuracy: Double, _ radius: Double
    ) throws {
        let d = a.rows
        var mean = Matrix(rows: d, columns: d)
        var square = Matrix(rows: d, columns: d)
        for entry in SubnetworkLaw.bernoulli(keep).masks(depth) {
            let kept = entry.mask.count { $0 }
            let part = ElasticDepth.network(a, depth: depth, layers: kept, scale: 1 / keep)
            let error = inverse * (part - full)
            mean = mean + entry.probability.value * part
            square = square + entry.probability.value * (error * error)
        }
        let sum = Double(4 << depth) * 0x1p-53
        let top = try mean.singularValues()[0]
        tracks["unbiased"] = Track(value: top, radius: 4 * radius + sum * top)
        let values = try square.symmetrized.symmetricEigenvalues()
        // |x^2 - y^2| <= |x - y| (|x| + |y|), with |x| at most F^-1 F_xi - I at its largest.
        let largest = try 1 + inverse.singularValues()[0] * full.singularValues()[0] * (1 + radius)
        let allowance = values.map { 4 * radius * largest + (sum + Double(d) * 0x1p-52) * abs($0) }
        var track = Track(values: values, radius: allowance)
        track.vary("alpha", spectrum, radius: spectrum.map { _ in inaccuracy })
        tracks["variance"] = track
        tracks["variance-bound"] = track
        set("p", keep)
    }
}
