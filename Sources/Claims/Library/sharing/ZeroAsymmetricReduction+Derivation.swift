import LinearAlgebra
import PartialTraining

extension ZeroAsymmetricReduction {
    /// The change of the invariant in single steps, from the points `a`, `b` that the modes' recursion passes through in doubles
    /// (a row for each step, a column for each mode), and the final rate.
    static func derivation(
        sigma: Vector, mode: Int, depth: Int, stepSize: Double, path: [(a: Vector, b: Vector)]
    ) -> Derivation {
        var derivation = rate(sigma[mode], depth: depth)
        derivation.set("sigmas", sigma)
        derivation.set("a", Matrix(rows: path.count, columns: sigma.count) { path[$0].a[$1] })
        derivation.set("b", Matrix(rows: path.count, columns: sigma.count) { path[$0].b[$1] })
        derivation.append("eta = \(Derivation.written(stepSize))")
        derivation.append(invariant)
        derivation.quantities["eta"] = "eta"
        return derivation
    }

    /// `sigma` and its final rate, with `u = tanh(theta/2)` as the doubles found it: `sigma = sinh(theta) cosh(theta)^(depth - 1)`.
    static func rate(_ sigma: Double, depth: Int) -> Derivation {
        let x = ZeroAsymmetricRate(Rounded(sigma), depth: depth).x.value
        var derivation = Derivation()
        derivation.append(
            """
            depth = \(depth)
            u = \(Derivation.text(x.squareRoot() / (1 + (1 + x).squareRoot())))
            x = (2*u/(1 - u^2))^2
            sigma = 2*u/(1 - u^2)*((1 + u^2)/(1 - u^2))^(depth - 1)
            observe "local-rate" at 0 = (1 + x)^(depth - 2)*(1 + depth*x)
            """)
        derivation.quantities = ["depth": "depth", "sigma": "sigma", "startDefect": "0", "sharing": "0"]
        for part in ["layers", "descent"] { derivation.left[part] = "equality after steps of ever longer numbers" }
        for part in ["flow", "slow", "fast", "two-phase", "half-time"] {
            derivation.left[part] = "gradient flow without closed form"
        }
        return derivation
    }

    private static let invariant = """
        place = 0
        for t = 1 to rows(a)
            for i = 1 to cols(a)
                place = place + 1
                first = at(a, t, i)
                last = at(b, t, i)
                e = last*first^(depth - 1) - at(sigmas, i)
                change = eta*first^(depth - 2)*e
                after = (first - change*last)^2 - (last - change*first)^2
                observe "invariant" at place = after with before = first^2 - last^2, e = e, a = first
            end
        end
        """

    /// Descent in full matrices from another start, or tied, beside the modes from the zero-asymmetric start.
    static func derivation(
        _ target: Matrix, start: Parameters, tied: Bool, sigma: Vector, stepSize: Double, steps: Int
    ) -> Derivation {
        var derivation = Derivation()
        derivation.set("A", target)
        derivation.set("W", family: start.blocks)
        derivation.set("sigmas", sigma)
        derivation.append("depth = \(start.blocks.count)\neta = \(Derivation.written(stepSize))")
        derivation.append(
            """
            n = rows(sigmas)
            startDefect = norm2(W[depth])
            for k = 1 to depth - 1
                startDefect = startDefect + norm2(W[k] - I(n))
            end
            a = ones(n, 1)
            b = zeros(n, 1)
            for t = 0 to \(steps)
                modes = 0
                for i = 1 to n
                    e = at(b, i)*at(a, i)^(depth - 1) - at(sigmas, i)
                    modes = modes + e^2/2
                    change = eta*at(a, i)^(depth - 2)*e
                    next = at(a, i) - change*at(b, i)
                    b = put(b, i, at(b, i) - change*at(a, i))
                    a = put(a, i, next)
                end
                \(LayerProgram.gradients)
                observe "descent" at t = loss with modes = modes
                \(tied ? LayerProgram.mean : "")
                \(LayerProgram.step)
            end
            """)
        for part in ["layers", "invariant", "flow", "slow", "fast", "two-phase", "half-time", "local-rate"] {
            derivation.left[part] = "other parts show what is false"
        }
        derivation.quantities = ["startDefect": "sqrt(startDefect)", "sharing": tied ? "1" : "0", "depth": "depth"]
        return derivation
    }
}
