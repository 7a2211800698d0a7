import LinearAlgebra
import PartialTraining

/// `raptr-stability-gauss-unstable`: random layers without layer norm, or without residual branches.
///
/// Source: the Omega(1) cases of a lemma of RaPTr (Panigrahi et al., arXiv 2402.05913); exact finite form own.
package enum UnstableLayers: LibraryClaim {
    static let id = "raptr-stability-gauss-unstable"

    private static let beta = "(4*s^2 + 2*s^4)/(1 + s^2)^2"

    static func claim() throws -> Claim {
        let moments = ["centred", "isometric"]
        return try Claim(
            id: id, family: .progressive, kind: .expectation,
            title: "Without layer norm, or without residual branches, one missing layer changes the output by O(1)",
            statement: """
                Let the layers be independent with $E W_l = 0$, $E W_l^\\top W_l = I$, $|y_0| = R$, F the output of L layers, \
                $F_{-l}$ that without layer l. (a) $y_l = y_{l-1} + s W_l y_{l-1}$: $E|F|^2 = R^2 (1+s^2)^L$, \
                $E|F_{-l} - F|^2 = R^2 s^2 (1+s^2)^{L-1}$. (b) $y_l = s W_l y_{l-1}$: $E|F|^2 = R^2 s^{2L}$, \
                $E|F_{-l} - F|^2 = R^2 s^{2(L-1)} (1 + s^2)$. (c) $y_l = s W_l y_{l-1}/|y_{l-1}|$, the law of $W_l$ being that of \
                $-W_l$, $L \\ge 2$: $E|F|^2 = s^2$, $E|F_{-l} - F|^2 = 2 s^2$. For independent Gaussian entries of variance \
                $1/d$ in (a), $E|F|^4 = R^4 ((1+s^2)^2 + (4s^2+2s^4)/d)^L$, and with $\\psi_l = |F_{-l} - F|/|F|$, \
                $\\beta = (4s^2+2s^4)/(1+s^2)^2$: $E\\psi_l^2 \\ge \\frac{s^2}{1+s^2} (1+\\frac2d)^{-1} (1+\\frac\\beta d)^{-(L-1)}$ and \
                $E\\psi_l \\ge \\frac{s}{\\sqrt{1+s^2}} (1+\\frac2d)^{-3/2} (1+\\frac\\beta d)^{-3(L-1)/2}$.
                """,
            source: "Omega(1) cases: Panigrahi et al. 2024 (RaPTr); exact moments, lower bounds and proof own",
            hypotheses: [
                Hypothesis("centred", "meanDefect <= 0", "E W = 0"),
                Hypothesis("isometric", "secondDefect <= 0", "E W'W = I"),
                Hypothesis("sign-symmetric", "signDefect <= 0", "W and -W have the same law"),
                Hypothesis("two-layers", "depth >= 2", "a layer is left when one is dropped"),
                Hypothesis(
                    "gaussian", "dependence <= 0", "the layers have independent Gaussian entries (0), or not (1)"),
            ],
            parts: [
                Part("residual-energy", "(a): E|y_t|^2/R^2", .equal, "(1 + s^2)^t", needs: moments),
                Part(
                    "residual-change", "(a): E|F_{-t} - F|^2/R^2", .equal, "s^2*(1 + s^2)^(depth - 1)", needs: moments),
                Part("plain-energy", "(b): E|y_t|^2/R^2", .equal, "s^(2*t)", needs: moments),
                Part(
                    "plain-change", "(b): E|F_{-t} - F|^2/R^2", .equal, "s^(2*(depth - 1))*(1 + s^2)", needs: moments),
                Part("norm-energy", "(c): E|y_t|^2", .equal, "s^2", needs: ["isometric"]),
                Part(
                    "norm-change", "(c): E|F_{-t} - F|^2", .equal, "2*s^2",
                    needs: ["isometric", "sign-symmetric", "two-layers"]),
                Part(
                    "fourth", "(a): E|y_t|^4/R^4 of Gaussian layers, from the noncentral law", .equal,
                    "((1 + s^2)^2 + (4*s^2 + 2*s^4)/d)^t", needs: []),
                Part(
                    "square-lower", "(a): sampled mean of psi^2", .atLeast,
                    "s^2/(1 + s^2)/(1 + 2/d)/(1 + \(beta)/d)^(depth - 1)", needs: ["gaussian"]),
                Part(
                    "lower", "(a): sampled mean of psi", .atLeast,
                    "s/sqrt(1 + s^2)/(1 + 2/d)^1.5/(1 + \(beta)/d)^(1.5*(depth - 1))", needs: ["gaussian"]),
            ],
            instances: sharp + broken,
            typical: { draw in
                let law = draw.pick([true, false]) ? LayerLaw.signedHadamard(&draw) : .unevenRows(&draw)
                let depth = draw.integer(2...(law.outcomes.count == 2 ? 6 : 3))
                let scale = draw.uniform(0.4, 1.6)
                var evidence = evidence(law, start: draw.generator.gaussianVector(4), depth: depth, scale: scale)
                let width = draw.pick([8, 16, 64, 256])
                evidence.addFourth(width: width, scale: scale, depth: depth)
                if draw.integer(0...2) == 0 {
                    evidence.addSamples(
                        width: width, skipped: draw.integer(1...depth), samples: 4000, using: &draw.generator)
                }
                return evidence
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp(
                "signed-layers", "residual-energy", "residual-change", "plain-energy", "plain-change", "norm-energy",
                "norm-change", "fourth"
            ) { draw in
                var evidence = evidence(.unevenRows(&draw), start: [0.5, 0.5, 0.5, 0.5], depth: 3, scale: 0.7)
                evidence.addFourth(width: 16, scale: 0.7, depth: 3)
                return evidence
            },
            .sharp("wide-layer", "square-lower", "lower") { draw in
                var evidence = evidence(.signedHadamard(&draw), start: [1, 0, 0, 0], depth: 1, scale: 1)
                evidence.tracks = [:]
                evidence.addSamples(width: 4096, skipped: 1, samples: 80_000, using: &draw.generator)
                return evidence
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("aligned-layers", hypothesis: "centred") { _ in
                evidence(LayerLaw(outcomes: [.identity(2)]), start: [1, 0], depth: 3, scale: 1)
            },
            .broken("large-layers", hypothesis: "isometric") { draw in
                let q = LayerLaw.signedHadamard(&draw).outcomes[0]
                return evidence(LayerLaw(outcomes: [2 * q, -2 * q]), start: [1, 0, 0, 0], depth: 3, scale: 1)
            },
            .broken("uneven-signs", hypothesis: "sign-symmetric") { _ in
                // 2 once and -1/2 four times: mean 0, mean square 1, and mostly negative.
                let outcomes = [2, -0.5, -0.5, -0.5, -0.5].map { $0 * Matrix.identity(2) }
                return evidence(LayerLaw(outcomes: outcomes), start: [1, 0], depth: 2, scale: 1)
            },
            .broken("single-layer", hypothesis: "two-layers") { draw in
                evidence(.signedHadamard(&draw), start: [3, 0, 0, 0], depth: 1, scale: 1)
            },
            .broken("rare-layers", hypothesis: "gaussian") { draw in
                // Zero nine times of ten: in the mean as large as a Gaussian layer, but mostly without effect.
                let depth = 2
                var evidence = evidence(.signedHadamard(&draw), start: [1, 0, 0, 0], depth: depth, scale: 1)
                evidence.tracks = [:]
                evidence.set("dependence", 1)
                evidence.set("d", 64)
                let large = 10.0.squareRoot()
                let outcomes = [large, -large] + Array(repeating: 0.0, count: 18)
                let law = LayerLaw(outcomes: outcomes.map { .diagonal([$0]) })
                let means = law.mean(depth, count: 2) { layers in
                    let change = LayerNetwork(kind: .residual, layers: layers, start: [1], scale: 1).change(dropping: 1)
                    return [change * change, change]
                }
                evidence.derivation = rareLayers(law, depth: depth)
                evidence.tracks["square-lower"] = Track(means[0])
                evidence.tracks["lower"] = Track(means[1])
                return evidence
            },
        ]
    }

    /// The six parts of second moments: every draw of the layers is run.
    package static func evidence(_ law: LayerLaw, start: Vector, depth: Int, scale: Double) -> Evidence {
        var evidence = Evidence(
            engine: "enumeration", model: "networks of random layers, width=\(law.width) layers=\(depth)")
        evidence.set("depth", Double(depth))
        evidence.set("s", scale)
        evidence.set("meanDefect", law.meanDefect)
        evidence.set("secondDefect", law.secondDefect)
        evidence.set("signDefect", law.signDefect)
        evidence.set("dependence", 0)
        let square = squaredNorm(start.map { Rounded($0) })
        for (kind, name) in [(LayerNetwork.Kind.residual, "residual"), (.plain, "plain"), (.normalised, "norm")] {
            let means = law.mean(depth, count: 2 * depth) { layers in
                let network = LayerNetwork(kind: kind, layers: layers, start: start, scale: scale)
                let states = network.states()
                let energies = (1...depth).map { squaredNorm(states[$0]) }
                let changes = (1...depth).map { squaredNorm(network.output(dropping: $0) - states[depth]) }
                return energies + changes
            }
            let scaled = kind == .normalised ? means : means.map { $0 / square }
            evidence.tracks["\(name)-energy"] = Track(Array(scaled.prefix(depth)))
            evidence.tracks["\(name)-change"] = Track(Array(scaled.suffix(depth)))
        }
        evidence.derivation = derivation(law, start: start, depth: depth, scale: scale)
        return evidence
    }
}

extension Evidence {
    /// `fourth`: a layer multiplies `|y|^2` by an independent noncentral chi-square number, one step of a walk from norm 1.
    mutating func addFourth(width: Int, scale: Double, depth: Int) {
        set("d", Double(width))
        derivation?.left["fourth"] = "a sum of infinitely many terms"
        let walk = GaussianWalk(width: width, steps: 1, radius: 1, scale: scale)
        let square = walk.variance + walk.mean * walk.mean
        let powers = (1...depth).map { m in (0..<m).reduce(Rounded(1)) { product, _ in product * square } }
        tracks["fourth"] = Track(powers)
    }

    /// The two lower bounds over sampled Gaussian networks without layer `skipped`, with 99.9% intervals.
    mutating func addSamples(width: Int, skipped: Int, samples: Int, using generator: inout Generator) {
        let scale = quantities["s"]?.value ?? 1
        let depth = Int(quantities["depth"]?.value ?? 1)
        var (first, second) = (SampleMean(), SampleMean())
        for _ in 0..<samples {
            var pair = PairChain(width: width, radius: 1)
            for m in 1...depth {
                pair.step(
                    gain: scale * pair.a.squareRoot(), other: m == skipped ? 0 : scale * pair.b.squareRoot(),
                    using: &generator)
            }
            let square = pair.change / pair.a
            second.add(square)
            first.add(square.squareRoot())
        }
        set("d", Double(width))
        for (name, mean) in [("square-lower", second), ("lower", first)] {
            let halfWidth = Confidence.quantile(samples: samples) * mean.error
            var track = Track(value: mean.mean, radius: 0x1p-40 * mean.mean)
            track.low = [mean.mean - halfWidth]
            track.high = [mean.mean + halfWidth]
            tracks[name] = track
            derivation?.left[name] = "it is sampled"
        }
    }
}
