import LinearAlgebra
import PartialTraining

extension DeepLinear {
    /// The Hessian at `x`, of order `L d^2`, from its definition: first and second derivatives of the product.
    ///
    /// With `A_l = W_L ... W_{l+1}`, `B_l = W_{l-1} ... W_1`, `C_lm = W_{l-1} ... W_{m+1}` for `l > m`, and the residual `E`, the
    /// entry for `W_l[i, j]`, `W_m[k, n]` is `<A_l e_i e_j' B_l, A_m e_k e_n' B_m>`, and for `l > m` plus
    /// `(A_l' E B_m')[i, n] C_lm[j, k]`. O(L^2 d^4 (d + 1)).
    func hessian(at x: Parameters) -> Matrix {
        let d = width
        let layers = x.blocks
        func product(_ range: Range<Int>) -> Matrix { range.reduce(.identity(d)) { layers[$1] * $0 } }
        let left = (0..<depth).map { product(($0 + 1)..<depth) }
        let right = (0..<depth).map { product(0..<$0) }
        let residual = product(0..<depth) - target
        let size = d * d
        var hessian = Matrix(rows: depth * size, columns: depth * size)
        for l in 0..<depth {
            for m in 0...l {
                let rows = left[l].transposed * left[m]
                let columns = right[l] * right[m].transposed
                let pull = left[l].transposed * residual * right[m].transposed
                let between = l > m ? product((m + 1)..<l) : Matrix(rows: d, columns: d)
                for a in 0..<size {
                    for b in 0..<size {
                        let (i, j, k, n) = (a % d, a / d, b % d, b / d)
                        let entry = rows[i, k] * columns[j, n] + (l > m ? pull[i, n] * between[j, k] : 0)
                        hessian[l * size + a, m * size + b] = entry
                        hessian[m * size + b, l * size + a] = entry
                    }
                }
            }
        }
        return hessian
    }

    /// The Hessian of the loss as a function of one matrix that all layers equal, in the metric of the layers' space: its
    /// eigenvalues are those of the shared flow.
    func sharedHessian(at x: Parameters) -> Matrix {
        let size = width * width
        let whole = hessian(at: x)
        var shared = Matrix(rows: size, columns: size)
        for j in 0..<whole.columns {
            for i in 0..<whole.rows { shared[i % size, j % size] += whole[i, j] / Double(depth) }
        }
        return shared
    }
}
