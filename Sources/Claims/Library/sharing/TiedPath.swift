import LinearAlgebra
import PartialTraining

/// The path that tied and untied descent have in common where layers and target commute:
/// `W+ = W - eta (W')^{L-1} (W^L - Phi)`, one matrix for all layers.
///
/// The formula knows nothing of layers or of their gradients, so that runs of the network can be compared with it.
struct TiedPath {
    let target: Matrix
    let depth: Int
    let stepSize: Double
    /// Whether the transpose is taken; without it this is the formula for symmetric matrices.
    let transposes: Bool
    private(set) var layer: Matrix
    /// A bound on the error of ``layer`` in the Frobenius norm.
    private(set) var radius: Double
    private let targetRadius: Double

    init(
        target: Matrix, depth: Int, stepSize: Double, start: Matrix, transposes: Bool = true, targetRadius: Double = 0,
        startRadius: Double = 0
    ) {
        self.target = target
        self.depth = depth
        self.stepSize = stepSize
        self.transposes = transposes
        self.targetRadius = targetRadius
        layer = start
        radius = startRadius + LayerDescent.unit * start.frobeniusNorm
    }

    /// `(W')^{L-1} (W^L - Phi)`.
    var direction: Matrix {
        let power = (1..<depth).reduce(Matrix.identity(layer.rows)) { product, _ in product * layer }
        return (transposes ? power.transposed : power) * (power * layer - target)
    }

    /// One step. With `w = |W|` the direction's derivative is at most `L w^{2L-2} + (L-1) w^{L-2} |W^L - Phi|`, and each of
    /// its entries passes through `2 L + 1` sums of `n + 1` roundings, of numbers at most `w^{L-1} (w^L + |Phi|)`.
    mutating func advance() throws {
        let w = try layer.spectralNorm()
        let count = Double(depth)
        let inner = Rounded.power(Rounded(w), Rounded(count - 1)).value
        let most = inner * (inner * w + target.frobeniusNorm)
        let slope = count * inner * inner + (count - 1) * (w > 0 ? inner / w : 1) * (inner * w + target.frobeniusNorm)
        let step = direction
        radius *= 1 + stepSize * slope
        radius += stepSize * inner * targetRadius
        radius += LayerDescent.unit * 2 * layer.frobeniusNorm
        radius += LayerDescent.unit * stepSize * (2 * count + 1) * Double(layer.rows + 1) * most
        layer = layer - stepSize * step
    }
}
