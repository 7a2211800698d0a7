import LinearAlgebra
import PartialTraining

/// The constants of one singular value `sigma` of the target under training from the zero-asymmetric start.
///
/// On the way the mode moves along `a = cosh(theta)`, `b = sinh(theta)` (up to the step size); it ends where
/// `x (1 + x)^{L-1} = sigma^2`, `x = sinh^2(theta)`. There the curvature is `g = (1 + x)^{L-2} (1 + L x)`.
package struct ZeroAsymmetricRate {
    let depth: Int
    let sigma: Rounded
    /// `sinh^2(theta)` at the end.
    let x: Rounded

    init(_ sigma: Rounded, depth: Int) {
        self.depth = depth
        self.sigma = sigma
        let target = 2 * Double.ln(max(sigma.value, .leastNormalMagnitude))
        let power = Double(depth - 1)
        // ln x + (L-1) ln(1+x) increases from -inf; x is at most sigma^2.
        var (low, high) = (0.0, max(sigma.value * sigma.value, .leastNormalMagnitude))
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if Double.ln(middle) + power * libraryLog1p(middle) < target { low = middle } else { high = middle }
        }
        // The logarithms are right to some units of their size; the slope in ln x is at least 1, so that is the relative
        // error of x, beside twice that of sigma.
        let scale = 4 + abs(target) + abs(Double.ln(high)) + power * libraryLog1p(high)
        let relative = 4 * Double.ulpOfOne * scale + 2 * sigma.radius / max(sigma.value, .leastNormalMagnitude)
        x = Rounded(value: high, radius: sigma.value > 0 ? high * relative : .leastNormalMagnitude)
    }

    /// `g(theta*)`, the final rate of the flow.
    var final: Rounded {
        Rounded.power(Rounded(1) + x, Rounded(Double(depth - 2))) * (Rounded(1) + Rounded(Double(depth)) * x)
    }

    /// `G* = max(g(theta*), 1 + (L-1) sigma^2)`, the largest curvature on the way.
    package var largest: Rounded { Rounded.max(final, Rounded(1) + Rounded(Double(depth - 1)) * sigma * sigma) }

    /// The constants of the largest singular value of `target`, which are the largest of all.
    package init(_ target: Matrix, depth: Int) throws {
        let values = try target.singularValues()
        let most = values.first ?? 0
        self.init(Rounded(value: most, radius: Double(values.count) * Double.ulpOfOne * most), depth: depth)
    }

    /// The published largest step size, `min(1/(4 L^3 xi^6), 1/(144 L^2 xi^4))` with `xi = max(2 |Phi|_F, 3/sqrt L, 1)`.
    package static func publishedStep(_ target: Matrix, depth: Int) -> Double {
        let l = Double(depth)
        let xi = max(2 * target.frobeniusNorm, 3 / l.squareRoot(), 1)
        let square = xi * xi
        return min(1 / (4 * l * l * l * square * square * square), 1 / (144 * l * l * square * square))
    }
}
