import LinearAlgebra

/// A product of `depth` square layers `M_l = skip * I + scale * W_l` and its squared distance to a target,
/// `f = |M_L ... M_1 - target|_F^2 / 2`: what deep linear (`skip = 0`) and residual linear networks share.
///
/// With `E = M_L...M_1 - target`, the gradient of layer `l` is `scale * (M_L...M_{l+1})' E (M_{l-1}...M_1)'`.
/// Cost: 3 L products of d x d a gradient, no allocation beyond the workspace's `L + 2` matrices.
struct LayerChain: Sendable {
    let target: Matrix
    let depth: Int
    let skip: Double
    let scale: Double

    private var d: Int { target.rows }

    /// `out <- M_l X`, or `M_l' X`.
    private func apply(
        _ layer: MatrixView, transposed: Bool = false, _ x: MatrixView, into out: MutableMatrixView
    ) {
        if skip == 0 {
            multiply(layer, transposed: transposed, x, into: out, alpha: scale)
        } else {
            out.assign(x)
            multiply(layer, transposed: transposed, x, into: out, alpha: scale, beta: skip)
        }
    }

    /// Writes the gradient at `x` into `g` (if there is one) and returns the value.
    func evaluate(_ x: Parameters, _ g: UnsafeMutablePointer<Parameters>?, _ workspace: Workspace) -> Double {
        let d = d
        // prefix(l) = M_l ... M_1 for l = 1...L, in buffers 2...L+1; the residual takes the last one's place.
        for l in 0..<depth {
            let out = workspace.matrix(2 + l, d, d)
            x.withBlock(l) { layer in
                if l == 0 {
                    for j in 0..<d {
                        for i in 0..<d { out[i, j] = scale * layer[i, j] + (i == j ? skip : 0) }
                    }
                } else {
                    apply(layer, workspace.matrix(1 + l, d, d).readOnly, into: out)
                }
            }
        }
        let residual = workspace.matrix(1 + depth, d, d)
        var sum = 0.0
        target.withView { target in
            for j in 0..<d {
                for i in 0..<d {
                    residual[i, j] -= target[i, j]
                    sum += residual[i, j] * residual[i, j]
                }
            }
        }
        guard let g else { return 0.5 * sum }
        var left = residual
        var spare = workspace.matrix(0, d, d)
        for l in stride(from: depth - 1, through: 0, by: -1) {
            g.pointee.withMutableBlock(l) { gradient in
                if l == 0 {
                    for j in 0..<d { for i in 0..<d { gradient[i, j] = scale * left[i, j] } }
                } else {
                    multiply(
                        left.readOnly, workspace.matrix(1 + l, d, d).readOnly, secondTransposed: true,
                        into: gradient, alpha: scale)
                }
            }
            guard l > 0 else { break }
            x.withBlock(l) { apply($0, transposed: true, left.readOnly, into: spare) }
            // The buffer that `left` leaves is free: prefix(l) is not needed below layer l.
            swap(&left, &spare)
        }
        return 0.5 * sum
    }

    /// The product `M_L ... M_1`. O(L d^3).
    func product(_ x: Parameters) -> Matrix {
        (0..<depth).reduce(Matrix.identity(d)) { product, l in
            (skip * Matrix.identity(d) + scale * x.block(l)) * product
        }
    }

    /// `|E| dE + dE^2/2` with `dE` the first-order change of the product under a change of norm `delta` of the layers
    /// (Cauchy-Schwarz over layers), plus its own rounding. Norms of layers by `sqrt(|M|_1 |M|_inf) >= |M|_2`.
    func uncertainty(_ x: Parameters, delta: Double) -> Double {
        let norms = (0..<depth).map { l in
            x.withBlock(l) { spectralNormBound($0) * abs(scale) + abs(skip) }
        }
        let product = norms.reduce(1, *)
        let rates = norms.map { $0 > 0 ? product / $0 * abs(scale) : product }
        let residual = (2 * evaluate(x, nil, Workspace())).squareRoot()
        let rounding = Double(depth * (d + 2)) * 0x1p-53 * product * Double(d).squareRoot()
        let change = norm(rates) * delta + rounding
        return residual * change + 0.5 * change * change
    }
}

/// `sqrt(|A|_1 |A|_inf)`, an upper bound of the spectral norm. O(mn).
func spectralNormBound(_ a: MatrixView) -> Double {
    var columnMax = 0.0
    for j in 0..<a.columns {
        var sum = 0.0
        for i in 0..<a.rows { sum += abs(a[i, j]) }
        columnMax = max(columnMax, sum)
    }
    var rowMax = 0.0
    for i in 0..<a.rows {
        var sum = 0.0
        for j in 0..<a.columns { sum += abs(a[i, j]) }
        rowMax = max(rowMax, sum)
    }
    return (columnMax * rowMax).squareRoot()
}
