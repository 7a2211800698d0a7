import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A deep linear network from the zero-asymmetric start, any target `Phi = U diag(sigma) V'`: `W_l = V diag(a) V'` for
/// `l < L` and `W_L = U diag(b) V'` at all times, with `e = b a^{L-1} - sigma` and
/// `(a, b) <- (a - eta b a^{L-2} e, b - eta a^{L-1} e)` from `(1, 0)`.
///
/// Under flow `a = cosh(theta)`, `b = sinh(theta)`, `theta' = -cosh^{L-2}(theta) e`, `e' = -g(theta) e` with
/// `g = (1+x)^{L-2} (1+Lx)`, `x = sinh^2(theta)`. Own derivation (see `proofs/zas-gd.md`).
struct ZeroAsymmetricModes: Modes {
    private let sigma: Vector
    private let depth: Int
    private(set) var a: Vector
    private(set) var b: Vector
    private var e: Vector
    private var steps = 0.0
    private var solverError = 0.0

    init(_ model: DeepLinear) throws(TrainingError) {
        sigma = try linearAlgebra { () throws(LinearAlgebraError) in try model.target.singularValues() }
        depth = model.depth
        a = sigma.map { _ in 1 }
        b = sigma.map { _ in 0 }
        e = sigma.map { -$0 }
    }

    var count: Int { sigma.count * sigma.count * depth }
    var loss: Double { 0.5 * squaredNorm(e) }
    var excess: Double { loss }
    var distanceSquared: Double { .nan }
    var distanceRadius: Double { .nan }
    var curvature: Double {
        sigma.indices.map { i in
            2 * (Double(depth - 1) * b[i] * b[i] + a[i] * a[i]) * pow(a[i], Double(2 * (depth - 2)))
        }.max() ?? 0
    }

    /// A step leaves each product off by at most `2 L u` of itself, and does not spread earlier errors (its map is monotone
    /// towards the target); the residual, a difference, inherits that as an absolute error. Flows carry the residual itself.
    var excessRadius: Double {
        sigma.indices.reduce(solverError * loss) { sum, i in
            let error = RoundingModel.unit * Double(depth) * (2 + 2 * steps) * (sigma[i] + abs(e[i]))
            return sum + abs(e[i]) * error + error * error / 2
        }
    }

    var gradientNormSquared: Double {
        let inner = Double(depth - 1)
        return sigma.indices.reduce(0) { sum, i in
            let hidden = b[i] * pow(a[i], Double(depth - 2)) * e[i]
            let last = pow(a[i], Double(depth - 1)) * e[i]
            return sum + inner * hidden * hidden + last * last
        }
    }

    mutating func step(_ eta: Double) {
        for i in sigma.indices {
            let power = pow(a[i], Double(depth - 2))
            let change = eta * power * e[i]
            (a[i], b[i]) = (a[i] - change * b[i], b[i] - change * a[i])
            e[i] = b[i] * pow(a[i], Double(depth - 1)) - sigma[i]
        }
        steps += 1
    }

    /// The state of a flow is `theta` and `log(-e)` of each mode; a flow is exact from the start only.
    mutating func flow(
        times: [Double], speed: Double, _ observe: (Int, Self) -> Void
    ) throws(TrainingError) {
        let active = sigma.indices.filter { e[$0] != 0 }
        let start = active.map { asinh(b[$0]) } + active.map { log(abs(e[$0])) }
        let signs = active.map { e[$0] < 0 ? 1.0 : -1.0 }
        let (n, depth) = (active.count, depth)
        let field: OrdinaryDifferentialEquation.Field = { _, y, derivative in
            for i in 0..<n {
                let x = sinh(y[i]) * sinh(y[i])
                derivative[i] = speed * signs[i] * pow(cosh(y[i]), Double(depth - 2)) * exp(y[n + i])
                derivative[n + i] = -speed * pow(1 + x, Double(depth - 2)) * (1 + Double(depth) * x)
            }
        }
        let states = try IdentityModes.solveTwice(dimension: 2 * n, times: times, start: start, field: field)
        for (index, state) in states.enumerated() {
            for (k, i) in active.enumerated() {
                a[i] = cosh(state.values[k])
                b[i] = sinh(state.values[k])
                e[i] = -signs[k] * exp(state.values[n + k])
            }
            solverError = 2 * state.error
            observe(index, self)
        }
    }
}
