import LinearAlgebra
import PartialTraining

extension GradientMaskMoments.Setting {
    /// Second moments through all outcomes of the masks, `A[k] = I - eta S[k] H` on the error.
    ///
    /// `E[A (x) A]` is similar to a symmetric matrix, by `R (x) R` with `H = R R'`: that has the eigenvalues. Of a diagonal
    /// `H` it is diagonal itself, and exact.
    func derivation(isStable: Bool) -> Derivation {
        var result = Derivation(model, start: start)
        result.set("eta", stepSize)
        result.set("steps", Double(Self.steps))
        result.declare(mask)
        result.appendDraws(applied)
        result.appendLawDefect(order: 2)
        result.appendSpectrum()
        if model.hessian.isDiagonal {
            result.append("W = I(d)\nU = I(d)\nQ = inverse(H)")
        } else {
            result.appendCholesky()
            result.append("W = T(R)\nU = T(V)\nQ = I(d)")
        }
        result.append(Self.rateText)
        result.append(Self.pathText)
        if let noise, !isStable {
            result.set("noise", noise)
            result.append(Self.longText)
        } else {
            result.leave("stationary", "it is a limit")
        }
        result.leave("mean", "components along eigenvectors have no rational form")
        if actual != nil { result.leave("rescaling", "the run to compare with has other masks") }
        // Equalities of the same irrational number.
        if case .bernoulli(1) = mask.law, !model.hessian.isDiagonal {
            for part in ["mean-rate", "growth-least"] { result.leave(part, "both sides are the same eigenvalue") }
        }
        result.give("d", "eta", "lmin", "lmax", "mu", "rho", "leff", "s", "excess0")
        result.quantities["p"] = "kappa[1]"
        result.quantities["p2"] = "kappa[2]"
        return result
    }

    /// `W A U` is symmetric; `leff` of the effective Hessian.
    private static var rateText: String {
        """
        theta = 1
        if d > 1
          theta = kappa[2]/kappa[1]
        end
        leff = at(eigenvalues(theta*H + (1 - theta)*diag(diagonal(H))), d)
        squares = zeros(d*d, d*d)
        for k = 1 to n
          A[k] = I(d) - eta*S[k]*H
          squares = squares + q[k]*kron(W*A[k]*U, W*A[k]*U)
        end
        rates = eigenvalues(squares)
        observed = max(at(rates, d*d), -at(rates, 1))
        observe "rate" at 0 = observed
        observe "mean-rate" at 0 = observed
        HH = kron(H, H)
        map = I(d*d) - eta*s*kappa[1]*(kron(I(d), H) + kron(H, I(d)))
        map = map + eta^2*s^2*(kappa[2]*HH + (kappa[1] - kappa[2])*diag(vec(I(d)))*HH)
        rates = eigenvalues(kron(W, W)*map*kron(U, U))
        rho = max(at(rates, d*d), -at(rates, 1))
        """
    }

    private static var pathText: String {
        """
        M = (x0 - xs)*T(x0 - xs)
        excess0 = dot(H, M)/2
        N = M
        X = H
        row = 0
        for t = 0 to steps
          observe "contraction" at t = dot(H, M)/2
          observe "rescaling" at t = dot(H, M)/2 with unscaled = dot(H, N)/2
          if t > 0
            largest = at(eigenvalues(T(U)*X*U*Q), d)
            observe "growth" at t = largest
            observe "growth-least" at t = largest
          end
          next = zeros(d, d)
          plain = zeros(d, d)
          form = zeros(d, d)
          for k = 1 to n
            B = I(d) - eta*s*diag(T(C[k]))*H
            next = next + q[k]*(A[k]*M*T(A[k]))
            plain = plain + q[k]*(B*N*T(B))
            form = form + q[k]*(T(A[k])*X*A[k])
          end
          G = H*M*H
          observe "energy" at t + 1 = dot(H, next)/2 with loss = dot(H, M)/2, g2 = trace(G), ghg = dot(H, G), \
            gdg = dot(diagonal(H), diagonal(G))
          if t < 4
            for j = 1 to d
              for i = 1 to j
                row = row + 1
                observe "second-moment" at row = at(next, i, j) with m = at(M, i, j), \
                  hm = at(H*M + M*H, i, j), g = at(G, i, j), same = at(I(d), i, j)
              end
            end
          end
          M = next
          N = plain
          X = form
        end
        """
    }

    /// The covariance after 64 steps from the optimum with noise, and what a stationary one would be.
    private static var longText: String {
        """
        source = zeros(d, d)
        for k = 1 to n
          source = source + q[k]*(S[k]*noise*S[k])
        end
        map = zeros(d*d, d*d)
        for k = 1 to n
          map = map + q[k]*kron(A[k], A[k])
        end
        sigma = reshape(solve(I(d*d) - map, vec(eta^2*source)), d, d)
        M = zeros(d, d)
        for t = 1 to 64
          M = reshape(map*vec(M), d, d) + eta^2*source
        end
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
