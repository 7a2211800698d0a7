import LinearAlgebra

extension ZeroAsymmetricDescent {
    /// Descent in the basis of the target's singular vectors, in which all layers stay diagonal: `a` of the first layers, `b` of
    /// the last.
    ///
    /// The largest singular value is `sinh(theta) cosh(theta)^(depth - 1)` at the theta that the doubles found, the others are the
    /// doubles. With `u = tanh(theta/2)` all is rational: so is `gstar`, and a step of `1/gstar` is the largest.
    struct Modes {
        let sigma: Vector
        let depth: Int
        let stepSize: Double
        let steps: Int
        /// The common first layers at the start, as a multiple of the identity.
        var hidden = 1.0

        init(_ target: Matrix, depth: Int, stepSize: Double, steps: Int) throws {
            sigma = try target.singularValues()
            self.depth = depth
            self.stepSize = stepSize
            self.steps = steps
        }
    }

    /// The constants: `sigma`, `gstar` and the parts about them alone.
    static func constants(_ modes: Modes) throws -> Derivation {
        let top = modes.sigma.first ?? 0
        let rate = ZeroAsymmetricRate(Rounded(top), depth: modes.depth)
        let half = rate.x.value.squareRoot() / (1 + (1 + rate.x.value).squareRoot())
        let all = (top > 0 ? ["top"] : ["0"]) + modes.sigma.dropFirst().map(Derivation.text)
        var derivation = Derivation()
        derivation.append(
            """
            depth = \(modes.depth)
            u = \(Derivation.text(top > 0 ? half : 0))
            x = (2*u/(1 - u^2))^2
            top = 2*u/(1 - u^2)*((1 + u^2)/(1 - u^2))^(depth - 1)
            sigma = [\(all.joined(separator: "; "))]
            gstar = max((1 + x)^(depth - 2)*(1 + depth*x), 1 + (depth - 1)*x*(1 + x)^(depth - 1))
            observe "closed-form" at 0 = gstar
            xi = max(max(2*norm(sigma), 3/sqrt(depth)), 1)
            observe "published-step" at 0 = min(1/(4*depth^3*xi^6), 1/(144*depth^2*xi^4))
            """)
        for name in ["depth", "gstar"] { derivation.quantities[name] = name }
        derivation.quantities["sigma"] = "top"
        return derivation
    }

    /// The run of `modes`, and its first step in full matrices. At step t only the modes in row t of `seen` count among the ratios
    /// of errors: the others are below the rounding of the doubles.
    static func derivation(
        _ modes: Modes, target: Matrix, seen: [[Bool]], accuracy: Double?
    ) throws -> Derivation {
        var derivation = try constants(modes)
        let largest = try ZeroAsymmetricRate(target, depth: modes.depth).largest.value
        let isLargest = abs(modes.stepSize * largest - 1) < 1e-12
        if isLargest, modes.sigma.count(where: { $0 > 1e-12 }) == 1 {
            derivation.left["lower"] = "the error is squared at every step, and soon below all digits"
        }
        derivation.append("eta = \(isLargest ? "1/gstar" : Derivation.written(modes.stepSize))")
        derivation.append("hidden = \(Derivation.written(modes.hidden))\nsteps = \(modes.steps)")
        derivation.append("accuracy = \(Derivation.text(accuracy ?? 1))")
        let rows = seen.isEmpty ? [modes.sigma.map { _ in false }] : seen
        derivation.set("seen", Matrix(rows: rows.count, columns: modes.sigma.count) { rows[$0][$1] ? 1 : 0 })
        derivation.append(run)
        for name in ["eta", "loss0", "accuracy"] { derivation.quantities[name] = name }
        let defect = "abs(hidden - 1)*sqrt((depth - 1)*rows(sigma))"
        derivation.quantities["startDefect"] = defect
        derivation.set("A", target)
        derivation.append(firstStep)
        return derivation
    }

    private static let firstStep = """
        for k = 1 to depth
            W[k] = hidden*I(cols(A))
        end
        W[depth] = zeros(cols(A), cols(A))
        \(LayerProgram.descent(tied: false))
        \(LayerProgram.loss)
        product = vec(B[depth])
        entries = vec(A)
        for i = 1 to rows(product)
            observe "first-step" at i = at(product, i) with entry = at(entries, i)
        end
        """

    private static let run = """
        isFirst = 1
        n = rows(sigma)
        a = hidden*ones(n, 1)
        b = zeros(n, 1)
        e = -sigma
        loss0 = norm2(sigma)/2
        reached = -1
        for t = 0 to steps
            for i = 1 to n
                before = at(e, i)
                e = put(e, i, at(b, i)*at(a, i)^(depth - 1) - at(sigma, i))
                if t > 0
                    if at(seen, t, i) = 1
                        ratio = at(e, i)/before
                        if isFirst = 1
                            least = ratio
                            most = abs(ratio)
                            isFirst = 0
                        end
                        least = min(least, ratio)
                        most = max(most, abs(ratio))
                    end
                end
                change = eta*at(a, i)^(depth - 2)*at(e, i)
                next = at(a, i) - change*at(b, i)
                b = put(b, i, at(b, i) - change*at(a, i))
                a = put(a, i, next)
            end
            loss = norm2(e)/2
            observe "upper" at t = loss
            observe "lower" at t = loss
            observe "published" at t = loss
            if t > 0
                if isFirst = 0
                    observe "contraction" at t = most
                    observe "no-overshoot" at t = least
                end
            end
            isFirst = 1
            if reached < 0
                if loss <= accuracy*loss0
                    reached = t
                end
            end
        end
        observe "steps" at 0 = reached
        """
}
