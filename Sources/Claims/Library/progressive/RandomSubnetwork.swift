import LinearAlgebra
import PartialTraining

/// `raptr-random-subnet-gauss`: how far a random subnetwork of a residual network is from the full one at initialisation.
///
/// Source: own (the question about a general keep probability p is from the reviews of RaPTr, arXiv 2402.05913).
enum RandomSubnetwork: LibraryClaim {
    static let id = "raptr-random-subnet-gauss"

    private static let bernoulli = "(1 + p*c^2*s^2)^depth - 2*(1 + p*c*s^2)^depth + (1 + s^2)^depth"

    static func claim() throws -> Claim {
        let moments = ["centred", "isometric"]
        return try Claim(
            id: id, family: .progressive, kind: .expectation,
            title:
                "The mean square gap of a random subnetwork is explicit, and rescaling the kept layers only widens it",
            statement: """
                Let $F = \\prod_l (I + s W_l) y_0$ and $F_S = \\prod_{l \\in S} (I + c s W_l) y_0$, the $W_l$ independent with \
                $E W_l = 0$, $E W_l^\\top W_l = I$ (Gaussian entries of variance $1/d$, random signs over $\\sqrt d$, \
                $\\pm$ orthogonal matrices, ...), S independent of them. If each layer is kept with probability p, then \
                $E|F_S - F|^2/R^2 = (1 + pc^2s^2)^L - 2(1 + pcs^2)^L + (1 + s^2)^L$; for a uniform set of k layers it is \
                $(1 + c^2s^2)^k - 2(1 + cs^2)^k + (1 + s^2)^L$. With $q = 1 + ps^2$, $m = L$ (with $q = 1 + s^2$, $m = k$) the gap is \
                at least $(1 + s^2)^L - q^m + (c-1)^2 (q^m - 1)$ for every $c \\ge 0$: $c = 1$ is the only minimiser. For fixed \
                layers $E_S F_S = F$ if $c = 1/p$.
                """,
            source: "own",
            hypotheses: [
                Hypothesis("centred", "meanDefect <= 0", "E W = 0"),
                Hypothesis("isometric", "secondDefect <= 0", "E W'W = I"),
                Hypothesis("forward", "c >= 0", "the kept layers are not reversed"),
                Hypothesis("inverse", "c*p = 1", "the kept layers are rescaled by 1/p"),
            ],
            parts: [
                Part(
                    "bernoulli", "E|F_S - F|^2/R^2, layers kept with probability p", .equal, bernoulli, needs: moments),
                Part(
                    "subset", "E|F_S - F|^2/R^2, k layers kept", .equal,
                    "(1 + c^2*s^2)^k - 2*(1 + c*s^2)^k + (1 + s^2)^depth", needs: moments),
                Part(
                    "bernoulli-rescaled", "E|F_S - F|^2/R^2, layers kept with probability p", .atLeast,
                    "(1 + s^2)^depth - (1 + p*s^2)^depth + (c - 1)^2*((1 + p*s^2)^depth - 1)",
                    needs: moments + ["forward"]),
                Part(
                    "subset-rescaled", "E|F_S - F|^2/R^2, k layers kept", .atLeast,
                    "(1 + s^2)^depth - (1 + s^2)^k + (c - 1)^2*((1 + s^2)^k - 1)", needs: moments + ["forward"]),
                Part(
                    "gaussian", "the same over sampled Gaussian networks", .equal, bernoulli, needs: [],
                    tightness: .best(1)),
                Part(
                    "unbiased", "1 + |E_S F_S - F|/|F| for one draw of the layers", .equal, "1", needs: ["inverse"]),
            ],
            instances: sharp + broken,
            typical: { draw in
                let choice = draw.integer(0...2)
                let law: LayerLaw =
                    switch choice {
                    case 0: .signedHadamard(&draw)
                    case 1: .singleEntries(&draw)
                    default: .unevenRows(&draw)
                    }
                let depth = draw.integer(2...(choice == 0 ? 5 : 3))
                let p = draw.uniform(0.1, 0.95)
                let c = draw.pick([1, 1 / p, 1 / p.squareRoot(), draw.uniform(0, 3)])
                let start = draw.generator.gaussianVector(4)
                let setting = Setting(
                    depth: depth, scale: draw.uniform(0.3, 1.5), keep: p, count: draw.integer(1...depth), rescale: c)
                var evidence = evidence(law, start: start, setting)
                if c * p != 1 { evidence.tracks["unbiased"] = nil }
                let width = draw.pick([8, 32, 128])
                // Where few masks carry the mean, 4000 samples miss them and their interval means nothing.
                if draw.integer(0...3) == 0 && setting.tailRatio(width: width) < 10 {
                    evidence.addSamples(setting, width: width, samples: 4000, using: &draw.generator)
                }
                return evidence
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp(
                "no-rescaling", "bernoulli", "subset", "bernoulli-rescaled", "subset-rescaled"
            ) { draw in
                let setting = Setting(depth: 4, scale: 1, keep: 0.5, count: 2, rescale: 1)
                var evidence = evidence(.signedHadamard(&draw), start: [0.5, 0.5, 0.5, 0.5], setting)
                evidence.tracks["unbiased"] = nil
                return evidence
            },
            .sharp("one-layer", "bernoulli-rescaled", "subset-rescaled", "unbiased") { draw in
                let setting = Setting(depth: 1, scale: 1.5, keep: 0.25, count: 1, rescale: 4)
                return evidence(.singleEntries(&draw), start: [1, 2, 3, 4], setting)
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("aligned-layers", hypothesis: "centred") { _ in
                let setting = Setting(depth: 3, scale: 1, keep: 0.5, count: 2, rescale: 2)
                return evidence(LayerLaw(outcomes: [.identity(2)]), start: [1, 0], setting)
            },
            .broken("large-layers", hypothesis: "isometric") { draw in
                let q = LayerLaw.signedHadamard(&draw).outcomes[0]
                let setting = Setting(depth: 2, scale: 1, keep: 0.5, count: 1, rescale: 2)
                return evidence(LayerLaw(outcomes: [2 * q, -2 * q]), start: [1, 0, 0, 0], setting)
            },
            .broken("reversed-layers", hypothesis: "forward") { draw in
                let setting = Setting(depth: 2, scale: 1, keep: 0.5, count: 2, rescale: -1)
                var evidence = evidence(.signedHadamard(&draw), start: [1, 0, 0, 0], setting)
                evidence.tracks["unbiased"] = nil
                return evidence
            },
            .broken("not-rescaled", hypothesis: "inverse") { draw in
                let setting = Setting(depth: 3, scale: 0.75, keep: 0.5, count: 2, rescale: 1)
                return evidence(.signedHadamard(&draw), start: [1, 2, 3, 4], setting)
            },
        ]
    }
}
