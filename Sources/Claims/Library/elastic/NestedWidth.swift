import LinearAlgebra
import PartialTraining

/// A linear regression `theta . x` of which random widths are trained: width k keeps the first k coordinates, k ~ `shares`.
///
/// `L_k(theta) = minimum + |P_k theta - theta*|^2_Sigma / 2`; the joint loss is `sum_k pi_k L_k`.
package struct NestedWidth: Sendable {
    /// `Sigma` and `theta*`.
    let model: Quadratic
    /// `pi_1, ..., pi_d`.
    let shares: Vector

    package init(model: Quadratic, shares: Vector) {
        self.model = model
        self.shares = shares
    }

    private var d: Int { model.dimension }

    /// `P_k theta`.
    func narrowed(_ theta: Vector, to k: Int) -> Vector { theta.indices.map { $0 < k ? theta[$0] : 0 } }

    /// `L_k(theta)`.
    package func loss(_ theta: Vector, width k: Int) -> Double { model.value(at: Parameters(narrowed(theta, to: k))) }

    private func block(_ k: Int) -> Matrix { model.hessian.submatrix(rows: Array(0..<k), columns: Array(0..<k)) }
    private func head(_ k: Int) -> Vector { Array((model.hessian * model.optimum).prefix(k)) }

    /// `theta^(k) = Sigma_kk^+ (Sigma theta*)_{1:k}`, the optimum of width k alone, padded with zeros.
    package func ownOptimum(_ k: Int) throws -> Vector {
        let own = try block(k).pseudoinverse() * head(k)
        return (0..<d).map { $0 < k ? own[$0] : 0 }
    }

    /// `A = sum pi_k P_k Sigma P_k` and `b = sum pi_k P_k Sigma theta*`.
    var joint: (matrix: Matrix, pull: Vector) {
        let linear = model.hessian * model.optimum
        var (matrix, pull) = (Matrix(rows: d, columns: d), Vector(repeating: 0, count: d))
        for (index, share) in shares.enumerated() {
            let k = index + 1
            matrix = matrix + Matrix(rows: d, columns: d) { $0 < k && $1 < k ? share * model.hessian[$0, $1] : 0 }
            pull = add(pull, share, narrowed(linear, to: k))
        }
        return (matrix, pull)
    }

    /// `A^+ b`: the joint optimum where it is unique.
    func jointOptimum() throws -> Vector {
        let (matrix, pull) = joint
        return try matrix.pseudoinverse() * pull
    }

    /// `(theta, v)` in the form of `Sigma_kk`: `|theta_{1:k} - theta^(k)|^2 / 2`.
    func form(_ theta: Vector, width k: Int) throws -> Double {
        let gap = Array(subtract(theta, try ownOptimum(k)).prefix(k))
        return 0.5 * bilinear(gap, block(k), gap)
    }

    /// `sum_k pi_k (Sigma theta*)_{1:k}' Sigma_kk^+ (Sigma theta*)_{1:k}`.
    func ownForm() throws -> Double {
        try shares.indices.reduce(0) { sum, i in
            try sum + shares[i] * dot(head(i + 1), block(i + 1).pseudoinverse() * head(i + 1))
        }
    }

    /// `(Sigma + (1-p)/p diag Sigma)^{-1} Sigma theta*`, the optimum of Bernoulli masks with `1/p` rescaling.
    package func ridgeOptimum(_ p: Double) throws -> Vector {
        let penalty = (1 - p) / p
        let matrix = Matrix(rows: d, columns: d) { (i: Int, j: Int) -> Double in
            i == j ? (1 + penalty) * model.hessian[i, i] : model.hessian[i, j]
        }
        return try matrix.solvePositiveDefinite(model.hessian * model.optimum)
    }
}
