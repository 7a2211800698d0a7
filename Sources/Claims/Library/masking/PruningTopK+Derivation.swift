import LinearAlgebra
import PartialTraining

extension PruningTopK {
    /// Pruning round by round, to the minimiser or by steps; the losses of all choices of `k` coordinates.
    static func derivation(
        _ model: Quadratic, k: Int, counts: [Int], descent: MagnitudePruning.Training?, _ parts: [String]
    ) -> Derivation {
        let d = model.dimension
        var start = Vector(repeating: 0, count: d)
        var result: Derivation
        if case .descent(let from, let stepSize, let steps)? = descent {
            start = from
            result = Derivation(model, start: start)
            result.set("eta", stepSize)
            result.append("T = \(steps)\noffset = norm(x0 - xs)")
            result.give("eta", "T", "offset")
        } else {
            result = Derivation(model, start: start)
        }
        result.append("k = \(k)\nrounds = \(counts.count)")
        result.set("counts", counts.map(Double.init))
        result.appendSpectrum()
        result.append(orderText)
        if parts.contains("drift") || parts.contains("support") {
            result.append(roundText(drift: "drift", support: "support", minimiserText))
        }
        if descent != nil { result.append(roundText(drift: "finite-drift", support: "finite-support", stepText)) }
        if parts.contains("worth") { result.append(worthText) }
        result.give("d", "k", "lmin", "mu", "a", "b", "coupling")
        result.quantities["L"] = "lmax"
        result.quantities["kappa"] = "lmax/mu"
        if parts.contains("worth") { result.give("best") }
        return result
    }

    /// `rank` of a coordinate: how many have larger entries of the optimum, or as large ones and a lower number.
    private static var orderText: String {
        """
        coupling = 0
        for i = 1 to d
          sum = 0
          for j = 1 to d
            if i != j
              sum = sum + abs(at(H, i, j))
            end
          end
          coupling = max(coupling, sum/at(H, i, i))
        end
        top = zeros(d, 1)
        for i = 1 to d
          larger = 0
          for j = 1 to d
            if abs(at(xs, j)) > abs(at(xs, i))
              larger = larger + 1
            end
            if j < i
              if abs(at(xs, j)) = abs(at(xs, i))
                larger = larger + 1
              end
            end
          end
          if larger < k
            top = put(top, i, 1)
          end
          if larger = k - 1
            a = abs(at(xs, i))
          end
          if larger = k
            b = abs(at(xs, i))
          end
        end
        """
    }

    /// The minimiser with zeros outside of `kept`.
    private static var minimiserText: String {
        """
        P = diag(kept)
        x = P*solve(P*H*P + I(d) - P, P*(H*xs))
        """
    }

    private static var stepText: String {
        """
        x = had(kept, x0)
        for step = 1 to T
          x = x - eta*had(kept, H*(x - xs))
        end
        """
    }

    private static func roundText(drift: String, support: String, _ training: String) -> String {
        """
        kept = ones(d, 1)
        for round = 1 to rounds + 1
          \(training.replacing("\n", with: "\n  "))
          if round > 1
            drift = 0
            beta = 0
            for i = 1 to d
              if at(kept, i) = 1
                drift = max(drift, abs(at(x - xs, i)))
              else
                beta = max(beta, abs(at(xs, i)))
              end
            end
            observe "\(drift)" at round - 1 = drift with beta = beta
            observe "\(support)" at round - 1 = dot(top, kept)
          end
          if round <= rounds
            for gone = 1 to at(counts, round)
              least = 0
              for i = d down to 1
                if at(kept, i) = 1
                  if least = 0
                    least = i
                  else
                    if abs(at(x, i)) < abs(at(x, least))
                      least = i
                    end
                  end
                end
              end
              kept = put(kept, least, 0)
            end
          end
        end
        """
    }

    private static var worthText: String {
        """
        choices = subsets(d, k)
        for choice = 0 to rows(choices)
          kept = top
          if choice > 0
            kept = T(row(choices, choice))
          end
          P = diag(kept)
          e = P*solve(P*H*P + I(d) - P, P*(H*xs)) - xs
          value = dot(e, H*e)/2
          if choice = 0
            observe "worth" at 0 = value
            best = value
          end
          best = min(best, value)
        end
        """
    }
}
