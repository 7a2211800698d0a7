import CLAPACKE

extension Matrix {
    /// The `k` largest singular values with their vectors: the best approximation of rank k is ``SVD/product``.
    ///
    /// The whole thin decomposition is computed and cut: right on clustered, graded and deficient spectra alike, where
    /// methods that isolate single triples (bisection with inverse iteration, the Gram matrix) lose orthogonality or
    /// digits. If value k and value k + 1 agree, the choice between their vectors is arbitrary.
    ///
    /// Shapes: m x n to m x k, k, n x k, for `0 <= k <= min(m, n)`. O(m n min(m, n)).
    /// Errors: `invalidArgument` for another `k`, `notFinite`, `noConvergence`.
    public func leadingSingularTriples(_ k: Int) throws(LinearAlgebraError) -> SVD {
        let most = min(rows, columns)
        guard k >= 0, k <= most else {
            throw .invalidArgument(
                operation: "leading singular triples", expected: "a count from 0 to \(most)", found: "\(k)")
        }
        return try svd(.thin).leading(k)
    }
}
