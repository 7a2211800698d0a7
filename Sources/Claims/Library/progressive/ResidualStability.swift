import LinearAlgebra
import PartialTraining

/// `raptr-stability-residual-ln`: leaving out one layer of a residual network with layer norm at Gaussian initialisation.
///
/// Source: the O(1/sqrt L) lemma is of RaPTr (Panigrahi et al., arXiv 2402.05913); the explicit two-sided form is own.
package enum ResidualStability: LibraryClaim {
    static let id = "raptr-stability-residual-ln"

    static func claim() throws -> Claim {
        let gaussian = ["gaussian"]
        return try Claim(
            id: id, family: .progressive, kind: .expectation,
            title: "Residual networks with layer norm barely notice one missing layer at Gaussian initialisation",
            statement: """
                Let $y_0$ have norm $R > 0$ and $y_m = y_{m-1} + s W_m y_{m-1}/|y_{m-1}|$ for $m = 1, \\dots, L$, the $W_m$ \
                independent with independent $N(0, 1/d)$ entries; $F = y_L$, $F_{-l}$ the network without layer $l$, \
                $\\rho = R^2/s^2$. Then $|y_m|^2$ is $s^2 m/d$ times a noncentral chi-square number of $d$ degrees of freedom \
                and noncentrality $d\\rho/m$: $E|y_m|^2 = R^2 + s^2 m$, $Var|y_m|^2 = 2 s^4 m^2/d + 4 s^2 m R^2/d$. For every \
                $c \\in (0,1)$, $s^2 \\le E|F_{-l} - F|^2 \\le s^2 e_L$, where $e_l = 1$, $e_m = \\pi_m e_{m-1} + \\varepsilon$, \
                $\\pi_m = 1 + 1/(c\\sqrt{(\\rho+m-1)(\\rho+m-2)})$, $\\varepsilon = 8 \\exp(-(1-c)^2 d/4)$; hence \
                $1/(\\rho+L) \\le E|F_{-l} - F|^2/E|F|^2 \\le e_L/(\\rho+L)$, with equality for $l = L$, and for a loss of \
                Lipschitz constant 1 the mean over $l$ of its expected change is at most $(s/L) \\sum_l \\sqrt{e_L(l)}$. For \
                $d \\to \\infty$ the relative change is \
                $\\psi_l^2 = [2\\rho + 2L - 1 - 2(\\rho+l-1) G_l]/(\\rho+L)$ with \
                $G_l = \\prod_{m=l+1}^{L} (1 + 1/\\sqrt{(\\rho+m-1)(\\rho+m-2)})$, and \
                $1/(\\rho+L) \\le \\psi_l^2 \\le (\\rho+L-1)/((\\rho+l-1)(\\rho+L)) \\le 1/(\\rho+l-1)$, \
                $1/\\sqrt{\\rho+L} \\le \\frac1L \\sum_l \\psi_l \\le 2/\\sqrt L$ for every $\\rho > 0$.
                """,
            source: "lemma O(1/sqrt L): Panigrahi et al. 2024 (RaPTr); explicit two-sided form and proof own",
            hypotheses: [
                Hypothesis(
                    "gaussian", "dependence <= 0", "the layers are independent Gaussian matrices (0), or are not (1)")
            ],
            parts: [
                Part("norm-mean", "mean of the noncentral law after t layers", .equal, "R^2 + s^2*t", needs: []),
                Part(
                    "norm-variance", "variance of the noncentral law after t layers", .equal,
                    "2*s^4*t^2/d + 4*s^2*t*R^2/d", needs: []),
                Part(
                    "energy", "sampled mean of |y_t|^2", .equal, "R^2 + s^2*t", needs: gaussian, tightness: .best(1)),
                Part("lower", "sampled mean of the squared change after t layers", .atLeast, "s^2", needs: gaussian),
                Part("upper", "sampled mean of the squared change after t layers", .atMost, "s^2*e", needs: gaussian),
                Part("relative-lower", "the same over the mean of |y_t|^2", .atLeast, "1/(rho + t)", needs: gaussian),
                Part("relative-upper", "the same over the mean of |y_t|^2", .atMost, "e/(rho + t)", needs: gaussian),
                Part(
                    "loss", "change of E|y|, the mean over the layer left out", .atMost, "s*rootMean", needs: gaussian),
                Part(
                    "mean-field", "squared change without layer t, followed layer by layer", .equal,
                    "(2*rho + 2*depth - 1 - 2*(rho + t - 1)*growth)/(rho + depth)", needs: []),
                Part("mean-field-lower", "squared change without layer t", .atLeast, "1/(rho + depth)", needs: []),
                Part(
                    "mean-field-upper", "squared change without layer t", .atMost,
                    "(rho + depth - 1)/((rho + t - 1)*(rho + depth))", needs: []),
                Part("mean-field-tail", "squared change without layer t", .atMost, "1/(rho + t - 1)", needs: []),
                Part("mean-lower", "mean change over the layer left out", .atLeast, "1/sqrt(rho + depth)", needs: []),
                Part("mean-upper", "mean change over the layer left out", .atMost, "2/sqrt(depth)", needs: []),
            ],
            instances: instances,
            typical: { draw in
                let rho = draw.logUniform(0.25, 4)
                let scale = draw.uniform(0.5, 2)
                let isSampled = draw.pick([true, false])
                let depth = isSampled ? draw.integer(3...10) : draw.integer(3...200)
                // For the last layer the bounds are equalities: that is a sharp instance.
                let chain = GramChain(
                    width: draw.pick([32, 64, 128, 256]), depth: depth, skipped: draw.integer(1...(depth - 1)),
                    radius: scale * rho.squareRoot(), scale: scale)
                var evidence = evidence(chain)
                evidence.addMeanField(chain, layers: 1...(depth - 1))
                if isSampled {
                    evidence.addLaw(chain)
                    evidence.addLoss(chain)
                    evidence.addSamples(chain, samples: 4000, using: &draw.generator)
                }
                return evidence
            })
    }

    private static var instances: [Instance] {
        [
            .sharp("law-of-the-norm", "norm-mean", "norm-variance") { _ in
                let chain = GramChain(width: 512, depth: 8, skipped: 2, radius: 1, scale: 1)
                var evidence = evidence(chain)
                evidence.addLaw(chain)
                return evidence
            },
            .sharp("last-layer", "lower", "upper", "relative-lower", "relative-upper") { _ in
                // |F_{-L} - F|^2 = s^2 |W_L u|^2 has the law of a walk of one step from the origin, |F|^2 that of L steps.
                let chain = GramChain(width: 64, depth: 8, skipped: 8, radius: 1.5, scale: 2)
                var evidence = evidence(chain)
                let change = GaussianWalk(width: 64, steps: 1, radius: 0, scale: 2).mean
                let energy = GaussianWalk(width: 64, steps: 8, radius: 1.5, scale: 2).mean
                evidence.setChange(change, relative: change / energy, at: 8, bounds: [Rounded(1)])
                return evidence
            },
            .sharp(
                "mean-field-network", "mean-field", "mean-field-lower", "mean-field-upper", "mean-field-tail"
            ) { _ in
                let chain = GramChain(width: 1, depth: 2000, skipped: 2000, radius: 1, scale: 1)
                var evidence = evidence(chain)
                evidence.addMeanField(chain, layers: 1990...2000)
                return evidence
            },
            .sharp("one-layer", "mean-lower") { _ in
                let chain = GramChain(width: 1, depth: 1, skipped: 1, radius: 1, scale: 1)
                var evidence = evidence(chain)
                evidence.addMeanField(chain, layers: 1...1)
                evidence.derivation?.left["mean-lower"] = "equality of two roots"
                evidence.tracks = evidence.tracks.filter { $0.key.hasPrefix("mean-l") || $0.key.hasPrefix("mean-u") }
                return evidence
            },
            .sharp("many-layers", "mean-upper") { _ in
                let chain = GramChain(width: 1, depth: 400_000, skipped: 1, radius: 0.1, scale: 1)
                var evidence = evidence(chain)
                evidence.addMeanField(chain, layers: 1...1)
                // Proving it takes minutes; shorter networks have derivations.
                evidence.derivation = nil
                return evidence
            },
            .sharp("one-layer-from-the-origin", "loss") { _ in
                // |F| is close to s, and without its layer the network stays at the origin.
                let chain = GramChain(width: 1024, depth: 1, skipped: 1, radius: 1e-4, scale: 1)
                var evidence = evidence(chain)
                evidence.addLoss(chain)
                return evidence
            },
            .broken("identity-layers", hypothesis: "gaussian") { _ in try equalLayers(1, depth: 8, skipped: 2) },
            .broken("shrinking-layers", hypothesis: "gaussian") { _ in try equalLayers(-0.4, depth: 3, skipped: 1) },
        ]
    }

    /// The parts of infinite width, for a start of norm `sqrt(rho) s`; those by layer for the layers in `layers`.
    package static func meanField(depth: Int, rho: Double, layers: ClosedRange<Int>) -> Evidence {
        let chain = GramChain(width: 1, depth: depth, skipped: 1, radius: rho.squareRoot(), scale: 1)
        var evidence = evidence(chain)
        evidence.addMeanField(chain, layers: layers)
        return evidence
    }

    /// Quantities of a network, without tracks.
    static func evidence(_ chain: GramChain) -> Evidence {
        var evidence = Evidence(
            engine: "ensemble",
            model: "residual layer-norm network width=\(chain.width) layers=\(chain.depth) without \(chain.skipped)")
        evidence.set("d", Double(chain.width))
        evidence.set("depth", Double(chain.depth))
        evidence.set("R", chain.radius)
        evidence.set("s", chain.scale)
        evidence.quantities["rho"] = chain.rho
        evidence.set("dependence", 0)
        return evidence
    }
}
