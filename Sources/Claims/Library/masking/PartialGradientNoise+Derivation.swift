import LinearAlgebra
import PartialTraining

extension PartialGradientNoise.Setting {
    /// Every path of draws, step by step: points `X[i]` with chances `c[i]`. `P[t, k]` are the `n[t]` masks of step t with chances
    /// `q[t, k]`.
    ///
    /// Noise is relative, `+-sqrt(spread[t])` times the gradient, by two points `+-nu[t]`, both before the mask, and directed,
    /// `(bias +- sqrt(rel |g|^2 + abs^2)) u` of the gradient before the mask or of what this keeps.
    func derivation() -> Derivation? {
        guard let form = SmoothForm(model, form) else { return nil }
        var result = form.derivation(start: start, claimed: claimed)
        result.set("eta", stepSize)
        result.set("M", relative)
        result.set("sigma", absolute)
        result.append("steps = \(moves.count)\ninfimum = least\nmin = least")
        if let told = claimed["min"] { result.set("min", told) }
        for (index, move) in moves.enumerated() { result.append(move, index + 1) }
        result.append(Self.maskText)
        for name in ["p", "pbar"] { if let told = claimed[name] { result.set(name, told) } }
        result.append(pathText(form))
        result.give("L", "eta", "M", "sigma", "infimum", "loss0", "displacement", "projectionDefect")
        result.give("p", "pmin", "pbar", "keptDefect", "fullDefect", "correlation")
        result.quantities["min"] = "min"
        leaveEqualities(&result)
        return result
    }

    /// Where every coordinate is kept as often the share is met exactly; and on isotropic quadratics the bound is.
    private func leaveEqualities(_ result: inout Derivation) {
        if model is Quadratic, moves.contains(where: { !$0.after.isEmpty }) {
            result.leave("average", "an equality of irrational numbers")
        }
        let isUniform = moves.contains { move in
            if let mask = move.mask as? Mask, case .bernoulli = mask.law { true } else { false }
        }
        guard isUniform else { return }
        result.leave("share", "an equality of irrational numbers")
        if model is Quadratic { result.leave("random", "an equality of irrational numbers") }
    }

    /// The expected projection of every step, and how far masks are from projections.
    private static var maskText: String {
        """
        projectionDefect = 0
        displacement = 0
        for t = 1 to steps
          expected = zeros(d, d)
          for k = 1 to n[t]
            expected = expected + q[t, k]*P[t, k]
            projectionDefect = max(projectionDefect, norm(P[t, k]*P[t, k] - P[t, k]))
          end
          shares = eigenvalues(expected)
          if t = 1
            pmin = at(shares, 1)
            pbar = at(shares, d)
          else
            pmin = min(pmin, at(shares, 1))
            pbar = max(pbar, at(shares, d))
          end
          displacement = max(displacement, norm(delta[t]))
        end
        p = pmin
        """
    }

    private func pathText(_ form: SmoothForm) -> String {
        """
        points = 1
        X[1] = x0
        c[1] = 1
        kept = 0
        grads = 0
        errors = 0
        squares = 0
        \(form.value("x0"))
        loss0 = value
        for t = 1 to steps
          count = 0
          for i = 1 to points
            \(form.gradient("X[i]"))
            here = gradient
            there = here
            if norm2(delta[t]) > 0
              \(form.gradient("(X[i] + delta[t])"))
              there = gradient
            end
            grads = grads + c[i]*norm2(here)
        \(Self.stepText)
        \(Self.defectText)
          end
          squares = squares + norm2(delta[t])
          points = count
          loss = 0
          for i = 1 to points
            X[i] = Y[i]
            c[i] = e[i]
            \(form.value("X[i]"))
            loss = loss + c[i]*value
          end
          observe "average" at t = kept/t with loss = loss, errormean = errors/t
          observe "horizon" at t = kept/t with displacedmean = squares/t
          observe "random" at t = kept/t with loss = loss
          observe "share" at t = kept/t with gradmean = grads/t
        end
        """
    }

    /// All outcomes of a step from a point, and what the kept noise has in common with the gradients in the mean.
    private static var stepText: String {
        """
            keptHere = 0
            along = 0
            alongKept = 0
            share = 0
            pointShare = 0
            for k = 1 to n[t]
              a = P[t, k]*here
              v = P[t, k]*there
              keptHere = keptHere + q[t, k]*norm2(v)
              kept = kept + c[i]*q[t, k]*norm2(a)
              if norm2(delta[t]) > 0
                errors = errors + c[i]*q[t, k]*norm2(v - a)
              end
              direction = u[t]
              if after[t] = 0
                direction = P[t, k]*u[t]
              end
              along = along + q[t, k]*bias[t]*dot(here, direction)
              alongKept = alongKept + q[t, k]*bias[t]*dot(v, direction)
              share = share + q[t, k]*norm2(direction)
              pointShare = pointShare + q[t, k]*norm2(P[t, k]*nu[t])
              for one = 1 to factors[t]
                for two = 1 to signs[t]
                  for three = 1 to sides[t]
                    g = (1 + (2*one - 3)*sqrt(spread[t]))*there + (2*two - 3)*nu[t]
                    if after[t] = 1
                      g = P[t, k]*g
                    end
                    size = bias[t] + (2*three - 3)*sqrt(rel[t]*norm2(g) + abs[t]^2)
                    g = g + size*u[t]
                    if after[t] = 0
                      g = P[t, k]*g
                    end
                    count = count + 1
                    Y[count] = X[i] - eta*g
                    e[count] = c[i]*q[t, k]/(factors[t]*signs[t]*sides[t])
                  end
                end
              end
            end
        """
    }

    /// The kept noise has the variance `own |grad f|^2 + part E|v|^2 + rest`: signs are independent, with mean zero.
    private static var defectText: String {
        """
            part = spread[t] + after[t]*rel[t]*share
            own = (1 - after[t])*rel[t]*share
            rest = (abs[t]^2 + bias[t]^2)*share + pointShare
            keptNew = own*norm2(here) + (part - M)*keptHere + rest - sigma^2
            fullNew = (own - pbar*M)*norm2(here) + part*keptHere + rest - pbar*sigma^2
            along = abs(along) + abs(alongKept)
            if t*i = 1
              keptDefect = keptNew
              fullDefect = fullNew
              correlation = along
            else
              keptDefect = max(keptDefect, keptNew)
              fullDefect = max(fullDefect, fullNew)
              correlation = max(correlation, along)
            end
        """
    }
}

extension Derivation {
    /// What a step does: masks with chances, displacement and noise.
    fileprivate mutating func append(_ move: PartialGradientNoise.Move, _ t: Int) {
        append("delta[\(t)] = zeros(d, 1)")
        if let delta = move.delta { set("delta[\(t)]", delta) }
        append("spread[\(t)] = 0\nnu[\(t)] = zeros(d, 1)\nu[\(t)] = zeros(d, 1)\nafter[\(t)] = 0")
        append("rel[\(t)] = 0\nabs[\(t)] = 0\nbias[\(t)] = 0")
        append("factors[\(t)] = 1\nsigns[\(t)] = 1\nsides[\(t)] = 1")
        for noise in move.before + move.after {
            switch noise {
            case let relative as RelativeNoise:
                set("spread[\(t)]", relative.variance)
                if relative.isRandom { append("factors[\(t)] = 2") }
            case let points as TwoPointNoise:
                set("nu[\(t)]", points.amplitude)
                append("signs[\(t)] = 2")
            case let directed as DirectedNoise:
                set("rel[\(t)]", directed.relative)
                set("abs[\(t)]", directed.absolute)
                set("bias[\(t)]", directed.bias)
                if directed.isRandom { append("sides[\(t)] = 2") }
                append("u[\(t)] = \(Self.unit(directed.direction))\nafter[\(t)] = \(move.after.isEmpty ? 0 : 1)")
            default: break
            }
        }
        appendMask(move.mask, t)
    }

    private mutating func appendMask(_ mask: any FiniteLaw, _ t: Int) {
        let name = "n[\(t)]"
        switch mask {
        case let mask as Mask where mask.isRandom:
            append("s = 1")
            appendDraws(mask)
            append("\(name) = n\nfor k = 1 to n\nP[\(t), k] = S[k]\nq[\(t), k] = q[k]\nend")
        case let law as MatrixLaw:
            guard let chances = law.coins else { return }
            set("chances", chances)
            append(
                """
                K = masks(d)
                \(name) = rows(K)
                for k = 1 to rows(K)
                  P[\(t), k] = diag(T(row(K, k)))
                  q[\(t), k] = 1
                  for i = 1 to d
                    q[\(t), k] = q[\(t), k]*(1 - at(K, k, i) + (2*at(K, k, i) - 1)*at(chances, i))
                  end
                end
                """)
        default:
            appendProjection(mask, "P[\(t), 1]")
            append("\(name) = 1\nq[\(t), 1] = 1")
        }
    }

    /// A vector of length 1 exactly, where the doubles are one up to rounding: by the tangent of half its angle, where it has two
    /// entries.
    private static func unit(_ direction: Vector) -> String {
        guard direction.count == 2, direction.allSatisfy({ $0 != 0 }) else {
            return "[" + direction.map(text).joined(separator: "; ") + "]"
        }
        let half = text(direction[1] / (1 + direction[0]))
        return "[1 - (\(half))^2; 2*(\(half))]/(1 + (\(half))^2)"
    }
}
