import LinearAlgebra

extension DropoutWidthNuclear {
    /// Expected losses outcome by outcome; singular values as roots of eigenvalues.
    ///
    /// `law` gives the outcomes; without it units are kept with probability p and scaled by 1/p.
    static func derivation(
        _ b: Matrix, _ a: Matrix, target: Matrix, keep p: Double, size k: Int, law: UnitDropout?
    ) -> Derivation {
        var derivation = Derivation()
        derivation.set("B", b)
        derivation.set("A", a)
        derivation.set("Phi", target)
        derivation.append("p = \(Derivation.written(p))\nk = \(k)\nunits = cols(B)")
        if let law {
            derivation.set(
                "factors", Matrix(rows: law.outcomes.count, columns: b.columns) { law.outcomes[$0].factors[$1] })
            derivation.set("chances", law.outcomes.map(\.probability))
        } else {
            derivation.append(bernoulli)
        }
        derivation.append(losses)
        derivation.append(moments)
        derivation.append(spectra)
        derivation.left["attained"] = "an equality of numbers that are not rational"
        for name in [
            "meanDefect", "dependence", "p", "k", "units", "fit", "size", "product", "nuclear", "kept", "head",
            "beyond",
        ] { derivation.quantities[name] = name }
        return derivation
    }

    private static let bernoulli = """
        factors = masks(units)/p
        chances = zeros(2^units, 1)
        for i = 1 to 2^units
            kept = sum(row(masks(units), i))
            chances = put(chances, i, p^kept*(1 - p)^(units - kept))
        end
        """

    private static let losses = """
        loss = 0
        for i = 1 to rows(factors)
            loss = loss + at(chances, i)*norm2(B*diag(T(row(factors, i)))*A - Phi)
        end
        observe "bernoulli" at 0 = loss
        observe "optimum" at 0 = loss
        sets = subsets(units, k)
        loss = 0
        for i = 1 to rows(sets)
            loss = loss + norm2(B*diag(T(row(sets, i)))*A*units/k - Phi)/rows(sets)
        end
        observe "subset" at 0 = loss
        product = 0
        for i = 1 to units
            product = product + norm2(col(B, i))*norm2(row(A, i))
        end
        observe "product" at 0 = product
        """

    private static let moments = """
        means = T(factors)*chances
        pairs = T(factors)*diag(chances)*factors - means*T(means)
        meanDefect = 0
        dependence = 0
        for i = 1 to units
            meanDefect = max(meanDefect, abs(at(means, i) - 1))
            for j = 1 to i - 1
                dependence = max(dependence, abs(at(pairs, i, j)))
            end
        end
        """

    private static let spectra = """
        fit = norm2(B*A - Phi)
        size = norm2(B*A)
        values = eigenvalues(B*A*T(B*A), rank(B*A))
        nuclear = 0
        for i = 1 to rows(values)
            nuclear = nuclear + sqrt(at(values, i))
        end
        m = rows(Phi)
        values = eigenvalues(Phi*T(Phi), rank(Phi))
        lambda = (1 - p)/p
        kept = 0
        head = 0
        sum = 0
        for i = 1 to min(units, min(m, cols(Phi)))
            sigma = sqrt(at(values, m + 1 - i))
            sum = sum + sigma
            if sigma > lambda*sum/(units + lambda*i)
                kept = i
                head = sum
            end
        end
        beyond = 0
        for i = 1 to m - kept
            beyond = beyond + at(values, i)
        end
        """
}
