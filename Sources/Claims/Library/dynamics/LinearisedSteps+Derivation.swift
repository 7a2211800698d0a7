import LinearAlgebra

extension LinearisedSteps.Case {
    /// The parameters step by step, and functions of the kernel: powers exactly, its logarithm by the eigenprojections.
    ///
    /// `goal` is the target loss, where it is no share of the loss at the start.
    func derivation(goal: Double) -> Derivation {
        var derivation = Derivation()
        derivation.set("J", design)
        derivation.set("start", start)
        derivation.append("eta = \(Derivation.written(stepSize))\nsteps = \(steps)")
        derivation.append("n = rows(J)\nH = T(J)*J\nK = J*T(J)")
        if let outside {
            derivation.set("w", outside)
            // What lies in the range of J is rounding.
            derivation.append("w = w - J*solve(H, T(J)*w)")
        } else {
            derivation.append("w = zeros(n, 1)")
        }
        derivation.append("r = J*start + w\nloss0 = norm2(r)/2")
        switch target {
        case .share(let share): derivation.append("eps = \(Derivation.written(share))*loss0")
        // A run that reaches a loss of 0 has no such target.
        case .reached: derivation.set("eps", goal.isFinite ? goal : 0)
        }
        derivation.append(Self.run)
        let columns = trained.map { design.column($0 - 1) }
        derivation.set("M", Matrix(rows: design.rows, columns: trained.count) { columns[$1][$0] })
        derivation.set("kept", start.indices.map { trained.contains($0 + 1) ? 1 : 0 })
        derivation.append(Self.partialRun)
        derivation.append(spectrum)
        let kernel = design * design.transposed
        if kernel == kernel[0, 0] * .identity(kernel.rows) {
            // With one rate alone the mean of logarithms is attained.
            for part in ["slowest", "steps-lower"] { derivation.left[part] = "equality with a logarithm" }
        }
        if goal.isFinite { derivation.quantities["eps"] = "eps" }
        for name in ["eta", "loss0", "least", "top", "meanRate", "unreachable"] {
            derivation.quantities[name] = name
        }
        return derivation
    }

    private static let run = """
        e = start
        reached = -1
        for t = 0 to steps
            loss = (norm2(w) + dot(e, H*e))/2
            observe "loss" at t = loss with modes = dot(r, (I(n) - eta*K)^(2*t)*r)/2
            observe "slowest" at t = loss
            observe "envelope" at t = loss
            if reached < 0
                if loss <= eps
                    reached = t
                end
            end
            e = e - eta*(H*e)
        end
        observe "steps-lower" at 0 = reached
        observe "steps-upper" at 0 = reached - 1
        """

    /// The trained parameters alone move; what is orthogonal to their columns stays.
    private static let partialRun = """
        e = start
        for t = 0 to steps
            observe "floor" at t = (norm2(w) + dot(e, H*e))/2
            e = e - eta*diag(kept)*(H*e)
        end
        rest = r - M*solution(T(M)*M, T(M)*r)
        unreachable = norm2(rest)/2
        """

    /// `meanRate` is the mean of `-ln |1 - eta lambda|` over the eigenmodes, by the energy of the start in them. Modes of
    /// eigenvalue 0 add nothing to it.
    private var spectrum: String {
        let kernel = design * design.transposed
        let isDiagonal = kernel == .diagonal(kernel.diagonal)
        let weights =
            isDiagonal
            ? """
            charge = at(r, i)^2
            rate = at(K, i, i)
            """
            : """
            P = upper(K, n - i + 1)
            charge = dot(r, P*r) - before
            before = dot(r, P*r)
            rate = at(lam, i)
            """
        return """
            rank = rank(J)
            lam = eigenvalues(K, rank)
            top = at(lam, n)
            least = at(lam, n - rank + 1)
            if norm2(w) > 0
                least = 0
            end
            meanRate = 0
            before = 0
            for i = n down to n - rank + 1
                \(weights)
                meanRate = meanRate - charge/norm2(r)*ln(abs(1 - eta*rate))
            end
            """
    }
}
