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
    /// `sqrt(L-1)`.
    private let layers: Double
    private(set) var a: Vector
    private(set) var b: Vector
    private var e: Vector
    /// Bounds of the errors of the singular values, of each `(sqrt(L-1) a, b)`, of each product `p = b a^{L-1}` by that of the
    /// weights, and of each `e`.
    private let targetError: Double
    private var weightErrors: Vector
    private var productErrors: Vector
    private var residualErrors: Vector

    init(_ model: DeepLinear) throws(TrainingError) {
        sigma = try linearAlgebra { () throws(LinearAlgebraError) in try model.target.singularValues() }
        depth = model.depth
        layers = Double(depth - 1).squareRoot()
        a = sigma.map { _ in 1 }
        b = sigma.map { _ in 0 }
        e = sigma.map { -$0 }
        targetError = 8 * Double(sigma.count) * RoundingModel.unit * (sigma.first ?? 0)
        weightErrors = sigma.map { _ in 0 }
        productErrors = weightErrors
        residualErrors = sigma.map { [targetError] _ in targetError }
    }

    var loss: Double { 0.5 * squaredNorm(e) }
    var excess: Double { loss }

    var excessRadius: Double {
        e.indices.reduce(Double(e.count + 4) * RoundingModel.unit * loss) {
            $0 + (abs(e[$1]) + 0.5 * residualErrors[$1]) * residualErrors[$1]
        }
    }

    var gradientNormSquared: Double {
        sigma.indices.reduce(0) { sum, i in
            let v = shape(i).slope
            return sum + v * v * e[i] * e[i]
        }
    }

    var gradientRadius: Double {
        sigma.indices.reduce(0) { sum, i in
            let (v, bend, _) = shape(i)
            let radius =
                v * residualErrors[i] + (abs(e[i]) + residualErrors[i]) * bend * weightErrors[i]
                + rounding * v * abs(e[i])
            return sum + Sensitivity.square(v * abs(e[i]), radius: radius)
        }
    }

    /// The relative error of the powers below and of products with them.
    private var rounding: Double { Double(2 * depth + 8) * RoundingModel.unit }

    /// Of a mode `p = b a^{L-1}` in the variables `(alpha, b)`, `alpha = sqrt(L-1) a`, where a step is one of gradient descent on
    /// `e^2 / 2` with the symmetric Hessian `v v' + e K`: `slope = |v|`, the norm of the gradient of p, a bound `bend` of `|K|`,
    /// its second derivative, and `power = a^{L-2}`. By one power with the exponent `max(L - 3, 0)`.
    private func shape(_ i: Int) -> (slope: Double, bend: Double, power: Double) {
        let (a, b) = (a[i], b[i])
        let below = a.power(max(depth - 3, 0))
        let power = depth > 2 ? below * a : 1
        let slope = (Double(depth - 1) * b * b + a * a).squareRoot() * abs(power)
        let second = depth > 2 ? Double(depth - 2) * abs(b * below) : 0
        return (slope, second + layers * abs(power), power)
    }

    /// One step. An error `d` of the weights becomes `d+ = (I - eta (v v' + e K)) d + xi`, and what it does to the product is
    /// `v+ d+` with `|v+ - v| <= eta |e| |K| |v|`: along the curve of optimal weights it may stay, and the product contracts.
    mutating func step(_ eta: Double) {
        for i in sigma.indices {
            let (v, bend, power) = shape(i)
            let k = bend * abs(e[i])
            let growth = max(1 + eta * k, abs(1 - eta * (v * v + k)))
            let terms = abs(b[i] * power * a[i]) + sigma[i]
            let local =
                eta * v * (rounding * terms + targetError) + 2 * RoundingModel.unit * (layers * abs(a[i]) + abs(b[i]))
            let old = weightErrors[i]
            weightErrors[i] = growth * old + local
            let residual = abs(e[i])
            let change = eta * power * e[i]
            (a[i], b[i]) = (a[i] - change * b[i], b[i] - change * a[i])
            let (nextSlope, nextBend, nextPower) = shape(i)
            let product = b[i] * nextPower * a[i]
            e[i] = product - sigma[i]
            let steepest = max(k, nextBend * residual)
            productErrors[i] =
                abs(1 - eta * v * v) * productErrors[i] + eta * steepest * (v * (1 + eta * v * v) + nextSlope) * old
                + nextSlope * local
            productErrors[i] = min(productErrors[i], nextSlope * weightErrors[i])
            residualErrors[i] =
                productErrors[i] + nextBend * weightErrors[i] * weightErrors[i] + rounding * (abs(product) + sigma[i])
                + targetError
        }
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
        let states = try OrdinaryDifferentialEquation.solveTwice(
            dimension: 2 * n, times: times, start: start, field: field)
        let startErrors = residualErrors.indices.map { e[$0] != 0 ? residualErrors[$0] / abs(e[$0]) : 0 }
        let weightStart = weightErrors
        for (index, state) in states.enumerated() {
            for (k, i) in active.enumerated() {
                a[i] = cosh(state.values[k])
                b[i] = sinh(state.values[k])
                e[i] = -signs[k] * exp(state.values[n + k])
                // The relative error of sigma moves e by as much, and theta by at most its own size.
                let relative = startErrors[i] * Double(4 * depth) + state.error
                residualErrors[i] = abs(e[i]) * relative
                productErrors[i] = residualErrors[i]
                weightErrors[i] = weightStart[i] + Double(depth).squareRoot() * a[i] * (state.error + b[i] * relative)
            }
            observe(index, self)
        }
    }
}
