import LinearAlgebra
import PartialTraining

/// `raptr-transition-bound`: how much the loss can change when random subnetworks are replaced by the full network.
///
/// Source: RaPTr (Panigrahi et al., arXiv 2402.05913) for one uniformly dropped layer; any law and sharp constants own.
enum TransitionBound: LibraryClaim {
    static let id = "raptr-transition-bound"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .bound,
            title: "The loss changes by at most mu times the mean relative change of the output",
            statement: """
                Let F be a network, $F_S$ its subnetwork of the layers in a random set S of any law (with or without \
                rescaling), $\\psi_S(x) = |F_S(x) - F(x)|/|F(x)|$, $F(x) \\ne 0$, and $L_S$, $L$ the mean losses of $F_S$ and F. \
                If $|\\ell(F_S) - \\ell(F)| \\le \\mu\\psi_S$ on every sample and set, then $|L_S - L| \\le \\mu E\\psi_S$. \
                For $\\ell(y) = \\frac12 |y/|y| - v|^2$ with $|v| \\le G$ (if no output vanishes) it is at most $2 G E\\psi_S$, and at most \
                $G E\\chi(\\psi_S)$ with $\\chi(\\psi) = \\psi\\sqrt{2/(1+\\sqrt{1-\\psi^2})} \\le \\sqrt2\\psi$ up to $\\psi = 1$ and \
                $\\chi = 2$ beyond. For $\\ell(y) = |y - v|$ it is at most $\\max_x |F(x)|\\,E\\psi_S$.
                """,
            source:
                "one dropped layer: Panigrahi et al. 2024 (RaPTr), theorem 5.3; general law, constants and proof own",
            hypotheses: [
                Hypothesis(
                    "relative-lipschitz", "slope <= mu", "the loss changes by at most mu times the relative change")
            ],
            parts: [
                Part("relative", "|L_S - L| of the loss |y|^2/2", .atMost, "mu*psi", needs: ["relative-lipschitz"]),
                Part("normalised", "|L_S - L| of the loss |y/|y| - v|^2/2", .atMost, "2*G*psi", needs: []),
                Part("chord", "|L_S - L| of the loss |y/|y| - v|^2/2", .atMost, "G*chi", needs: []),
                Part("lipschitz", "|L_S - L| of the loss |y - v|", .atMost, "reach*psi", needs: []),
            ],
            instances: [
                .sharp("aligned-layers", "relative", "lipschitz") { _ in
                    let network = LayerNetwork(
                        kind: .residual, layers: Array(repeating: .diagonal([0.5, 0.5]), count: 4), start: [3, 4],
                        scale: 1)
                    return Transition(network: network, samples: [([3, 4], [0, 0])], law: .subset(3)).evidence()
                },
                .sharp("reversal", "normalised", "chord") { _ in
                    // F = 1 and F_S = -e, opposite directions: the relative change is 1 + e.
                    let e = 0x1p-12
                    let network = LayerNetwork(
                        kind: .residual, layers: [.diagonal([-(1 + 1 / e)])], start: [-e], scale: 1)
                    return Transition(network: network, samples: [([-e], [1])], law: .subset(0)).evidence()
                },
                .broken("squared-loss", hypothesis: "relative-lipschitz") { _ in
                    let network = LayerNetwork(
                        kind: .residual, layers: Array(repeating: .identity(2), count: 3), start: [10, 0], scale: 1)
                    return Transition(network: network, samples: [([10, 0], [0, 0])], law: .subset(2)).evidence(mu: 1)
                },
            ],
            typical: { draw in
                let d = draw.integer(2...4)
                let depth = draw.integer(2...4)
                let keep = draw.uniform(0.3, 0.9)
                let network = LayerNetwork(
                    kind: draw.pick(LayerNetwork.Kind.allCases),
                    layers: (0..<depth).map { _ in
                        draw.uniform(0.2, 1) * draw.generator.gaussianMatrix(rows: d, columns: d)
                    },
                    start: Vector(repeating: 1, count: d), scale: draw.uniform(0.3, 1.5))
                let samples = (0..<3).map { _ in
                    (draw.generator.gaussianVector(d), draw.generator.gaussianVector(d))
                }
                let law: SubnetworkLaw =
                    switch draw.integer(0...2) {
                    case 0: .subset(depth - 1)
                    case 1: .subset(draw.integer(1...depth))
                    default: .bernoulli(keep)
                    }
                let transition = Transition(
                    network: network, samples: samples, law: law, rescale: draw.pick([1, 1 / keep]))
                return transition.evidence(slack: draw.uniform(1, 1.5))
            })
    }
}

/// A network, samples (input and target), and a law of subnetworks, all enumerated.
struct Transition {
    let network: LayerNetwork
    let samples: [(input: Vector, target: Vector)]
    let law: SubnetworkLaw
    var rescale = 1.0

    private enum Loss: CaseIterable {
        case square, normalised, distance

        func value(_ y: [Rounded], _ v: [Rounded]) -> Rounded {
            switch self {
            case .square: return squaredNorm(y) / Rounded(2)
            case .normalised:
                let length = norm(y)
                return squaredNorm(y.map { $0 / length } - v) / Rounded(2)
            case .distance: return norm(y - v)
            }
        }
    }

    /// `chi(psi)`, 2 where rounding leaves open whether psi exceeds 1.
    static func chi(_ psi: Rounded) -> Rounded {
        if psi.value + psi.radius > 1 { return Rounded(2) }
        let one = Rounded(1)
        return psi * Rounded.sqrt(Rounded(2) / (one + Rounded.sqrt(one - psi * psi)))
    }

    /// `mu` is the least possible number for the squared loss times `slack`, unless it is given.
    func evidence(mu: Double? = nil, slack: Double = 1) -> Evidence {
        let masks = law.masks(network.depth)
        let zero = Rounded(0)
        var (psi, chi, slope, reach, targets) = (zero, zero, zero, zero, zero)
        var gaps = Loss.allCases.map { _ in zero }
        // Where the full output vanishes up to rounding, nothing is known of the relative change.
        var isUnknown = false
        let share = Rounded(1) / Rounded(Double(samples.count))
        for (input, target) in samples {
            let own = LayerNetwork(kind: network.kind, layers: network.layers, start: input, scale: network.scale)
            let v = target.map { Rounded($0) }
            let full = own.output()
            reach = Rounded.max(reach, norm(full))
            targets = Rounded.max(targets, norm(v))
            for entry in masks {
                let part = own.output(keeping: entry.mask, rescale: rescale)
                let change = norm(part - full) / norm(full)
                if !change.radius.isFinite { isUnknown = true }
                let weight = share * entry.probability
                psi = psi + weight * change
                chi = chi + weight * Self.chi(change)
                for (k, loss) in Loss.allCases.enumerated() {
                    let difference = loss.value(part, v) - loss.value(full, v)
                    gaps[k] = gaps[k] + weight * difference
                    if loss == .square, change.value > change.radius {
                        slope = Rounded.max(slope, Rounded.abs(difference) / change)
                    }
                }
            }
        }
        if isUnknown { slope.radius = .infinity }
        var evidence = Evidence(engine: "enumeration", model: "\(network.summary), \(samples.count) samples")
        evidence.quantities = ["psi": psi, "chi": chi, "slope": slope, "reach": reach, "G": targets]
        evidence.quantities["mu"] = mu.map { Rounded($0) } ?? (slope * Rounded(slack))
        evidence.derivation = derivation(mu: mu, slack: slack)
        for (k, names) in [["relative"], ["normalised", "chord"], ["lipschitz"]].enumerated() {
            for name in names { evidence.tracks[name] = Track(Rounded.abs(gaps[k])) }
        }
        return evidence
    }
}
