import LinearAlgebra

extension NestedWidthPCA {
    /// Every width's loss, and the best approximations by projections on the leading eigenvectors of `Phi Sigma Phi'`, whose
    /// eigenvalues are the squared singular values. The rows of `width` are those of `trained`, of `approximation` of `gapped`.
    static func derivation(
        _ factors: NestedFactors, _ b: Matrix, _ a: Matrix, trained: [Int], gapped: [Int]
    ) -> Derivation {
        var derivation = Derivation()
        derivation.set("Phi", factors.target)
        derivation.set("Sigma", factors.moment)
        derivation.set("shares", factors.shares)
        derivation.set("B", b)
        derivation.set("A", a)
        derivation.append(singularValues)
        for k in 1...factors.units {
            derivation.append(
                "Y = \(leading(factors, k))*Phi - Phi\nleast = least + at(shares, \(k))*trace(Y*Sigma*T(Y))/2")
        }
        // Roots of rational numbers elsewhere.
        if factors.target != .diagonal(factors.target.diagonal) || factors.target.rows != factors.target.columns {
            derivation.left["attained"] = "equality of sums of eigenvalues that are no rational numbers"
        }
        derivation.append("observe \"attained\" at 0 = least")
        derivation.append(losses)
        for (row, k) in trained.enumerated() {
            derivation.append("observe \"width\" at \(row + 1) = loss[\(k)] - tail[\(k)] with pi = at(shares, \(k))")
        }
        for (row, k) in gapped.enumerated() {
            derivation.append(
                """
                Y = sub(B, 1, m, 1, \(k))*sub(A, 1, \(k), 1, n) - \(leading(factors, k))*Phi
                observe "approximation" at \(row + 1) = trace(Y*Sigma*T(Y)) with pi = at(shares, \(k)), ratio = ratio[\(k)]
                """)
        }
        derivation.quantities = ["joint": "joint", "best": "best", "leastShare": "smallest(shares)"]
        return derivation
    }

    /// The projection on the k leading eigenvectors; of a diagonal matrix with descending entries the first coordinates.
    private static func leading(_ factors: NestedFactors, _ k: Int) -> String {
        let target = factors.target
        guard target.rows == target.columns, target == .diagonal(target.diagonal) else { return "upper(G, \(k))" }
        return "diag([" + (1...target.rows).map { $0 <= k ? "1" : "0" }.joined(separator: "; ") + "])"
    }

    private static let singularValues = """
        m = rows(Phi)
        n = cols(Phi)
        G = Phi*Sigma*T(Phi)
        values = eigenvalues(G, rank(Phi))
        units = rows(shares)
        best = 0
        for k = 1 to units
            tail[k] = 0
            for i = 1 to m - k
                tail[k] = tail[k] + at(values, i)/2
            end
            ratio[k] = 0
            if k < m
                ratio[k] = sqrt(at(values, m - k)/at(values, m - k + 1))
            end
            best = best + at(shares, k)*tail[k]
        end
        least = 0
        """

    private static let losses = """
        joint = 0
        for k = 1 to units
            Y = sub(B, 1, m, 1, k)*sub(A, 1, k, 1, n) - Phi
            loss[k] = trace(Y*Sigma*T(Y))/2
            joint = joint + at(shares, k)*loss[k]
            observe "extraction" at k = loss[k] with tail = tail[k]
        end
        observe "optimum" at 0 = joint
        """
}
