import LinearAlgebra
import PartialTraining

extension Alternation {
    /// Periods of full and core steps as maps of the point, `x -> M x + c`, step by step; the compromise by its equations and by
    /// blocks.
    func derivation(from start: Vector, periods: Int) -> Derivation {
        var result = Derivation(model, start: start)
        let rest = (0..<model.dimension).filter { !core.contains($0 + 1) }
        result.set("C", places: core.map { $0 - 1 }.sorted())
        result.set("N", places: rest)
        result.set("eta", stepSize)
        result.append("full = \(fullSteps)\ncore = \(coreSteps)\nperiods = \(periods)")
        result.appendSpectrum()
        result.append(Self.mapText)
        if periods > 0 { result.append(Self.approachText) }
        result.give("d", "eta", "full", "core", "lmin", "mu")
        result.quantities["L"] = "lmax"
        return result
    }

    private static var mapText: String {
        """
        kept = zeros(d, 1)
        for i = 1 to rows(C)
          kept = put(kept, at(C, i), 1)
        end
        P = diag(kept)
        linear = H*xs
        M = I(d)
        c = zeros(d, 1)
        for step = 1 to full
          M = M - eta*H*M
          c = c - eta*(H*c - linear)
        end
        for step = 1 to core
          M = M - eta*P*H*P*M
          c = c - eta*P*(H*P*c - linear)
        end
        observe "contraction" at 0 = opnorm(M)
        """
    }

    private static var approachText: String {
        """
        y = solve(I(d) - M, c)
        reach0 = norm(x0 - y)
        x = x0
        for t = 0 to periods
          observe "approach" at t = norm(x - y)
          for step = 1 to full
            x = x - eta*H*(x - xs)
          end
          for step = 1 to core
            x = x - eta*P*H*(P*x - xs)
          end
        end
        quantity reach0 = reach0
        """
    }

    /// `schur` and `distance`: the compromise of weight `alpha`.
    static var limitText: String {
        """
        alpha = core/full
        Hcc = select(H, C, C)
        Hcn = select(H, C, N)
        Hnn = select(H, N, N)
        S = Hcc - Hcn*solve(Hnn, T(Hcn))
        eC = alpha*solve(alpha*Hcc + S, Hcn*select(xs, N, [1]))
        eN = -solve(Hnn, T(Hcn)*eC)
        blocks = xs
        for i = 1 to rows(C)
          blocks = put(blocks, at(C, i), at(xs, at(C, i)) + at(eC, i))
        end
        for i = 1 to rows(N)
          blocks = put(blocks, at(N, i), at(xs, at(N, i)) + at(eN, i))
        end
        x = solve(H + alpha*P*H*P, linear + alpha*P*linear)
        for i = 1 to d
          observe "schur" at i = at(x, i) with blocks = at(blocks, i)
        end
        y = solve(I(d) - M, c)
        observe "distance" at 0 = norm(y - x)
        quantity gradFull = norm(H*(x - xs))
        quantity gradCore = norm(P*H*(P*x - xs))
        """
    }

    /// `full-rises` and `core-falls` at the entries of `weights`.
    static var tradeOffText: String {
        """
        for w = 1 to rows(weights)
          alpha = at(weights, w)
          e = solve(H + alpha*P*H*P, linear + alpha*P*linear) - xs
          fullLoss[w] = dot(e, H*e)/2
          e = P*(e + xs) - xs
          coreLoss[w] = dot(e, H*e)/2
          if w > 1
            observe "full-rises" at w - 1 = fullLoss[w] with previous = fullLoss[w - 1]
            observe "core-falls" at w - 1 = coreLoss[w] with previous = coreLoss[w - 1]
          end
        end
        """
    }
}

extension PeriodicMasks {
    /// The period in the coordinates `R'(x - xs)`, `H = R R'`: another root than the symmetric one, which turns them only.
    func derivation(periods: Int) -> Derivation {
        var result = Derivation()
        result.set("gamma", stepSize)
        for (index, kept) in masks.enumerated() { result.set("list[\(index + 1)]", kept.map(Double.init)) }
        result.append("masks = \(masks.count)\nperiods = \(periods)")
        result.appendCholesky()
        result.append(
            """
            period = I(d)
            maskedMax = 0
            cover = zeros(d, 1)
            for m = 1 to masks
              places = list[m]
              keep = zeros(d, 1)
              for i = 1 to rows(places)
                keep = put(keep, at(places, i), 1)
                cover = put(cover, at(places, i), 1)
              end
              keeps[m] = keep
              if norm2(H - diag(diagonal(H))) = 0
                # The root of a diagonal H commutes with masks.
                period = period - gamma*diag(keep)*H*period
              else
                period = period - gamma*T(R)*diag(keep)*R*period
              end
              maskedMax = max(maskedMax, at(eigenvalues(select(H, places, places)), rows(places)))
            end
            factor = opnorm(period)
            observe "nonexpansive" at 0 = factor
            # (I - M) in the errors themselves, which are rational.
            M = I(d)
            for m = 1 to masks
              M = M - gamma*diag(keeps[m])*H*M
            end
            observe "fixed-space" at 0 = d - rank(I(d) - M)
            x = x0
            start0 = dot(x - xs, H*(x - xs))/2
            for t = 0 to periods
              observe "periodic" at t = dot(x - xs, H*(x - xs))/2
              for m = 1 to masks
                x = x - gamma*had(keeps[m], H*(x - xs))
              end
            end
            """)
        result.give("gamma", "maskedMax", "start0")
        result.quantities["period"] = "factor"
        result.quantities["covered"] = "sum(cover)"
        if covered < model.dimension { result.leave("nonexpansive", "the norm is 1, and irrational in its parts") }
        return result
    }
}

extension TwoBlocks {
    /// Sweeps by exact solves; `coupling` from the rational map of a sweep, made symmetric by a root of `H_11`.
    func derivation(sweeps: Int) -> Derivation {
        var result = Derivation()
        let one = first.map { $0 - 1 }.sorted()
        result.set("one", places: one)
        result.set("two", places: (0..<model.dimension).filter { !one.contains($0) })
        result.append(
            """
            H11 = select(H, one, one)
            H12 = select(H, one, two)
            H22 = select(H, two, two)
            sizes = rows(one)
            Q = zeros(sizes, sizes)
            for j = 1 to sizes
              for i = j to sizes
                rest = at(H11, i, j) - dot(row(Q, i), row(Q, j))
                if i = j
                  Q = put(Q, j, j, sqrt(rest))
                else
                  Q = put(Q, i, j, rest/at(Q, j, j))
                end
              end
            end
            back = solve(H22, T(H12))
            coupled = inverse(Q)*H12*back*T(inverse(Q))
            coupling = sqrt(max(at(eigenvalues(coupled), sizes), 0))
            observe "sweep-radius" at 0 = at(eigenvalues(coupled), sizes)
            x = x0
            for t = 1 to \(sweeps)
              for side = 1 to 2
                places = one
                if side = 2
                  places = two
                end
                step = solve(select(H, places, places), select(H*(x - xs), places, [1]))
                for i = 1 to rows(places)
                  x = put(x, at(places, i), at(x, at(places, i)) - at(step, i))
                end
              end
              excess = dot(x - xs, H*(x - xs))/2
              if t = 1
                first = excess
              else
                observe "sweep" at t = excess
              end
            end
            """)
        result.give("coupling", "first")
        result.leave("sweep-radius", "both sides are the same eigenvalue")
        if model.dimension == 2 { result.leave("sweep", "both sides are powers of the same root") }
        return result
    }
}

extension Derivation {
    /// Goes on with the lines and quantities of another.
    mutating func append(_ other: Derivation) {
        body += other.body
        quantities.merge(other.quantities) { _, new in new }
        left.merge(other.left) { _, new in new }
    }
}
