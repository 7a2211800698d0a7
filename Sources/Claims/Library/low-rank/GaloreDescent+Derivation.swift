import LinearAlgebra
import PartialTraining

extension GaloreDescent.Setting {
    /// Every path, step by step: points `W[i]`, equally likely. The mean over random directions goes through all outcomes of a
    /// design with the same second moments. `nil` where singular values are equal, so that the top directions are a choice.
    func derivation() -> Derivation? {
        if isTied { return nil }
        var claimed: [String: Double] = [:]
        claimed["L"] = smoothness
        claimed["mu"] = pl
        var result = Derivation(model.flat, start: start.storage)
        result.appendConstants(claimed: claimed)
        result.append("m = \(start.rows)\ncolumns = \(start.columns)\nsteps = \(steps)")
        result.set("eta", stepSize)
        if let noise { result.set("noise", noise) } else { result.append("noise = zeros(m, columns)") }
        result.append("d = m")
        if rank < start.rows { result.appendDesign(RandomSubspace(dimension: rank, kind: .haar), start.rows) }
        result.append("r = \(rank)\nsigns = \(noise == nil ? 1 : 2)\nfresh = \(kept is LowRank ? 1 : 0)")
        if let freeze = kept as? Freeze, case .coordinates(let list) = freeze.part {
            result.append("P = I(m)")
            for i in 1...start.rows where list.contains(i) { result.append("P = put(P, \(i), \(i), 0)") }
        }
        result.append(noise == nil ? Self.singleText : "staleness = 0")
        result.append(Self.pathText)
        result.give("eta", "r", "m", "lmax", "lmin", "staleness")
        result.quantities["q"] = "min(m, columns)"
        result.quantities["noise"] = "norm(noise)"
        result.quantities["excess0"] = "dot(x0 - xs, H*(x0 - xs))/2"
        if noise != nil {
            for part in ["decrease", "share", "random", "random-rate"] {
                result.leave(part, "it is not what noise breaks")
            }
        }
        let hessian = model.flat.hessian
        if smoothness == nil, hessian == hessian[0, 0] * .identity(hessian.rows) {
            for part in ["decrease", "random", "random-rate"] {
                result.leave(part, "an equality of irrational numbers")
            }
        }
        return result
    }

    /// One step at a time: what the top directions give, and random ones in the mean.
    private static var singleText: String {
        """
        staleness = 0
        w = x0
        for t = 1 to steps
          G = reshape(H*(w - xs), m, columns)
          values = eigenvalues(G*T(G))
          top = 0
          for i = m - r + 1 to m
            top = top + at(values, i)
          end
          if fresh = 1
            P = upper(G*T(G), r)
          else
            staleness = max(staleness, top - norm2(P*G))
          end
          previous = dot(w - xs, H*(w - xs))/2
          mean = 0
          for k = 1 to n
            e = w - eta*vec(S[k]*G) - xs
            mean = mean + q[k]*dot(e, H*e)/2
          end
          w = w - eta*vec(P*G)
          observe "decrease" at t = dot(w - xs, H*(w - xs))/2 with previous = previous, top = top
          observe "share" at t = top with energy = norm2(G)
          observe "random" at t = mean with previous = previous, energy = norm2(G)
          observe "random-rate" at t = mean with previous = previous
        end
        """
    }

    private static var pathText: String {
        """
        W[1] = x0
        points = 1
        for t = 0 to steps
          mean = 0
          for i = 1 to points
            mean = mean + dot(W[i] - xs, H*(W[i] - xs))/2/points
          end
          observe "rate" at t = mean
          if t < steps
            for i = 1 to points
              for sign = 1 to signs
                G = reshape(H*(W[i] - xs), m, columns) + (2*sign - 3)*noise
                if fresh = 1
                  P = upper(G*T(G), r)
                end
                next[signs*(i - 1) + sign] = W[i] - eta*vec(P*G)
              end
            end
            points = points*signs
            for i = 1 to points
              W[i] = next[i]
            end
          end
        end
        """
    }
}
