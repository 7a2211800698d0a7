import LinearAlgebra
import PartialTraining

extension JointCoreFull {
    /// Random core and full steps settle where their mean step vanishes: `E[A] e + E[c] = e`, solved exactly.
    static func derivation(
        _ joint: JointCore, stepSize: Double, periods: Int?, points: [(Matrix, Matrix, Matrix)], target: Vector
    ) -> Derivation {
        var result = joint.derivation
        result.set("eta", stepSize)
        result.append(formText)
        if let periods, periods > 0 {
            result.append("periods = \(periods)")
            result.append(alternatingText)
        } else {
            result.leave("alternating", "it is a limit")
        }
        if !points.isEmpty {
            result.set("target", target)
            for (index, point) in points.enumerated() {
                result.set("U[\(index + 1)]", point.0)
                result.set("W[\(index + 1)]", point.1)
                result.set("R[\(index + 1)]", point.2)
            }
            result.append("points = \(points.count)")
            result.append(rankText)
            result.give("tail")
        }
        result.leave("own-loss", "it is a limit")
        result.give("a", "eta", "jointMin", "fullForm", "coreForm", "coreCap", "fullCap", "ownForm")
        result.quantities["min"] = "least"
        result.quantities["L"] = "lmax"
        return result
    }

    private static var formText: String {
        """
        jointMin = at(eigenvalues((1 - a)*H + a*P*H*P), 1)
        full = dot(settled - xs, H*(settled - xs))/2
        own = zeros(d, 1)
        for i = 1 to rows(U)
          own = put(own, at(U, i), at(xs, at(U, i)) + at(alone, i))
        end
        core = dot(P*settled - xs, H*(P*settled - xs))/2 - dot(own - xs, H*(own - xs))/2
        for i = 1 to d
          observe "minimiser" at i = at(settled, i) with optimal = at(optimal, i)
        end
        observe "full-excess" at 0 = full
        observe "full-cap" at 0 = full
        observe "core-excess" at 0 = core
        observe "core-cap" at 0 = core
        observe "compromise" at 0 = (1 - a)*full + a*core
        fullForm = dot(eU, S*eU)/2
        coreForm = dot(eU - alone, Huu*(eU - alone))/2
        coreCap = dot(pull, alone)/2
        fullCap = dot(alone, S*alone)/2
        vs = select(xs, V, [1])
        ownForm = dot(vs, Hvv*vs)/2 - coreCap
        """
    }

    private static var alternatingText: String {
        """
        limit = solve(eta*P*H*P + eta*H - eta^2*H*P*H*P, (I(d) - eta*H)*(eta*P*H*xs) + eta*H*xs)
        x = zeros(d, 1)
        for t = 1 to periods
          x = x - eta*P*H*(P*x - xs)
          x = x - eta*H*(x - xs)
        end
        for i = 1 to d
          observe "alternating" at i = at(x, i) with limit = at(limit, i)
        end
        """
    }

    private static var rankText: String {
        """
        tail = (norm2(target) - largest(had(target, target)))/2
        for i = 1 to points
          rest = U[i]*W[i] - diag(target)
          observe "low-rank" at i = a*norm2(rest)/2 + (1 - a)*norm2(rest + R[i])/2
        end
        """
    }
}

extension JointCore {
    /// Core `U`, rest `V`, weight `a`; where random steps settle, `settled`, and by blocks, `optimal`.
    var derivation: Derivation {
        var result = Derivation(model, start: Vector(repeating: 0, count: model.dimension))
        result.set("U", places: core)
        result.set("V", places: rest)
        result.set("a", weight)
        result.appendSpectrum()
        result.append(
            """
            kept = zeros(d, 1)
            for i = 1 to rows(U)
              kept = put(kept, at(U, i), 1)
            end
            P = diag(kept)
            Huu = select(H, U, U)
            Huv = select(H, U, V)
            Hvv = select(H, V, V)
            S = Huu - Huv*solve(Hvv, T(Huv))
            pull = Huv*select(xs, V, [1])
            alone = solve(Huu, pull)
            eU = a*solve(a*Huu + (1 - a)*S, pull)
            eV = -solve(Hvv, T(Huv)*eU)
            optimal = xs
            for i = 1 to rows(U)
              optimal = put(optimal, at(U, i), at(xs, at(U, i)) + at(eU, i))
            end
            for i = 1 to rows(V)
              optimal = put(optimal, at(V, i), at(xs, at(V, i)) + at(eV, i))
            end
            # A step is P H(P x - xs) with chance a, H(x - xs) else; in the mean it moves nothing at the point where they settle.
            mean = a*P*H*P + (1 - a)*H
            # Where there are several such points, they settle at the one that is reached from xs.
            settled = xs + solution(mean, a*P*H*xs + (1 - a)*H*xs - mean*xs)
            """)
        return result
    }
}
