import LinearAlgebra
import PartialTraining

extension RandomSubspaceDescent.Setting {
    /// Second moments through all outcomes of the design.
    func derivation() -> Derivation {
        var result = Derivation(model, start: start)
        result.set("eta", stepSize)
        result.set("steps", Double(Self.steps))
        result.appendDesign(subspace, model.dimension)
        if actual != nil {
            // One of the axes.
            result.append(
                """
                n = d
                for k = 1 to n
                  q[k] = 1/n
                  S[k] = col(I(d), k)*row(I(d), k)
                end
                """)
        }
        result.appendConstants(claimed: claimed)
        result.append(Self.lawText)
        result.append(Self.pathText)
        result.give("d", "r", "eta", "w", "a", "b", "lawDefect", "excess0")
        result.quantities["trace"] = "trace(H)"
        result.leave("rate", "both sides are the same eigenvalue")
        return result
    }

    /// How far the first two moments are from the closed ones.
    private static var lawText: String {
        """
        mean = zeros(d, d)
        for k = 1 to n
          mean = mean + q[k]*S[k]
        end
        mean = mean - w*I(d)
        lawDefect = max(largest(mean), -smallest(mean))
        for j = 1 to d
          for i = 1 to j
            G = put(put(zeros(d, d), i, j, 1), j, i, 1)
            second = zeros(d, d)
            for k = 1 to n
              second = second + q[k]*(S[k]*G*S[k])
            end
            second = second - a*G - b*trace(G)*I(d)
            lawDefect = max(lawDefect, max(largest(second), -smallest(second)))
          end
        end
        """
    }

    private static var pathText: String {
        """
        for k = 1 to n
          A[k] = I(d) - eta*S[k]*H
        end
        M = (x0 - xs)*T(x0 - xs)
        excess0 = dot(H, M)/2
        row = 0
        for t = 0 to steps
          excess = dot(H, M)/2
          observe "haar" at t = excess
          observe "gauss" at t = excess
          observe "effective" at t = excess
          next = zeros(d, d)
          for k = 1 to n
            next = next + q[k]*(A[k]*M*T(A[k]))
          end
          if t < 4
            G = H*M*H
            for j = 1 to d
              for i = 1 to j
                row = row + 1
                observe "second-moment" at row = at(next, i, j) with m = at(M, i, j), hm = at(H*M + M*H, i, j), \
                  g = at(G, i, j), trg = trace(G), same = at(I(d), i, j)
              end
            end
          end
          M = next
        end
        """
    }
}

extension RandomSubspaceDescent.FixedSetting {
    /// Training in every subspace of the design, to the end that the run has.
    func derivation(dimension r: Int?) -> Derivation {
        var result = Derivation(model, start: start)
        result.leave("fixed-limit", "it is a limit")
        guard let r else { return result }
        result.set("steps", Double(steps))
        result.appendDesign(RandomSubspace(dimension: r, kind: .haar), model.dimension)
        result.appendSpectrum()
        result.append(
            """
            mean = 0
            for k = 1 to n
              e = x0 - xs
              for t = 1 to steps
                e = e - S[k]*(H*e)/lmax
              end
              mean = mean + q[k]*dot(e, H*e)/2
            end
            observe "fixed-mean" at 0 = mean
            """)
        result.give("d", "r", "lmin", "lmax")
        result.quantities["excess0"] = "dot(x0 - xs, H*(x0 - xs))/2"
        return result
    }
}
