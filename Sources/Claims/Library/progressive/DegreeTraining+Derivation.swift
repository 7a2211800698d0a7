import LinearAlgebra

extension DegreeTraining {
    /// The model, the start, and for each depth the step `x <- F[s] x + shift[s]` of a forward pass that keeps the features of
    /// higher degree, or drops them (`D[s]`, the same shift).
    var derivation: Derivation {
        var result = Derivation()
        result.set("H", model.hessian)
        result.set("xs", model.optimum)
        result.set("x0", start)
        result.set("degrees", features.degrees.map(Double.init))
        result.append(
            """
            eta = \(Derivation.written(stepSize))
            fmin = \(Derivation.text(model.minimum))
            n = rows(H)
            degree = \(degree)
            for depth = 1 to degree
                M[depth] = zeros(n, n)
                for i = 1 to n
                    if at(degrees, i) <= depth
                        M[depth] = put(M[depth], i, i, 1)
                    end
                end
                F[depth] = I(n) - eta*M[depth]*H
                D[depth] = I(n) - eta*M[depth]*H*M[depth]
                shift[depth] = eta*M[depth]*H*xs
            end
            lam = eigenvalues(H)
            L = at(lam, n)
            lmin = at(lam, 1)
            """)
        for name in ["eta", "degree", "L", "lmin"] { result.quantities[name] = name }
        // Of a singular matrix the least eigenvalue that is not zero.
        result.quantities["mu"] = "at(lam, n - rank(H) + 1)"
        result.quantities["min"] = "fmin"
        result.quantities["gramDefect"] = "norm(H - I(n))"
        return result
    }

    /// One step at each depth of the vector `plan`, from `x0`, with `loss` before and after each.
    static func training(dropping: Bool, observing: String = "") -> String {
        """
        x = x0
        \(loss)
        t = 0
        \(observing)
        for t = 1 to rows(plan)
            x = \(dropping ? "D" : "F")[at(plan, t)]*x + shift[at(plan, t)]
            \(loss)
            \(observing)
        end
        """
    }

    private static let loss = """
        excess = dot(x - xs, H*(x - xs))/2
        loss = fmin + excess
        """

    /// A list of depths as a vector.
    static func plan(_ depths: [Int]) -> String { "plan = [" + depths.map(String.init).joined(separator: "; ") + "]" }
}
