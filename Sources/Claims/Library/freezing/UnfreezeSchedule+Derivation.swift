import LinearAlgebra
import PartialTraining

extension UnfreezeSchedule {
    /// The run step by step; of each stage the Schur complement, the spectrum of its block and the recursion of the bound.
    static func derivation(_ model: Quadratic, start: Vector, _ phases: [Phase]) -> Derivation {
        var result = Derivation(model, start: start)
        for (index, phase) in phases.enumerated() {
            let others = (0..<model.dimension).filter { !phase.trained.contains($0 + 1) }
            result.set("A[\(index + 1)]", places: phase.trained.map { $0 - 1 })
            result.set("frozen[\(index + 1)]", Double(others.count))
            if !others.isEmpty { result.set("F[\(index + 1)]", places: others) }
            result.set("etas[\(index + 1)]", phase.stepSize)
            result.set("steps[\(index + 1)]", Double(phase.steps))
        }
        result.set("stages", Double(phases.count))
        result.appendSpectrum()
        result.append(
            """
            excess0 = dot(x0 - xs, H*(x0 - xs))/2
            before = excess0
            refrozen = zeros(d, 1)
            seen = zeros(d, 1)
            x = x0
            time = 0
            for s = 1 to stages
              keep = zeros(d, 1)
              for i = 1 to rows(A[s])
                keep = put(keep, at(A[s], i), 1)
              end
              for i = 1 to d
                seen = put(seen, i, max(at(seen, i), at(keep, i)))
                refrozen = put(refrozen, i, max(at(refrozen, i), at(seen, i) - at(keep, i)))
              end
              Haa = select(H, A[s], A[s])
              spectrum = eigenvalues(Haa)
              lowest[s] = at(spectrum, 1)
              highest[s] = at(spectrum, rows(A[s]))
              phi[s] = 0
              if frozen[s] > 0
                Haf = select(H, A[s], F[s])
                dF = select(x0 - xs, F[s], [1])
                phi[s] = dot(dF, (select(H, F[s], F[s]) - T(Haf)*solve(Haa, Haf))*dF)/2
              end
              eta = etas[s]
              q = max(abs(1 - eta*lowest[s]), abs(1 - eta*highest[s]))
              for local = min(s - 1, 1) to steps[s]
                if time > 0
                  x = x - eta*had(keep, H*(x - xs))
                end
                loss = least + dot(x - xs, H*(x - xs))/2
                observe "a-priori" at time = loss with phi = phi[s], before = before, local = local, \
                  eta = eta, trainedMin = lowest[s], trainedMax = highest[s]
                if time >= steps[1]
                  observe "two-stages" at time = loss
                end
                time = time + 1
              end
              before = phi[s] + q^(2*steps[s])*(before - phi[s])
            end
            """)
        result.give("lmin", "lmax", "excess0")
        result.quantities["min"] = "least"
        result.quantities["refrozen"] = "sum(refrozen)"
        result.quantities["T1"] = "steps[1]"
        result.quantities["phi1"] = "phi[1]"
        result.quantities["eta1"] = "etas[1]"
        result.quantities["eta2"] = "etas[2]"
        result.quantities["trainedMin1"] = "lowest[1]"
        result.quantities["trainedMax1"] = "highest[1]"
        return result
    }
}
