import LinearAlgebra
import PartialTraining

extension GradientMaskMoments {
    /// One case: the declared law of masks, and the one that is really applied.
    package struct Setting {
        let model: Quadratic
        let start: Vector
        let mask: Mask
        let stepSize: Double
        /// `nil`: the declared one.
        var actual: (any FiniteLaw)?
        /// The covariance `C` of the gradient noise, for the stationary covariance.
        var noise: Matrix?
        /// Which eigenvector of `H` the mean is looked at along.
        var direction = 0

        package init(model: Quadratic, start: Vector, mask: Mask, stepSize: Double) {
            self.model = model
            self.start = start
            self.mask = mask
            self.stepSize = stepSize
        }

        static let steps = 40
        /// Second moments are compared entry by entry over the first steps only.
        static let entrySteps = 4

        var applied: any FiniteLaw { actual ?? mask }
        var d: Int { model.dimension }
        var error: Vector { subtract(start, model.optimum) }
        /// `kappa(H)`, the condition of the similarity that makes `T` symmetric.
        var condition: Double { model.spectrum[d - 1] / model.spectrum[0] }

        /// `T(M)` by the formula.
        func formula(_ m: Matrix) -> Matrix {
            let s = mask.scale(d)
            let (k1, k2) = (mask.joint(1, d).value, mask.joint(2, d).value)
            let hm = model.hessian * m
            let g = hm * model.hessian
            return Matrix(rows: d, columns: d) { i, j in
                m[i, j] - stepSize * s * k1 * (hm[i, j] + (m * model.hessian)[i, j]) + stepSize * stepSize * s * s
                    * (i == j ? k1 : k2) * g[i, j]
            }
        }

        /// `rho(T)` of the formula. `T` is similar to a symmetric operator, so that an eigenvalue moves by no more than
        /// `kappa(H)` times the perturbation: that of forming `T` and of the eigensolver, `d^2 eps |T|_F` each.
        func rate() throws -> Rounded {
            let value = try spectralRadius(dimension: d * d) { vector in
                formula(Matrix(rows: d, columns: d, storage: vector)).storage
            }
            return Rounded(value: value, radius: rateRadius)
        }

        private var rateRadius: Double {
            let size = Double(d).squareRoot() + stepSize * mask.scale(d) * model.hessian.frobeniusNorm
            return condition * Double(d * d + (1 << d) + 16) * Double.ulpOfOne * size * size
        }

        package func evidence() throws -> Evidence {
            let rho = try rate()
            var evidence = Evidence(
                enumerating: applied, declared: mask, on: model, start: start, stepSize: stepSize, steps: Self.steps,
                rho: rho)
            let effective = try mask.effectiveHessian(model.hessian).symmetricEigenvalues()
            evidence.set("leff", effective[d - 1], radius: model.constants.spectrumUncertainty)
            evidence.quantities["lawDefect"] = try applied.lawDefect(declared: mask, d, order: 2)
            let law = try AffineLaw(model, applied, stepSize: stepSize)
            try follow(law, rho, &evidence)
            let observed = try law.kronecker.spectralRadius()
            evidence.tracks["rate"] = Track(value: observed, radius: rateRadius)
            evidence.tracks["mean-rate"] = Track(value: observed, radius: rateRadius)
            let growth = try growth(law, rho)
            evidence.tracks["growth"] = growth
            evidence.tracks["growth-least"] = growth
            if let noise { evidence.tracks["stationary"] = try stationary(noise, rho) }
            var derivation = derivation(isStable: rho.value < 1)
            derivation.leave("rate", "both sides are the same eigenvalue")
            evidence.derive(derivation)
            return evidence
        }

        /// The tracks of the run itself: mean, second moment, energy, contraction, rescaling.
        private func follow(_ law: AffineLaw, _ rho: Rounded, _ evidence: inout Evidence) throws {
            let eigen = try model.hessian.symmetricEigen()
            let axis = eigen.vectors.column(direction)
            // A computed eigenvector with residual r gives the component up to t eta s p |r| |e_0| kappa.
            let slope = stepSize * mask.scale(d)
            let residual =
                norm(subtract(model.hessian * axis, axis.map { eigen.values[direction] * $0 }))
                + model.constants.spectrumUncertainty
            var state = AffineRun(error: error, growth: rho.value, condition: condition)
            evidence.set("h", eigen.values[direction], radius: model.constants.spectrumUncertainty)
            evidence.set("c0", dot(axis, error), radius: Double(d) * 0x1p-53 * norm(error))
            evidence.quantities["excess0"] = state.excess(on: model)
            var mean: [Rounded] = []
            var excess: [Rounded] = []
            var entries = EntryRows()
            var energy = EnergyRows()
            for step in 0...Self.steps {
                let along = Double(step) * slope * residual * norm(error) * condition
                mean.append(
                    Rounded(
                        value: dot(axis, state.moments.mean),
                        radius: state.radius + along + Double(d) * 0x1p-53 * norm(state.moments.mean)))
                excess.append(state.excess(on: model))
                let before = state
                state.step(law)
                if step < Self.entrySteps { entries.note(before, after: state, model) }
                energy.note(before, after: state, model)
            }
            let times = mean.indices.map(Double.init)
            evidence.tracks["mean"] = Track(times: times, mean)
            evidence.tracks["contraction"] = Track(times: times, excess)
            evidence.tracks["second-moment"] = entries.track
            evidence.tracks["energy"] = energy.track
            let unscaled = Run(
                model: model, start: Parameters(start),
                schedule: Schedule(Mask(mask.law), stepSize: slope, steps: Self.steps), observables: [.excess])
            let twin = try unscaled.trajectory()
            evidence.tracks["rescaling"] = Track(times: times, excess).varying(
                "unscaled", twin.values(.excess), radius: twin.series[.excess]?.radius)
        }
    }
}

/// The entries of `M_{t+1}` against those of `M_t`, `HM + MH` and `HMH`, and the trace of the latter.
struct EntryRows {
    private var observed: [Rounded] = []
    private var columns: [String: [Rounded]] = [:]

    mutating func note(_ before: AffineRun, after: AffineRun, _ model: Quadratic) {
        let d = model.dimension
        let h = model.hessian
        let m = before.moments.second
        let hm = h * m
        let g = hm * h
        // Products of d terms each, and what the moments carry; the observed entry is M_{t+1} of the same M_t.
        let unit = Double(2 * d + 4) * 0x1p-53
        let size = h.frobeniusNorm
        let scale = m.frobeniusNorm
        for j in 0..<d {
            for i in 0...j {
                observed.append(Rounded(value: after.moments.second[i, j], radius: after.radius))
                let row = [
                    "m": Rounded(value: m[i, j], radius: before.radius),
                    "hm": Rounded(value: hm[i, j] + hm[j, i], radius: 2 * size * (before.radius + unit * scale)),
                    "g": Rounded(value: g[i, j], radius: size * size * (before.radius + unit * scale)),
                    "trg": Rounded(
                        value: g.trace, radius: Double(d) * size * size * (before.radius + unit * scale)),
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

/// `E f_{t+1}` against `E f_t`, `E |grad|^2`, `E grad'H grad` and `E grad'Diag(H) grad`.
private struct EnergyRows {
    private var observed: [Rounded] = []
    private var columns: [String: [Rounded]] = [:]

    mutating func note(_ before: AffineRun, after: AffineRun, _ model: Quadratic) {
        let d = model.dimension
        let h = model.hessian
        let g = before.moments.gradientGram(on: model)
        let unit = Double(3 * d + 6) * 0x1p-53
        let size = h.frobeniusNorm
        let radius = size * size * (before.radius + unit * before.moments.second.frobeniusNorm)
        observed.append(after.excess(on: model))
        let diagonal = (0..<d).reduce(0.0) { $0 + h[$1, $1] * g[$1, $1] }
        let row = [
            "loss": before.excess(on: model),
            "g2": Rounded(value: g.trace, radius: Double(d) * radius),
            "ghg": Rounded(value: inner(h, g), radius: Double(d) * size * radius),
            "gdg": Rounded(value: diagonal, radius: Double(d) * size * radius),
        ]
        for (name, value) in row { columns[name, default: []].append(value) }
    }

    var track: Track {
        var track = Track(times: observed.indices.map { Double($0 + 1) }, observed)
        track.varying = columns
        return track
    }
}
