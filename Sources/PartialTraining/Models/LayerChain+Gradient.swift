import CKernels
import LinearAlgebra

/// Value and gradient of a chain of layers.
///
/// Columns of `P_l = M_l ... M_1` and of `S_l = (M_L ... M_{l+1})' E` depend on the same columns alone, all the way up and all the
/// way back: a team divides the columns among itself and meets once, before the gradients `s S_l P_{l-1}'`.
extension LayerChain {
    /// Writes the gradient at `x` into `g` (if there is one) and returns the value. Layers that are the identity (`W_l = 0` beside
    /// a skip) take no part in the products; the gradients of `idle` layers are not computed and set to zero, and the residual
    /// does not go back below the lowest other layer.
    func evaluate(
        _ x: Parameters, _ g: UnsafeMutablePointer<Parameters>?, _ workspace: Workspace, idle: [Bool]? = nil
    ) -> Double {
        x.values.withUnsafeBufferPointer { layers in
            guard let layers = layers.baseAddress else { return 0 }
            let lowest = g == nil ? depth : idle?.firstIndex(of: false) ?? 0
            return evaluate(ChainPass(self, layers, workspace, lowest: lowest), g, workspace, idle)
        }
    }

    private func evaluate(
        _ pass: ChainPass, _ g: UnsafeMutablePointer<Parameters>?, _ workspace: Workspace, _ idle: [Bool]?
    ) -> Double {
        let team = isLarge && Backend.hasFastKernels ? workspace.team : nil
        let sums = workspace.buffer(1, d)
        divide(d, among: team) { columns in
            pass.forward(columns, residualSquares: sums)
            pass.backward(columns)
        }
        // In the order of the columns, whoever had them.
        let value = 0.5 * (0..<d).reduce(0) { $0 + sums[$1] }
        guard let g else { return value }
        g.pointee.values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            let pieces = team.map { max(1, min(d / 32, 4 * $0.size / depth)) } ?? 1
            Workspace.share(depth * pieces, among: team) { part in
                let layer = part / pieces
                let columns = d * (part % pieces) / pieces..<d * (part % pieces + 1) / pieces
                let gradient = MutableMatrixView(base + d * d * layer, rows: d, columns: d, stride: d)
                if idle?[layer] ?? false {
                    gradient[0..<d, columns].fill(0)
                } else {
                    pass.gradient(layer, columns, into: gradient[0..<d, columns])
                }
            }
        }
        return value
    }

    /// Whether a product takes longer than to share it.
    private var isLarge: Bool { d >= 32 && depth > 1 }

    /// Cuts `0 ..< count` in ranges of whole vectors, one for each member.
    private func divide(_ count: Int, among team: Team?, _ body: (Range<Int>) -> Void) {
        guard let team else { return body(0..<count) }
        let width = (count + 8 * team.size - 1) / (8 * team.size) * 8
        team.run((count + width - 1) / width) { body($0 * width..<min(($0 + 1) * width, count)) }
    }
}

/// One evaluation of a chain: where its matrices lie.
private struct ChainPass {
    let chain: LayerChain
    let d: Int
    /// Below this layer the residual is not needed.
    let lowest: Int
    /// The layers, one after the other.
    private let layers: UnsafePointer<Double>
    /// Columns a large power of two apart would fall on the same lines of a cache.
    private let stride: Int
    /// `P_l` at place `l`, `S_l` at place `L + l`.
    private let slab: UnsafeMutablePointer<Double>
    /// Of each layer, and one beyond the last: the nearest layer below it that is not the identity, from 1; 0 for none.
    private let below: UnsafeMutableBufferPointer<Int>

    init(_ chain: LayerChain, _ layers: UnsafePointer<Double>, _ workspace: Workspace, lowest: Int) {
        self.chain = chain
        self.layers = layers
        self.lowest = lowest
        let (d, depth) = (chain.d, chain.depth)
        self.d = d
        stride = d >= 256 && d % 64 == 0 ? d + 8 : d
        slab = workspace.buffer(0, 2 * depth * d * stride)
        below = workspace.integers(depth + 1)
        below[0] = 0
        for l in 0..<depth { below[l + 1] = chain.skip != 0 && layer(l).isZero ? below[l] : l + 1 }
    }

    private func layer(_ l: Int) -> MatrixView { MatrixView(layers + d * d * l, rows: d, columns: d, stride: d) }

    private func matrix(_ place: Int) -> MutableMatrixView {
        MutableMatrixView(slab + d * stride * place, rows: d, columns: d, stride: stride)
    }

    /// `S_l`: it lies where the residual was carried last, through the lowest layer above `l` that is not the identity.
    private func left(_ l: Int) -> MutableMatrixView {
        var place = l
        while place < chain.depth - 1 && !isThere(place + 1) { place += 1 }
        return matrix(chain.depth + place)
    }

    private func isThere(_ l: Int) -> Bool { below[l + 1] != below[l] }

    /// `out <- M_l X`, or `M_l' X`.
    private func apply(_ l: Int, transposed: Bool = false, _ x: MatrixView, into out: MutableMatrixView) {
        if chain.skip == 0 {
            multiply(layer(l), transposed: transposed, x, into: out, alpha: chain.scale)
        } else {
            out.assign(x)
            multiply(layer(l), transposed: transposed, x, into: out, alpha: chain.scale, beta: chain.skip)
        }
    }

    /// The given columns of all `P_l`, and of the residual `E = S_L`, with the squared norm of each.
    func forward(_ columns: Range<Int>, residualSquares: UnsafeMutablePointer<Double>) {
        for l in 0..<chain.depth where isThere(l) {
            let out = matrix(l)
            if below[l] > 0 {
                apply(l, matrix(below[l] - 1).readOnly[0..<d, columns], into: out[0..<d, columns])
            } else {
                let layer = layer(l)
                for j in columns {
                    for i in 0..<d { out[i, j] = chain.scale * layer[i, j] }
                    out[j, j] += chain.skip
                }
            }
        }
        let residual = matrix(2 * chain.depth - 1)
        let top = below[chain.depth]
        chain.target.withView { target in
            for j in columns {
                if top > 0 {
                    residual.column(j).update(from: matrix(top - 1).column(j), count: d)
                } else {
                    residual.column(j).update(repeating: 0, count: d)
                    residual[j, j] = 1
                }
                residualSquares[j] = partita_subtract(d, residual.column(j), target.column(j))
            }
        }
    }

    /// The given columns of all `S_l` down to the lowest.
    func backward(_ columns: Range<Int>) {
        for l in Swift.stride(from: chain.depth - 1, to: lowest, by: -1) where isThere(l) {
            let out = matrix(chain.depth + l - 1)
            apply(l, transposed: true, left(l).readOnly[0..<d, columns], into: out[0..<d, columns])
        }
    }

    /// The given columns of `s S_l P_{l-1}'`.
    func gradient(_ l: Int, _ columns: Range<Int>, into out: MutableMatrixView) {
        let left = left(l).readOnly
        if below[l] > 0 {
            // The columns of P' are the rows of P.
            let right = matrix(below[l] - 1).readOnly[columns, 0..<d]
            multiply(left, right, secondTransposed: true, into: out, alpha: chain.scale)
        } else {
            for j in columns {
                for i in 0..<d { out[i, j - columns.lowerBound] = chain.scale * left[i, j] }
            }
        }
    }
}
