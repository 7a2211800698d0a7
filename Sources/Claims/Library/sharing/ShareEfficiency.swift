import LinearAlgebra
import PartialTraining

/// `share-efficiency`: how much of the decrease of the loss sharing keeps, and what neighbours' correlations tell of it.
///
/// Source: own, formalising the correlation rule of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848).
enum ShareEfficiency: LibraryClaim {
    static let id = "share-efficiency"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Sharing the mean gradient never decreases the loss faster; correlations say by how much slower",
            statement: """
                Let $g_1, \\dots, g_L$ be the gradients of layers of one shape, not all zero, $n_l = |g_l|$. Under the flow in \
                which each group of a partition moves by its mean gradient the loss decreases at the rate \
                $\\sum_G |\\sum_{l \\in G} g_l|^2/|G|$, which is at most that of the unshared flow, $\\sum_l n_l^2$, with equality \
                if and only if the gradients agree within each group; the quotient $A$ never falls when a group is split. With \
                one group and equal norms $A$ is the mean of all $L^2$ pairwise correlations. If only the angles $\\theta_l$ \
                between neighbours are known, with partial sums $c_l$, then $A \\ge \\max(0, \\sum_{ij} n_i n_j \
                \\cos(\\min(\\pi, |c_i - c_j|)))/(L\\sum n_l^2)$; with equal norms, all angles at most $\\theta$ and \
                $(L-1)\\theta \\le \\pi$, $A \\ge (\\sin(L\\theta/2)/(L\\sin(\\theta/2)))^2$.
                """,
            source: "own; the rule of untying by correlations that it formalises: Yang et al. 2021, Algorithm 2",
            hypotheses: [
                Hypothesis("equal-norms", "normSpread <= 0", "all layers' gradients have one norm"),
                Hypothesis(
                    "narrow", "(depth - 1)*theta <= 3.14159265358979", "the fan of gradients opens at most to pi"),
            ],
            parts: [
                Part(
                    "decrease", "rate of decrease under sharing, for a chain of partitions", .equal, "grouped",
                    needs: []),
                Part("efficiency", "A, for a chain of partitions", .atMost, "1", needs: []),
                Part("splitting", "A after a group is split", .atLeast, "before", needs: []),
                Part("correlation", "A of one group", .equal, "meanCorrelation", needs: ["equal-norms"]),
                Part("neighbours", "A of one group", .atLeast, "max(0, least)/(depth*square)", needs: []),
                Part(
                    "equal-angles", "A of one group", .atLeast, "(sin(depth*theta/2)/(depth*sin(theta/2)))^2"),
            ],
            instances: [
                .sharp("planar-fan", "decrease", "correlation", "neighbours", "equal-angles") { _ in
                    try fan(angles: (0..<4).map { Double($0) * .pi / 6 })
                },
                .sharp("equal-gradients", "efficiency", "splitting") { _ in try fan(angles: [0.3, 0.3, 0.3, 0.3]) },
                .broken("one-long-gradient", hypothesis: "equal-norms") { _ in
                    try fan(angles: [0, .pi / 6, .pi / 3], lengths: [1, 0.01, 0.01])
                },
                .broken("twisted-fan", hypothesis: "narrow") { _ in
                    // Neighbours at 100 degrees, and a sum of zero, which no planar fan of this angle has.
                    var evidence = try gradients(disphenoid(Rounded.cos(Rounded(100 * .pi / 180)).value))
                    // What is false here is about an angle.
                    evidence.derivation = nil
                    return evidence
                },
            ],
            typical: { draw in
                let depth = draw.integer(2...5)
                let chain = partitions(depth, &draw)
                if draw.pick([true, false]) {
                    // Unit vectors within a small angle of each other.
                    let base = draw.generator.gaussianVector(4)
                    let members = (0..<depth).map { _ in
                        let vector = add(base, 0.15 * norm(base), draw.generator.gaussianVector(4).map { $0 / 2 })
                        return vector.map { $0 / norm(vector) }
                    }
                    return try gradients(members, chain: chain)
                }
                let d = draw.integer(1...3)
                let model = try DeepLinear(depth: depth, target: draw.generator.gaussianMatrix(rows: d, columns: d))
                let layers = (0..<depth).map { _ in
                    .identity(d) + 0.4 * draw.generator.gaussianMatrix(rows: d, columns: d)
                }
                return try evidence(
                    model, at: Parameters(layers), count: depth, chain: chain, leaving: ["correlation", "equal-angles"]
                ) { Share(groups: $0) }
            })
    }

    /// A chain of partitions of 1...count, from one group to singletons, each with one group of the last split in two.
    static func partitions(_ count: Int, _ draw: inout Draw) -> [[[Int]]] {
        var chain = [[Array(1...count)]]
        while var last = chain.last, let index = last.firstIndex(where: { $0.count > 1 }) {
            var group = last.remove(at: index)
            group.shuffle(using: &draw.generator)
            let cut = draw.integer(1...(group.count - 1))
            chain.append(last + [group.prefix(cut).sorted(), group.suffix(from: cut).sorted()])
        }
        return chain
    }

    /// Unit vectors of the plane at `angles`, times `lengths`.
    static func fan(angles: Vector, lengths: Vector? = nil) throws -> Evidence {
        try gradients(
            angles.indices.map { k in
                let (cosine, sine) = (Rounded.cos(Rounded(angles[k])).value, Rounded.sin(Rounded(angles[k])).value)
                return [cosine, sine].map { $0 * (lengths?[k] ?? 1) }
            },
            exact: angles.indices.map { k in
                // By the tangent of half the angle unit vectors are rational; the tangent is the rounded number.
                let half = Rounded(angles[k] / 2)
                let tangent = Derivation.text((Rounded.sin(half) / Rounded.cos(half)).value)
                let scale = Derivation.written(lengths?[k] ?? 1)
                return "\(scale)/(1 + (\(tangent))^2)*[1 - (\(tangent))^2; 2*(\(tangent))]"
            })
    }

    /// Four unit vectors of sum zero, neighbours (in a ring) with inner product `near < 0`.
    private static func disphenoid(_ near: Double) -> [Vector] {
        let z = (-near).squareRoot()
        let x = (1 + near).squareRoot()
        return [[x, 0, z], [0, x, -z], [-x, 0, z], [0, -x, -z]]
    }

    /// The evidence at the start of `f = sum |w_l - a_l|^2 / 2`, whose gradients at 0 are any given vectors `-a_l`.
    static func gradients(
        _ members: [Vector], chain: [[[Int]]]? = nil, exact: [String]? = nil
    ) throws -> Evidence {
        let values = members.flatMap { $0 }
        let model = try Quadratic(hessian: .identity(values.count), optimum: values)
        return try evidence(
            model, at: Parameters(Vector(repeating: 0, count: values.count)), count: members.count, chain: chain,
            exact: exact
        ) { Share(groups: $0, blocks: members.count) }
    }

    /// All parts but those in `leaving`, at the point `x` of a model with `count` members that `share` can group.
    static func evidence(
        _ model: any Model, at x: Parameters, count: Int, chain: [[[Int]]]? = nil, leaving: [String] = [],
        exact given: [String]? = nil, _ share: ([[Int]]) -> Share
    ) throws -> Evidence {
        let gradient = model.gradient(at: x)
        let layers = LayerGradients(gradient, count: count)
        let partitions = chain ?? [[Array(1...count)], [[1], Array(2...count)], (1...count).map { [$0] }]
        var evidence = Evidence(engine: "none", model: model.summary)
        let square = layers.square
        // <g, P g> by the operator itself.
        let decreases = partitions.map { groups in
            var kept = gradient
            share(groups).project(&kept)
            return Rounded(value: dot(gradient.values, kept.values), radius: 4 * layers.unit * square)
        }
        let whole = Rounded(value: square, radius: layers.unit * square)
        let quotients = decreases.map { $0 / whole }
        let formulas = partitions.map { layers.grouped($0) }
        evidence.tracks["decrease"] = Track(decreases).varying("grouped", formulas)
        evidence.tracks["efficiency"] = Track(quotients)
        evidence.tracks["splitting"] = Track(Array(quotients.dropFirst()))
            .varying("before", formulas.dropLast().map { $0 / whole })
        let norms = layers.norms
        let (least, largest) = (norms.min() ?? 0, norms.max() ?? 0)
        evidence.set("depth", Double(count))
        evidence.set("normSpread", (largest - least) / largest, radius: layers.unit)
        evidence.quantities["square"] = whole
        if least > 0 {
            let all = Track(Array(quotients.prefix(1)))
            evidence.quantities["least"] = layers.leastSquaredSum
            evidence.set("theta", layers.angles.max() ?? 0, radius: 16 * layers.unit)
            evidence.quantities["meanCorrelation"] = layers.meanCorrelation
            for part in ["correlation", "neighbours", "equal-angles"] { evidence.tracks[part] = all }
        }
        evidence.tracks = evidence.tracks.filter { !leaving.contains($0.key) }
        let gradients =
            (model as? DeepLinear).map { Self.gradients($0, at: x) }
            ?? (given ?? layers.members.map { Derivation.text(Matrix(column: $0)) }).enumerated()
            .map { "g[\($0 + 1)] = \($1)" }.joined(separator: "\n")
        evidence.derivation = derivation(gradients, count: count, chain: partitions)
        // 0/0 where all gradients are parallel.
        if evidence.quantities["theta"]?.value ?? 0 < 1e-6 { evidence.tracks["equal-angles"] = nil }
        return evidence
    }
}
