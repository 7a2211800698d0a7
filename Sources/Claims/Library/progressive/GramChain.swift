import LinearAlgebra
import PartialTraining

/// A residual network with layer norm and Gaussian layers, `y_m = y_{m-1} + s W_m y_{m-1}/|y_{m-1}|`, beside the same network
/// without layer `l`: the inner products of the two states are a Markov chain, sampled in O(1) a layer whatever the width.
struct GramChain: Sendable {
    let width: Int
    let depth: Int
    /// The layer that is left out, from 1.
    let skipped: Int
    /// `R = |y_0|` and `s`.
    let radius: Double
    let scale: Double

    /// Sums over the sampled networks, by layer 0...depth.
    struct Sums: Sendable {
        var energy: [Double]
        var energySquare: [Double]
        /// `|y'_m - y_m|^2`; 0 before the layer that is left out.
        var change: [Double]
        var changeSquare: [Double]
        let samples: Int

        /// The mean at layer `m` and the half-width of its 99.9% interval.
        func mean(_ sums: [Double], _ squares: [Double], _ m: Int) -> (value: Double, halfWidth: Double) {
            let n = Double(samples)
            let mean = sums[m] / n
            let variance = max(squares[m] / n - mean * mean, 0) * n / (n - 1)
            return (mean, Confidence.quantile(samples: samples) * (variance / n).squareRoot())
        }

        func meanEnergy(_ m: Int) -> (value: Double, halfWidth: Double) { mean(energy, energySquare, m) }
        func meanChange(_ m: Int) -> (value: Double, halfWidth: Double) { mean(change, changeSquare, m) }
    }

    func sample(_ samples: Int, using generator: inout Generator) -> Sums {
        let zeros = Vector(repeating: 0, count: depth + 1)
        var sums = Sums(energy: zeros, energySquare: zeros, change: zeros, changeSquare: zeros, samples: samples)
        for _ in 0..<samples {
            // |y|^2, |y'|^2 and <y, y'>.
            var (a, b, c) = (radius * radius, radius * radius, radius * radius)
            for m in 0...depth {
                if m > 0 && m < skipped {
                    a = shared(a, using: &generator)
                    (b, c) = (a, a)
                } else if m == skipped {
                    (a, c) = alone(a, using: &generator)
                } else if m > 0 {
                    (a, b, c) = step(a, b, c, using: &generator)
                }
                let change = m < skipped ? 0 : a + b - 2 * c
                sums.energy[m] += a
                sums.energySquare[m] += a * a
                sums.change[m] += change
                sums.changeSquare[m] += change * change
            }
        }
        return sums
    }

    /// `|y + s W u|^2` where both networks still agree.
    private func shared(_ a: Double, using generator: inout Generator) -> Double {
        alone(a, using: &generator).0
    }

    /// `|y+|^2` and `<y+, y>` for one step of one network.
    private func alone(_ a: Double, using generator: inout Generator) -> (Double, Double) {
        let along = scale * generator.gaussian() / Double(width).squareRoot()
        let across = scale * scale * generator.chiSquare(width - 1) / Double(width)
        let root = a.squareRoot()
        return ((root + along) * (root + along) + across, root * (root + along))
    }

    /// One step of both networks with the same layer.
    private func step(
        _ a: Double, _ b: Double, _ c: Double, using generator: inout Generator
    ) -> (Double, Double, Double) {
        var pair = PairChain(width: width, a: a, b: b, c: c)
        pair.step(gain: scale, other: scale, using: &generator)
        return (pair.a, pair.b, pair.c)
    }
}

extension Generator {
    /// A chi-square number of `degrees >= 0` degrees of freedom: squares of normal ones below 4, else twice a gamma number
    /// by Marsaglia and Tsang (ACM TOMS 26, 2000).
    mutating func chiSquare(_ degrees: Int) -> Double {
        if degrees < 4 {
            return (0..<max(degrees, 0)).reduce(0) { sum, _ in
                let g = gaussian()
                return sum + g * g
            }
        }
        let d = Double(degrees) / 2 - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = gaussian()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let u = uniform()
            if u < 1 - 0.0331 * x * x * x * x || libraryLog(u) < 0.5 * x * x + d * (1 - v + libraryLog(v)) {
                return 2 * d * v
            }
        }
    }
}
