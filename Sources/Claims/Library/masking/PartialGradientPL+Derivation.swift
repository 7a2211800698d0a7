import LinearAlgebra
import PartialTraining

extension PartialGradientPL.Setting {
    /// The expected excess through all outcomes of mask and noise: by moments on quadratics, by every path on waves.
    func derivation(steps: Int, basis: Matrix?) -> Derivation? {
        guard let form = SmoothForm(model, basis.map { .waves(basis: $0) }) else { return nil }
        var result = form.derivation(start: start, claimed: claimed)
        result.set("eta", stepSize)
        result.set("steps", Double(steps))
        result.set("M", relativeNoise)
        result.set("bound", displacement == nil ? 0 : displacementBound)
        result.set("noise", noise ?? start.map { _ in 0 })
        for step in 0..<steps { result.set("delta[\(step + 1)]", displacement?(step) ?? start.map { _ in 0 }) }
        if let declared = mask.flattened.compactMap({ $0 as? Mask }).first { result.declare(declared) }
        result.appendDraws(mask)
        result.append(Self.quantityText)
        for name in ["beta", "sigma"] { if let value = claimed[name] { result.set(name, value) } }
        result.append(basis == nil ? Self.momentText : Self.pathText(form))
        result.give("eta", "M", "pmin", "errorSquare", "noiseSquare", "beta", "sigma", "excess0")
        result.quantities["p"] = "kappa[1]"
        return result
    }

    /// `beta` and `sigma` are told 2^-40 above roots.
    private static var quantityText: String {
        """
        expected = zeros(d, d)
        noiseSquare = 0
        for k = 1 to n
          expected = expected + q[k]*S[k]
          noiseSquare = noiseSquare + q[k]*norm2(S[k]*noise)
        end
        chances = eigenvalues(expected)
        pmin = at(chances, 1)
        errorSquare = (curvature*bound)^2*at(chances, d)
        beta = 0
        if bound > 0
          beta = ceil(2^40*sqrt(errorSquare) + 1/3)/2^40
        end
        sigma = 0
        if noiseSquare > 0
          sigma = ceil(2^40*sqrt(noiseSquare) + 1/3)/2^40
        end
        signs = 1
        if noiseSquare > 0
          signs = 2
        end
        factors = 1
        if M > 0
          factors = 2
        end
        """
    }

    /// `Z` is the second moment of (error, 1).
    private static var momentText: String {
        """
        corner = beside(zeros(1, d), [1])
        z = stack(x0 - xs, [1])
        Z = z*T(z)
        excess0 = dot(x0 - xs, H*(x0 - xs))/2
        for t = 0 to steps
          M2 = sub(Z, 1, d, 1, d)
          observe "floor" at t = dot(H, M2)/2
          observe "linear" at t = dot(H, M2)/2
          if t < steps
            next = zeros(d + 1, d + 1)
            for k = 1 to n
              for i = 1 to factors
                factor = 1 + (2*i - 3)*sqrt(M)
                for j = 1 to signs
                  shift = -eta*S[k]*(factor*H*delta[t + 1] + (2*j - 3)*noise)
                  B = stack(beside(I(d) - eta*factor*S[k]*H, shift), corner)
                  next = next + q[k]/(factors*signs)*(B*Z*T(B))
                end
              end
            end
            Z = next
          end
        end
        """
    }

    /// `X[i]` are the points that have been reached, with chances `c[i]`.
    private static func pathText(_ form: SmoothForm) -> String {
        """
        points = 1
        X[1] = x0
        c[1] = 1
        for t = 0 to steps
          mean = 0
          for node = 1 to points
            \(form.value("X[node]"))
            mean = mean + c[node]*value
          end
          if t = 0
            excess0 = mean
          end
          observe "floor" at t = mean
          observe "linear" at t = mean
          if t < steps
            count = 0
            for node = 1 to points
              \(form.gradient("(X[node] + delta[t + 1])"))
              for k = 1 to n
                for i = 1 to factors
                  for j = 1 to signs
                    count = count + 1
                    step = (1 + (2*i - 3)*sqrt(M))*gradient + (2*j - 3)*noise
                    Y[count] = X[node] - eta*S[k]*step
                    e[count] = c[node]*q[k]/(factors*signs)
                  end
                end
              end
            end
            points = count
            for node = 1 to points
              X[node] = Y[node]
              c[node] = e[node]
            end
          end
        end
        """
    }
}
