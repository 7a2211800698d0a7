import LinearAlgebra

/// What a parameter is worth to ``Prune``; those of the least worth go.
public enum PruningScore: String, Sendable, CaseIterable {
    /// `|x_i|` (Han et al. 2015; lottery tickets, Frankle and Carbin 2019).
    case magnitude
    /// `|g_i|`, `g = grad f(x)`.
    case gradient
    /// `|x_i g_i|`: to first order how much the loss changes without the parameter (SNIP, Lee et al. 2019, connection
    /// sensitivity).
    case saliency
    /// `x_i (H g)_i`, with its sign: to first order half of how much `|g|^2` falls without the parameter, so that those stay whose
    /// removal costs gradient flow most (GraSP, Wang et al. 2020: it removes the largest `-x_i (H g)_i`).
    case grasp
    /// `|x_i dR/dx_i|` of the synaptic flow `R = 1' N_L ... N_1 1`, `N_l` the layer with absolute values (SynFlow, Tanaka et al.
    /// 2020): `|W_l|`, of a residual network `I + |s W_l|`, of a factorization `|B|` and `|A|`. Of a vector or a single matrix it
    /// is the magnitude.
    case synflow

    /// How many gradients of the whole model one evaluation takes; a product with the Hessian counts as two.
    var gradients: Double {
        switch self {
        case .magnitude: 0
        case .gradient, .saliency, .synflow: 1
        case .grasp: 3
        }
    }

    /// The scores at `x`, whose entries outside `support` are zero. `g` and `H` are of the pruned model.
    func values(at x: Parameters, of model: any Model, support: [Bool]) -> Vector {
        switch self {
        case .magnitude: return x.values.map(abs)
        case .gradient: return model.gradient(at: x).values.map(abs)
        case .saliency: return zip(x.values, model.gradient(at: x).values).map { abs($0 * $1) }
        case .grasp:
            var g = model.gradient(at: x)
            _ = g.confine(to: support)
            return zip(x.values, model.hessianProduct(at: x, along: g).values).map { $0 * $1 }
        case .synflow: return Self.synapticFlow(x, of: model)
        }
    }

    /// `|W_ij| |s| l_i r_j` for the entries of a layer, with `r = N_{l-1} ... N_1 1` from below and `l = N_{l+1}' ... N_L' 1` from
    /// above.
    private static func synapticFlow(_ x: Parameters, of model: any Model) -> Vector {
        let layers: [Int]
        var (skip, scale) = (0.0, 1.0)
        switch model {
        case is DeepLinear: layers = Array(x.layout.blocks.indices)
        case is Factorization: layers = [1, 0]
        case let residual as ResidualLinear:
            layers = Array(x.layout.blocks.indices)
            (skip, scale) = (1, abs(residual.scale))
        default: return x.values.map(abs)
        }
        let sizes = layers.map { index in
            let block = x.block(index)
            return Matrix(rows: block.rows, columns: block.columns, storage: block.storage.map { scale * abs($0) })
        }
        func ones(_ count: Int) -> Vector { Vector(repeating: 1, count: count) }
        // N v = |s W| v, and v itself where there is a skip.
        func flow(_ size: Matrix, _ v: Vector) -> Vector { skip == 0 ? size * v : add(size * v, skip, v) }
        var below = [ones(sizes[0].columns)]
        for size in sizes.dropLast() { below.append(flow(size, below[below.count - 1])) }
        var scores = x
        var above = ones(sizes[sizes.count - 1].rows)
        for (position, layer) in layers.enumerated().reversed() {
            let (size, right) = (sizes[position], below[position])
            let left = above
            scores.setBlock(
                layer, Matrix(rows: size.rows, columns: size.columns) { size[$0, $1] * left[$0] * right[$1] })
            above = flow(size.transposed, left)
        }
        return scores.values
    }
}
