import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One mode of a deep linear network from the identity: `w`, its residual `w^L - phi`, and bounds of their errors.
///
/// The residual is kept beside `w` so that a flow loses no relative accuracy.
struct IdentityMode {
    let target: ComplexNumber
    var weight = ComplexNumber(real: 1)
    var residual: ComplexNumber
    var weightError = 0.0
    var residualError: Double

    /// The mode of an eigenvalue of the target, known to within `targetError`, at the start.
    init(target: ComplexNumber, targetError: Double) {
        self.target = target
        residual = ComplexNumber(real: 1) - target
        residualError = targetError
    }

    /// Whether target and weight are on the real line, where steps then keep the weight.
    var isReal: Bool { target.imaginary == 0 && weight.imaginary == 0 && residual.imaginary == 0 }
}

/// Modes of a deep linear network from the identity whose target eigenvalues may be complex: what ``IdentityModes`` describes,
/// one mode after the other. On real targets the twin of ``RealIdentityModes``, and the way all of them take under flow.
struct ComplexIdentityModes: Modes {
    private(set) var modes: [IdentityMode]
    private let depth: Int
    private let targetError: Double

    init(_ modes: [IdentityMode], depth: Int, targetError: Double) {
        self.modes = modes
        self.depth = depth
        self.targetError = targetError
    }

    var loss: Double { 0.5 * modes.reduce(0) { $0 + $1.residual.squaredModulus } }
    var excess: Double { loss }

    var excessRadius: Double {
        modes.reduce(Double(modes.count + 4) * RoundingModel.unit * loss) {
            $0 + ($1.residual.modulus + 0.5 * $1.residualError) * $1.residualError
        }
    }

    /// `L sum |w|^{2L-2} |u - phi|^2`: every layer has the same gradient.
    var gradientNormSquared: Double {
        let power = Double(depth) - 1
        return Double(depth)
            * modes.reduce(0) { $0 + pow($1.weight.squaredModulus, power) * $1.residual.squaredModulus }
    }

    var gradientRadius: Double {
        let power = Double(depth) - 1
        return modes.reduce(0) { sum, mode in
            let (m, r) = (mode.weight.modulus, mode.residual.modulus)
            let size = pow(m, power)
            // m^{L-1} moves by at most (L-1) (m + error)^{L-2} error.
            let change = power * pow(m + mode.weightError, power - 1) * mode.weightError
            let radius = size * mode.residualError + change * (r + mode.residualError) + rounding * size * r
            return sum + Double(depth) * Sensitivity.square(size * r, radius: radius)
        }
    }

    /// The relative error of an L-th power by repeated squaring, a complex product having less than 3 roundings.
    private var rounding: Double { IdentityModes.rounding(depth) }

    /// One step. The derivative of the gradient at `w`, a real-linear map, is at most `(L-1) |w|^{L-2} |r|` away from the factor
    /// `L |w|^{2L-2}`, so the error of `w` is multiplied by at most the factor below.
    mutating func step(_ eta: Double) {
        for i in modes.indices { advance(&modes[i], eta) }
    }

    private func advance(_ mode: inout IdentityMode, _ eta: Double) {
        let power = Double(depth) - 1
        let (w, target) = (mode.weight, mode.target)
        let m = w.modulus
        let flat = pow(m, power)
        let bend = power * pow(m, power - 1) * mode.residual.modulus
        let steep = Double(depth) * flat * flat
        let growth =
            w.imaginary == 0 && target.imaginary == 0
            ? abs(1 - eta * (steep + power * w.power(depth - 2).real * mode.residual.real))
            : abs(1 - eta * steep) + eta * bend
        let terms = flat * (flat * m + target.modulus)
        mode.weightError =
            growth * mode.weightError + 2 * RoundingModel.unit * m + eta * (2 * rounding * terms + flat * targetError)
        mode.weight = w - eta * (w.conjugate.power(depth - 1) * mode.residual)
        mode.residual = mode.weight.power(depth) - target
        let now = mode.weight.modulus
        mode.residualError =
            Double(depth) * pow(now + mode.weightError, power) * mode.weightError + rounding * pow(now, power + 1)
            + RoundingModel.unit * target.modulus + targetError
    }

    mutating func flow(
        times: [Double], speed: Double, _ observe: (Int, Self) -> Void
    ) throws(TrainingError) {
        let start = modes
        let beta = 2 - 2 / Double(depth)
        let rate = speed * Double(depth)
        let field: OrdinaryDifferentialEquation.Field = { _, s, derivative in
            for i in start.indices {
                let u = start[i].target + exp(-s[i]) * start[i].residual
                derivative[i] = rate * pow(u.squaredModulus, beta / 2)
            }
        }
        let states = try OrdinaryDifferentialEquation.solveTwice(dimension: modes.count, times: times, field: field)
        for (index, state) in states.enumerated() {
            for (i, from) in start.enumerated() {
                let decay = exp(-state.values[i])
                let residual = decay * from.residual
                let u = from.target + residual
                // The error of s is the solver's and, through u, that of the target, at most beta L |u|^{beta - 1} a unit time.
                let widest = max(1, from.target.modulus + from.residual.modulus)
                let drift = beta * rate * (times[index] - times[0]) * widest * targetError
                modes[i].residual = residual
                // The branch of the root is continuous along the segment, which avoids 0 unless phi <= 0.
                modes[i].weight = u.root(depth, near: from.weight)
                modes[i].residualError = decay * from.residualError + residual.modulus * (state.error + drift)
                let m = modes[i].weight.modulus
                let root = pow(modes[i].residualError, 1 / Double(depth))
                modes[i].weightError =
                    min(modes[i].residualError / (Double(depth) * pow(m, Double(depth) - 1)), root)
                    + 4 * RoundingModel.unit * m
            }
            observe(index, self)
        }
    }
}
