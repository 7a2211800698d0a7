import PartialTraining

extension CoordinateDescent.Setting {
    /// Loss and squared gradients through all choices of a coordinate.
    func derivation() -> Derivation {
        var result = Derivation(model, start: start)
        result.set("relaxation", relaxation)
        result.set("steps", Double(Self.steps))
        result.append(chances == .importance ? "q = diagonal(H)/trace(H)" : "q = ones(d, 1)/d")
        result.appendConstants(claimed: claimed.filter { $0.key == "mu" })
        result.append(Self.scaledText)
        if let lamd = claimed["lamd"] { result.set("lamd", lamd) }
        let name = (declared ?? chances).rawValue
        result.append(Self.pathText.replacing("NAME", with: name))
        result.give("d", "excess0", "scaledConstant", "lamd")
        result.give("importanceDefect", "uniformDefect", "scaleDefect")
        result.quantities["trace"] = "trace(H)"
        return result
    }

    /// The smallest positive eigenvalue of `D^(-1/2) H D^(-1/2)`, which has those of `D^-1 H`.
    private static var scaledText: String {
        """
        h = diagonal(H)
        scaled = H
        for i = 1 to d
          for j = 1 to d
            scaled = put(scaled, i, j, at(H, i, j)/sqrt(at(h, i)*at(h, j)))
          end
        end
        plain = inverse(diag(h))*H
        if norm2(plain*plain - d/rank(H)*plain) = 0
          scaledConstant = d/rank(H)
        else
          scaledConstant = at(eigenvalues(scaled, rank(H)), d - rank(H) + 1)
        end
        lamd = scaledConstant
        importanceDefect = max(largest(q - h/trace(H)), -smallest(q - h/trace(H)))
        uniformDefect = max(largest(q) - 1/d, 1/d - smallest(q))
        scaleDefect = abs(relaxation - 1)
        """
    }

    private static var pathText: String {
        """
        for k = 1 to d
          axis = col(I(d), k)
          A[k] = I(d) - relaxation/at(h, k)*axis*T(axis)*H
        end
        M = (x0 - xs)*T(x0 - xs)
        excess0 = dot(H, M)/2
        for t = 0 to steps
          observe "NAME" at t = dot(H, M)/2
          G = H*M*H
          next = zeros(d, d)
          for k = 1 to d
            next = next + at(q, k)*(A[k]*M*T(A[k]))
          end
          if t < steps
            observe "NAME-step" at t + 1 = dot(H, next)/2 with loss = dot(H, M)/2, g2 = trace(G), \
              gd = sum(inverse(diag(h))*diagonal(G))
          end
          M = next
        end
        """
    }
}
