import LinearAlgebra
import PartialTraining

extension PartialGradientPL {
    /// `f(x) = sum_i y_i^2 + 3 sin^2 y_i` with `y = Q x`: not convex, 8-smooth, and PL.
    ///
    /// Each term has second derivative `2 + 6 cos 2y` in [-4, 8] and PL constant `wavePL`; a sum of functions of separate
    /// orthonormal coordinates inherits both.
    static func waves(basis: Matrix) -> SmoothFunction {
        let d = basis.rows
        var constants = Constants()
        constants.smoothness = 8
        constants.plConstant = wavePL
        constants.minimum = 0
        constants.optimum = Parameters(Vector(repeating: 0, count: d))
        return SmoothFunction(
            dimension: d, constants: constants, summary: "waves d=\(d)", roundings: 2 * Double(d) + 16
        ) { x, g in
            let y = basis * x
            var value = 0.0
            var slope = y
            for i in 0..<d {
                let sine = Rounded.sin(Rounded(y[i])).value
                value += y[i] * y[i] + 3 * sine * sine
                slope[i] = 2 * y[i] + 3 * Rounded.sin(Rounded(2 * y[i])).value
            }
            g = basis.transposed * slope
            return value
        }
    }

    /// `inf (2y + 3 sin 2y)^2 / (2 (y^2 + 3 sin^2 y)) = 0.175530985882...`, attained at 2.2017079837; rounded down.
    static let wavePL = 0.175530985

    /// One case: what is trained, how, and what is claimed of it.
    struct Setting {
        let model: any Model
        let start: Vector
        let mask: any FiniteLaw
        var stepSize: Double
        var displacement: (@Sendable (Int) -> Vector)?
        /// The largest `|delta_t|`.
        var displacementBound = 0.0
        var noise: Vector?
        var relativeNoise = 0.0
        /// Quantities that the claim is told in place of the true ones.
        var claimed: [String: Double] = [:]
        /// `nil`: all that apply.
        var parts: [String]?
        /// `nil`: long by exact moments, or as many steps as 5000 paths allow.
        var steps: Int?
        /// Of waves, `Q`.
        var basis: Matrix?

        /// The case without displacement and noise, and with step size `1/L` (or 1 where `L` is 1).
        init(model: any Model, start: Vector, mask: any FiniteLaw) {
            self.model = model
            self.start = start
            self.mask = mask
            stepSize = 1
        }

        /// The whole step: displaced gradient, noise, mask.
        var partial: Composition {
            var operators: [any PartialOperator] = []
            if let displacement { operators.append(Displacement(displacement)) }
            if relativeNoise > 0 { operators.append(RelativeNoise(relativeNoise)) }
            if let noise { operators.append(TwoPointNoise(noise)) }
            return Composition(operators + [mask])
        }

        func run(steps: Int) -> Run {
            Run(
                model: model, start: Parameters(start),
                schedule: Schedule(partial, stepSize: stepSize, steps: steps), observables: [.excess])
        }

        /// The expected excess at every step: by exact moments on quadratics, else by every path of draws.
        func evidence() throws -> Evidence {
            let run: Run
            var evidence: Evidence
            let track: Track
            if let quadratic = model as? Quadratic {
                run = self.run(steps: steps ?? 60)
                (evidence, track) = try Self.moments(run, quadratic, partial)
            } else {
                let outcomes = partial.outcomeCount(model.layout)
                var steps = 1
                while Self.paths(outcomes, steps + 1) <= 5000 && steps < 12 { steps += 1 }
                run = self.run(steps: self.steps ?? steps)
                let trajectory = try Enumeration.trajectory(run)
                evidence = Evidence(run, trajectory)
                track = Track(trajectory, .excess)
                evidence.engine = "enumeration"
            }
            try describe(&evidence)
            for (name, value) in claimed { evidence.set(name, value) }
            let isExact = noise == nil && displacement == nil && relativeNoise == 0
            for part in parts ?? (isExact ? ["floor", "linear"] : ["floor"]) { evidence.tracks[part] = track }
            if let derivation = derivation(steps: run.schedule.length, basis: basis) { evidence.derive(derivation) }
            return evidence
        }

        private static func paths(_ outcomes: Int, _ steps: Int) -> Double {
            (0..<steps).reduce(1) { product, _ in product * Double(outcomes) }
        }

        /// The exact moments under all outcomes of each step. At `eta <= 2/L` no error grows in the norm of the Hessian.
        private static func moments(
            _ run: Run, _ model: Quadratic, _ partial: Composition
        ) throws -> (Evidence, Track) {
            let eta = run.schedule.stages[0].stepSize
            let reach = 1 - eta * (model.constants.highest ?? 1)
            var state = AffineRun(
                error: subtract(run.start.values, model.optimum), growth: reach * reach,
                condition: model.spectrum[model.spectrum.count - 1] / model.spectrum[0])
            var values = [state.excess(on: model)]
            for step in 0..<run.schedule.length {
                state.step(try AffineLaw(model, partial, stepSize: eta, step: step))
                values.append(state.excess(on: model))
            }
            var evidence = Evidence(
                engine: "enumerated moments", model: model.summary, schedule: run.schedule.summary,
                trained: "every outcome of \(partial.summary)")
            evidence.quantities = run.quantities
            evidence.quantities["excess0"] = values[0]
            let track = Track(
                times: values.indices.map(Double.init), observed: values.map(\.value), radius: values.map(\.radius))
            return (evidence, track)
        }

        /// The quantities of the hypotheses, from the model's constants and from the outcomes of one draw.
        private func describe(_ evidence: inout Evidence) throws {
            let d = model.layout.count
            let spread = model.constants.spectrumUncertainty
            evidence.set("curvature", model.constants.smoothness ?? .nan, radius: spread)
            evidence.set("plConstant", model.constants.plConstant ?? .nan, radius: spread)
            evidence.set("M", relativeNoise)
            var expected = Matrix(rows: d, columns: d)
            var noiseSquare = 0.0
            let outcomes = try partial.outcomes(model.layout, step: 0)
            for outcome in outcomes {
                var kept = Parameters(model.layout)
                try outcome.step.keep(&kept)
                noiseSquare += outcome.probability * squaredNorm(kept.values)
                let columns = try (0..<d).map { j in
                    var unit = Parameters((0..<d).map { $0 == j ? 1 : 0 })
                    try outcome.step.keep(&unit)
                    return subtract(unit.values, kept.values)
                }
                expected =
                    expected + outcome.probability
                    * Matrix(rows: d, columns: d, storage: columns.flatMap { $0 })
            }
            let spectrum = try expected.symmetrized.symmetricEigenvalues()
            // Sums of as many terms as outcomes, each of size at most 1, and the eigensolver's d eps.
            let rounding = Double(outcomes.count + 2 * d + 4) * Double.ulpOfOne
            evidence.set("pmin", spectrum[0], radius: rounding)
            let most = Rounded(value: spectrum[d - 1], radius: rounding)
            let curvature = evidence.quantities["curvature"] ?? Rounded(.nan)
            let displaced = curvature * Rounded(displacementBound)
            evidence.quantities["errorSquare"] = displacement == nil ? Rounded(0) : displaced * displaced * most
            evidence.set("noiseSquare", noiseSquare, radius: rounding * noiseSquare)
            for (name, square) in [("beta", "errorSquare"), ("sigma", "noiseSquare")] {
                evidence.quantities[name] = evidence.quantities[square].map(Rounded.sqrt)
            }
        }
    }
}
