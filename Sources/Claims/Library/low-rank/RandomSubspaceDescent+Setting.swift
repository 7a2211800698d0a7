import LinearAlgebra
import PartialTraining

extension RandomSubspaceDescent {
    /// One case: a quadratic trained along fresh random subspaces.
    struct Setting {
        let model: Quadratic
        let start: Vector
        let subspace: RandomSubspace
        let stepSize: Double
        /// `nil`: the design of the declared law.
        var actual: MatrixLaw?
        /// Quantities that the claim is told in place of the true ones.
        var claimed: [String: Double] = [:]
        /// The bounds to compare; the identities always are.
        var bounds: [String]

        init(
            model: Quadratic, start: Vector, subspace: RandomSubspace, stepSize: Double, bounds: [String],
            claimed: [String: Double] = [:], actual: MatrixLaw? = nil
        ) {
            self.model = model
            self.start = start
            self.subspace = subspace
            self.stepSize = stepSize
            self.bounds = bounds
            self.claimed = claimed
            self.actual = actual
        }

        static let steps = 40

        private var d: Int { model.dimension }
        private var condition: Double { model.spectrum[d - 1] / model.spectrum[0] }
        var moments: (w: Double, a: Double, b: Double) { subspace.moments(d) }

        /// `D = diag(1 - 2 eta w h_i + eta^2 a h_i^2) + eta^2 b 1 (h o h)'`, the second-moment map on the diagonal matrices of
        /// the eigenbasis.
        var diagonalMap: Matrix {
            let (w, a, b) = moments
            let h = model.spectrum
            return Matrix(rows: d, columns: d) { i, j in
                let own = i == j ? 1 - 2 * stepSize * w * h[i] + stepSize * stepSize * a * h[i] * h[i] : 0
                return own + stepSize * stepSize * b * h[j] * h[j]
            }
        }

        /// Mean and second moment are carried through all outcomes of a design: the closed moments are not used.
        func evidence() throws -> Evidence {
            let applied = try actual ?? SubspaceDesign.law(subspace, d)
            let run = Run(
                model: model, start: Parameters(start),
                schedule: Schedule(subspace, stepSize: stepSize, steps: Self.steps), observables: [.excess])
            var evidence = Evidence(
                engine: "enumerated moments", model: model.summary, schedule: run.schedule.summary,
                trained: "every outcome of the \(applied.summary)")
            evidence.quantities = run.quantities
            describe(&evidence)
            evidence.quantities["lawDefect"] = applied.momentDefect(d, moments)
            let law = try AffineLaw(model, applied, stepSize: stepSize)
            // A = I - eta W H is similar to a symmetric matrix by H^{1/2}: eigenvalues of E[A (x) A] move by at most kappa(H)
            // times what forming it and the eigensolver commit.
            let size = law.outcomes.reduce(1.0) { max($0, squaredNorm($1.map.storage)) }
            let radius = condition * Double(d * d + law.outcomes.count + 16) * Double.ulpOfOne * size
            let rho = Rounded(value: try diagonalMap.spectralRadius(), radius: radius)
            evidence.quantities["rho"] = rho
            evidence.tracks["rate"] = Track(value: try law.kronecker.spectralRadius(), radius: radius)
            var state = AffineRun(
                error: subtract(start, model.optimum), growth: rho.value, condition: condition)
            evidence.quantities["excess0"] = state.excess(on: model)
            var excess: [Rounded] = []
            var entries = EntryRows()
            for step in 0...Self.steps {
                excess.append(state.excess(on: model))
                let before = state
                state.step(law)
                if step < 4 { entries.note(before, after: state, model) }
            }
            evidence.tracks["second-moment"] = entries.track
            let track = Track(times: excess.indices.map(Double.init), excess)
            for part in bounds { evidence.tracks[part] = track }
            for (name, value) in claimed { evidence.set(name, value) }
            evidence.derive(derivation())
            return evidence
        }

        /// What the bounds know of the model and of the declared law.
        fileprivate func describe(_ evidence: inout Evidence) {
            let spread = model.constants.spectrumUncertainty
            evidence.set("curvature", model.constants.smoothness ?? .nan, radius: spread)
            evidence.set("plConstant", model.constants.plConstant ?? .nan, radius: spread)
            let (w, a, b) = moments
            for (name, value) in [("w", w), ("a", a), ("b", b)] {
                evidence.set(name, value, radius: 8 * 0x1p-53 * abs(value))
            }
            evidence.set("trace", model.hessian.trace, radius: Double(d) * 0x1p-53 * model.hessian.trace)
        }
    }

    /// The bounds of `parts` along a run of the moments engine, whose law is the declared one, in dimensions for which no
    /// design is known.
    package static func evidence(
        _ model: Quadratic, start: Vector, subspace: RandomSubspace, stepSize: Double, steps: Int, _ parts: [String]
    ) throws -> Evidence {
        let run = Run(
            model: model, start: Parameters(start),
            schedule: Schedule(subspace, stepSize: stepSize, steps: steps), observables: [.excess], engine: .moments)
        var evidence = try Evidence(
            running: run, Dictionary(uniqueKeysWithValues: parts.map { ($0, Observable.excess) }))
        evidence.set("lawDefect", 0)
        Setting(model: model, start: start, subspace: subspace, stepSize: stepSize, bounds: parts).describe(&evidence)
        return evidence
    }

    /// One case of a subspace that is drawn once and trained to the end, on a quadratic.
    struct FixedSetting {
        let model: Quadratic
        let start: Vector

        /// `(1 - 1/kappa)^(2 * 20 kappa) < e^-40 < 2^-53`, and 200 up to a condition of 10.
        var steps: Int {
            let condition = (model.spectrum.last ?? 1) / model.spectrum[0]
            return condition < 1e5 ? max(200, Int((20 * condition).rounded(.up))) : 2_000_000
        }

        /// The excess after training within the range of `partial`, by the direct engine.
        func trained(_ partial: any PartialOperator) throws -> Rounded {
            let run = Run(
                model: model, start: Parameters(start),
                schedule: Schedule(partial, stepSize: 1 / (model.spectrum.last ?? 1), steps: steps),
                observables: [.excess], engine: .direct)
            let series = try run.trajectory().series[.excess]
            return Rounded(
                value: series?.values.last ?? .nan,
                radius: (series?.radius.last ?? 0) + 0x1p-53 * model.excess(at: start))
        }

        /// `f_inf = e_0'(H - H Om (Om' H Om)^{-1} Om' H) e_0 / 2`.
        func limit(_ omega: Matrix) throws -> Rounded {
            let error = subtract(start, model.optimum)
            let pull = omega.transposed * (model.hessian * error)
            let inner = (omega.transposed * model.hessian * omega).symmetrized
            let excess = model.excess(at: start)
            let value = excess - 0.5 * dot(pull, try inner.solvePositiveDefinite(pull))
            // The solve is off by 8 d^2 eps kappa(Om)^2 kappa(H) of a number of at most the size of the excess.
            let singular = try omega.singularValues()
            let stretch = (singular.first ?? 1) / (singular.last ?? 1)
            let condition = (model.spectrum.last ?? 1) / model.spectrum[0] * stretch * stretch
            let d = Double(model.dimension)
            return Rounded(value: value, radius: 8 * d * d * Double.ulpOfOne * condition * excess)
        }

        /// `fixed-limit` for the given frames, and `fixed-mean` over a design of r-dimensional subspaces.
        func evidence(_ frames: [Matrix], dimension r: Int?) throws -> Evidence {
            var evidence = Evidence(
                engine: "direct", model: model.summary, schedule: "fixed subspace eta=1/L steps=\(steps)",
                trained: "within each subspace, to the end")
            let error = subtract(start, model.optimum)
            evidence.quantities =
                Run(
                    model: model, start: Parameters(start), schedule: Schedule(stepSize: 1, steps: 1), observables: []
                ).quantities
            if !frames.isEmpty {
                let observed = try frames.map { try trained(SubspaceProjection(try $0.qr().q)) }
                evidence.tracks["fixed-limit"] = Track(times: frames.indices.map { Double($0 + 1) }, observed)
                    .varying("limit", try frames.map(limit))
            }
            if let r {
                evidence.set("r", Double(r))
                let design = try SubspaceDesign.law(RandomSubspace(dimension: r, kind: .haar), error.count)
                let mean = try design.draws.reduce(Rounded(0)) { sum, draw in
                    let one = try MatrixLaw("one subspace", [(1, draw.matrix)])
                    return sum + Rounded(draw.probability) * (try trained(one))
                }
                evidence.tracks["fixed-mean"] = Track(
                    value: mean.value, radius: mean.radius + 64 * Double.ulpOfOne * model.excess(at: start))
            }
            evidence.derive(derivation(dimension: r))
            return evidence
        }
    }
}
