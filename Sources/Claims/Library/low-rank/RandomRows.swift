import LinearAlgebra
import PartialTraining

/// The step `W+ = W - eta U U' G` along `r` random orthonormal directions `U` (m x r, Haar) of the gradient `G` (m x n) of a
/// quadratic: its exact expected loss, from the second moments of `P = U U'`.
///
/// `E P = (r/m) I` and `E[P_ia P_kc] = (a - b) d_ia d_kc + b (d_ik d_ac + d_ic d_ak)`, where `a`, `b` are the coefficients
/// of `E[P M P] = a M + b tr(M) I` (``RandomSubspace/moments(_:)``).
struct RandomRows {
    let dimension: Int

    /// `E f(W - eta P G)` at `w`. O((mn)^2).
    func expectedLoss(_ model: MatrixQuadratic, at w: Matrix, stepSize eta: Double) -> Rounded {
        let g = model.gradient(at: Parameters([w])).block(0)
        let (m, n) = (g.rows, g.columns)
        let (mean, a, b) = RandomSubspace(dimension: dimension, kind: .haar).moments(m)
        let gram = g.transposed * g
        let k = model.flat.hessian
        var second = 0.0
        for l in 0..<n {
            for s in 0..<m {
                for j in 0..<n {
                    for i in 0..<m {
                        var moment = (a - b) * g[i, j] * g[s, l] + b * g[s, j] * g[i, l]
                        if i == s { moment += b * gram[j, l] }
                        second += k[i + j * m, s + l * m] * moment
                    }
                }
            }
        }
        let value = model.value(at: Parameters([w]))
        let square = squaredNorm(g.storage)
        let smoothness = model.flat.spectrum.last ?? 0
        // Sums of (mn)^2 products, each within a few roundings; by Cauchy-Schwarz their sizes add to at most mn L |G|^2.
        let count = Double(m * n)
        let size = abs(value) + eta * square + eta * eta * smoothness * count * square
        return Rounded(
            value: value - eta * mean * square + 0.5 * eta * eta * second, radius: (2 * count + 16) * 0x1p-53 * size)
    }
}
