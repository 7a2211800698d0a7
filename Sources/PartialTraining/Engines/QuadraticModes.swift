import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Full gradient descent on a quadratic in the Hessian's eigenbasis: `z_i <- (1 - eta lambda_i) z_i`.
struct QuadraticModes: Modes {
    private let eigenvalues: Vector
    private let minimum: Double
    private var z: Vector
    /// How far rounding has moved each `z`: what a step commits is `u |z|` and the eigenvalue's own error times `eta |z|`.
    private var errors: Vector
    private let spread: Double

    init(_ model: Quadratic, start: Parameters) throws(TrainingError) {
        let eigen = try linearAlgebra { () throws(LinearAlgebraError) in try model.hessian.symmetricEigen() }
        let cutoff = model.constants.spectrumUncertainty
        // A rounded zero eigenvalue is zero, as in the model's own rank decision.
        eigenvalues = eigen.values.map { abs($0) <= cutoff ? 0 : $0 }
        minimum = model.minimum
        z = eigen.vectors.transposed * subtract(start.values, model.optimum)
        spread = cutoff
        // An inner product of d terms, and eigenvectors that are off by as much again.
        let first = 2 * Double(model.dimension) * RoundingModel.unit * norm(z)
        errors = z.map { _ in first }
    }

    var count: Int { z.count }
    var loss: Double { minimum + excess }
    var excess: Double { 0.5 * weighted { $0 } }
    var gradientNormSquared: Double { weighted { $0 * $0 } }
    var distanceSquared: Double { squaredNorm(z) }
    var curvature: Double { eigenvalues.last ?? 0 }
    var distanceRadius: Double { norm(errors) }

    var excessRadius: Double {
        z.indices.reduce(0) { sum, i in
            sum + eigenvalues[i] * errors[i] * (abs(z[i]) + errors[i] / 2) + spread * z[i] * z[i] / 2
        } + Double(count) * RoundingModel.unit * excess
    }

    private func weighted(_ weight: (Double) -> Double) -> Double {
        zip(eigenvalues, z).reduce(0) { $0 + weight($1.0) * $1.1 * $1.1 }
    }

    mutating func step(_ eta: Double) {
        for i in z.indices {
            let factor = 1 - eta * eigenvalues[i]
            errors[i] = abs(factor) * errors[i] + abs(z[i]) * (eta * spread + 2 * RoundingModel.unit)
            z[i] *= factor
        }
    }

    mutating func flow(times: [Double], speed: Double, _ observe: (Int, Self) -> Void) {
        let (start, startErrors) = (z, errors)
        for (index, time) in times.enumerated() {
            for i in z.indices {
                let factor = exp(-speed * eigenvalues[i] * time)
                errors[i] = factor * (startErrors[i] + abs(start[i]) * (speed * time * spread + 4 * RoundingModel.unit))
                z[i] = start[i] * factor
            }
            observe(index, self)
        }
    }
}
