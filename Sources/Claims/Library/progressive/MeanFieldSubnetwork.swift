import LinearAlgebra
import PartialTraining

/// `raptr-random-subnet-ln-meanfield`: with layer norm a subnetwork that keeps a constant share of the layers becomes
/// orthogonal to the full network as the depth grows.
///
/// Source: own.
package enum MeanFieldSubnetwork: LibraryClaim {
    static let id = "raptr-random-subnet-ln-meanfield"

    private static let upper = "(t + 1)^sqrt(p)/(gamma*sqrt((1 + t/p)*(1 + t)))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .asymptotic,
            title: "Subnetworks with a constant share of the layers become orthogonal to the full network",
            statement: """
                Let $y_m = y_{m-1} + s W_m y_{m-1}/|y_{m-1}|$ with independent Gaussian layers of entry variance $1/d$, \
                $F = y_L$, $F_S$ the same with the layers of S only, their branches times c; $\\rho = |y_0|^2/s^2$, $k_m$ the \
                number of kept layers among the first m. For fixed S and $d \\to \\infty$, in probability, $\\cos(F_S, F)$ tends \
                to $\\rho \\prod_{m \\in S} (1 + c/\\sqrt{(\\rho+m-1)(\\rho+c^2k_{m-1})})/\\sqrt{(\\rho+L)(\\rho+c^2k_L)}$ and \
                $|F_S - F|^2/|F|^2$ to $1 + r - 2\\sqrt r\\cos$, $r = (\\rho+c^2k_L)/(\\rho+L)$. If \
                $\\rho = c = 1$ and every h-th layer is kept, $p = 1/h$, $L = hk$, then \
                $\\cos = \\frac{\\Gamma(k+1+\\sqrt p)}{\\Gamma(k+1)\\Gamma(1+\\sqrt p)}/\\sqrt{(1+L)(1+k)}$, between \
                $(\\frac{k+1}{k+1+\\sqrt p})^{1-\\sqrt p}$ and 1 times \
                $(k+1)^{\\sqrt p}/(\\Gamma(1+\\sqrt p)\\sqrt{(1+L)(1+k)})$: of order $L^{-(1-\\sqrt p)}$.
                """,
            source: "own",
            hypotheses: [
                Hypothesis(
                    "gaussian", "dependence <= 0", "the layers are independent Gaussian matrices (0), or are not (1)")
            ],
            parts: [
                Part(
                    "cosine", "cosine of F_S and F, inner products followed layer by layer", .equal,
                    "rho*product/sqrt((rho + depth)*(rho + c^2*k))", needs: []),
                Part(
                    "change", "|F_S - F|^2/|F|^2, inner products followed layer by layer", .equal,
                    "1 + (rho + c^2*k)/(rho + depth) - 2*rho*product/(rho + depth)", needs: []),
                Part(
                    "finite-width", "|mean cosine of sampled networks - its limit|", .atMost, "5/sqrt(d)",
                    needs: ["gaussian"], tightness: .best(0.015)),
                Part(
                    "gamma", "cosine, t layers kept, every h-th", .equal,
                    "gammaRatio/gamma/sqrt((1 + t/p)*(1 + t))", needs: []),
                Part("power-upper", "cosine, t layers kept, every h-th", .atMost, upper, needs: []),
                Part(
                    "power-lower", "cosine, t layers kept, every h-th", .atLeast,
                    "\(upper)*((t + 1)/(t + 1 + sqrt(p)))^(1 - sqrt(p))", needs: []),
            ],
            instances: [
                .sharp("some-layers", "cosine", "change") { _ in
                    evidence(MeanFieldPair(rho: 1, rescale: 2, mask: [false, true, false, true]))
                },
                .sharp("every-other-layer", "gamma", "power-upper", "power-lower") { _ in everyOther(2, kept: 600) },
                .sharp("every-layer", "gamma", "power-upper", "power-lower") { _ in everyOther(1, kept: 20) },
                .broken("aligned-layers", hypothesis: "gaussian") { _ in
                    // All states stay on the ray of the start: the cosine is 1.
                    let field = MeanFieldPair(rho: 1, rescale: 1, mask: (0..<200).map { $0 % 4 == 3 })
                    var evidence = evidence(field)
                    evidence.set("dependence", 1)
                    evidence.set("d", 512)
                    let network = LayerNetwork(
                        kind: .residualNormalised, layers: Array(repeating: .identity(2), count: 200), start: [1, 0],
                        scale: 1)
                    let (full, part) = (network.output(), network.output(keeping: field.mask))
                    let cosine = dot(full, part) / norm(full) / norm(part)
                    let limit = evidence.tracks["cosine"]?.observed[0] ?? .nan
                    evidence.tracks["finite-width"] = Track(Rounded.abs(cosine - Rounded(limit)))
                    evidence.derivation = alignedLayers(field.mask, width: 512)
                    return evidence
                },
            ],
            typical: { draw in
                let rho = draw.logUniform(0.25, 4)
                let depth = draw.integer(2...120)
                let keep = draw.uniform(0.1, 0.9)
                let mask = (0..<depth).map { _ in draw.generator.uniform() < keep }
                let field = MeanFieldPair(rho: rho, rescale: draw.pick([1, draw.uniform(0.5, 2)]), mask: mask)
                var evidence = evidence(field)
                if draw.integer(0...2) == 0 {
                    let width = draw.pick([64, 256, 1024])
                    evidence.addSamples(field, width: width, samples: 200, using: &draw.generator)
                }
                let regular = everyOther(draw.integer(1...6), kept: draw.integer(1...60))
                for name in ["gamma", "power-upper", "power-lower"] { evidence.tracks[name] = regular.tracks[name] }
                for name in ["p", "gamma"] { evidence.quantities[name] = regular.quantities[name] }
                return evidence
            })
    }

    /// The limit cosine and change, followed layer by layer.
    static func evidence(_ field: MeanFieldPair) -> Evidence {
        var evidence = Evidence(
            engine: "modes",
            model: "residual layer-norm network of infinite width, \(field.kept) of \(field.mask.count)")
        evidence.set("rho", field.rho)
        evidence.set("c", field.rescale)
        evidence.set("depth", Double(field.mask.count))
        evidence.set("k", Double(field.kept))
        evidence.set("dependence", 0)
        evidence.quantities["product"] = field.product
        let states = field.follow()
        evidence.tracks["cosine"] = Track(states.cosine[field.mask.count])
        evidence.tracks["change"] = Track(states.change[field.mask.count])
        return evidence
    }

    /// Every `period`-th layer kept, `rho = c = 1`: after each kept layer the network as far as that one.
    package static func everyOther(_ period: Int, kept: Int) -> Evidence {
        let field = MeanFieldPair(
            rho: 1, rescale: 1, mask: (0..<(period * kept)).map { $0 % period == period - 1 })
        var evidence = evidence(field)
        let p = Rounded(1) / Rounded(Double(period))
        let ratio = GammaRatio(shift: Rounded.sqrt(p).value)
        evidence.quantities["p"] = p
        evidence.quantities["gamma"] = ratio.first
        let cosines = field.follow().cosine
        var track = Track((1...kept).map { cosines[period * $0] })
        track.varying["gammaRatio"] = Array(ratio.values(kept + 1).dropFirst())
        for name in ["gamma", "power-upper", "power-lower"] { evidence.tracks[name] = track }
        if period == 1 { evidence.derivation = everyLayer(kept) }
        return evidence
    }
}

extension Evidence {
    /// `finite-width`, with an interval of 5 standard errors of the mean.
    fileprivate mutating func addSamples(
        _ field: MeanFieldPair, width: Int, samples: Int, using generator: inout Generator
    ) {
        let mean = field.sample(width: width, samples: samples, using: &generator)
        let gap = abs(mean.mean - field.follow().cosine[field.mask.count].value)
        var track = Track(value: gap, radius: 0x1p-40)
        track.low = [max(gap - 5 * mean.error, 0)]
        track.high = [gap + 5 * mean.error]
        tracks["finite-width"] = track
        set("d", Double(width))
    }
}
