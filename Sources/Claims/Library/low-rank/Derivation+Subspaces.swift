import PartialTraining

extension Derivation {
    /// The outcomes of ``SubspaceDesign`` with their exact chances: `n` matrices `S[k]` with chances `q[k]`; and the closed moments
    /// `w`, `a`, `b` of the law.
    mutating func appendDesign(_ subspace: RandomSubspace, _ d: Int) {
        append("r = \(subspace.dimension)")
        switch subspace.kind {
        case .haar:
            append(
                """
                w = r/d
                a = r*(d*(r + 1) - 2)/(d*(d - 1)*(d + 2))
                b = r*(d - r)/(d*(d - 1)*(d + 2))
                """)
            if subspace.dimension == 2, d == 4 { append(Self.planesText) } else { appendLines() }
            if subspace.dimension == d - 1, d > 2 {
                append(
                    """
                    for k = 1 to n
                      S[k] = I(d) - S[k]
                    end
                    """)
            }
        case .gaussian:
            append(
                """
                w = 1
                a = (r + 1)/r
                b = 1/r
                """)
            appendLines()
            append(Self.columnsText)
            if subspace.dimension == 2 { append(Self.pairsText) }
        }
    }

    /// An axis or a diagonal.
    private mutating func appendLines() {
        append(
            """
            for k = 1 to d
              q[k] = 2/(d*(d + 2))
              S[k] = col(I(d), k)*row(I(d), k)
            end
            K = masks(d - 1)
            n = d + rows(K)
            for k = d + 1 to n
              signs = stack([1], ones(d - 1, 1) - 2*T(row(K, k - d)))
              q[k] = d/((d + 2)*rows(K))
              S[k] = signs*T(signs)/d
            end
            """)
    }

    /// The planes of two axes, and those turned by a Hadamard matrix with signs.
    private static var planesText: String {
        """
        turn = [1, 1, 1, 1; 1, -1, 1, -1; 1, 1, -1, -1; 1, -1, -1, 1]/2
        pairs = subsets(4, 2)
        K = masks(3)
        n = 0
        for i = 1 to rows(pairs)
          plane = diag(T(row(pairs, i)))
          n = n + 1
          q[n] = 1/18
          S[n] = plane
          for j = 1 to rows(K)
            n = n + 1
            Q = diag(stack([1], ones(3, 1) - 2*T(row(K, j))))*turn
            q[n] = 1/72
            S[n] = Q*plane*T(Q)
          end
        end
        """
    }

    /// A Gaussian column: `sqrt(d + 2)` times a line, or zero.
    private static var columnsText: String {
        """
        for k = 1 to n
          q[k] = q[k]*d/(d + 2)
          S[k] = (d + 2)*S[k]
        end
        n = n + 1
        q[n] = 2/(d + 2)
        S[n] = zeros(d, d)
        """
    }

    /// Two independent columns.
    private static var pairsText: String {
        """
        lines = n
        for i = 1 to lines
          chance[i] = q[i]
          line[i] = S[i]
        end
        n = 0
        for i = 1 to lines
          for j = 1 to lines
            n = n + 1
            q[n] = chance[i]*chance[j]
            S[n] = (line[i] + line[j])/2
          end
        end
        """
    }
}
