import LinearAlgebra
import PartialTraining

extension LocalSubnetworks {
    /// A worker's change step by step, `change = G[k] e + g[k]` on the error; rounds through all tuples of masks.
    static func derivation(
        _ rounds: LocalAveraging, workers: Int, start: Vector, claimed p: Double?
    ) -> Derivation {
        var result = Derivation(rounds.model, start: start)
        result.set("eta", rounds.stepSize)
        result.append("tau = \(rounds.localSteps)\nworkers = \(workers)")
        if let declared = rounds.law.flattened.compactMap({ $0 as? Mask }).first { result.declare(declared) }
        result.appendDraws(rounds.law)
        result.appendSpectrum()
        result.append(workerText)
        if let p { result.set("p", p) }
        result.append(roundText)
        result.append(limitText)
        result.give("eta", "tau", "workers", "lmin", "mu", "p", "pmin", "lambda", "reach0", "trr")
        result.quantities["L"] = "lmax"
        for part in ["fixed-point", "stationary", "averaging"] { result.leave(part, "it is a limit") }
        if let mask = rounds.law as? Mask, case .subset(1) = mask.law {
            result.leave("variance", "both sides are zero, in the limit")
        }
        if rounds.model.hessian == rounds.model.hessian[0, 0] * .identity(start.count) {
            result.leave("rate", "both sides are the same root of a number that is no square")
        }
        return result
    }

    private static var workerText: String {
        """
        b = H*xs
        gain = zeros(d, d)
        mean = zeros(d, d)
        pull = zeros(d, 1)
        shares = zeros(d, 1)
        row = 0
        for k = 1 to n
          shares = shares + q[k]*T(C[k])
          G[k] = S[k]
          g[k] = S[k]*xs
          z = S[k]*x0
          for t = 1 to tau
            G[k] = G[k] - eta*S[k]*H*G[k]
            g[k] = g[k] - eta*S[k]*H*(g[k] - xs)
            z = z - eta*S[k]*H*(z - xs)
          end
          G[k] = G[k] - S[k]
          g[k] = g[k] - S[k]*xs
          inner = S[k]*H*S[k] + I(d) - S[k]
          best[k] = S[k]*solution(inner, S[k]*b)
          once = S[k] - S[k]*(I(d) - eta*S[k]*H*S[k])^tau
          gain = gain + q[k]*(S[k] - S[k]*(I(d) - eta*S[k]*H*S[k])^(2*tau))
          mean = mean + q[k]*once
          pull = pull + q[k]*once*best[k]
          K[k] = once
          change = once*(best[k] - x0)
          for i = 1 to d
            row = row + 1
            observe "local" at row = at(z - S[k]*x0, i) with change = at(change, i)
          end
        end
        pmin = smallest(shares)
        p = pmin
        lambda = at(eigenvalues(gain), 1)
        observe "gain" at 0 = lambda
        """
    }

    /// Tuples of masks are numbered; the digits of `code` are the masks.
    private static var roundText: String {
        """
        map = zeros(d*d, d*d)
        linear = zeros(d, d)
        move = zeros(d, 1)
        for tuple = 1 to n^workers
          code = tuple - 1
          chance = 1
          A = I(d)
          a = zeros(d, 1)
          for i = 1 to workers
            k = code - n*floor(code/n) + 1
            code = floor(code/n)
            chance = chance*q[k]
            A = A + G[k]/workers
            a = a + g[k]/workers
          end
          maps[tuple] = A
          moves[tuple] = a
          chances[tuple] = chance
          map = map + chance*kron(A, A)
          linear = linear + chance*A
          move = move + chance*a
        end
        rates = eigenvalues(map)
        observe "spectral" at 0 = max(at(rates, d*d), -at(rates, 1))
        xinf = xs
        noise = zeros(d, d)
        if lmin*pmin > 0
          xinf = solve(mean, pull)
        end
        for k = 1 to n
          r = K[k]*(best[k] - xinf)
          noise = noise + q[k]*r*T(r)
        end
        trr = trace(noise)
        reach0 = norm(x0 - xinf)
        e = x0 - xs
        point = x0
        for t = 0 to 20
          observe "rate" at t = norm(point - xinf)
          e = linear*e + move
          point = xs + e
        end
        """
    }

    /// The covariance after 2^24 rounds about the mean after as many.
    private static var limitText: String {
        """
        m = move
        power = linear
        for i = 1 to 24
          m = m + power*m
          power = power*power
        end
        total = zeros(d*d, 1)
        for tuple = 1 to n^workers
          jump = maps[tuple]*m + moves[tuple] - m
          total = total + chances[tuple]*kron(jump, jump)
        end
        power = map
        for i = 1 to 24
          total = total + power*total
          power = power*power
        end
        observe "variance" at 0 = trace(reshape(total, d, d))
        """
    }
}
