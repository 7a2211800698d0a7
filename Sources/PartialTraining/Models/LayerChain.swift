import LinearAlgebra

/// A product of `depth` square layers `M_l = skip * I + scale * W_l` and its squared distance to a target,
/// `f = |M_L ... M_1 - target|_F^2 / 2`: what deep linear (`skip = 0`) and residual linear networks share.
///
/// With `E = M_L...M_1 - target`, the gradient of layer `l` is `scale * (M_L...M_{l+1})' E (M_{l-1}...M_1)'`.
/// Cost: 3 (L - 1) products of d x d a gradient, no allocation beyond the workspace's `2 L` matrices.
struct LayerChain: Sendable {
    let target: Matrix
    let depth: Int
    let skip: Double
    let scale: Double
    /// The largest absolute entry of the target.
    private let targetSize: Double

    init(target: Matrix, depth: Int, skip: Double, scale: Double) {
        self.target = target
        self.depth = depth
        self.skip = skip
        self.scale = scale
        targetSize = target.maxAbs
    }

    var d: Int { target.rows }

    /// The gradient's derivative along `v`, by the product rule. With `P_l = M_l ... M_1`, `S_l = (M_L ... M_{l+1})' E` and a dot
    /// for derivatives, `s (S_l P_{l-1}')` changes by `s (S_l. P_{l-1}' + S_l P_{l-1}.')`, where `P_l. = s V_l P_{l-1} + M_l P_{l-1}.`
    /// and `S_{l-1}. = s V_l' S_l + M_l' S_l.`. O(L d^3).
    func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters {
        let layers = x.blocks.map { skip * .identity(d) + scale * $0 }
        let changes = v.blocks.map { scale * $0 }
        var prefixes = [(value: Matrix.identity(d), change: Matrix(rows: d, columns: d))]
        for (layer, change) in zip(layers, changes) {
            let below = prefixes[prefixes.count - 1]
            prefixes.append((layer * below.value, change * below.value + layer * below.change))
        }
        var left = (value: prefixes[depth].value - target, change: prefixes[depth].change)
        var product = Parameters(x.layout)
        for l in layers.indices.reversed() {
            let below = prefixes[l]
            product.setBlock(
                l, scale * (left.change * below.value.transposed + left.value * below.change.transposed))
            left = (
                layers[l].transposed * left.value,
                changes[l].transposed * left.value + layers[l].transposed * left.change
            )
        }
        return product
    }

    /// With `w_l` the entries of layer `l` that take part and `g_l` those that get a gradient: the product of the chain needs
    /// `w_l d` for every layer that is there but the first, which is copied; the residual goes back through all layers above
    /// the lowest trained one, `w_l d` each; and the gradient of a layer is `g_l d`, but for the first that is there, where no
    /// product is left on the right. Without masks `3 (L - 1) d^3`; dropped layers (`w_l = 0`) cost nothing, and a frozen layer
    /// (`g_l = 0`) saves its own gradient.
    func products(_ activity: Activity, _ layout: Layout) -> (forward: Double, backward: Double) {
        let d = Double(d)
        let present = layout.blocks.map { activity.presentCount($0.range) }
        let trained = layout.blocks.map { activity.trainedCount($0.range) }
        let there = present.indices.filter { present[$0] > 0 }
        guard let first = there.first else { return (0, 0) }
        let forward = there.dropFirst().reduce(0) { $0 + present[$1] * d }
        guard let lowest = there.first(where: { trained[$0] > 0 }) else { return (forward, 0) }
        let back = there.filter { $0 > lowest }.reduce(0) { $0 + present[$1] * d }
        let gradients = there.filter { $0 != first }.reduce(0) { $0 + trained[$1] * d }
        return (forward, back + gradients)
    }

    /// The product `M_L ... M_1`. O(L d^3).
    func product(_ x: Parameters) -> Matrix {
        (0..<depth).reduce(Matrix.identity(d)) { product, l in
            (skip * Matrix.identity(d) + scale * x.block(l)) * product
        }
    }

    /// With `n_l >= |M_l|` (and of the matrix of absolute values) within the displacement, `N = n_1 ... n_L` and
    /// `r_l = N / n_l`:
    /// - the product is off by at most `c u sqrt(d) N`, `c = L (d + 2)` roundings, and so is the residual `E`;
    /// - layer gradients are `s A' E B'` with `|A| |B| <= r_l`;
    /// - `D^2 f[X, X] = |DP[X]|^2 + <E, D^2 P[X, X]>` with `|DP[X]| <= s |r| |X|` and `|D^2 P[X, X]| <= s^2 q |X|^2`, where
    ///   `q` is the largest row sum of the matrix `N / (n_l n_m)`, `l != m`.
    ///
    /// O(L d^2 + L^2).
    func sensitivity(_ x: Parameters, value: Double, delta: Double, _ workspace: Workspace) -> Sensitivity {
        let bounds = workspace.buffer(1, depth)
        workspace.share(depth) { bounds[$0] = x.withBlock($0, spectralNormBound) }
        var norms = (0..<depth).map { bounds[$0] * abs(scale) + abs(skip) + abs(scale) * delta }
        // A larger bound is a bound too: no layer counts as zero, so that the quotients below exist.
        let floor = 1e-3 * (norms.max() ?? 0)
        for l in norms.indices { norms[l] = max(norms[l], floor, .leastNormalMagnitude) }
        let product = norms.reduce(1, *)
        let rates = norm(norms.map { product / $0 }) * abs(scale)
        let inverses = norms.reduce(0) { $0 + 1 / $1 }
        let mixed = norms.reduce(0) { max($0, product / $1 * (inverses - 1 / $1)) } * scale * scale
        let unit = RoundingModel.unit * Double(depth * (d + 2) + 2)
        let productRounding = unit * (product + targetSize) * Double(d).squareRoot()
        let residual = (2 * value).squareRoot()
        let away = residual + productRounding + rates * delta
        return Sensitivity(
            valueRounding: residual * productRounding + 0.5 * productRounding * productRounding
                + Double(d * d + 2) * RoundingModel.unit * value,
            gradientRounding: rates * (productRounding + unit * residual),
            leastCurvature: -mixed * away, greatestCurvature: rates * rates + mixed * away)
    }
}
