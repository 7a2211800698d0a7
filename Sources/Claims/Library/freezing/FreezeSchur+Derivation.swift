import LinearAlgebra
import PartialTraining

extension FreezeSchur {
    /// The run step by step, and the gap by powers of `I - eta H_AA`.
    static func derivation(_ block: FrozenBlock, start: Vector, stepSize: Double, steps: Int) -> Derivation {
        var result = Derivation(block.model, start: start)
        result.set("A", places: block.trained)
        result.set("F", places: block.frozen)
        result.set("eta", stepSize)
        result.set("steps", Double(steps))
        result.appendSpectrum()
        result.append(
            """
            Haa = select(H, A, A)
            Haf = select(H, A, F)
            Hff = select(H, F, F)
            S = Hff - T(Haf)*solve(Haa, Haf)
            dF = select(x0 - xs, F, [1])
            goal = select(xs, A, [1]) - solve(Haa, Haf*dF)
            u = select(x0, A, [1]) - goal
            limit = dot(dF, S*dF)/2
            gap0 = dot(u, Haa*u)/2
            reach0 = norm(u)
            frozen2 = norm2(dF)
            frozenMax = at(eigenvalues(Hff), rows(F))
            trained = eigenvalues(Haa)
            trainedMin = at(trained, 1)
            trainedMax = at(trained, rows(A))
            schur = eigenvalues(S)
            schurMax = at(schur, rows(F))
            keep = zeros(d, 1)
            for i = 1 to rows(A)
              keep = put(keep, at(A, i), 1)
            end
            x = x0
            for t = 0 to steps
              gradient = H*(x - xs)
              loss = least + dot(x - xs, gradient)/2
              observe "identity" at t = loss with gap = dot(u, Haa*u)/2
              observe "rate" at t = loss - least - limit
              observe "a-priori" at t = loss - least - limit
              observe "descent" at t = loss
              observe "floor" at t = loss
              last = x
              x = x - eta*had(keep, gradient)
              u = u - eta*(Haa*u)
            end
            observe "iterate" at steps = norm(select(last, A, [1]) - goal)
            for i = 1 to rows(A)
              last = put(last, at(A, i), at(goal, i))
            end
            observe "ceiling" at 0 = dot(last - xs, H*(last - xs))/2
            observe "trained-min" at 0 = trainedMin
            observe "trained-max" at 0 = trainedMax
            observe "schur-min" at 0 = at(schur, 1)
            observe "schur-max" at 0 = schurMax
            """)
        result.give(
            "eta", "lmin", "mu", "limit", "gap0", "reach0", "frozen2", "frozenMax", "trainedMin", "trainedMax",
            "schurMax")
        result.quantities["min"] = "least"
        result.quantities["L"] = "lmax"
        result.quantities["loss0"] = "least + dot(x0 - xs, H*(x0 - xs))/2"
        if block.isIsotropic { result.leave("iterate", "both sides are the same root of a number that is no square") }
        return result
    }
}
