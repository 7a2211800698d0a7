import LinearAlgebra
import PartialTraining

extension PartialGradientNoise {
    /// How one step is taken: masks, displacement, and noise before or after the mask.
    struct Move {
        var mask: any FiniteLaw
        var delta: Vector?
        /// Noise on the whole gradient, then masked.
        var before: [any FiniteLaw] = []
        /// Noise on what the mask has kept.
        var after: [any FiniteLaw] = []

        var partial: Composition {
            var operators: [any PartialOperator] = []
            if let delta { operators.append(Displacement { _ in delta }) }
            return Composition(operators + before + [mask] + after)
        }
    }

    /// One case: the moves, and what is said of the noise.
    struct Setting {
        let model: any Model
        let start: Vector
        var stepSize: Double
        var moves: [Move]
        /// `M` and `sigma`, as declared.
        var relative = 0.0
        var absolute = 0.0
        /// Quantities that the claim is told in place of the true ones.
        var claimed: [String: Double] = [:]
        var parts: [String]
        /// What the model is, where it is no quadratic, for derivations.
        var form: SmoothForm?

        private var run: Run {
            let stages = moves.map { Stage($0.partial, stepSize: stepSize, duration: .steps(1)) }
            return Run(
                model: model, start: Parameters(start), schedule: Schedule(stages),
                observables: [.loss, .maskedGradientMean, .gradientNormSquared])
        }

        /// Loss and kept gradient are means over every path of draws; error and noise are looked at beside it, at every point
        /// that a path visits.
        func evidence() throws -> Evidence {
            let run = run
            let trajectory = try Enumeration.trajectory(run)
            var evidence = Evidence(run, trajectory)
            evidence.engine = "enumeration"
            let spread = model.constants.spectrumUncertainty
            evidence.set("curvature", model.constants.smoothness ?? .nan, radius: spread)
            evidence.set("infimum", model.constants.minimum ?? .nan)
            evidence.set("M", relative)
            evidence.set("sigma", absolute)
            evidence.set("displacement", moves.map { norm($0.delta ?? []) }.max() ?? 0)
            try describeMasks(&evidence)
            for (name, value) in claimed { evidence.set(name, value) }
            var watch = Watch(steps: moves.count, pbar: evidence.quantities["pbar"]?.value ?? 1)
            try visit(start, 0, 1, 0x1p-53 * norm(start), &watch)
            evidence.quantities["keptDefect"] = watch.keptDefect
            evidence.quantities["fullDefect"] = watch.fullDefect
            evidence.quantities["correlation"] = watch.correlation
            let (loss, mean) = (rounded(trajectory, .loss), rounded(trajectory, .maskedGradientMean))
            let gradient = rounded(trajectory, .gradientNormSquared)
            let squares = moves.map { Rounded(squaredNorm($0.delta ?? [])) }
            let track = Track(times: moves.indices.map { Double($0 + 1) }, Array(mean.dropFirst()))
                .varying("loss", Array(loss.dropFirst())).varying("errormean", means(watch.errors))
                .varying("displacedmean", means(squares)).varying("gradmean", means(Array(gradient.dropLast())))
            for part in parts { evidence.tracks[part] = track }
            if let derivation = derivation() { evidence.derive(derivation) }
            return evidence
        }

        private func rounded(_ trajectory: Trajectory, _ observable: Observable) -> [Rounded] {
            guard let series = trajectory.series[observable] else { return [] }
            return series.values.indices.map { Rounded(value: series.values[$0], radius: series.radius[$0]) }
        }

        private func means(_ terms: [Rounded]) -> [Rounded] {
            var sum = Rounded(0)
            return terms.enumerated().map { index, term in
                sum = sum + term
                return sum / Rounded(Double(index + 1))
            }
        }

        /// How far the masks are from projections, and the extreme eigenvalues of their expectations.
        private func describeMasks(_ evidence: inout Evidence) throws {
            let d = start.count
            var (defect, least, most) = (0.0, Double.infinity, 0.0)
            var count = 1
            for move in moves {
                var expected = Matrix(rows: d, columns: d)
                let outcomes = try move.mask.outcomes(model.layout, step: 0)
                count = max(count, outcomes.count)
                for outcome in outcomes {
                    let columns = try (0..<d).map { j in
                        var unit = Parameters((0..<d).map { $0 == j ? 1 : 0 })
                        try outcome.step.select(&unit)
                        return unit.values
                    }
                    let p = Matrix(rows: d, columns: d, storage: columns.flatMap { $0 })
                    defect = max(defect, (p * p - p).frobeniusNorm, (p - p.transposed).frobeniusNorm)
                    expected = expected + outcome.probability * p
                }
                let spectrum = try expected.symmetrized.symmetricEigenvalues()
                least = min(least, spectrum[0])
                most = max(most, spectrum[d - 1])
            }
            // Masks are exact; Q Q' of a frame is off by 16 d eps, sums of outcomes and eigenvalues by a few more.
            let radius = Double(64 * d * d + count) * Double.ulpOfOne
            evidence.set("projectionDefect", defect, radius: radius)
            for (name, value) in [("pmin", least), ("p", least), ("pbar", most)] {
                evidence.set(name, value, radius: radius)
            }
        }

        /// Follows every path from `x`, known within `drift`.
        private func visit(
            _ x: Vector, _ depth: Int, _ weight: Double, _ drift: Double, _ watch: inout Watch
        ) throws {
            guard depth < moves.count else { return }
            let move = moves[depth]
            let here = model.gradient(at: Parameters(x)).values
            let place = move.delta.map { add(x, 1, $0) } ?? x
            let there = model.gradient(at: Parameters(place)).values
            let smoothness = model.constants.smoothness ?? 1
            let unit = model.roundings * 0x1p-53
            let near = smoothness * (2 * drift + unit * (norm(x) + norm(place) + 2 + norm(here) / smoothness))
            var noise = Watch.Noise(gradient: here)
            for outcome in try move.partial.outcomes(model.layout, step: 0) {
                var (a, v, kept) = (Parameters(here), Parameters(there), Parameters(there))
                try outcome.step.select(&a)
                try outcome.step.select(&v)
                try outcome.step.keep(&kept)
                let error = norm(subtract(v.values, a.values))
                let share = weight * outcome.probability
                watch.errors[depth] =
                    watch.errors[depth]
                    + Rounded(value: share * error * error, radius: share * (2 * error + near) * near)
                noise.add(outcome.probability, v: v.values, kept: kept.values)
                // A step multiplies an earlier error by at most 1 + eta L (1 + sqrt M).
                let growth = 1 + stepSize * smoothness * outcome.step.gain
                let next = growth * drift + unit * (norm(x) + stepSize * norm(kept.values))
                try visit(add(x, -stepSize, kept.values), depth + 1, share, next, &watch)
            }
            watch.note(noise, relative: relative, absolute: absolute)
        }
    }

    /// What is seen along the paths: the mean error of each step, and how far the noise is from what is said of it.
    struct Watch {
        var errors: [Rounded]
        let pbar: Double
        /// The largest `E|P xi|^2 - M E|v|^2 - sigma^2`, and `E|P xi|^2 - pbar (M |grad f|^2 + sigma^2)`.
        private(set) var keptDefect = Rounded(-.infinity)
        private(set) var fullDefect = Rounded(-.infinity)
        /// The largest `|E <grad f, P xi>| + |E <v, P xi>|`.
        private(set) var correlation = Rounded(0)

        init(steps: Int, pbar: Double) {
            errors = Array(repeating: Rounded(0), count: steps)
            self.pbar = pbar
        }

        /// The noise at one point, over all outcomes.
        struct Noise {
            let gradient: Vector
            private(set) var square = 0.0
            private(set) var kept = 0.0
            private(set) var along = 0.0
            private(set) var alongKept = 0.0
            private(set) var size = 0.0

            init(gradient: Vector) { self.gradient = gradient }

            mutating func add(_ probability: Double, v: Vector, kept all: Vector) {
                let xi = subtract(all, v)
                square += probability * squaredNorm(xi)
                kept += probability * squaredNorm(v)
                along += probability * dot(gradient, xi)
                alongKept += probability * dot(v, xi)
                let length = norm(v) + norm(all) + norm(gradient)
                size += probability * length * length
            }
        }

        mutating func note(_ noise: Noise, relative: Double, absolute: Double) {
            let whole = squaredNorm(noise.gradient)
            // Differences of numbers of size sqrt(size), squared and summed over at most some tens of terms.
            let radius =
                64 * Double(noise.gradient.count) * 0x1p-53 * (1 + relative) * (noise.size + absolute * absolute)
            let keptBound = relative * noise.kept + absolute * absolute
            let fullBound = pbar * (relative * whole + absolute * absolute)
            keptDefect = larger(keptDefect, Rounded(value: noise.square - keptBound, radius: radius))
            fullDefect = larger(fullDefect, Rounded(value: noise.square - fullBound, radius: radius))
            correlation = larger(
                correlation, Rounded(value: abs(noise.along) + abs(noise.alongKept), radius: radius))
        }

        /// The one that is surely larger by its least value.
        private func larger(_ a: Rounded, _ b: Rounded) -> Rounded {
            b.value - b.radius > a.value - a.radius ? b : a
        }
    }
}
