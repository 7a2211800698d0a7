import LinearAlgebra
import PartialTraining

extension RandomSubnetwork {
    struct Setting: Sendable {
        var depth: Int
        /// `s`.
        var scale: Double
        /// `p` and `k`.
        var keep: Double
        var count: Int
        /// `c`.
        var rescale: Double

        /// About the mean square over the squared mean of the sampled energy: per layer that of `1 + xi c^2 s^2`, and
        /// `1 + 4/d` for the Gaussian draw.
        func tailRatio(width: Int) -> Double {
            let gain = rescale * rescale * scale * scale
            let mean = 1 + keep * gain
            let layer = (keep * (1 + gain) * (1 + gain) + 1 - keep) / (mean * mean) * (1 + 4 / Double(width))
            return (0..<depth).reduce(1) { product, _ in product * layer }
        }
    }

    /// `E|F_S - F|^2/R^2` for each law of S: every draw of the layers and every set is run.
    static func gaps(_ law: LayerLaw, start: Vector, _ setting: Setting, _ laws: [SubnetworkLaw]) -> [Rounded] {
        let masks = laws.map { $0.masks(setting.depth) }
        let square = squaredNorm(start.map { Rounded($0) })
        return law.mean(setting.depth, count: laws.count) { layers in
            let network = LayerNetwork(kind: .residual, layers: layers, start: start, scale: setting.scale)
            let full = network.output()
            return masks.map { masks in
                masks.reduce(Rounded(0)) { sum, entry in
                    let part = network.output(keeping: entry.mask, rescale: setting.rescale)
                    return sum + entry.probability * squaredNorm(part - full) / square
                }
            }
        }
    }

    /// All parts but the sampled one.
    static func evidence(_ law: LayerLaw, start: Vector, _ setting: Setting) -> Evidence {
        var evidence = Evidence(
            engine: "enumeration", model: "residual network width=\(law.width) layers=\(setting.depth)")
        evidence.set("depth", Double(setting.depth))
        evidence.set("s", setting.scale)
        evidence.set("p", setting.keep)
        evidence.set("k", Double(setting.count))
        // 1/p and its like are doubles; c p = 1 is meant up to their rounding.
        evidence.set("c", setting.rescale, radius: setting.rescale.ulp)
        evidence.set("meanDefect", law.meanDefect)
        evidence.set("secondDefect", law.secondDefect)
        let gaps = gaps(law, start: start, setting, [.bernoulli(setting.keep), .subset(setting.count)])
        evidence.tracks["bernoulli"] = Track(gaps[0])
        evidence.tracks["bernoulli-rescaled"] = Track(gaps[0])
        evidence.tracks["subset"] = Track(gaps[1])
        evidence.tracks["subset-rescaled"] = Track(gaps[1])
        evidence.tracks["unbiased"] = Track(Rounded(1) + bias(law, start: start, setting))
        var derivation = derivation(law, start: start, setting)
        derivation.append(Self.bias)
        evidence.derivation = derivation
        return evidence
    }

    /// `|E_S F_S - F|/|F|` for layers that take the outcomes in turn.
    private static func bias(_ law: LayerLaw, start: Vector, _ setting: Setting) -> Rounded {
        let layers = (0..<setting.depth).map { law.outcomes[$0 % law.outcomes.count] }
        let network = LayerNetwork(kind: .residual, layers: layers, start: start, scale: setting.scale)
        let full = network.output()
        var mean = start.map { _ in Rounded(0) }
        for entry in SubnetworkLaw.bernoulli(setting.keep).masks(setting.depth) {
            let part = network.output(keeping: entry.mask, rescale: setting.rescale)
            mean = mean.indices.map { mean[$0] + entry.probability * part[$0] }
        }
        let bias = norm(mean - full) / norm(full)
        // c = 1/p is known to half a unit only, which moves E_S F_S by at most L u R prod (1 + s |W_l|).
        let growth = layers.reduce(norm(start)) { $0 * (1 + setting.scale * $1.frobeniusNorm) }
        let drift = Double(setting.depth) * 0x1p-52 * growth / norm(full).value
        return Rounded(value: bias.value, radius: bias.radius + drift)
    }
}

extension Evidence {
    /// `gaussian`: networks of Gaussian layers with a Bernoulli subnetwork each; an interval of 5 standard errors.
    mutating func addSamples(
        _ setting: RandomSubnetwork.Setting, width: Int, samples: Int, using generator: inout Generator
    ) {
        var gap = SampleMean()
        for _ in 0..<samples {
            var pair = PairChain(width: width, radius: 1)
            for _ in 0..<setting.depth {
                let keeps = generator.uniform() < setting.keep
                pair.step(
                    gain: setting.scale * pair.a.squareRoot(),
                    other: keeps ? setting.rescale * setting.scale * pair.b.squareRoot() : 0, using: &generator)
            }
            gap.add(pair.change)
        }
        var track = Track(value: gap.mean, radius: 0x1p-40 * gap.mean)
        track.low = [gap.mean - 5 * gap.error]
        track.high = [gap.mean + 5 * gap.error]
        tracks["gaussian"] = track
        derivation?.left["gaussian"] = "it is sampled"
    }
}
