import LinearAlgebra
import PartialTraining

/// `imp-topk`: when iterative magnitude pruning keeps the largest coordinates of the optimum, and what these are worth.
///
/// Source: own; setting inspired by Elesedy, Kanade, Teh (arXiv 2007.08243).
package enum PruningTopK: LibraryClaim {
    static let id = "imp-topk"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title: "Iterative magnitude pruning keeps the k largest coordinates if features are nearly orthogonal",
            statement: """
                Let $f(x) = \\frac12(x - x^*)^\\top H(x - x^*)$ with $H_{ii} > 0$ and \
                $\\nu = \\max_i\\sum_{j \\ne i}|H_{ij}|/H_{ii} < 1$; let $a$ and $b$ be the $k$-th and $(k+1)$-th largest \
                $|x^*_i|$. Pruning trains on the support $A$ that is left, deletes the smallest entries, and repeats down to \
                $k$. The minimiser on $A$ has $|x^A_i - x^*_i| \\le \\nu\\max_{j \\notin A}|x^*_j|$ on $A$; if \
                $a > (1 + 2\\nu)b$ no round deletes one of the $k$ largest, however many it deletes. With $T$ steps of \
                size $\\eta \\le 2/(L + \\mu)$ from $w_0$ in every round the drift is at most \
                $\\nu\\beta + (1 - \\eta\\mu)^T(|w_0 - x^*| + \\sqrt d\\nu\\beta)$, $\\beta = \\max_{j \\notin A}|x^*_j|$, and \
                $a > (1 + 2\\nu)b + 2(1 - \\eta\\mu)^T(|w_0 - x^*| + \\sqrt d\\nu b)$ suffices. For every positive \
                definite $H$ the $k$ largest lose at most $\\kappa$ times as much as the best $k$ coordinates.
                """,
            source:
                "own; setting: Elesedy, Kanade, Teh 2020 (linear models, gradient flow; their conditions not available)",
            hypotheses: [
                Hypothesis("dominant", "coupling < 1", "the diagonal dominates every row"),
                Hypothesis("separated", "a > (1 + 2*coupling)*b", "the k-th largest entry stands out"),
                Hypothesis("step", "eta*(L + mu) <= 2", "the step is at most 2/(L + mu)"),
                Hypothesis(
                    "trained", "a > (1 + 2*coupling)*b + 2*(1 - eta*mu)^T*(offset + sqrt(d)*coupling*b)",
                    "the k-th largest entry stands out from what training leaves"),
                Hypothesis("definite", "lmin > 0", "the Hessian is positive definite"),
            ],
            parts: [
                Part(
                    "drift", "largest |x_i - x*_i| on the support, trained to the minimiser", .atMost, "coupling*beta",
                    needs: ["dominant"]),
                Part("support", "how many of the k largest are left", .equal, "k", needs: ["dominant", "separated"]),
                Part(
                    "finite-drift", "largest |x_i - x*_i| on the support after T steps", .atMost,
                    "coupling*beta + (1 - eta*mu)^T*(offset + sqrt(d)*coupling*beta)", needs: ["dominant", "step"]),
                Part(
                    "finite-support", "how many of the k largest are left, trained by T steps", .equal, "k",
                    needs: ["dominant", "step", "trained"]),
                Part(
                    "worth", "least excess loss on the k largest coordinates", .atMost, "kappa*best",
                    needs: ["definite"]),
            ],
            instances: sharp + broken, typical: typical)
    }

    /// Two coordinates of the same true size 1, coupled by 1/2 to the first: what is deleted first pushes them apart.
    static func threshold(_ a: Double) throws -> Quadratic {
        try Quadratic(
            hessian: Matrix(rows: [[1, 0, -0.5], [0, 1, 0.5], [-0.5, 0.5, 2]]), optimum: [a, 1, 1 - 1e-6])
    }

    private static var sharp: [Instance] {
        [
            .sharp("just-above-the-threshold", "drift", "support") { _ in
                try evidence(threshold(2.01), k: 1, counts: [1, 1], ["drift", "support"])
            },
            .sharp("one-coordinate-to-learn", "finite-drift", "finite-support") { _ in
                let model = try Quadratic(hessian: .identity(3), optimum: [4, 0, 0])
                return try evidence(
                    model, k: 1, counts: [1, 1],
                    descent: .descent(from: [0, 0, 0], stepSize: 0.25, steps: 4), ["finite-drift", "finite-support"])
            },
            .sharp("large-but-worthless", "worth") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 100]), optimum: [1, 1 - 1e-6])
                return try evidence(model, k: 1, counts: [1], ["worth"])
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("coupled-pair", hypothesis: "dominant") { _ in
                let model = try Quadratic(
                    hessian: Matrix(rows: [[1, -0.9, 0.5], [-0.9, 1, 0.5], [0.5, 0.5, 6]]), optimum: [3, 2, 1])
                return try evidence(model, k: 2, counts: [1], ["drift"])
            },
            .broken("just-below-the-threshold", hypothesis: "separated") { _ in
                try evidence(threshold(1.99), k: 1, counts: [1, 1], ["drift", "support"])
            },
            .broken("unstable-step", hypothesis: "step") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 10]), optimum: [5, 0.1])
                return try evidence(
                    model, k: 1, counts: [1], descent: .descent(from: [0, 0], stepSize: 0.25, steps: 20),
                    ["finite-drift", "finite-support"])
            },
            .broken("one-short-step", hypothesis: "trained") { _ in
                let model = try Quadratic(hessian: .identity(2), optimum: [2, 1])
                return try evidence(
                    model, k: 1, counts: [1], descent: .descent(from: [0, 3], stepSize: 0.125, steps: 1),
                    ["finite-drift", "finite-support"])
            },
            .broken("free-direction", hypothesis: "definite") { _ in
                let model = try Quadratic(
                    hessian: Matrix(rows: [[1, 0, 0], [0, 0.5, -0.5], [0, -0.5, 0.5]]), optimum: [1, 5, 4.75])
                return try evidence(model, k: 1, counts: [1], ["worth"])
            },
        ]
    }

    /// Prunes `counts` down to `k` coordinates, and compares `parts`.
    package static func evidence(
        _ model: Quadratic, k: Int, counts: [Int], descent: MagnitudePruning.Training? = nil, _ parts: [String]
    ) throws -> Evidence {
        let d = model.dimension
        var evidence = Evidence(
            engine: "direct", model: model.summary, schedule: "prune \(counts) to \(k)",
            trained: "what is left after each pruning")
        let spread = model.constants.spectrumUncertainty
        let order = model.optimum.map(abs).sorted(by: >)
        for (name, value) in [
            ("L", model.constants.smoothness), ("mu", model.constants.plConstant), ("lmin", model.constants.lowest),
        ] {
            if let value { evidence.set(name, value, radius: spread) }
        }
        if let most = evidence.quantities["L"], let least = evidence.quantities["mu"] {
            evidence.quantities["kappa"] = most / least
        }
        evidence.set("d", Double(d))
        evidence.set("k", Double(k))
        evidence.set("a", order[k - 1])
        evidence.set("b", order[k])
        let coupling = MagnitudePruning.coupling(model.hessian)
        evidence.set("coupling", coupling, radius: Double(d) * 0x1p-53 * coupling)

        if parts.contains("drift") || parts.contains("support") {
            let pruning = try MagnitudePruning(model, counts: counts)
            evidence.tracks["drift"] = drift(pruning)
            evidence.tracks["support"] = survivors(pruning, k)
        }
        if case .descent(let start, let stepSize, let steps)? = descent {
            let pruning = try MagnitudePruning(
                model, counts: counts, training: .descent(from: start, stepSize: stepSize, steps: steps))
            evidence.set("eta", stepSize)
            evidence.set("T", Double(steps))
            let offset = norm(subtract(start, model.optimum))
            evidence.set("offset", offset, radius: Double(d + 4) * 0x1p-53 * offset)
            evidence.tracks["finite-drift"] = drift(pruning)
            evidence.tracks["finite-support"] = survivors(pruning, k)
        }
        if parts.contains("worth") {
            let worth = try MagnitudePruning.loss(model, on: MagnitudePruning.top(k, of: model.optimum))
            let best = try SparseTraining.choices(Array(0..<d), k).map { try MagnitudePruning.loss(model, on: $0) }
                .min { $0.value < $1.value }
            evidence.quantities["best"] = best ?? Rounded(.nan)
            evidence.tracks["worth"] = Track(value: worth.value, radius: worth.radius)
        }
        evidence.tracks = evidence.tracks.filter { parts.contains($0.key) }
        evidence.derive(derivation(model, k: k, counts: counts, descent: descent, parts))
        return evidence
    }

    /// After every pruning: the largest `|x_i - x*_i|` of what is left, and the largest `|x*_j|` of what is gone.
    private static func drift(_ pruning: MagnitudePruning) -> Track {
        let optimum = pruning.model.optimum
        let rounds = pruning.rounds.dropFirst()
        return Track(
            values: rounds.map { round in round.support.map { abs(round.point[$0] - optimum[$0]) }.max() ?? 0 },
            radius: rounds.map { $0.radius + 0x1p-52 * norm($0.point) }
        ).varying("beta", rounds.map { round in round.pruned.map { abs(optimum[$0]) }.max() ?? 0 })
    }

    private static func survivors(_ pruning: MagnitudePruning, _ k: Int) -> Track {
        let top = Set(MagnitudePruning.top(k, of: pruning.model.optimum))
        return Track(values: pruning.rounds.dropFirst().map { Double(top.intersection($0.support).count) })
    }

    /// A dominated Hessian with random signs, and an optimum whose gap is 2 to 40% more than is needed.
    private static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = draw.integer(4...7)
        let k = draw.integer(1...(d - 1))
        let strength = draw.uniform(0.1, 0.9)
        var h = draw.generator.gaussianMatrix(rows: d, columns: d).symmetrized
        for i in 0..<d {
            let row = (0..<d).reduce(0) { $1 == i ? $0 : $0 + abs(h[i, $1]) }
            h[i, i] = row / (strength * draw.uniform(0.6, 1))
        }
        let coupling = MagnitudePruning.coupling(h)
        let gap = (1 + 2 * coupling) * draw.uniform(1.02, 1.4)
        var order = Array(0..<d)
        order.shuffle(using: &draw.generator)
        var optimum = Vector(repeating: 0, count: d)
        for (place, i) in order.enumerated() {
            let size = place < k ? gap * draw.uniform(1, 2) : draw.uniform(0.2, 1)
            optimum[i] = draw.pick([-1, 1]) * size
        }
        let model = try Quadratic(hessian: h, optimum: optimum)
        var counts: [Int] = []
        while counts.reduce(0, +) < d - k { counts.append(draw.integer(1...(d - k - counts.reduce(0, +)))) }

        let (least, most) = (model.spectrum[0], model.spectrum[d - 1])
        let eta = draw.uniform(0.4, 1) * 2 / (least + most)
        let start = draw.generator.gaussianVector(d)
        let sizes = optimum.map(abs).sorted(by: >)
        let reach =
            norm(subtract(start, optimum)) + Double(d).squareRoot() * coupling * sizes[k]
        let room = sizes[k - 1] - (1 + 2 * coupling) * sizes[k]
        var (steps, left) = (1, 2 * (1 - eta * least) * reach)
        while left >= 0.99 * room && steps < 2000 { (steps, left) = (steps + 1, left * (1 - eta * least)) }
        return try evidence(
            model, k: k, counts: counts, descent: .descent(from: start, stepSize: eta, steps: steps),
            ["drift", "support", "finite-drift", "finite-support", "worth"])
    }
}
