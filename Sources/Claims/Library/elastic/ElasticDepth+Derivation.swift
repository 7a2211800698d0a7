import LinearAlgebra

extension ElasticDepth {
    /// The subnetworks of `counts` layers and all random ones, multiplied out.
    ///
    /// No part changes under rotations: with a `spectrum` the matrix is the diagonal one of these eigenvalues.
    static func derivation(
        _ a: Matrix, spectrum: [Double]?, depth: Int, counts: [Int], keep: Double?
    ) -> Derivation {
        var derivation = Derivation()
        if let spectrum {
            derivation.append("A = diag([" + spectrum.map(Derivation.written).joined(separator: "; ") + "])")
        } else {
            let rows = (0..<a.rows).map { i in (0..<a.columns).map { Derivation.written(a[i, $0]) } }
            derivation.append("A = [" + rows.map { $0.joined(separator: ", ") }.joined(separator: "; ") + "]")
        }
        derivation.set("counts", counts.map(Double.init))
        derivation.append("depth = \(depth)")
        derivation.append(fixed)
        if let keep {
            derivation.append("p = \(Derivation.written(keep))")
            derivation.append(random)
            derivation.quantities["p"] = "p"
        }
        derivation.quantities["depth"] = "depth"
        derivation.quantities["asymmetry"] = "max(largest(A - T(A)), -smallest(A - T(A)))"
        derivation.quantities["lmin"] = "at(alpha, 1)"
        derivation.quantities["tau"] = "opnorm(A)"
        return derivation
    }

    private static let fixed = """
        d = rows(A)
        alpha = eigenvalues(A)
        full = (I(d) + A/depth)^depth
        inverse = inverse(full)
        for i = 1 to rows(counts)
            k = at(counts, i)
            error = opnorm(I(d) - inverse*(I(d) + (depth/k)*A/depth)^k)
            observe "rescaled" at k = error
            observe "linear" at k = error
            observe "unscaled" at k = opnorm(I(d) - inverse*(I(d) + A/depth)^k)
        end
        """

    private static let random = """
        sets = masks(depth)
        mean = zeros(d, d)
        square = zeros(d, d)
        for i = 1 to 2^depth
            kept = sum(row(sets, i))
            chance = p^kept*(1 - p)^(depth - kept)
            part = I(d)
            for l = 1 to depth
                part = part*(I(d) + at(sets, i, l)/p*A/depth)
            end
            error = inverse*(part - full)
            mean = mean + chance*part
            square = square + chance*(error*error)
        end
        observe "unbiased" at 0 = opnorm(mean)
        values = eigenvalues(square)
        for i = 1 to d
            observe "variance" at i = at(values, i) with alpha = at(alpha, i)
            observe "variance-bound" at i = at(values, i) with alpha = at(alpha, i)
        end
        """
}
