import LinearAlgebra
import PartialTraining

/// One matrix for all layers, from a pairing of a symmetric target's eigenvalues: in the plane of a pair either the positive
/// parts of the two, or, where that is better, a turning block near their mean, which has real roots of every order.
///
/// With `m` the mean of the pair, `c` half its difference and `e > 0`, the turning block is `[[m - c/2, h], [-h, m + c/2]]`,
/// `h = c/2 + e`: its eigenvalues are not real. Its distance from `diag(m - c, m + c)` gives the loss
/// `c^2/2 + c e + e^2`.
struct EigenvaluePairing {
    let layer: Matrix
    /// The sum over the pairs of `min(sum of min(phi, 0)^2 / 2, (phi1 - phi2)^2 / 8)`.
    let value: Double
    /// The sum of the differences in the pairs that turn, and the number of these.
    let gaps: Double
    let turns: Double
    let radius: Double

    /// Neighbours in ascending order are paired; the last of an odd number stays alone.
    init(_ target: Matrix, depth: Int, shift: Double) throws {
        let eigen = try target.symmetricEigen()
        let d = target.rows
        var block = Matrix(rows: d, columns: d)
        var (value, gaps, turns) = (0.0, 0.0, 0.0)
        for k in stride(from: 0, to: d, by: 2) {
            let pair = Array(eigen.values[k..<min(k + 2, d)])
            let negative = pair.reduce(0.0) { $0 + min($1, 0) * min($1, 0) } / 2
            let half = (pair[pair.count - 1] - pair[0]) / 2
            if pair.count == 2, half * half / 2 < negative {
                let mean = (pair[0] + pair[1]) / 2
                let turn = half / 2 + shift
                let root = try Matrix(rows: [[mean - half / 2, turn], [-turn, mean + half / 2]])
                    .principalRoot(order: depth)
                for i in 0..<2 { for j in 0..<2 { block[k + i, k + j] = root[i, j] } }
                value += half * half / 2
                gaps += 2 * half
                turns += 1
            } else {
                for (i, phi) in pair.enumerated() {
                    block[k + i, k + i] = Rounded.power(Rounded(max(phi, 0)), Rounded(1 / Double(depth))).value
                }
                value += negative
            }
        }
        layer = eigen.vectors * block * eigen.vectors.transposed
        self.value = value
        self.gaps = gaps
        self.turns = turns
        // Eigenvalues are off by d eps |Phi|, and the values are quadratic in them.
        let size = target.frobeniusNorm
        radius = 4 * Double(d * d) * Double.ulpOfOne * (size + 1) * (size + 1)
    }
}

extension Evidence {
    /// The loss of equal layers `w` as the track of `part`. Rounding moves the product by at most `4 n L u |W|^L` (as much
    /// again for each root taken by a backward stable method), and the loss accordingly.
    mutating func setLoss(_ part: String, of w: Matrix, _ model: DeepLinear) {
        let loss = model.value(at: Parameters(Array(repeating: w, count: model.depth)))
        let shift = Self.productRadius(w, model.depth)
        tracks[part] = Track(value: loss, radius: (2 * loss).squareRoot() * shift + shift * shift)
    }

    /// How far `W^L` may be from the matrix whose root `W` is.
    private static func productRadius(_ w: Matrix, _ depth: Int) -> Double {
        let size = Rounded.power(Rounded(w.frobeniusNorm), Rounded(Double(depth))).value
        return 16 * Double(w.rows * depth) * Double.ulpOfOne * max(size, w.frobeniusNorm)
    }

    /// The constants that the floors speak of.
    mutating func setFloors(_ target: Matrix, depth: Int) throws {
        let symmetric = target.symmetrized
        let values = try symmetric.symmetricEigenvalues()
        let radius = Double(values.count) * Double.ulpOfOne * target.frobeniusNorm
        let skew = (target - symmetric).frobeniusNorm
        set("asymmetry", skew)
        set("lmin", values[0], radius: radius)
        set("lmax", values[values.count - 1], radius: radius)
        let floor = values.reduce(0.0) { $0 + min($1, 0) * min($1, 0) } / 2 + skew * skew / 2
        set("symmetricFloor", floor, radius: 2 * Double(values.count) * radius * (target.frobeniusNorm + radius))
        set("sigma", try target.singularValues().last ?? 0, radius: radius)
        set("det", try target.determinant())
        set("width", Double(target.rows))
        set("odd", Double(depth % 2))
        // How far the eigenvalues stay from the half line of the numbers without a principal root.
        let distances = try target.eigenvalues().map { $0.real > 0 ? $0.modulus : abs($0.imaginary) }
        set("axisDistance", distances.min() ?? 0, radius: radius)
    }

    /// Equal roots of the target (or, where there is none, of its positive part), and of the positive part of its symmetric part.
    mutating func setRoots(_ model: DeepLinear) throws {
        let eigen = try model.target.symmetrized.symmetricEigen()
        let positive = SymmetricEigen(values: eigen.values.map { max($0, 0) }, vectors: eigen.vectors)
        let projected = positive.vectors * .diagonal(positive.values) * positive.vectors.transposed
        let best = try projected.symmetrized.symmetricRoot(order: model.depth)
        setLoss("projection", of: best, model)
        let hasRoot = quantities["axisDistance"]?.value ?? 0 > 0
        let isOddSymmetric = model.depth % 2 == 1 && model.target == model.target.transposed
        let root =
            isOddSymmetric
            ? try model.target.symmetricRoot(order: model.depth)
            : hasRoot ? try model.target.principalRoot(order: model.depth) : best
        // At odd depth there is a root, but none is computed for a negative eigenvalue of a matrix that is not symmetric.
        if model.depth % 2 == 1 && !isOddSymmetric && !hasRoot { return }
        let product = model.product(Parameters(Array(repeating: root, count: model.depth)))
        let radius = Self.productRadius(root, model.depth)
        tracks["root"] = Track(values: product.storage, radius: product.storage.map { _ in radius })
            .varying("entry", model.target.storage)
    }
}
