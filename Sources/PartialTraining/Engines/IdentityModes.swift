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
    private var steps = 0.0
    private var solverError = 0.0

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
    }

    var count: Int { w.count * w.count * depth }
    var loss: Double { 0.5 * residuals.reduce(0) { $0 + $1.squaredModulus } }
    var excess: Double { loss }
    var distanceSquared: Double { .nan }
    var distanceRadius: Double { .nan }
    var curvature: Double {
        2 * Double(depth) * (w.map { pow($0.squaredModulus, Double(depth) - 1) }.max() ?? 0)
    }

    /// A step leaves each product off by at most `2 L u` of itself, and does not spread earlier errors (its map is monotone
    /// towards the target); the residual, a difference, inherits that as an absolute error. Flows carry the residual itself.
    var excessRadius: Double {
        targets.indices.reduce(solverError * loss) { sum, i in
            let error = RoundingModel.unit * Double(depth) * (2 + 2 * steps) * (targets[i] + residuals[i]).modulus
            return sum + residuals[i].modulus * error + error * error / 2
        }
    }

    /// `L sum |w|^{2L-2} |u - phi|^2`: every layer has the same gradient.
    var gradientNormSquared: Double {
        let power = Double(depth) - 1
        return Double(depth)
            * zip(w, residuals).reduce(0) { $0 + pow($1.0.squaredModulus, power) * $1.1.squaredModulus }
    }

    mutating func step(_ eta: Double) {
        for i in w.indices {
            let gradient = w[i].conjugate.power(depth - 1) * residuals[i]
            w[i] = w[i] - eta * gradient
            residuals[i] = w[i].power(depth) - targets[i]
        }
        steps += 1
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
        let startWeights = w
        for (index, state) in states.enumerated() {
            for i in w.indices {
                residuals[i] = exp(-state.values[i]) * start[i]
                let u = targets[i] + residuals[i]
                // The branch of the root is continuous along the segment, which avoids 0 unless phi <= 0.
                w[i] = u.root(depth, near: startWeights[i])
            }
            solverError = state.error
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
