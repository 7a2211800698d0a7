import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Full gradient descent on a quadratic in the Hessian's eigenbasis: `z_i <- (1 - eta lambda_i) z_i`.
///
/// The computed decomposition is that of a Hessian off by at most `E`, a multiple of `d eps L`; so one step is off by at most
/// `eta E |z|` and its own roundings, and contracts earlier errors by `max_i |1 - eta lambda_i|`.
struct QuadraticModes: Modes {
    private let eigenvalues: Vector
    private let minimum: Double
    private let hessianError: Double
    private var z: Vector
    /// A bound of the error of `z` (Euclidean).
    private var delta: Double

    init(_ model: Quadratic, start: Parameters) throws(TrainingError) {
        let eigen = try linearAlgebra { () throws(LinearAlgebraError) in try model.hessian.symmetricEigen() }
        let cutoff = model.constants.spectrumUncertainty
        // A rounded zero eigenvalue is zero, as in the model's own rank decision.
        eigenvalues = eigen.values.map { abs($0) <= cutoff ? 0 : $0 }
        minimum = model.minimum
        hessianError = 4 * cutoff
        z = eigen.vectors.transposed * subtract(start.values, model.optimum)
        delta = 8 * Double(model.dimension + 1) * RoundingModel.unit * norm(z)
    }

    private var least: Double { eigenvalues.first ?? 0 }
    private var greatest: Double { eigenvalues.last ?? 0 }

    var loss: Double { minimum + excess }
    var excess: Double { 0.5 * weighted { $0 } }
    var gradientNormSquared: Double { weighted { $0 * $0 } }
    var distanceSquared: Double { squaredNorm(z) }

    var excessRadius: Double {
        let size = quickNorm(z)
        return (gradientNormSquared.squareRoot() + hessianError * size) * delta + 0.5 * greatest * delta * delta
            + 0.5 * hessianError * size * size
    }
    var gradientRadius: Double {
        Sensitivity.square(gradientNormSquared.squareRoot(), radius: greatest * delta + hessianError * quickNorm(z))
    }
    var distanceRadius: Double { delta + Double(z.count + 4) * RoundingModel.unit * quickNorm(z) }

    private func weighted(_ weight: (Double) -> Double) -> Double {
        zip(eigenvalues, z).reduce(0) { $0 + weight($1.0) * $1.1 * $1.1 }
    }

    mutating func step(_ eta: Double) {
        // The largest |1 - eta lambda| is that of an extreme eigenvalue.
        let growth = max(abs(1 - eta * least), abs(1 - eta * greatest))
        delta = growth * delta + (eta * hessianError + 4 * RoundingModel.unit * (1 + eta * greatest)) * quickNorm(z)
        for i in z.indices { z[i] *= 1 - eta * eigenvalues[i] }
    }

    mutating func flow(times: [Double], speed: Double, _ observe: (Int, Self) -> Void) {
        let (start, startDelta) = (z, delta)
        let size = norm(start)
        for (index, time) in times.enumerated() {
            let slowest = exp(-speed * least * time)
            for i in z.indices { z[i] = start[i] * exp(-speed * eigenvalues[i] * time) }
            // The rounding of an exponent `a` matters by `a e^-a < 1`.
            delta = slowest * (startDelta + speed * time * hessianError * size) + 4 * RoundingModel.unit * size
            observe(index, self)
        }
    }
}
