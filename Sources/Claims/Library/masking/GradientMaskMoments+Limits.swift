import LinearAlgebra
import PartialTraining

extension GradientMaskMoments.Setting {
    /// `max E f_t / f_0` over all starts, for t = 1, 2, ...: the largest eigenvalue of `H^{-1/2} X_t H^{-1/2}`, where
    /// `X_0 = H` and `X_{t+1} = E[A' X_t A]` runs through all outcomes.
    func growth(_ law: AffineLaw, _ rho: Rounded) throws -> Track {
        let eigen = try model.hessian.symmetricEigen()
        let inverseRoot = Matrix(
            symmetricSpectrum: eigen.values.map { 1 / $0.squareRoot() }, basis: eigen.vectors)
        var form = model.hessian
        var drift = 0.0
        var values: [Rounded] = []
        for _ in 0...Self.steps {
            let seen = (inverseRoot * form * inverseRoot).symmetrized
            let largest = try seen.symmetricEigenvalues().last ?? .nan
            // The congruence with H^{-1/2} and the eigensolver; the form's own error is at most kappa times its drift.
            let own = Double(6 * d + 8) * Double.ulpOfOne * condition * seen.frobeniusNorm
            values.append(Rounded(value: largest, radius: own + condition * drift / model.spectrum[0]))
            let roundings = Double(6 * d + law.outcomes.count + 24) * 0x1p-53
            drift = max(rho.value, 1) * drift + roundings * law.size * law.size * form.frobeniusNorm
            form =
                law.outcomes.reduce(Matrix(rows: d, columns: d)) { sum, outcome in
                    sum + outcome.probability * (outcome.map.transposed * form * outcome.map)
                }.symmetrized
        }
        // At t = 0 it is 1.
        return Track(times: values.indices.dropFirst().map(Double.init), Array(values.dropFirst()))
    }

    /// The covariance after 2^k steps from the optimum with gradient noise of covariance `noise`, by doubling
    /// `Sigma_{2n} = K^n Sigma_n + Sigma_n` with the enumerated map K; and the solution of the stationary equation.
    func stationary(_ noise: Matrix, _ rho: Rounded) throws -> Track {
        let (observed, steps) = try longRun(noise, rho)
        let s = mask.scale(d)
        let (k1, k2) = (mask.joint(1, d).value, mask.joint(2, d).value)
        let source = Matrix(rows: d, columns: d) {
            stepSize * stepSize * s * s * ($0 == $1 ? k1 : k2) * noise[$0, $1]
        }
        let columns = (0..<(d * d)).flatMap { index in
            formula(Matrix(rows: d, columns: d, storage: (0..<(d * d)).map { $0 == index ? 1 : 0 })).storage
        }
        let map = Matrix(rows: d * d, columns: d * d, storage: columns)
        let solution = try (.identity(d * d) - map).solve(source.storage)
        // (I - T)^{-1} is at most kappa/(1 - rho) in norm, and the equation is off by its roundings; what the run still
        // lacks is at most kappa rho^steps Sigma.
        let gap = max(1 - rho.value, 0)
        let rounding = Double(d * d + (1 << d) + 32) * Double.ulpOfOne * condition * condition / max(gap, 1e-300)
        let lacking = Rounded.power(rho, Rounded(steps)).value * condition
        let isStable = gap > 0
        let size = isStable ? norm(solution) : 0
        var rows: (observed: [Double], closed: [Double]) = ([], [])
        for j in 0..<d {
            for i in 0...j {
                rows.observed.append(observed[i, j])
                rows.closed.append(solution[i + j * d])
            }
        }
        let radius = isStable ? (8 * rounding + lacking) * size : 0
        return Track(values: rows.observed, radius: rows.observed.map { _ in radius })
            .varying("sigma", rows.closed, radius: rows.closed.map { _ in radius })
    }

    /// The covariance after so many steps that the rest is below rounding; after 64 where it grows.
    private func longRun(_ noise: Matrix, _ rho: Rounded) throws -> (Matrix, steps: Double) {
        // Noise directions w_k with sum w_k w_k' = C: the outcomes of the whole step are enumerated with their signs.
        let eigen = try noise.symmetricEigen()
        let directions = (0..<d).map { k in eigen.vectors.column(k).map { $0 * max(eigen.values[k], 0).squareRoot() } }
        let partial = Composition(directions.map { TwoPointNoise($0) } + [applied])
        let law = try AffineLaw(model, partial, stepSize: stepSize)
        return law.longRunCovariance(around: Vector(repeating: 0, count: d), doublings: rho.value < 1 ? 40 : 6)
    }
}
