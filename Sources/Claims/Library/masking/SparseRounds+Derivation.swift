import LinearAlgebra
import PartialTraining

extension SparseTraining {
    /// The rounds again, with the choices that were made: supports `A[t]` before and what was dropped `D[t]`, the `pool[t]` and what
    /// was grown `G[t]`, as vectors of zeros and ones.
    func derivation(k: Int, r: Int, claimed: [String: Double]) -> Derivation? {
        guard let form = SmoothForm(model, form) else { return nil }
        var result = form.derivation(start: origin, claimed: claimed)
        result.set("eta", stepSize)
        result.append("k = \(k)\nr = \(r)\ntraining = \(trainingSteps)\nrounds = \(rounds.count)")
        for (index, round) in rounds.enumerated() {
            let t = index + 1
            for (name, list) in [
                ("A", round.old.sorted()), ("D", round.dropped), ("pool", round.pool), ("G", round.growth),
                ("new", round.new.sorted()),
            ] {
                result.set("\(name)[\(t)]", origin.indices.map { list.contains($0) ? 1 : 0 })
            }
            result.append("accepted[\(t)] = \(round.isAccepted ? 1 : 0)")
        }
        if let quadratic = model as? Quadratic {
            result.appendTop(k, of: quadratic.optimum)
            result.give("lmin", "lmax", "separation", "untrained", "missing0")
        } else {
            result.append("top = zeros(d, 1)\nxs = zeros(d, 1)")
        }
        result.append(Self.roundText(form))
        result.give("L", "eta", "r", "k", "cost", "growDefect", "dropDefect", "dropcount")
        if !(model is Quadratic) { result.leave("random-growth", "an equality of irrational numbers") }
        return result
    }

    private static func roundText(_ form: SmoothForm) -> String {
        """
        cost = -1
        growDefect = -1
        dropDefect = -1
        dropcount = 0
        untrained = 0
        missing0 = sum(top) - dot(top, A[1])
        x = x0
        for t = 1 to rounds
          \(form.value("x"))
          before = value
          kept = 0
          for step = 1 to training
            \(form.gradient("x"))
            kept = kept + norm2(had(A[t], gradient))
            x = x - eta*had(A[t], gradient)
          end
          \(form.gradient("x"))
          slope = dot(gradient, had(D[t], x))
          removed = norm2(had(D[t], x))
          trained = x
          x = x - had(D[t], x)
          \(form.value("x"))
          bare = value
          \(form.gradient("x"))
          dropcount = max(dropcount, sum(D[t]))
        \(defectText)
          grown = norm2(had(A[t] - D[t] + G[t], gradient))
          candidates = norm2(had(pool[t], gradient))
          if accepted[t] = 1
            cost = max(cost, L/2*removed - slope - eta*(1 - L*eta/2)*grown)
        \(choiceText(form))
            x = x - eta*had(A[t] - D[t] + G[t], gradient)
          else
            x = trained
          end
          \(form.value("x"))
          size = sum(pool[t])
          observe "round" at t = value with before = before, kept = kept, grown = grown, slope = slope, removed = removed
          observe "accepted" at t = value with before = before
          observe "growth" at t = caught with pool = size, candidates = candidates
          observe "rate" at t = value - least with pool = size, bare = bare - least
          observe "growing" at t = value - least with pool = size, excess = before - least
          if accepted[t] = 1
            observe "random-growth" at t = meanSquare with pool = size, candidates = candidates
            observe "random-rate" at t = meanLoss - least with pool = size, bare = bare - least
          end
          observe "identified" at t = sum(top) - dot(top, new[t])
        end
        """
    }

    /// How much larger an entry is left than one that was grown, and dropped than one that was kept; 0 where there is none.
    private static var defectText: String {
        """
          caught = norm2(had(G[t], gradient))
          for i = 1 to d
            if sum(pool[t])*at(G[t], i) = sum(G[t])
              growDefect = max(growDefect, -abs(at(gradient, i)))
            end
            if at(A[t], i)/(1 + sum(D[t])) = 1
              dropDefect = max(dropDefect, -abs(at(trained, i)))
            end
            for j = 1 to d
              if at(G[t], i)*(at(pool[t], j) - at(G[t], j)) = 1
                growDefect = max(growDefect, abs(at(gradient, j)) - abs(at(gradient, i)))
              end
              if at(D[t], i)*(at(A[t], j) - at(D[t], j)) = 1
                dropDefect = max(dropDefect, abs(at(trained, i)) - abs(at(trained, j)))
              end
            end
            if at(A[t], i) = 1
              untrained = max(untrained, abs(at(trained, i) - at(xs, i)))
            end
          end
        """
    }

    /// All choices of as many candidates.
    private static func choiceText(_ form: SmoothForm) -> String {
        """
            choices = subsets(sum(pool[t]), sum(G[t]))
            meanSquare = 0
            meanLoss = 0
            for c = 1 to rows(choices)
              choice = zeros(d, 1)
              place = 0
              for i = 1 to d
                if at(pool[t], i) = 1
                  place = place + 1
                  choice = put(choice, i, at(choices, c, place))
                end
              end
              z = x - eta*had(A[t] - D[t] + choice, gradient)
              meanSquare = meanSquare + norm2(had(choice, gradient))/rows(choices)
              \(form.value("z"))
              meanLoss = meanLoss + value/rows(choices)
            end
        """
    }
}

extension Derivation {
    /// `top`, the `k` largest entries of the optimum, and how far they stand out.
    fileprivate mutating func appendTop(_ k: Int, of optimum: Vector) {
        let order = optimum.indices.sorted { abs(optimum[$0]) > abs(optimum[$1]) }
        let list = order.prefix(k)
        set("top", optimum.indices.map { list.contains($0) ? 1 : 0 })
        guard k > 0, k < optimum.count else {
            append("separation = 0")
            return
        }
        append("separation = abs(at(xs, \(order[k - 1] + 1))) - abs(at(xs, \(order[k] + 1)))")
    }
}
