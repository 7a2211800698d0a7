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
    private var steps = 0.0

    init(_ model: Quadratic, start: Parameters) throws(TrainingError) {
        let eigen = try linearAlgebra { () throws(LinearAlgebraError) in try model.hessian.symmetricEigen() }
        let cutoff = model.constants.spectrumUncertainty
        // A rounded zero eigenvalue is zero, as in the model's own rank decision.
        eigenvalues = eigen.values.map { abs($0) <= cutoff ? 0 : $0 }
        minimum = model.minimum
        z = eigen.vectors.transposed * subtract(start.values, model.optimum)
    }

    var count: Int { z.count }
    var loss: Double { minimum + excess }
    var excess: Double { 0.5 * weighted { $0 } }
    var gradientNormSquared: Double { weighted { $0 * $0 } }
    var distanceSquared: Double { squaredNorm(z) }
    /// The eigenvalues' own error enters once a step.
    var relativeError: Double { Double(count) * 0x1p-52 * (4 + 2 * steps) }

    private func weighted(_ weight: (Double) -> Double) -> Double {
        zip(eigenvalues, z).reduce(0) { $0 + weight($1.0) * $1.1 * $1.1 }
    }

    mutating func step(_ eta: Double) {
        for i in z.indices { z[i] *= 1 - eta * eigenvalues[i] }
        steps += 1
    }

    mutating func flow(times: [Double], speed: Double, _ observe: (Int, Self) -> Void) {
        let start = z
        for (index, time) in times.enumerated() {
            for i in z.indices { z[i] = start[i] * exp(-speed * eigenvalues[i] * time) }
            observe(index, self)
        }
        steps += 1
    }
}
