import LinearAlgebra

/// The limit of infinite width of a residual network with layer norm and of a subnetwork of it: their inner products are
/// deterministic. `|y|^2` grows by `s^2` a layer, of a kept layer `|z|^2` by `c^2 s^2` and `<y, z>` by `c s^2 cos(y, z)`.
package struct MeanFieldPair: Sendable {
    /// `R^2/s^2` and `c`.
    let rho: Double
    let rescale: Double
    let mask: [Bool]

    package init(rho: Double, rescale: Double, mask: [Bool]) {
        self.rho = rho
        self.rescale = rescale
        self.mask = mask
    }

    var kept: Int { mask.count { $0 } }

    /// The cosine of the two states after 0, 1, ..., L layers, and `|z - y|^2/|y|^2`, layer by layer. O(L).
    package func follow() -> (cosine: [Rounded], change: [Rounded]) {
        let c = Rounded(rescale)
        var (full, part, product) = (Rounded(rho), Rounded(rho), Rounded(rho))
        var cosines = [Rounded(1)]
        var changes = [Rounded(0)]
        for keeps in mask {
            if keeps {
                let cosine = product / Rounded.sqrt(full * part)
                part = part + c * c
                product = product + c * cosine
            }
            full = full + Rounded(1)
            cosines.append(product / Rounded.sqrt(full * part))
            changes.append((full + part - Rounded(2) * product) / full)
        }
        return (cosines, changes)
    }

    /// `prod_{m in S} (1 + c/sqrt((rho + m - 1)(rho + c^2 k_{m-1})))`, with `k_m` the kept layers among the first m. O(L).
    var product: Rounded {
        let c = Rounded(rescale)
        var result = Rounded(1)
        var kept = 0.0
        for (index, keeps) in mask.enumerated() where keeps {
            let norms = (Rounded(rho) + Rounded(Double(index))) * (Rounded(rho) + c * c * Rounded(kept))
            result = result * (Rounded(1) + c / Rounded.sqrt(norms))
            kept += 1
        }
        return result
    }

    /// The mean cosine of sampled networks of finite width (`s = 1`).
    func sample(width: Int, samples: Int, using generator: inout Generator) -> SampleMean {
        var mean = SampleMean()
        for _ in 0..<samples {
            var pair = PairChain(width: width, radius: rho.squareRoot())
            for keeps in mask { pair.step(gain: 1, other: keeps ? rescale : 0, using: &generator) }
            mean.add(pair.cosine)
        }
        return mean
    }
}

/// `Gamma(x + a)/Gamma(x)` for whole `x >= 1`, as `Gamma(1 + a) prod_{j=1}^{x-1} (1 + a/j)`, in steps. O(x).
struct GammaRatio: Sendable {
    /// `a` in (0, 1].
    let shift: Double

    /// `Gamma(1 + a)`: 16 units, which the C library keeps on [1, 2].
    var first: Rounded {
        let value = libraryGamma(1 + shift)
        return Rounded(value: value, radius: 16 * value.ulp)
    }

    /// `Gamma(x + a)/Gamma(x)` for `x = 1, ..., count`.
    func values(_ count: Int) -> [Rounded] {
        var result = [first]
        for j in stride(from: 1, to: count, by: 1) {
            result.append(result[j - 1] * (Rounded(1) + Rounded(shift) / Rounded(Double(j))))
        }
        return result
    }
}
