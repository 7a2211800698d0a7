import LinearAlgebra
import PartialTraining

extension PartialGradientPath {
    /// The path step by step: `P[t]`, `delta[t]` and `eta[t]` of step t.
    ///
    /// Where `isWeighted` the steps are q/L, as their formula says. Frames stand for the subspaces that they span.
    func derivation(_ parts: [String], claimed: [String: Double]) -> Derivation? {
        guard let form = SmoothForm(model, form) else { return nil }
        var result = form.derivation(start: start, claimed: claimed)
        let isWeighted = parts.contains("weighted-sum") && noisyStep == nil && !isPlain
        result.append("steps = \(moves.count)")
        for (index, move) in moves.enumerated() {
            result.appendProjection(move.partial, "P[\(index + 1)]")
            result.set("delta[\(index + 1)]", move.delta ?? start.map { _ in 0 })
            if !isWeighted { result.set("eta[\(index + 1)]", move.stepSize) }
        }
        result.set("q", claimed["q"] ?? 0)
        result.append("infimum = least\nmin = least")
        if let told = claimed["min"] { result.set("min", told) }
        result.set("M", relativeNoise)
        result.set("noise", noise ?? start.map { _ in 0 })
        if let noisyStep { result.set("noisy", noisyStep) }
        result.append(
            pathText(
                form, isWeighted: isWeighted, isNoisy: parts.contains("noisy-step"),
                isRelative: parts.contains("relative")))
        result.give("L", "q", "M", "infimum", "loss0", "displacement", "projectionDefect", "wmax")
        if parts.contains("relative") { result.give("relativeDefect") }
        if !isWeighted { result.quantities["eta"] = "eta[1]" }
        if parts.contains("weighted-sum") { result.give("weightDefect") }
        if parts.contains("noisy-step") { result.give("noisyDefect") }
        if model is Quadratic, relativeNoise > 0 {
            result.leave("noisy-step", "the noise has an irrational factor, in an equality")
        }
        result.quantities["min"] = "min"
        result.quantities["sigma"] = "norm(noise)"
        return result
    }

    private func pathText(_ form: SmoothForm, isWeighted: Bool, isNoisy: Bool, isRelative: Bool) -> String {
        """
        displacement = 0
        projectionDefect = 0
        wmax = 0
        relativeDefect = -1
        weightDefect = 0
        noisyDefect = -1
        kept = 0
        errors = 0
        squares = 0
        soft = 0
        softErrors = 0
        weighted = 0
        x = x0
        \(form.value("x"))
        loss0 = value
        for t = 1 to steps
          loss = value
          \(form.gradient("x"))
          here = gradient
          there = here
          a = P[t]*here
          v = a
          e = zeros(d, 1)
          if norm2(delta[t]) > 0
            \(form.gradient("(x + delta[t])"))
            there = gradient
            v = P[t]*there
            e = v - a
          end
          reach = norm(delta[t])
          displacement = max(displacement, reach)
          projectionDefect = max(projectionDefect, max(norm(P[t]*P[t] - P[t]), norm(P[t] - T(P[t]))))
          wmax = max(wmax, max(largest(P[t]), -smallest(P[t])))
          \(isRelative ? Self.relativeText : "")
          \(stepText(isWeighted: isWeighted))
          \(isNoisy ? noisyText(form) : "")
          x = x - eta[t]*v
          \(form.value("x"))
          kept = kept + norm2(a)
          errors = errors + norm2(e)
          squares = squares + norm2(delta[t])
          soft = soft + dot(here, a)
          softErrors = softErrors + dot(there - here, e)
          weighted = weighted + (norm(v) - L*reach)^2
          observe "one-step" at t = value with loss = loss, eta = eta[t], a2 = norm2(a), v2 = norm2(v), e2 = norm2(e)
          observe "displaced-step" at t = value with loss = loss, eta = eta[t], v2 = norm2(v), delta = reach
          observe "weighted-sum" at t = weighted with loss = value
          observe "soft" at t = soft/t with loss = value, errormean = softErrors/t
          observe "average" at t = kept/t with loss = value, errormean = errors/t
          observe "relative" at t = kept/t with loss = value
          observe "big-step" at t = kept/t with loss = value
          observe "horizon" at t = kept/t with displacedmean = squares/t
        end
        """
    }

    /// Where the squares agree so do the roots.
    private static var relativeText: String {
        """
        if norm2(e) = q^2*norm2(a)
          relativeDefect = max(relativeDefect, 0)
        else
          relativeDefect = max(relativeDefect, norm(e) - q*norm(a))
        end
        """
    }

    /// Steps that are not weighted miss their weight by `weightDefect`.
    private func stepText(isWeighted: Bool) -> String {
        isWeighted
            ? "eta[t] = (1 - L*reach/norm(v))/L"
            : """
            if norm2(v) > 0
              weightDefect = max(weightDefect, abs(eta[t]*L - 1 + L*reach/norm(v)))
            end
            """
    }

    /// One step with noise from the same point, by all its outcomes.
    private func noisyText(_ form: SmoothForm) -> String {
        let defect =
            noisyStep == nil
            ? "noisy = (1 - L*reach/norm(v))/(L*(1 + M))\nnoisyDefect = 0"
            : "noisyDefect = max(noisyDefect, noisy*L*(1 + M) - 1 + L*reach/norm(v))"
        return """
            \(defect)
            factors = \(relativeNoise > 0 ? 2 : 1)
            signs = \(noise == nil ? 1 : 2)
            mean = 0
            for i = 1 to factors
              for j = 1 to signs
                z = x - noisy*P[t]*((1 + (2*i - 3)*sqrt(M))*there + (2*j - 3)*noise)
                \(form.value("z"))
                mean = mean + value/(factors*signs)
              end
            end
            observe "noisy-step" at t = mean with loss = loss, eta = noisy, v2 = norm2(v), delta = reach
            """
    }

    /// Whether a step is not the weighted one.
    private var isPlain: Bool {
        zip(moves, records).contains { move, record in
            let weight = 1 - smoothness * record.delta / record.displaced.value.squareRoot()
            return abs(move.stepSize * smoothness - weight) > 0x1p-40
        }
    }
}

extension Derivation {
    /// The matrix of a projection on coordinates or on the span of a frame, or of weights.
    mutating func appendProjection(_ partial: any FiniteLaw, _ name: String) {
        switch partial {
        case let subspace as SubspaceProjection:
            set("frame", subspace.frame)
            append("\(name) = frame*inverse(T(frame)*frame)*T(frame)")
        case let soft as SoftMask:
            set(name, Matrix.diagonal(soft.weights))
        case let mask as Mask:
            guard case .coordinates(let list) = mask.law else { return }
            append("\(name) = zeros(d, d)")
            for place in list { append("\(name) = put(\(name), \(place), \(place), 1)") }
        default: append("\(name) = I(d)")
        }
    }
}
