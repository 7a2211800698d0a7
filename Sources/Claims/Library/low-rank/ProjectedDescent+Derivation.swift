import LinearAlgebra
import PartialTraining

extension ProjectedDescent.Setting {
    /// The run step by step, `T_r(M) = upper(M M', r) M`. A target that is truncated is so exactly here; ranks of truncated
    /// matrices are what they are truncated to.
    func derivation(steps: Int? = nil) -> Derivation {
        var result = Derivation(model.flat, start: start.storage)
        result.appendSpectrum()
        result.append("m = \(start.rows)\ncolumns = \(start.columns)\nr = \(rank)\nsteps = \(steps ?? self.steps)")
        result.append("eta = \(exactStep ?? Derivation.text(stepSize))")
        if isTruncated {
            result.append(
                """
                target = reshape(xs, m, columns)
                target = upper(target*T(target), r)*target
                xs = vec(target)
                targetRank = r
                """)
        } else {
            result.append("target = reshape(xs, m, columns)\ntargetRank = rank(target)")
        }
        if let other {
            result.set("Z", other)
            result.append("otherRank = rank(Z)")
        } else {
            result.append("Z = upper(target*T(target), r)*target\notherRank = r")
        }
        result.append(Self.pathText)
        result.give("eta", "r", "lmin", "lmax", "loss0", "top", "tail", "other", "otherRank", "targetRank")
        result.quantities["L"] = "lmax"
        result.quantities["start2"] = "norm2(x0)"
        if let inside, let outside { result.append("quantity inside = \(inside)\nquantity outside = \(outside)") }
        leaveEqualities(&result)
        return result
    }

    /// Equalities of irrational numbers, where the claim asserts them.
    private func leaveEqualities(_ result: inout Derivation) {
        let reason = "an equality of irrational numbers"
        let isStart = start.maxAbs == 0
        if stepSize <= 1, isStart { result.leave("trajectory", reason) }
        if stepSize == 1 { result.leave("at-once", reason) }
        if let inside, let outside, stepSize * outside < inside { result.leave("fixed", reason) }
        let hessian = model.flat.hessian
        if other == nil, stepSize == 1, hessian == .identity(hessian.rows) { result.leave("comparison", reason) }
    }

    private static var pathText: String {
        """
        values = eigenvalues(target*T(target))
        top = 0
        tail = 0
        for i = 1 to m
          if i > m - r
            top = top + at(values, i)
          else
            tail = tail + at(values, i)/2
          end
        end
        other = dot(vec(Z) - xs, H*(vec(Z) - xs))/2
        w = x0
        loss0 = dot(w - xs, H*(w - xs))/2
        for t = 0 to steps
          loss = dot(w - xs, H*(w - xs))/2
          observe "trajectory" at t = loss
          observe "fixed" at t = loss
          observe "contraction" at t = loss
          if t > 0
            observe "at-once" at t = loss
          end
          gap2 = norm2(vec(Z) - w)
          if t < steps
            M = reshape(w - eta*(H*(w - xs)), m, columns)
            w = vec(upper(M*T(M), r)*M)
            observe "comparison" at t + 1 = dot(w - xs, H*(w - xs))/2 with gap2 = gap2
          end
        end
        """
    }
}
