import LinearAlgebra
import PartialTraining

extension ModelMaskMoments.Setting {
    /// Mean and second moment through all outcomes of the masks: `e+ = A[k] e + c[k]`, `A[k] = I - eta S H S`,
    /// `c[k] = -eta S H (S - I) xs`. The map of second moments is symmetric.
    func derivation(isStable: Bool) -> Derivation {
        var result = Derivation(model, start: start)
        result.set("eta", stepSize)
        result.set("steps", Double(Self.steps))
        result.declare(mask)
        result.appendDraws(applied)
        result.appendLawDefect(order: 4)
        result.appendSpectrum()
        result.append(Self.mapText)
        result.append(Self.formulaText)
        result.append(Self.pathText)
        result.append(longText(doublings: isStable ? 32 : 6))
        result.give("d", "eta", "s", "mu", "rho", "leff", "leffmin", "trr", "biasloss", "spread")
        result.quantities["L"] = "lmax"
        result.quantities["p"] = "kappa[1]"
        result.quantities["p2"] = "kappa[2]"
        result.leave("mean", "components along eigenvectors have no rational form")
        if isStable {
            for part in ["fixed-point", "stationary", "limit-loss"] { result.leave(part, "it is a limit") }
        }
        if actual != nil { result.leave("conjugacy", "the run to compare with has other masks") }
        if case .bernoulli(1) = mask.law { result.leave("rate-lower", "both sides are the same eigenvalue") }
        return result
    }

    /// The outcomes as maps, and the spectral radius of theirs of second moments.
    private static var mapText: String {
        """
        theta = 1
        if d > 1
          theta = kappa[2]/kappa[1]
        end
        Heff = theta*H + (1 - theta)*diag(diagonal(H))
        effective = eigenvalues(Heff)
        leffmin = at(effective, 1)
        leff = at(effective, d)
        b = H*xs
        xinf = solve(Heff, b)/s
        map = zeros(d*d, d*d)
        for k = 1 to n
          P[k] = diag(T(C[k]))
          A[k] = I(d) - eta*S[k]*H*S[k]
          c[k] = -eta*S[k]*H*(S[k] - I(d))*xs
          map = map + q[k]*kron(A[k], A[k])
        end
        rates = eigenvalues(map)
        observed = max(at(rates, d*d), -at(rates, 1))
        observe "rate" at 0 = observed
        observe "rate-lower" at 0 = observed
        observe "rate-upper" at 0 = observed
        """
    }

    /// `FF vec(M) = vec(F(M))`, `F(M) = E[P H P M P H P]` by the numbers of distinct coordinates; `rho` of the formula; `noise`,
    /// `R = E r r'`, and the stationary covariance.
    private static var formulaText: String {
        """
        FF = zeros(d*d, d*d)
        Z = zeros(d, d)
        for i = 1 to d
          for j = 1 to d
            for a = 1 to d
              different = min(abs(i - j), 1) + min(abs(a - i)*abs(a - j), 1) + 1
              Z = put(Z, i, j, at(Z, i, j) + kappa[different]*at(b, i)*at(xinf, a)*at(H, a, j))
              for e = 1 to d
                all = different + min(abs(e - i)*abs(e - j)*abs(e - a), 1)
                FF = put(FF, (j - 1)*d + i, (e - 1)*d + a, kappa[all]*at(H, i, a)*at(H, e, j))
              end
            end
          end
        end
        declared = I(d*d) - eta*s^2*kappa[1]*(kron(I(d), Heff) + kron(Heff, I(d))) + eta^2*s^4*FF
        rates = eigenvalues(declared)
        rho = max(at(rates, d*d), -at(rates, 1))
        pairs = kappa[2]*ones(d, d) + (kappa[1] - kappa[2])*I(d)
        F = reshape(FF*vec(xinf*T(xinf)), d, d)
        noise = s^2*had(pairs, b*T(b)) - s^3*(Z + T(Z)) + s^4*F
        trr = trace(noise)
        biasloss = dot(xinf - xs, H*(xinf - xs))/2
        M = x0*T(x0) + I(d)
        G = reshape(FF*vec(M), d, d)
        image = reshape(map*vec(M), d, d)
        seen = zeros(d, d)
        for k = 1 to n
          r = S[k]*(b - H*S[k]*xinf)
          seen = seen + q[k]*r*T(r)
        end
        row = 0
        for j = 1 to d
          for i = 1 to j
            row = row + 1
            observe "map" at row = at(image, i, j) with m = at(M, i, j), hm = at(Heff*M + M*Heff, i, j), f = at(G, i, j)
            observe "noise" at row = at(seen, i, j) with same = at(I(d), i, j), bb = at(b, i)*at(b, j), \
              z = at(Z + T(Z), i, j), f = at(F, i, j)
          end
        end
        """
    }

    /// `M` and `N` are second moments of (error, 1), under `B[k]` and, for steps `eta s^2` of masks without scale, `D[k]`; `X`
    /// and `m` moments of the point by the formula.
    private static var pathText: String {
        """
        corner = beside(zeros(1, d), [1])
        for k = 1 to n
          B[k] = stack(beside(A[k], c[k]), corner)
          shift = -eta*s^2*P[k]*H*(P[k] - I(d))*xs
          D[k] = stack(beside(I(d) - eta*s^2*P[k]*H*P[k], shift), corner)
        end
        z = stack(x0 - xs, [1])
        M = z*T(z)
        z = stack(s*x0 - xs, [1])
        N = z*T(z)
        X = x0*T(x0)
        m = x0
        L = stack(beside(I(d), xs), zeros(1, d + 1))
        row = 0
        for t = 0 to steps
          observe "conjugacy" at t = trace(L*M*T(L)) with unscaled = trace(L*N*T(L))
          if t >= 1
            if t <= 4
              closed = X - m*T(xs) - xs*T(m) + xs*T(xs)
              for j = 1 to d
                for i = 1 to j
                  row = row + 1
                  observe "second-moment" at row = at(M, i, j) with closed = at(closed, i, j)
                end
              end
            end
          end
          next = zeros(d + 1, d + 1)
          plain = zeros(d + 1, d + 1)
          for k = 1 to n
            next = next + q[k]*(B[k]*M*T(B[k]))
            plain = plain + q[k]*(D[k]*N*T(D[k]))
          end
          M = next
          N = plain
          if t < 4
            Z = zeros(d, d)
            for i = 1 to d
              for j = 1 to d
                for a = 1 to d
                  different = min(abs(i - j), 1) + min(abs(a - i)*abs(a - j), 1) + 1
                  Z = put(Z, i, j, at(Z, i, j) + kappa[different]*at(b, i)*at(m, a)*at(H, a, j))
                end
              end
            end
            F = reshape(FF*vec(X), d, d)
            fresh = had(pairs, b*T(b)) - s*(Z + T(Z)) + s^2*F
            X = X - eta*s^2*kappa[1]*(Heff*X + X*Heff) + eta*s*kappa[1]*(b*T(m) + m*T(b)) + eta^2*s^2*fresh
            m = m - eta*s^2*kappa[1]*Heff*m + eta*s*kappa[1]*b
          end
        end
        """
    }

    /// Mean and covariance after `2^doublings` steps, the covariance about that mean: sums of powers of the maps.
    private func longText(doublings: Int) -> String {
        """
        power = zeros(d, d)
        m = zeros(d, 1)
        for k = 1 to n
          power = power + q[k]*A[k]
          m = m + q[k]*c[k]
        end
        for i = 1 to \(doublings)
          m = m + power*m
          power = power*power
        end
        jumps = zeros(d, d)
        for k = 1 to n
          jump = A[k]*m + c[k] - m
          jumps = jumps + q[k]*jump*T(jump)
        end
        total = vec(jumps)
        power = map
        for i = 1 to \(doublings)
          total = total + power*total
          power = power*power
        end
        M = reshape(total, d, d)
        sigma = reshape(solve(I(d*d) - declared, vec(eta^2*noise)), d, d)
        spread = dot(H, sigma)
        observe "spread" at 0 = trace(M)
        observe "limit-loss" at 0 = dot(H, M + m*T(m))/2
        row = 0
        for j = 1 to d
          observe "fixed-point" at j = at(xs + m, j) with xinf = at(xinf, j)
          for i = 1 to j
            row = row + 1
            observe "stationary" at row = at(M, i, j) with sigma = at(sigma, i, j)
          end
        end
        """
    }
}
