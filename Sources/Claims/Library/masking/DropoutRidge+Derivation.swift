import PartialTraining

extension DropoutRidge.Case {
    /// Mean loss and its minimiser through all masks, in rational numbers. `xs` is the minimiser of least norm.
    func derivation() -> Derivation {
        var result = Derivation()
        result.set("design", design)
        result.set("y", target)
        result.append("samples = rows(design)\nd = cols(design)")
        result.declare(Mask(mask.law, rescale: true))
        if let keep { result.append("p = \(keep)\nkappa[1] = p\nkappa[2] = p^2\ns = 1/p") }
        result.appendDraws(actual ?? mask, keep: keep)
        // A mask that is not the declared one has the declared scale too.
        result.append(
            """
            for k = 1 to n
              S[k] = diag(T(C[k]))/kappa[1]
            end
            """)
        result.appendLawDefect(order: 2)
        result.append(Self.lossText)
        result.give("d")
        result.quantities["p"] = "kappa[1]"
        if case .subset(let k) = mask.law { result.quantities["k"] = "\(k)" }
        result.quantities["penaltyStar"] = "dot(xs, D*xs)"
        result.leave("cost", "its other side is a sum over irrational modes")
        return result
    }

    private static var lossText: String {
        """
        H = T(design)*design/samples
        D = diag(diagonal(H))
        b = T(design)*y/samples
        xs = H*solution(H*H, b)
        ridge = solve(H + (1/kappa[1] - 1)*D, b)
        points[1] = xs
        points[2] = ridge
        points[3] = ones(d, 1)
        for i = 1 to d
          points[3 + i] = col(I(d), i)
        end
        for i = 1 to 3 + d
          x = points[i]
          loss = 0
          for k = 1 to n
            loss = loss + q[k]*norm2(y - design*(S[k]*x))/(2*samples)
          end
          penalty = dot(x, D*x)
          observe "objective" at i = loss with fit = norm2(y - design*x)/(2*samples), penalty = penalty
          observe "subset" at i = loss with half = norm2(y)/(2*samples), linear = dot(b, x), \
            whole = dot(x, H*x), penalty = penalty
        end
        gram = zeros(d, d)
        right = zeros(d, 1)
        for k = 1 to n
          gram = gram + q[k]*(S[k]*H*S[k])
          right = right + q[k]*S[k]*b
        end
        x = solve(gram, right)
        for i = 1 to d
          observe "minimiser" at i = at(x, i) with ridge = at(ridge, i)
        end
        observe "cost-bound" at 0 = dot(x - xs, H*(x - xs))/2
        """
    }
}
