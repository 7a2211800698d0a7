import LinearAlgebra
import PartialTraining

extension LowRankAdapter.Case {
    /// Pseudoinverses of matrices of full rank are rational; `a` is where alternating least squares begins.
    func derivation(from a: Matrix, rounds: Int) -> Derivation {
        var result = Derivation()
        result.set("X", inputs)
        result.set("Y", targets)
        result.set("base", base)
        result.set("a", a)
        result.append("r = \(rank)\nadapterRank = \(adapterRank ?? rank)\nrounds = \(rounds)")
        let isWide = inputs.rows <= inputs.columns
        result.append(isWide ? "plus = T(X)*inverse(X*T(X))" : "plus = inverse(T(X)*X)*T(X)")
        result.append(Self.limitText)
        if isWide { result.append(Self.plainText) }
        result.give("adapterRank", "residual", "tail")
        let reason = "an equality of irrational numbers"
        for part in ["attained", "covariance"] { result.leave(part, reason) }
        // With an adapter of as many directions as there are samples, or more, factors have no full rank.
        let factorRank = adapterRank ?? rank
        if factorRank >= min(inputs.columns, inputs.rows, targets.rows), factorRank == rank {
            result.leave("reachable", "factors without full rank")
        } else {
            result.append(Self.alternatingText)
        }
        return result
    }

    private static var limitText: String {
        """
        m = rows(Y)
        rest = Y*plus - base
        residual = norm2(Y - Y*plus*X)/2
        image = rest*X
        values = eigenvalues(image*T(image))
        tail = 0
        for i = 1 to m - r
          tail = tail + at(values, i)/2
        end
        """
    }

    private static var plainText: String {
        """
        spectrum = eigenvalues(X*T(X))
        low = upper(rest*T(rest), r)*rest
        observe "unweighted" at 0 = norm2(Y - (base + low)*X)/2 - residual
        quantity smin = at(spectrum, 1)
        quantity smax = at(spectrum, rows(X))
        """
    }

    private static var alternatingText: String {
        """
        goal = Y - base*X
        for round = 1 to rounds
          seen = a*X
          b = goal*T(seen)*inverse(seen*T(seen))
          observe "reachable" at 2*round - 1 = norm2(goal - b*a*X)/2
          a = inverse(T(b)*b)*T(b)*goal*plus
          observe "reachable" at 2*round = norm2(goal - b*a*X)/2
        end
        """
    }
}

extension LowRankAdapter.Frozen {
    /// Training of `B` step by step, for every frozen factor `A[i]`.
    ///
    /// Haar factors have orthonormal rows up to rounding only: these are left out.
    func derivation(into other: Derivation?) -> Derivation {
        var result = other ?? Derivation()
        guard isExact else {
            for part in ["frozen", "frozen-mean"] {
                result.left[part] = "rows of orthogonal matrices have no rational form"
            }
            return result
        }
        result.set("R", rest)
        result.set("A", family: factors)
        result.append(
            """
            factors = \(factors.count)
            rowDefect = 0
            average = zeros(cols(R), cols(R))
            total = 0
            for i = 1 to factors
              frozen = A[i]
              rowDefect = max(rowDefect, norm(frozen*T(frozen) - I(rows(frozen))))
              average = average + T(frozen)*frozen/factors
              B = zeros(rows(R), rows(frozen))
              for step = 1 to \(steps)
                B = B - (B*frozen - R)*T(frozen)
              end
              loss = norm2(R - B*frozen)/2
              total = total + loss/factors
              observe "frozen" at i = loss with captured = norm2(R*T(frozen))
            end
            observe "frozen-mean" at 0 = total
            n = cols(R)
            r = rows(A[1])
            meanDefect = norm(average - r/n*I(n))
            """)
        result.give("n", "r", "rowDefect", "meanDefect")
        result.quantities["energy"] = "norm2(R)"
        return result
    }

    /// Whether the numbers of the factors are short.
    private var isExact: Bool {
        factors.allSatisfy { factor in factor.storage.allSatisfy { ($0 * 1024).rounded() == $0 * 1024 } }
    }
}
