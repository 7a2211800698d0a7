import LinearAlgebra
import PartialTraining

extension ModelMaskMoments {
    /// One case: the declared law of masks, and the one that is really applied.
    package struct Setting {
        let model: Quadratic
        let start: Vector
        let mask: Mask
        let stepSize: Double
        /// `nil`: the declared one.
        var actual: (any FiniteLaw)?
        /// Which eigenvector of `Heff` the mean is looked at along.
        var direction = 0
        /// Whether `R` is not zero, so that the bound on the covariance says something.
        package var hasSpread = true

        package init(model: Quadratic, start: Vector, mask law: Mask.Law, rescale: Bool = false, stepSize: Double) {
            self.model = model
            self.start = start
            mask = Mask(law, forward: true, rescale: rescale)
            self.stepSize = stepSize
        }

        static let steps = 20

        var applied: any FiniteLaw { actual ?? mask }
        var d: Int { model.dimension }
        var scale: Double { mask.scale(d) }
        var effective: Matrix { mask.effectiveHessian(model.hessian) }
        var b: Vector { model.hessian * model.optimum }

        /// `x_inf = Heff^{-1} b / s`.
        func fixedPoint() throws -> Vector { try effective.solve(b).map { $0 / scale } }

        /// `T(M)` by the formula, for symmetric `M`.
        func formula(_ m: Matrix) -> Matrix {
            let squared = stepSize * scale * scale
            let hm = effective * m
            return m - squared * mask.joint(1, d).value * (hm + hm.transposed)
                + squared * squared * mask.fourthMoment(model.hessian, m)
        }

        /// `R = E r r'` with `r = S (b - H S x_inf)`, by the formula.
        func noise() throws -> Matrix {
            let x = try fixedPoint()
            let z = mask.crossMoment(model.hessian, b, x)
            let f = mask.fourthMoment(model.hessian, outer(x, x))
            let (s, k1, k2) = (scale, mask.joint(1, d).value, mask.joint(2, d).value)
            let b = b
            return Matrix(rows: d, columns: d) { i, j in
                s * s * (i == j ? k1 : k2) * b[i] * b[j] - s * s * s * (z[i, j] + z[j, i]) + s * s * s * s * f[i, j]
            }
        }

        /// `rho(T)` of the formula, on symmetric matrices.
        func rate() throws -> Rounded {
            let pairs = (0..<d).flatMap { j in (0...j).map { ($0, j) } }
            let value = try spectralRadius(dimension: pairs.count) { vector in
                var m = Matrix(rows: d, columns: d)
                for (k, (i, j)) in pairs.enumerated() {
                    m[i, j] = vector[k]
                    m[j, i] = vector[k]
                }
                let image = formula(m)
                return pairs.map { image[$0.0, $0.1] }
            }
            return Rounded(value: value, radius: rateRadius)
        }

        /// `T` is symmetric: an eigenvalue moves by no more than what forming `T` and the eigensolver commit.
        var rateRadius: Double {
            let size = Double(d).squareRoot() + stepSize * scale * scale * model.hessian.frobeniusNorm
            return Double(4 * d * d + (1 << d) + 32) * Double.ulpOfOne * size * size
        }

        package func evidence() throws -> Evidence {
            let rho = try rate()
            var evidence = Evidence(
                enumerating: applied, declared: mask, on: model, start: start, stepSize: stepSize, steps: Self.steps,
                rho: rho)
            let spectrum = try effective.symmetricEigenvalues()
            evidence.set("leff", spectrum[d - 1], radius: model.constants.spectrumUncertainty)
            evidence.set("leffmin", spectrum[0], radius: model.constants.spectrumUncertainty)
            evidence.quantities["lawDefect"] = try applied.lawDefect(declared: mask, d, order: 4)
            let law = try AffineLaw(model, applied, stepSize: stepSize)
            let observed = try law.kronecker.spectralRadius()
            for part in ["rate", "rate-lower", "rate-upper"] {
                evidence.tracks[part] = Track(value: observed, radius: rateRadius)
            }
            try follow(law, rho, &evidence)
            evidence.tracks["map"] = mapTrack(law)
            evidence.tracks["noise"] = try noiseTrack()
            try settle(law, rho, &evidence)
            var derivation = derivation(isStable: rho.value < 1)
            derivation.leave("rate", "both sides are the same eigenvalue")
            evidence.derive(derivation)
            return evidence
        }

        /// The tracks of the run itself: mean, second moment, conjugacy.
        private func follow(_ law: AffineLaw, _ rho: Rounded, _ evidence: inout Evidence) throws {
            let eigen = try effective.symmetricEigen()
            let axis = eigen.vectors.column(direction)
            let uncertainty = model.constants.spectrumUncertainty
            let residual =
                norm(subtract(effective * axis, axis.map { eigen.values[direction] * $0 })) + uncertainty
            let target = try fixedPoint()
            let missing = fixedPointRadius(target, eigen.values)
            let unit = Double(d) * 0x1p-53
            evidence.set("h", eigen.values[direction], radius: uncertainty)
            evidence.set(
                "c0", dot(axis, subtract(start, target)), radius: missing + 4 * unit * (norm(start) + norm(target)))
            let error = subtract(start, model.optimum)
            var state = AffineRun(error: error, growth: rho.value, condition: 1)
            var twin = AffineRun(
                error: subtract(start.map { scale * $0 }, model.optimum), growth: rho.value, condition: 1)
            let unscaled = try AffineLaw(
                model, Mask(mask.law, forward: true), stepSize: stepSize * scale * scale)
            var formula = Moments(error: error)
            var mean: [Rounded] = []
            var entries: (observed: [Rounded], closed: [Rounded]) = ([], [])
            var lengths: (observed: [Rounded], twin: [Rounded]) = ([], [])
            for step in 0...Self.steps {
                let position = subtract(add(model.optimum, 1, state.moments.mean), target)
                let along = Double(step) * stepSize * scale * scale * residual * norm(subtract(start, target))
                mean.append(
                    Rounded(
                        value: dot(axis, position),
                        radius: state.radius + missing + along + 4 * unit * (norm(position) + norm(model.optimum))))
                if step > 0 && step <= 4 {
                    // The formula's roundings are of the same kind and number as the enumeration's.
                    for (i, j) in (0..<d).flatMap({ j in (0...j).map { ($0, j) } }) {
                        entries.observed.append(Rounded(value: state.moments.second[i, j], radius: state.radius))
                        entries.closed.append(Rounded(value: formula.second[i, j], radius: 2 * state.radius))
                    }
                }
                lengths.observed.append(square(state))
                lengths.twin.append(square(twin))
                state.step(law)
                twin.step(unscaled)
                try mask.advance(&formula, on: model, stepSize: stepSize, step: step)
            }
            let times = mean.indices.map(Double.init)
            evidence.tracks["mean"] = Track(times: times, mean)
            evidence.tracks["second-moment"] = Track(
                times: entries.observed.indices.map { Double($0 + 1) }, entries.observed
            ).varying("closed", entries.closed)
            evidence.tracks["conjugacy"] = Track(times: times, lengths.observed).varying("unscaled", lengths.twin)
        }

        /// `E |x|^2 = tr M + 2 x*'E e + |x*|^2`.
        private func square(_ state: AffineRun) -> Rounded {
            let optimum = norm(model.optimum)
            let value =
                state.moments.second.trace + 2 * dot(model.optimum, state.moments.mean) + optimum * optimum
            let size = state.moments.second.trace + 2 * optimum * norm(state.moments.mean) + optimum * optimum
            let carried = (Double(d).squareRoot() + 2 * optimum) * state.radius
            return Rounded(value: value, radius: carried + Double(2 * d + 6) * 0x1p-53 * size)
        }

        /// How far the computed `x_inf` may be off: LU with pivoting, at most `8 d^2 eps kappa(Heff)` relative.
        func fixedPointRadius(_ point: Vector, _ spectrum: Vector) -> Double {
            8 * Double(d * d) * Double.ulpOfOne * spectrum[d - 1] / spectrum[0] * norm(point)
        }
    }
}
