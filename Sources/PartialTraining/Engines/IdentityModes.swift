import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A deep linear network from the identity with a normal target `Phi = Q diag(phi) Q*`: shared and unshared training take
/// the same path, `W_l = Q diag(w) Q*` for all layers, with `w <- w - eta conj(w)^{L-1} (w^L - phi)`, `w = 1` at the start.
///
/// Under flow `u = w^L` runs along the straight segment from 1 to `phi`: `u = phi + (1 - phi) e^{-s}` with
/// `s' = L |u|^{2 - 2/L}`, `s(0) = 0`. Source: own derivation from Lemma 1 of Yang et al. 2021 (see `proofs/swe-lemma1.md`).
struct IdentityModes: Modes {
    private let targets: [ComplexNumber]
    private let depth: Int
    private var w: [ComplexNumber]
    /// `w^L - phi`, kept beside `w` so that a flow loses no relative accuracy.
    private var residuals: [ComplexNumber]
    /// Bounds of the errors of the targets, of each `w` and of each residual.
    private let targetError: Double
    private var weightErrors: Vector
    private var residualErrors: Vector

    init(_ model: DeepLinear) throws(TrainingError) {
        depth = model.depth
        if model.target == model.target.transposed {
            targets = try linearAlgebra { () throws(LinearAlgebraError) in
                try model.target.symmetricEigenvalues().map { ComplexNumber(real: $0, imaginary: 0) }
            }
        } else {
            targets = try linearAlgebra { () throws(LinearAlgebraError) in try model.target.eigenvalues() }
        }
        w = targets.map { _ in ComplexNumber(real: 1, imaginary: 0) }
        residuals = targets.map { ComplexNumber(real: 1, imaginary: 0) - $0 }
        targetError = 8 * Double(targets.count) * RoundingModel.unit * model.target.frobeniusNorm
        weightErrors = targets.map { _ in 0 }
        residualErrors = targets.map { [targetError] _ in targetError }
    }

    var loss: Double { 0.5 * residuals.reduce(0) { $0 + $1.squaredModulus } }
    var excess: Double { loss }

    var excessRadius: Double {
        residuals.indices.reduce(Double(w.count + 4) * RoundingModel.unit * loss) {
            $0 + (residuals[$1].modulus + 0.5 * residualErrors[$1]) * residualErrors[$1]
        }
    }

    /// `L sum |w|^{2L-2} |u - phi|^2`: every layer has the same gradient.
    var gradientNormSquared: Double {
        let power = Double(depth) - 1
        return Double(depth)
            * zip(w, residuals).reduce(0) { $0 + pow($1.0.squaredModulus, power) * $1.1.squaredModulus }
    }

    var gradientRadius: Double {
        let power = Double(depth) - 1
        return w.indices.reduce(0) { sum, i in
            let (m, r) = (w[i].modulus, residuals[i].modulus)
            let size = pow(m, power)
            // m^{L-1} moves by at most (L-1) (m + error)^{L-2} error.
            let change = power * pow(m + weightErrors[i], power - 1) * weightErrors[i]
            let radius = size * residualErrors[i] + change * (r + residualErrors[i]) + rounding * size * r
            return sum + Double(depth) * Sensitivity.square(size * r, radius: radius)
        }
    }

    /// The relative error of an L-th power by repeated squaring, a complex product having less than 3 roundings.
    private var rounding: Double { 4 * Double(depth + 2) * RoundingModel.unit }

    /// One step. The derivative of the gradient at `w`, a real-linear map, is at most `(L-1) |w|^{L-2} |r|` away from the factor
    /// `L |w|^{2L-2}`, so the error of `w` is multiplied by at most the factor below.
    mutating func step(_ eta: Double) {
        let power = Double(depth) - 1
        for i in w.indices {
            let m = w[i].modulus
            let flat = pow(m, power)
            let bend = power * pow(m, power - 1) * residuals[i].modulus
            let steep = Double(depth) * flat * flat
            let growth =
                w[i].imaginary == 0 && targets[i].imaginary == 0
                ? abs(1 - eta * (steep + power * w[i].power(depth - 2).real * residuals[i].real))
                : abs(1 - eta * steep) + eta * bend
            let terms = flat * (flat * m + targets[i].modulus)
            weightErrors[i] =
                growth * weightErrors[i] + 2 * RoundingModel.unit * m
                + eta * (2 * rounding * terms + flat * targetError)
            let gradient = w[i].conjugate.power(depth - 1) * residuals[i]
            w[i] = w[i] - eta * gradient
            residuals[i] = w[i].power(depth) - targets[i]
            let now = w[i].modulus
            residualErrors[i] =
                Double(depth) * pow(now + weightErrors[i], power) * weightErrors[i] + rounding * pow(now, power + 1)
                + RoundingModel.unit * targets[i].modulus + targetError
        }
    }

    mutating func flow(
        times: [Double], speed: Double, _ observe: (Int, Self) -> Void
    ) throws(TrainingError) {
        let start = residuals
        let targets = targets
        let beta = 2 - 2 / Double(depth)
        let rate = speed * Double(depth)
        let field: OrdinaryDifferentialEquation.Field = { _, s, derivative in
            for i in targets.indices {
                let u = targets[i] + exp(-s[i]) * start[i]
                derivative[i] = rate * pow(u.squaredModulus, beta / 2)
            }
        }
        let states = try Self.solveTwice(dimension: targets.count, times: times, field: field)
        let (startWeights, startErrors) = (w, residualErrors)
        for (index, state) in states.enumerated() {
            for i in w.indices {
                residuals[i] = exp(-state.values[i]) * start[i]
                let u = targets[i] + residuals[i]
                // The branch of the root is continuous along the segment, which avoids 0 unless phi <= 0.
                w[i] = u.root(depth, near: startWeights[i])
                // The error of s is the solver's and, through u, that of the target, at most beta L |u|^{beta - 1} a unit time.
                let widest = max(1, targets[i].modulus + start[i].modulus)
                let drift = beta * rate * (times[index] - times[0]) * widest * targetError
                residualErrors[i] =
                    exp(-state.values[i]) * startErrors[i] + residuals[i].modulus * (state.error + drift)
                let m = w[i].modulus
                let root = pow(residualErrors[i], 1 / Double(depth))
                weightErrors[i] =
                    min(residualErrors[i] / (Double(depth) * pow(m, Double(depth) - 1)), root)
                    + 4 * RoundingModel.unit * m
            }
            observe(index, self)
        }
    }

    /// The solution at two tolerances: the finer one, with twice their largest difference as the error of each `2 s`.
    static func solveTwice(
        dimension: Int, times: [Double], start: Vector? = nil, field: @escaping OrdinaryDifferentialEquation.Field
    ) throws(TrainingError) -> [(values: Vector, error: Double)] {
        var runs: [[Vector]] = []
        for relative in [1e-11, 1e-13] {
            var states: [Vector] = []
            var y = start ?? Vector(repeating: 0, count: dimension)
            let solver = OrdinaryDifferentialEquation(dimension: dimension, relative: relative, field: field)
            try solver.solve(&y, times: times) { _, state in states.append(state) }
            runs.append(states)
        }
        return zip(runs[0], runs[1]).map { coarse, fine in
            (fine, 2 * zip(coarse, fine).reduce(0) { max($0, abs($1.0 - $1.1)) } + 1e-14)
        }
    }
}

extension ComplexNumber {
    var squaredModulus: Double { real * real + imaginary * imaginary }
    var conjugate: ComplexNumber { ComplexNumber(real: real, imaginary: -imaginary) }

    static func + (a: Self, b: Self) -> Self { Self(real: a.real + b.real, imaginary: a.imaginary + b.imaginary) }
    static func - (a: Self, b: Self) -> Self { Self(real: a.real - b.real, imaginary: a.imaginary - b.imaginary) }
    static func * (a: Double, b: Self) -> Self { Self(real: a * b.real, imaginary: a * b.imaginary) }
    static func * (a: Self, b: Self) -> Self {
        Self(real: a.real * b.real - a.imaginary * b.imaginary, imaginary: a.real * b.imaginary + a.imaginary * b.real)
    }

    /// `z^n` by repeated squaring.
    func power(_ n: Int) -> ComplexNumber {
        var result = ComplexNumber(real: 1, imaginary: 0)
        var base = self
        var rest = n
        while rest > 0 {
            if rest & 1 == 1 { result = result * base }
            base = base * base
            rest >>= 1
        }
        return result
    }

    /// The n-th root whose argument is nearest to that of `reference`.
    func root(_ n: Int, near reference: ComplexNumber) -> ComplexNumber {
        let radius = pow(modulus, 1 / Double(n))
        let turns = 2 * Double.pi / Double(n)
        let angle = atan2(imaginary, real) / Double(n)
        let wanted = atan2(reference.imaginary, reference.real)
        let chosen = angle + turns * ((wanted - angle) / turns).rounded()
        return ComplexNumber(
            real: radius * cos(chosen),
            imaginary: imaginary == 0 && real >= 0 && reference.imaginary == 0 ? 0 : radius * sin(chosen))
    }
}
