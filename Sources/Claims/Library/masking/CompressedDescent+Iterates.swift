import LinearAlgebra
import PartialTraining

extension CompressedDescent {
    /// Compressed iterates on a quadratic.
    struct IterateSetting {
        let model: Quadratic
        var setting: Setting
        /// Whether the mask is Bernoulli, so that the exact law is compared.
        var isIndependent = true
        /// Whether the long run is.
        var settles = true

        init(
            model: Quadratic, start: Vector, mask: Mask, stepSize: Double, direction: Int = 0,
            isIndependent: Bool = true, settles: Bool = true
        ) {
            self.model = model
            setting = Setting(model: model, start: start, mask: mask, stepSize: stepSize, direction: direction)
            self.isIndependent = isIndependent
            self.settles = settles
        }

        private var d: Int { model.dimension }
        private var eta: Double { setting.stepSize }
        /// `A = I - eta H`.
        var map: Matrix { .identity(d) - eta * model.hessian }
        private var om: Double {
            let p = setting.mask.keepProbability(d)
            return (1 - p) / p
        }
        /// `(1 + om) a^2`, a bound on `M -> E[C A M A C]` in the Frobenius norm: entries of `E[C X C]` are those of `X` times at
        /// most `1 + om`.
        var growth: Double {
            let a = max(abs(1 - eta * model.spectrum[0]), abs(1 - eta * model.spectrum[d - 1]))
            return (1 + om) * a * a
        }

        /// `M -> AMA + om Diag(AMA)`.
        func formula(_ m: Matrix) -> Matrix {
            let b = map * m * map
            return Matrix(rows: d, columns: d) { ($0 == $1 ? 1 + om : 1) * b[$0, $1] }
        }

        func rate() throws -> Double {
            try spectralRadius(dimension: d * d) { vector in
                formula(Matrix(rows: d, columns: d, storage: vector)).storage
            }
        }

        func law() throws -> AffineLaw {
            try AffineLaw(model, IterateCompression(mask: setting.mask), stepSize: eta)
        }

        func evidence() throws -> Evidence {
            let run = setting.run(IterateCompression(mask: setting.mask))
            var evidence = Evidence(
                engine: "enumerated moments", model: model.summary, schedule: run.schedule.summary,
                trained: "everything, then every outcome of \(setting.mask.summary)")
            evidence.quantities = run.quantities
            try setting.describe(&evidence)
            let law = try law()
            // T is similar to a symmetric operator by (I + om Diag)^{1/2}, of condition at most sqrt(1 + om).
            let size = law.outcomes.reduce(1.0) { max($0, squaredNorm($1.map.storage)) }
            let radius = (1 + om) * Double(d * d + law.outcomes.count + 16) * Double.ulpOfOne * size
            evidence.set("rho", try rate(), radius: radius)
            evidence.set(
                "opt2", squaredNorm(model.optimum), radius: Double(d) * 0x1p-52 * squaredNorm(model.optimum))
            try follow(law, &evidence)
            if isIndependent {
                evidence.tracks["rate"] = Track(value: try law.kronecker.spectralRadius(), radius: radius)
            }
            if settles { try settle(law, &evidence) }
            evidence.derive(derivation(isStable: growth < 1))
            return evidence
        }

        private func follow(_ law: AffineLaw, _ evidence: inout Evidence) throws {
            let eigen = try model.hessian.symmetricEigen()
            let (h, axis) = (eigen.values[setting.direction], eigen.vectors.column(setting.direction))
            let error = subtract(setting.start, model.optimum)
            let uncertainty = model.constants.spectrumUncertainty
            let residual = norm(subtract(model.hessian * axis, axis.map { h * $0 })) + uncertainty
            let unit = Double(2 * d + 8) * 0x1p-53
            evidence.set("h", h, radius: uncertainty)
            evidence.set("c0", dot(axis, error), radius: unit * norm(error))
            evidence.set("distance0", norm(error), radius: unit * norm(error))
            var state = AffineRun(error: error, growth: growth, condition: 1)
            var mean: [Rounded] = []
            var squares: [Rounded] = []
            var entries = Entries()
            for step in 0...Setting.steps {
                let along = Double(step) * eta * residual * norm(error)
                mean.append(
                    Rounded(
                        value: dot(axis, state.moments.mean),
                        radius: state.radius + along + unit * norm(state.moments.mean)))
                squares.append(state.squaredDistance)
                let before = state
                state.step(law)
                if step < 4 { entries.note(before, state, map, model.optimum) }
            }
            let times = mean.indices.map(Double.init)
            evidence.tracks["mean"] = Track(times: times, mean)
            evidence.tracks["recursion"] = Track(times: Array(times.dropFirst()), Array(squares.dropFirst()))
                .varying("previous", Array(squares.dropLast()))
            if isIndependent { evidence.tracks["covariance-step"] = entries.track }
        }

        /// The covariance about the optimum after so many steps that the rest is below rounding (64 where it grows), and the
        /// solution of the stationary equation.
        private func settle(_ law: AffineLaw, _ evidence: inout Evidence) throws {
            // T contracts by `growth` in norm; where that says nothing, it is similar to a symmetric map of radius rho, by a
            // similarity of condition sqrt(1 + om).
            let rho = evidence.quantities["rho"]?.value ?? .infinity
            let (rate, spread) = growth < 1 ? (growth, 1) : (rho, (1 + om).squareRoot())
            let isStable = rate < 1
            let zero = Vector(repeating: 0, count: d)
            let (observed, steps) = law.longRunCovariance(around: zero, doublings: isStable ? 40 : 6)
            let columns = (0..<(d * d)).flatMap { index in
                formula(Matrix(rows: d, columns: d, storage: (0..<(d * d)).map { $0 == index ? 1 : 0 })).storage
            }
            let source = Matrix.diagonal(model.optimum.map { om * $0 * $0 })
            let system = Matrix.identity(d * d) - Matrix(rows: d * d, columns: d * d, storage: columns)
            let solution = try system.solve(source.storage)
            // (I - T)^{-1} is at most spread/(1 - rate) in norm; what the run lacks is at most rate^steps of the whole.
            let rounding = Double(d * d + law.outcomes.count + 32) * Double.ulpOfOne * law.size * law.size
            let lacking = Rounded.power(Rounded(rate), Rounded(steps)).value
            let radius = isStable ? spread * (8 * rounding / (1 - rate) + lacking) * (1 + norm(solution)) : 0
            evidence.tracks["floor"] = Track(value: observed.trace, radius: Double(d) * radius)
            guard isIndependent else { return }
            let pairs = (0..<d).flatMap { j in (0...j).map { ($0, j) } }
            evidence.tracks["stationary"] = Track(
                values: pairs.map { observed[$0.0, $0.1] }, radius: pairs.map { _ in radius }
            ).varying("sigma", pairs.map { solution[$0.0 + $0.1 * d] }, radius: pairs.map { _ in radius })
        }
    }

    /// The entries of the next covariance, with `B = A Sigma A` and `y = E(x - eta grad f(x))`.
    private struct Entries {
        private var observed: [Rounded] = []
        private var columns: [String: [Rounded]] = [:]

        mutating func note(_ before: AffineRun, _ after: AffineRun, _ map: Matrix, _ optimum: Vector) {
            let d = optimum.count
            let m = before.moments
            let next = after.moments.second - outer(after.moments.mean, after.moments.mean)
            let b = map * (m.second - outer(m.mean, m.mean)) * map
            let y = add(optimum, 1, map * m.mean)
            // A multiplies by at most the square root of `stretch`; subtracting the means doubles what they carry.
            let stretch = max(1, squaredNorm(map.storage))
            let size = m.second.frobeniusNorm + 2 * norm(m.mean) * norm(m.mean)
            let carried = before.radius * (1 + 2 * norm(m.mean)) + Double(4 * d + 8) * 0x1p-53 * size
            let end = after.radius * (1 + 2 * norm(after.moments.mean)) + 0x1p-51 * after.moments.second.frobeniusNorm
            for j in 0..<d {
                for i in 0...j {
                    observed.append(Rounded(value: next[i, j], radius: end))
                    let place = Rounded(
                        value: y[i], radius: stretch * (before.radius + Double(2 * d + 4) * 0x1p-53 * norm(y)))
                    let row = [
                        "b": Rounded(value: b[i, j], radius: stretch * carried), "y": place,
                        "same": Rounded(i == j ? 1 : 0),
                    ]
                    for (name, value) in row { columns[name, default: []].append(value) }
                }
            }
        }

        var track: Track {
            var track = Track(values: observed.map(\.value), radius: observed.map(\.radius))
            track.varying = columns
            return track
        }
    }
}
