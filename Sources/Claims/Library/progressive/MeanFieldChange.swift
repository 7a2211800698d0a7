import LinearAlgebra
import PartialTraining

/// The limit of infinite width: norms and inner products of the two networks are deterministic, in units of `s^2`
/// `|y_m|^2 = rho + m`, `|y'_m|^2 = rho + m - 1`, and `<y, y'>` grows by `cos` of their angle a layer.
struct MeanFieldChange: Sendable {
    let rho: Double
    let depth: Int

    /// `|F_{-l} - F|^2/|F|^2` by following the three inner products layer by layer. O(L).
    ///
    /// Radius: each layer adds three roundings to numbers of size at most `rho + L`; the change is a difference of these.
    func change(skipping l: Int) -> Rounded {
        var (a, b, q) = (rho + Double(l), rho + Double(l) - 1, rho + Double(l) - 1)
        for _ in l..<depth {
            q += q / (a * b).squareRoot()
            a += 1
            b += 1
        }
        let roundings = 8 * Double(depth - l + 1) * 0x1p-53
        return Rounded(value: (a + b - 2 * q) / a, radius: 4 * roundings)
    }

    /// `G_l = prod_{m=l+1}^{L} (1 + 1/sqrt((rho+m-1)(rho+m-2)))` for `l = 1, ..., L`. O(L).
    var growth: [Rounded] {
        var result = [Rounded(1)]
        for m in stride(from: depth, to: 1, by: -1) {
            let product = (rho + Double(m) - 1) * (rho + Double(m) - 2)
            result.append(result[result.count - 1] * Rounded(value: 1 + 1 / product.squareRoot(), radius: 0x1p-50))
        }
        return result.reversed()
    }

    /// The mean over l of the square roots of the changes, from the closed form. O(L).
    var mean: Rounded {
        var sum = 0.0
        var error = 0.0
        let end = rho + Double(depth)
        for (index, product) in growth.enumerated() {
            let before = rho + Double(index)
            let square = (2 * end - 1 - 2 * before * product.value) / end
            sum += max(square, 0).squareRoot()
            // |sqrt x - sqrt x'| <= |x - x'|/sqrt x.
            let change = (2 * before * product.radius + 0x1p-50 * end) / end
            error += change / max(square, 0x1p-200).squareRoot()
        }
        let count = Double(depth)
        return Rounded(value: sum / count, radius: error / count + count * 0x1p-53 * sum / count)
    }
}
