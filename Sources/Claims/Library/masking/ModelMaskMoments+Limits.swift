import LinearAlgebra
import PartialTraining

extension ModelMaskMoments.Setting {
    /// `T(M)` at the second moment of the start, entry by entry: enumerated, and with `F(M)` of the formula.
    func mapTrack(_ law: AffineLaw) -> Track {
        let m = outer(start, start) + .identity(d)
        let image = law.outcomes.reduce(Matrix(rows: d, columns: d)) {
            $0 + $1.probability * ($1.map * m * $1.map.transposed)
        }
        let f = mask.fourthMoment(model.hessian, m)
        let hm = effective * m
        let size = model.hessian.frobeniusNorm
        let scale = m.frobeniusNorm
        let unit = Double(12 * d + law.outcomes.count + 32) * 0x1p-53
        var observed: [Rounded] = []
        var columns: [String: [Rounded]] = [:]
        for (i, j) in pairs {
            observed.append(Rounded(value: image[i, j], radius: unit * law.size * law.size * scale))
            columns["m", default: []].append(Rounded(m[i, j]))
            columns["hm", default: []].append(
                Rounded(value: hm[i, j] + hm[j, i], radius: 2 * unit * size * scale))
            columns["f", default: []].append(Rounded(value: f[i, j], radius: 4 * unit * size * size * scale))
        }
        return track(observed, columns)
    }

    /// `R`, entry by entry: enumerated at `x_inf`, and with `Z` and `F` of the formula.
    func noiseTrack() throws -> Track {
        let x = try fixedPoint()
        let b = b
        let draws = try applied.diagonals(d)
        let sum = draws.reduce(Matrix(rows: d, columns: d)) { sum, draw in
            let masked = model.hessian * zip(draw.factors, x).map { $0 * $1 }
            let r = (0..<d).map { draw.factors[$0] * (b[$0] - masked[$0]) }
            return sum + draw.probability * outer(r, r)
        }
        let z = mask.crossMoment(model.hessian, b, x)
        let f = mask.fourthMoment(model.hessian, outer(x, x))
        let unit = Double(12 * d + draws.count + 32) * 0x1p-53
        let (length, reach) = (norm(b), model.hessian.frobeniusNorm * norm(x))
        let whole = scale * length + scale * scale * reach
        var observed: [Rounded] = []
        var columns: [String: [Rounded]] = [:]
        for (i, j) in pairs {
            observed.append(Rounded(value: sum[i, j], radius: unit * whole * whole))
            columns["same", default: []].append(Rounded(i == j ? 1 : 0))
            columns["bb", default: []].append(Rounded(b[i]) * Rounded(b[j]))
            columns["z", default: []].append(Rounded(value: z[i, j] + z[j, i], radius: 4 * unit * length * reach))
            columns["f", default: []].append(Rounded(value: f[i, j], radius: 4 * unit * reach * reach))
        }
        return track(observed, columns)
    }

    /// What is left after many steps, enumerated by doubling, against `x_inf`, `Sigma` and the limit of the loss.
    func settle(_ law: AffineLaw, _ rho: Rounded, _ evidence: inout Evidence) throws {
        let isStable = rho.value < 1
        let doublings = isStable ? 60 : 6
        let (mean, meanSteps) = law.longRunMean(doublings: doublings)
        let (covariance, steps) = law.longRunCovariance(around: mean, doublings: doublings)
        let target = try fixedPoint()
        let sigma = try stationaryCovariance()
        // (I - T)^{-1} has norm 1/(1 - rho), as T is symmetric; the mean's map has norm at most sqrt(rho). Doubling n times
        // loses as much as its last sum: a further 1/(1 - rho).
        let gap = max(1 - rho.value, 1e-300)
        let unit = Double(8 * d * d + law.outcomes.count + 64) * Double.ulpOfOne
        let root = Rounded.sqrt(rho)
        let length = norm(mean) + norm(target) + norm(model.optimum)
        let meanRadius =
            isStable
            ? (unit * law.size / (1 - root.value) + Rounded.power(root, Rounded(meanSteps)).value) * (1 + length) : 0
        // The jumps at the fixed point, -eta S H S u + eta r, are off by their roundings and by the error of u.
        let steepness = stepSize * scale * scale * model.spectrum[d - 1]
        let jump = try noise().trace.magnitude.squareRoot() * stepSize
        let jumpRadius = steepness * meanRadius + unit * law.size * (1 + length)
        let reach = steepness * (norm(target) + norm(model.optimum))
        let size = sigma.frobeniusNorm
        let radius =
            isStable
            ? 4 * (unit * law.size * law.size / gap + Rounded.power(rho, Rounded(steps)).value) * size
                + (2 * jump * jumpRadius + jumpRadius * jumpRadius + unit * reach * reach) / gap : 0
        evidence.tracks["fixed-point"] = Track(
            values: add(model.optimum, 1, mean), radius: mean.map { _ in meanRadius }
        ).varying("xinf", target, radius: target.map { _ in meanRadius })
        evidence.tracks["stationary"] = Track(
            values: pairs.map { covariance[$0.0, $0.1] }, radius: pairs.map { _ in radius }
        ).varying("sigma", pairs.map { sigma[$0.0, $0.1] }, radius: pairs.map { _ in radius })
        let h = model.hessian
        let end = Moments(mean: mean, second: covariance + outer(mean, mean))
        let lossRadius =
            h.frobeniusNorm * (Double(d) * radius + (norm(mean) + meanRadius) * meanRadius)
            + Double(2 * d + 8) * 0x1p-53 * h.frobeniusNorm * end.second.frobeniusNorm
        evidence.tracks["limit-loss"] = Track(value: end.excess(on: model), radius: lossRadius)
        evidence.set("biasloss", model.excess(at: target), radius: lossRadius)
        evidence.set("spread", inner(h, sigma), radius: 2 * lossRadius)
        let trace = try noise().trace
        evidence.set("trr", trace, radius: Double(d) * unit * reach * reach / (stepSize * stepSize))
        if hasSpread { evidence.tracks["spread"] = Track(value: covariance.trace, radius: Double(d) * radius) }
    }

    /// The solution of `Sigma = T(Sigma) + eta^2 R`.
    func stationaryCovariance() throws -> Matrix {
        let columns = pairs.flatMap { pair in
            var unit = Matrix(rows: d, columns: d)
            unit[pair.0, pair.1] = 1
            unit[pair.1, pair.0] = 1
            let image = unit - formula(unit)
            return pairs.map { image[$0.0, $0.1] }
        }
        let source = stepSize * stepSize * (try noise())
        let solution = try Matrix(rows: pairs.count, columns: pairs.count, storage: columns)
            .solve(pairs.map { source[$0.0, $0.1] })
        var sigma = Matrix(rows: d, columns: d)
        for (k, (i, j)) in pairs.enumerated() {
            sigma[i, j] = solution[k]
            sigma[j, i] = solution[k]
        }
        return sigma
    }

    /// The entries on and above the diagonal, by columns.
    private var pairs: [(Int, Int)] { (0..<d).flatMap { j in (0...j).map { ($0, j) } } }

    private func track(_ observed: [Rounded], _ columns: [String: [Rounded]]) -> Track {
        var track = Track(times: observed.indices.map { Double($0 + 1) }, observed)
        track.varying = columns
        return track
    }
}
