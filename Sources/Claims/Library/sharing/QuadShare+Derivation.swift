import LinearAlgebra
import PartialTraining

extension QuadShare {
    /// The shared run step by step, and noise by its second moments. Sums over the modes of `H_Q` are traces and powers of it,
    /// so that all stays rational.
    static func derivation(
        _ model: Quadratic, layers: Int, start: Vector, stepSize: Double, steps: Int, sigma: Double?
    ) -> Derivation {
        var derivation = Derivation()
        derivation.set("H", model.hessian)
        derivation.set("xs", model.optimum)
        derivation.set("x0", start)
        derivation.append(
            """
            fmin = \(Derivation.text(model.minimum))
            eta = \(Derivation.written(stepSize))
            layers = \(layers)
            steps = \(steps)
            """)
        derivation.append(subspace)
        derivation.append(run)
        if let sigma {
            derivation.append("sigma = \(Derivation.written(sigma))")
            derivation.append(noise)
            derivation.quantities["level"] = "eta*sigma^2/2*trace(inverse(2*I(p) - eta*HQ))"
        }
        for name in ["eta", "floor", "lmin", "L", "mu", "gap0", "sharedMin", "sharedMax"] {
            derivation.quantities[name] = name
        }
        derivation.quantities["min"] = "fmin"
        derivation.quantities["kappa"] = "L/mu"
        derivation.quantities["loss0"] = "fmin + dot(x0 - xs, H*(x0 - xs))/2"
        return derivation
    }

    /// `J v` has the block v in every layer. The floor by block elimination, and by the best common shift v.
    private static let subspace = """
        n = rows(H)
        p = n/layers
        J = kron(ones(layers, 1), I(p))
        HJ = T(J)*H*J
        HQ = HJ/layers
        z = xs - x0
        v = solve(HJ, T(J)*H*z)
        observe "floor-value" at 0 = dot(z - J*v, H*(z - J*v))/2
        floor = dot(z, H*z)/2 - dot(T(J)*H*z, inverse(HJ)*(T(J)*H*z))/2
        gap0 = dot(v, HJ*v)/2
        lam = eigenvalues(H)
        L = at(lam, n)
        lmin = at(lam, 1)
        mu = at(lam, n - rank(H) + 1)
        shared = eigenvalues(HQ)
        sharedMin = at(shared, 1)
        sharedMax = at(shared, p)
        observe "shared-min" at 0 = sharedMin
        observe "shared-max" at 0 = sharedMax
        observe "condition" at 0 = sharedMax/sharedMin
        """

    private static let run = """
        P = J*T(J)/layers
        e = x0 - xs
        for t = 0 to steps
            loss = fmin + dot(e, H*e)/2
            r = (I(p) - eta*HQ)^t*v
            observe "identity" at t = loss with gap = dot(r, HJ*r)/2
            observe "rate" at t = loss - fmin - floor
            observe "floor" at t = loss
            observe "descent" at t = loss
            e = e - eta*P*(H*e)
        end
        """

    private static let noise = """
        S = (x0 - xs)*T(x0 - xs)
        Z = S
        for t = 0 to steps
            loss = fmin + trace(H*S)/2
            r = (I(p) - eta*HQ)^t*v
            kept = trace(solve(2*I(p) - eta*HQ, I(p) - (I(p) - eta*HQ)^(2*t)))
            observe "noise" at t = loss with gap = dot(r, HJ*r)/2, spread = eta*sigma^2/2*kept
            observe "stationary" at t = loss with gap = dot(r, HJ*r)/2
            A = I(n) - eta*P*H
            S = A*S*T(A) + eta^2*sigma^2*P
            r = (I(n) - eta*H)^t*(x0 - xs)
            kept = trace(solve(2*I(n) - eta*H, I(n) - (I(n) - eta*H)^(2*t)))
            observe "noise-untied" at t = fmin + trace(H*Z)/2 with gap = dot(r, H*r)/2, spread = eta*sigma^2/2*kept
            A = I(n) - eta*H
            Z = A*Z*A + eta^2*sigma^2*I(n)
        end
        """
}
