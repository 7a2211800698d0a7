import LinearAlgebra
import PartialTraining

extension CompressedDescent.Setting {
    /// Compressed gradients through all outcomes: by moments on quadratics, by every path on waves.
    func gradientDerivation(steps: Int) -> Derivation? {
        var setting = PartialGradientPL.Setting(model: model, start: start, mask: mask)
        setting.stepSize = stepSize
        setting.basis = basis
        setting.claimed = claimed.filter { ["L", "mu"].contains($0.key) }
        guard var result = setting.derivation(steps: steps, basis: basis) else { return nil }
        for name in ["M", "beta", "sigma", "errorSquare", "noiseSquare", "pmin", "p"] { result.quantities[name] = nil }
        result.rename("linear", to: "cgd")
        result.append(factorText)
        return result
    }

    /// How the mask's factors are distributed.
    var factorText: String {
        let told = claimed["om"].map { "\nom = " + Derivation.text($0) } ?? ""
        return """
            mean = zeros(d, 1)
            products = zeros(d, d)
            for k = 1 to n
              mean = mean + q[k]*diagonal(S[k])
              products = products + q[k]*diagonal(S[k])*T(diagonal(S[k]))
            end
            bias = max(largest(mean) - 1, 1 - smallest(mean))
            variance = largest(diagonal(products) - 2*mean + ones(d, 1))
            om = variance
            """ + told + """

                products = products - ones(d, d) - om*I(d)
                bernoulliDefect = max(largest(products), -smallest(products))
                quantity om = om
                quantity bias = bias
                quantity variance = variance
                quantity bernoulliDefect = bernoulliDefect
                """
    }
}

extension CompressedDescent.IterateSetting {
    /// Compressed iterates through all outcomes: `e+ = S[k](I - eta H)e + (S[k] - I)xs`.
    func derivation(isStable: Bool) -> Derivation {
        var result = Derivation(model, start: setting.start)
        result.set("eta", setting.stepSize)
        result.set("steps", Double(CompressedDescent.Setting.steps))
        result.declare(setting.mask)
        result.appendDraws(setting.mask)
        result.appendSpectrum()
        result.append(setting.factorText)
        result.append(Self.pathText)
        result.append(longText(doublings: isStable ? 24 : 6))
        result.give("eta", "lmin", "lmax", "opt2", "distance0", "rho")
        result.leave("mean", "components along eigenvectors have no rational form")
        result.leave("rate", "both sides are the same eigenvalue")
        if isStable { result.leave("stationary", "it is a limit") }
        if model.hessian == model.hessian[0, 0] * .identity(model.dimension) {
            result.leave("floor", "it is a limit that is attained")
            result.leave("recursion", "a root that counts nothing stands in an equality")
        }
        return result
    }

    /// `Z` is the second moment of (error, 1).
    private static var pathText: String {
        """
        G = I(d) - eta*H
        corner = beside(zeros(1, d), [1])
        for k = 1 to n
          A[k] = S[k]*G
          c[k] = (S[k] - I(d))*xs
          B[k] = stack(beside(A[k], c[k]), corner)
        end
        opt2 = norm2(xs)
        distance0 = norm(x0 - xs)
        z = stack(x0 - xs, [1])
        Z = z*T(z)
        row = 0
        for t = 1 to steps + 1
          m = sub(Z, 1, d, d + 1, d + 1)
          V = sub(Z, 1, d, 1, d)
          next = zeros(d + 1, d + 1)
          for k = 1 to n
            next = next + q[k]*(B[k]*Z*T(B[k]))
          end
          mn = sub(next, 1, d, d + 1, d + 1)
          Vn = sub(next, 1, d, 1, d)
          if t <= steps
            observe "recursion" at t = trace(Vn) with previous = trace(V)
          end
          if t <= 4
            b = G*(V - m*T(m))*G
            y = xs + G*m
            cov = Vn - mn*T(mn)
            for j = 1 to d
              for i = 1 to j
                row = row + 1
                observe "covariance-step" at row = at(cov, i, j) with b = at(b, i, j), y = at(y, i), same = at(I(d), i, j)
              end
            end
          end
          Z = next
        end
        """
    }

    /// The covariance about the optimum after `2^doublings` steps, and the stationary one of the formula; `rho` of the formula,
    /// whose map is made symmetric by the roots of `weights`.
    private func longText(doublings: Int) -> String {
        """
        total = zeros(d*d, 1)
        power = zeros(d*d, d*d)
        for k = 1 to n
          power = power + q[k]*kron(A[k], A[k])
          total = total + q[k]*kron(c[k], c[k])
        end
        for i = 1 to \(doublings)
          total = total + power*total
          power = power*power
        end
        M = reshape(total, d, d)
        observe "floor" at 0 = trace(M)
        weights = ones(d*d, 1) + om*vec(I(d))
        roots = weights
        for i = 1 to d*d
          roots = put(roots, i, sqrt(at(weights, i)))
        end
        rates = eigenvalues(diag(roots)*kron(G, G)*diag(roots))
        rho = max(at(rates, d*d), -at(rates, 1))
        sigma = reshape(solve(I(d*d) - diag(weights)*kron(G, G), om*vec(diag(had(xs, xs)))), d, d)
        row = 0
        for j = 1 to d
          for i = 1 to j
            row = row + 1
            observe "stationary" at row = at(M, i, j) with sigma = at(sigma, i, j)
          end
        end
        """
    }
}
