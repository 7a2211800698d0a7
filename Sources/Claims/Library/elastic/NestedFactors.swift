import LinearAlgebra

/// A two-layer linear model `B A` (m x K, K x n) of which the first k units are used, k ~ `shares`:
/// `L_k = |(M_k - Phi) Sigma^{1/2}|^2 / 2` with `M_k = B_{1:k} A_{1:k}`.
package struct NestedFactors: Sendable {
    /// `Phi` and `Sigma`, the second moment of the inputs.
    let target: Matrix
    let moment: Matrix
    /// `pi_1, ..., pi_K`.
    let shares: Vector
    /// Of `Phi Sigma^{1/2}`.
    private let svd: SVD
    private let root: Matrix

    package init(target: Matrix, moment: Matrix? = nil, shares: Vector) throws {
        self.target = target
        self.shares = shares
        self.moment = moment ?? .identity(target.columns)
        root = moment == nil ? .identity(target.columns) : try self.moment.symmetricSquareRoot()
        svd = try (target * root).svd()
    }

    var units: Int { shares.count }
    /// The singular values of `Phi Sigma^{1/2}`, ending in a zero.
    var values: Vector { svd.values + [0] }

    /// `M_k`.
    func product(_ b: Matrix, _ a: Matrix, width k: Int) -> Matrix {
        let kept = Array(0..<k)
        return b.submatrix(rows: Array(0..<b.rows), columns: kept)
            * a.submatrix(rows: kept, columns: Array(0..<a.columns))
    }

    /// `|E|^2_Sigma = tr(E Sigma E')`.
    func weighted(_ e: Matrix) -> Double { inner(e * moment, e) }

    package func loss(_ b: Matrix, _ a: Matrix, width k: Int) -> Double {
        0.5 * weighted(product(b, a, width: k) - target)
    }

    /// `sum_k pi_k L_k`.
    func jointLoss(_ b: Matrix, _ a: Matrix) -> Double {
        shares.indices.reduce(0) { $0 + shares[$1] * loss(b, a, width: $1 + 1) }
    }

    /// `tail_k`: half the squared singular values beyond the k-th.
    package func tail(_ k: Int) -> Double { 0.5 * svd.values.dropFirst(k).reduce(0) { $0 + $1 * $1 } }

    /// `J* = sum_k pi_k tail_k`.
    var best: Double { shares.indices.reduce(0) { $0 + shares[$1] * tail($1 + 1) } }

    /// The best approximation of rank k in the weighted norm.
    func approximation(_ k: Int) throws -> Matrix {
        let (b, a) = try optimum(Vector(repeating: 1, count: k))
        return b * a
    }

    /// The singular factors in order, unit k scaled by `scales[k]` in B and its inverse in A.
    package func optimum(_ scales: Vector) throws -> (b: Matrix, a: Matrix) {
        let k = scales.count
        let roots = svd.values.map { $0.squareRoot() }
        let b = Matrix(rows: target.rows, columns: k) { svd.u[$0, $1] * roots[$1] * scales[$1] }
        let whitened = Matrix(rows: k, columns: target.columns) { svd.v[$1, $0] * roots[$0] / scales[$0] }
        // A = whitened Sigma^{-1/2}, by a solve with the symmetric root.
        return (b, try root.solve(whitened.transposed).transposed)
    }
}
