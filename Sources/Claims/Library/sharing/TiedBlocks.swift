import LinearAlgebra
import PartialTraining

/// A quadratic of `n = layers * p` parameters whose `layers` blocks of `p` move together by the mean of their gradients.
///
/// In the orthonormal basis `[Q N]`, with `Q = (1, ..., 1)' (x) I / sqrt(layers)` (n x p) and `N` the Helmert contrasts between
/// blocks, sharing is freezing: the coordinates along `N` never move. ``FrozenBlock`` of the rotated quadratic then knows the
/// floor (a Schur complement) and the gap to it in the modes of `H_Q = Q'HQ` (p x p).
struct TiedBlocks: Sendable {
    let model: Quadratic
    let layers: Int
    /// The rotated quadratic with the contrasts frozen.
    let frozen: FrozenBlock

    /// Errors: `notPositiveDefinite` where `H_Q` is singular.
    init(_ model: Quadratic, layers: Int, start: Vector) throws {
        self.model = model
        self.layers = layers
        let n = model.dimension
        let basis = Self.basis(dimension: n, layers: layers)
        let rotated = (basis.transposed * model.hessian * basis).symmetrized
        let p = n / layers
        // Two products with inner sums of n terms, and the basis itself: entry by entry (2 n + 8) u |B|'|H||B|.
        let size = Double(n)
        let largest = model.spectrum.last ?? 0
        let hessianError = (2 * size + 8) * size * size.squareRoot() * 0x1p-53 * largest
        let pointError = (size + 4) * size.squareRoot() * 0x1p-53 * (norm(start) + norm(model.optimum))
        frozen = try FrozenBlock(
            Quadratic(hessian: rotated, optimum: basis.transposed * model.optimum, minimum: model.minimum),
            frozen: Array((p + 1)...n), start: basis.transposed * start, hessianError: hessianError,
            pointError: pointError)
    }

    var width: Int { model.dimension / layers }

    /// `[Q N]`, n x n orthogonal.
    static func basis(dimension n: Int, layers: Int) -> Matrix {
        let p = n / layers
        return Matrix(rows: n, columns: n) { row, column in
            guard row % p == column % p else { return 0 }
            let (l, k) = (row / p, column / p)
            if k == 0 { return 1 / Double(layers).squareRoot() }
            let scale = 1 / Double(k * (k + 1)).squareRoot()
            return l < k ? scale : l == k ? -Double(k) * scale : 0
        }
    }

    /// `min over v of |x* - x0 - (v, ..., v)|_H^2 / 2`, by solving `(sum_lm H_lm) v = sum_l (H (x* - x0))_l`, without the
    /// basis. The value is stationary in `v`, whose own error counts in second order only.
    func directFloor(start: Vector) throws -> (value: Rounded, shift: Vector) {
        let (n, p) = (model.dimension, width)
        let h = model.hessian
        var sum = Matrix(rows: p, columns: p)
        for j in 0..<n { for i in 0..<n { sum[i % p, j % p] += h[i, j] } }
        let pull = h * subtract(model.optimum, start)
        let right = (0..<p).map { i in (0..<layers).reduce(0.0) { $0 + pull[$1 * p + i] } }
        let v = try sum.symmetrized.solvePositiveDefinite(right)
        let point = (0..<n).map { start[$0] + v[$0 % p] }
        let largest = model.spectrum.last ?? 0
        let distance = norm(subtract(point, model.optimum))
        let reach = norm(point) + norm(model.optimum) + norm(start)
        let least = frozen.modes.values.first ?? 0
        let count = Double(n)
        let error = (4 * count * count + 8) * 0x1p-53 * largest * reach / max(least, .leastNormalMagnitude)
        let radius =
            0.5 * largest * error * error + (count + 6) * 0x1p-53 * largest * distance * (distance + reach)
        return (Rounded(value: model.excess(at: point), radius: radius), v)
    }
}

/// The expected loss of gradient descent on a quadratic whose gradient has independent noise of variance `sigma^2` in every
/// coordinate, by enumeration of the signs of `n` two-point noises: exact, since only two moments enter.
struct NoisyDescent {
    let law: AffineLaw
    private(set) var run: AffineRun
    let model: Quadratic

    /// `tied` is the number of blocks that share, or 1.
    init(_ model: Quadratic, start: Vector, tied: Int, stepSize: Double, sigma: Double) throws {
        self.model = model
        let n = model.dimension
        var parts: [any PartialOperator] = (0..<n).map { k in
            TwoPointNoise((0..<n).map { $0 == k ? sigma : 0 })
        }
        if tied > 1 { parts.append(Share(blocks: tied)) }
        law = try AffineLaw(model, Composition(parts), stepSize: stepSize)
        // I - eta P H is similar, by H^{1/2}, to the symmetric I - eta H^{1/2} P H^{1/2}.
        let largest = model.spectrum.last ?? 0
        let growth = max(1, abs(1 - stepSize * largest))
        run = AffineRun(
            error: subtract(start, model.optimum), growth: growth * growth,
            condition: largest / max(model.constants.plConstant ?? largest, .leastNormalMagnitude))
    }

    /// The expected loss at steps 0, ..., `steps`.
    mutating func losses(_ steps: Int) -> Track {
        var values: [Rounded] = []
        for t in 0...steps {
            if t > 0 { run.step(law) }
            values.append(Rounded(model.minimum) + run.excess(on: model))
        }
        return Track(
            times: (0...steps).map(Double.init), observed: values.map(\.value), radius: values.map(\.radius))
    }
}
