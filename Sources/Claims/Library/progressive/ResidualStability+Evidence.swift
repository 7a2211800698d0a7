import LinearAlgebra
import PartialTraining

extension GramChain {
    /// `R^2/s^2`.
    var rho: Rounded {
        let (r, s) = (Rounded(radius), Rounded(scale))
        return r * r / (s * s)
    }

    /// `e_l, ..., e_L` at the best c.
    var bounds: [Rounded] {
        let bound = ChangeBound(width: width, depth: depth, skipped: skipped, rho: rho)
        return bound.values(bound.best)
    }
}

extension Evidence {
    /// `norm-mean` and `norm-variance` after 1, ..., L layers.
    mutating func addLaw(_ chain: GramChain) {
        let walks = (1...chain.depth).map {
            GaussianWalk(width: chain.width, steps: $0, radius: chain.radius, scale: chain.scale)
        }
        let (means, variances) = (walks.map(\.mean), walks.map(\.variance))
        tracks["norm-mean"] = Track(values: means.map(\.value), radius: means.map(\.radius))
        tracks["norm-variance"] = Track(values: variances.map(\.value), radius: variances.map(\.radius))
    }

    /// `loss` for the loss `|y|`. The network without a layer is a walk of L - 1 steps, whichever layer it is.
    mutating func addLoss(_ chain: GramChain) {
        let norms = [chain.depth - 1, chain.depth].map {
            GaussianWalk(width: chain.width, steps: $0, radius: chain.radius, scale: chain.scale).meanNorm
        }
        let change = Rounded.abs(norms[0] - norms[1])
        var sum = Rounded(0)
        for l in 1...chain.depth {
            let one = GramChain(
                width: chain.width, depth: chain.depth, skipped: l, radius: chain.radius, scale: chain.scale)
            if let last = one.bounds.last { sum = sum + Rounded.sqrt(last) }
        }
        quantities["rootMean"] = sum / Rounded(Double(chain.depth))
        tracks["loss"] = Track(value: change.value, radius: change.radius)
    }

    /// `energy` after every layer, and the four bounds on the change after each layer behind the one left out.
    ///
    /// Intervals are of 99.9%; those of `energy`, where an equality is to be inside, half as wide again (5 standard errors).
    mutating func addSamples(_ chain: GramChain, samples: Int, using generator: inout Generator) {
        let sums = chain.sample(samples, using: &generator)
        let energies = (1...chain.depth).map { sums.meanEnergy($0) }
        var energy = Track(values: energies.map(\.value), radius: energies.map { 0x1p-40 * $0.value })
        energy.low = energies.map { $0.value - 1.5 * $0.halfWidth }
        energy.high = energies.map { $0.value + 1.5 * $0.halfWidth }
        tracks["energy"] = energy

        guard chain.skipped < chain.depth else { return }
        let layers = Array((chain.skipped + 1)...chain.depth)
        let changes = layers.map { sums.meanChange($0) }
        var change = Track(
            times: layers.map(Double.init), observed: changes.map(\.value), radius: changes.map { 0x1p-40 * $0.value })
        change.low = changes.map { $0.value - $0.halfWidth }
        change.high = changes.map { $0.value + $0.halfWidth }
        change.varying["e"] = Array(chain.bounds.dropFirst())
        tracks["lower"] = change
        tracks["upper"] = change

        // Numerator and denominator each within their own interval.
        var relative = change
        for (k, m) in layers.enumerated() {
            let energy = sums.meanEnergy(m)
            relative.observed[k] = changes[k].value / energy.value
            relative.radius[k] = 0x1p-40 * relative.observed[k]
            relative.low?[k] = (changes[k].value - changes[k].halfWidth) / (energy.value + energy.halfWidth)
            relative.high?[k] = (changes[k].value + changes[k].halfWidth) / (energy.value - energy.halfWidth)
        }
        tracks["relative-lower"] = relative
        tracks["relative-upper"] = relative
    }

    /// The four bounds on a change known exactly, after `layer` layers.
    mutating func setChange(_ change: Rounded, relative: Rounded, at layer: Int, bounds: [Rounded]) {
        for (names, value) in [(["lower", "upper"], change), (["relative-lower", "relative-upper"], relative)] {
            var track = Track(times: [Double(layer)], observed: [value.value], radius: [value.radius])
            track.varying["e"] = bounds.suffix(1)
            for name in names { tracks[name] = track }
        }
    }

    /// The parts of infinite width; those by layer for the layers in `layers`, with the layer as `t`.
    mutating func addMeanField(_ chain: GramChain, layers: ClosedRange<Int>) {
        derivation = ResidualStability.derivation(chain, layers: layers)
        // The same rho for both sides.
        let field = MeanFieldChange(rho: chain.rho.value, depth: chain.depth)
        let growth = field.growth
        let changes = layers.map { field.change(skipping: $0) }
        var track = Track(
            times: layers.map(Double.init), observed: changes.map(\.value), radius: changes.map(\.radius))
        track.varying["growth"] = layers.map { growth[$0 - 1] }
        for name in ["mean-field", "mean-field-lower", "mean-field-upper", "mean-field-tail"] { tracks[name] = track }
        let mean = field.mean
        for name in ["mean-lower", "mean-upper"] { tracks[name] = Track(value: mean.value, radius: mean.radius) }
    }
}

extension ResidualStability {
    /// All layers `a I`: the network runs along its start, `R = s = 1`. Its width of 512 stands in the bound only.
    static func equalLayers(_ a: Double, depth: Int, skipped: Int) throws -> Evidence {
        let chain = GramChain(width: 512, depth: depth, skipped: skipped, radius: 1, scale: 1)
        var result = evidence(chain)
        result.set("dependence", 1)
        func output(_ layers: Int) -> Double { (0..<layers).reduce(1) { y, _ in y + a * (y < 0 ? -1 : 1) } }
        let (full, without) = (output(depth), output(depth - 1))
        let change = (without - full) * (without - full)
        result.derivation = derivation(chain, a: a, bound: chain.bounds.last?.value ?? 1)
        result.setChange(
            Rounded(value: change, radius: 0x1p-45 * change),
            relative: Rounded(value: change / (full * full), radius: 0x1p-45 * change / (full * full)), at: depth,
            bounds: chain.bounds)
        return result
    }
}
