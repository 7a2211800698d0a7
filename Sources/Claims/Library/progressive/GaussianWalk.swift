import LinearAlgebra
import PartialTraining

/// The law of `|y|^2` after `steps` layers: `(s^2 k/d)` times a noncentral chi-square number of d degrees of freedom and
/// noncentrality `lambda = d R^2/(s^2 k)`, summed as a Poisson mixture of central ones.
struct GaussianWalk: Sendable {
    let width: Int
    let steps: Int
    let radius: Double
    let scale: Double

    /// `s^2 k/d`.
    private var unit: Double { scale * scale * Double(steps) / Double(width) }

    /// `E g(j)` over `j` Poisson of mean `lambda/2`, and the relative error that summing can have made.
    ///
    /// The weights are built outwards from the mode, where they are largest, to where they fall below `1e-20` of it.
    private func average(_ g: (Double) -> Double) -> Rounded {
        let mean = 0.5 * radius * radius / unit
        let mode = mean.rounded(.down)
        var (total, sum, terms) = (0.0, 0.0, 0.0)
        func take(_ j: Double, _ weight: Double) {
            total += weight
            sum += weight * g(j)
            terms += 1
        }
        var weight = 1.0
        var j = mode
        while weight > 1e-20 {
            take(j, weight)
            j += 1
            weight *= mean / j
        }
        weight = 1
        j = mode
        while j >= 1 && weight > 1e-20 {
            weight *= j / mean
            j -= 1
            take(j, weight)
        }
        return Rounded(value: sum / total, radius: 4 * (terms + 4) * 0x1p-53 * abs(sum / total))
    }

    /// `E |y|^2`.
    var mean: Rounded { Rounded(unit) * average { Double(width) + 2 * $0 } }

    /// `Var |y|^2`, as the mean over j of the variance and of the squared distance of the conditional mean.
    var variance: Rounded {
        let center = average { Double(width) + 2 * $0 }.value
        let conditional = average { j in
            let degrees = Double(width) + 2 * j
            return 2 * degrees + (degrees - center) * (degrees - center)
        }
        return Rounded(unit) * Rounded(unit) * conditional
    }

    /// `E |y|`: a chi number of k degrees has mean `sqrt 2 Gamma((k+1)/2)/Gamma(k/2)`.
    var meanNorm: Rounded {
        if steps == 0 { return Rounded(radius) }
        let mean = average { j in 2.0.squareRoot() * gammaRatio(Double(width) / 2 + j) }
        return Rounded.sqrt(Rounded(unit)) * mean
    }

    /// `Gamma(x + 1/2)/Gamma(x)` for `x > 0`: carried up by `x/(x + 1/2)` to where the asymptotic series has 16 digits.
    private func gammaRatio(_ x: Double) -> Double {
        var (y, factor) = (x, 1.0)
        while y < 100 {
            factor *= y / (y + 0.5)
            y += 1
        }
        let z = 1 / y
        let series =
            1 + z * (-1.0 / 8 + z * (1.0 / 128 + z * (5.0 / 1024 + z * (-21.0 / 32768 + z * -399.0 / 262_144))))
        let tail = z * z * z * z * z * z * (869.0 / 4_194_304)
        return factor * y.squareRoot() * (series + tail)
    }
}

/// The finite-width bound `E |F_{-l} - F|^2 <= s^2 e_L`: `e_l = 1`, `e_m = pi_m e_{m-1} + eps`,
/// `pi_m = 1 + 1/(c sqrt((rho+m-1)(rho+m-2)))`, `eps = 8 exp(-(1-c)^2 d/4)`, for any c in (0, 1).
struct ChangeBound: Sendable {
    let width: Int
    let depth: Int
    let skipped: Int
    let rho: Rounded

    /// `e_l, ..., e_L`.
    func values(_ c: Double) -> [Rounded] {
        let one = Rounded(1)
        let gap = one - Rounded(c)
        let slack = Rounded(8) * Rounded.exp(-(gap * gap * Rounded(Double(width)) / Rounded(4)))
        var result = [one]
        for m in skipped..<depth {
            // Layer m + 1 acts on norms of m and m - 1 steps.
            let product = (rho + Rounded(Double(m))) * (rho + Rounded(Double(m - 1)))
            let growth = one + one / (Rounded(c) * Rounded.sqrt(product))
            result.append(growth * result[result.count - 1] + slack)
        }
        return result
    }

    /// The best c on a grid of 1/200.
    var best: Double {
        let grid = (1..<200).map { Double($0) / 200 }
        return grid.min { last($0) < last($1) } ?? 0.5
    }

    private func last(_ c: Double) -> Double { values(c).last?.value ?? .infinity }
}
