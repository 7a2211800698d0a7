import LinearAlgebra
import PartialTraining

/// Gradient descent on a deep linear network in full matrices, with what trajectories do not keep: the layers and their
/// gradients at each step, and a bound on what rounding can have done to them.
///
/// **Rounding.** The Hessian is `J'J + K`: `J` is the derivative of the product, `|J|^2 <= sum_l r_l^2`, and `K` what the
/// residual `E` adds, `|K| <= (L - 1) |E| max_{l<m} r_{lm}` (Cauchy-Schwarz over pairs of layers), with `r_l`, `r_{lm}` the
/// products of all layers' norms but those of `l`, or of `l` and `m`. To first order a step therefore multiplies earlier
/// errors by at most `max(1, eta |J|^2 - 1) + eta |K|`, also under a projection of the gradient, and commits
/// `n u (|x| + eta |g|)` itself, `n` being the model's roundings per entry (``RoundingModel``).
package struct LayerDescent {
    let model: DeepLinear
    let stepSize: Double
    package private(set) var layers: Parameters
    private(set) var gradient: Parameters
    package private(set) var loss: Double
    /// A bound on the Euclidean distance of the computed layers from the exact ones.
    private(set) var radius: Double
    /// How far the target may be from the one that is meant, in the Frobenius norm.
    let targetRadius: Double
    let partial: any PartialOperator
    private var step: any PartialStep
    private let workspace = Workspace()

    package init(
        _ model: DeepLinear, start: Parameters, _ partial: any PartialOperator, stepSize: Double,
        targetRadius: Double = 0, startRadius: Double = 0
    ) throws {
        self.targetRadius = targetRadius
        self.partial = partial
        self.model = model
        self.stepSize = stepSize
        layers = start
        gradient = Parameters(model.layout)
        loss = model.gradient(at: start, into: &gradient, workspace: workspace)
        radius = startRadius + Self.unit * norm(start.values)
        // The operators of these claims are deterministic: nothing is drawn.
        var generator = Generator(seed: 0)
        step = try partial.begin(model.layout, using: &generator)
    }

    static let unit = 0x1p-53

    /// `x+ = x - eta P g`.
    package mutating func advance() throws {
        var kept = gradient
        try step.keep(&kept)
        let products = Products(layers)
        let jacobian = stepSize * squaredNorm(products.one)
        let curvature = stepSize * Double(model.depth - 1) * (2 * loss).squareRoot() * products.largestPair
        radius *= max(1, jacobian - 1) + curvature
        radius += model.roundings * Self.unit * (norm(layers.values) + stepSize * norm(kept.values))
        radius += stepSize * norm(products.one) * targetRadius
        layers.values = add(layers.values, -stepSize, kept.values)
        loss = model.gradient(at: layers, into: &gradient, workspace: workspace)
    }

    /// The product of the layers, and a bound on its error in the Frobenius norm.
    var product: (matrix: Matrix, radius: Double) {
        let products = Products(layers)
        let size = products.all * Double(model.width).squareRoot()
        return (model.product(layers), norm(products.one) * radius + model.roundings * Self.unit * size)
    }

    /// The loss, with a bound on its error: `|E| r + r^2/2` with `r` that of the residual `E`.
    var roundedLoss: Rounded {
        let r = product.radius + targetRadius
        return Rounded(value: loss, radius: (2 * loss).squareRoot() * r + r * r / 2 + 4 * Self.unit * loss)
    }

    /// A bound on the error of one layer's gradient `(W_L..W_{l+1})' E (W_{l-1}..W_1)'` in the Frobenius norm, from those of
    /// the layers and of the product.
    var gradientRadius: Double {
        let products = Products(layers)
        let most = products.one.max() ?? 0
        let residual = (2 * loss).squareRoot()
        let product = self.product
        let rounding = model.roundings * Self.unit * (most * (residual + product.matrix.frobeniusNorm))
        return most * (product.radius + targetRadius) + Double(model.depth - 1) * products.largestPair * residual
            * radius + rounding
    }

    /// Products of the layers' spectral norms.
    struct Products {
        let all: Double
        /// Without layer `l`.
        let one: Vector
        /// The largest without two layers.
        let largestPair: Double

        init(_ layers: Parameters) {
            // The Frobenius norm is a bound too, should the iteration fail.
            let norms = layers.blocks.map { (try? $0.spectralNorm()) ?? $0.frobeniusNorm }
            all = norms.reduce(1, *)
            one = norms.indices.map { l in norms.indices.reduce(1) { $1 == l ? $0 : $0 * norms[$1] } }
            // The two smallest are left out.
            largestPair = norms.sorted().dropFirst(2).reduce(1, *)
        }
    }
}
