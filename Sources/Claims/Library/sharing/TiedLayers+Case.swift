import LinearAlgebra
import PartialTraining

extension TiedLayers {
    /// A target and a start, and how far both may be from the exact ones that are meant.
    struct Case {
        let target: Matrix
        let depth: Int
        var layers: [Matrix]
        private var targetRadius = 0.0
        private var startRadius = 0.0

        /// All layers start at `layer`, or at the identity.
        init(target: Matrix, depth: Int, layer: Matrix? = nil) throws {
            self.target = target
            self.depth = depth
            layers = Array(repeating: layer ?? .identity(target.rows), count: depth)
        }

        /// One of: a symmetric target of any signature or a normal one, from the identity or from a polynomial in it; a
        /// multiple of the identity, from any normal matrix.
        init(drawing draw: inout Draw) throws {
            let depth = draw.integer(2...5)
            let order = draw.integer(1...4)
            switch draw.pick(["symmetric", "symmetric", "normal", "normal", "scalar"]) {
            case "symmetric":
                let spectrum = (0..<order).map { _ in draw.uniform(-1.2, 2) }
                try self.init(target: draw.symmetric(spectrum: spectrum), depth: depth)
            case "normal":
                try self.init(target: draw.normal(order), depth: depth)
                targetRadius = formingError(target)
            default:
                let layer = 0.5 * draw.normal(order)
                try self.init(target: draw.uniform(0.3, 2) * .identity(order), depth: depth, layer: layer)
                startRadius = formingError(layer) * Double(depth).squareRoot()
                return
            }
            if draw.pick([true, false]) {
                let polynomial = draw.uniform(0.6, 1) * .identity(order) + draw.uniform(-0.15, 0.15) * target
                layers = layers.map { _ in polynomial }
                // It inherits the target's error, times its coefficient, and has two roundings an entry of its own.
                startRadius = (targetRadius + Double.ulpOfOne * polynomial.frobeniusNorm) * Double(depth).squareRoot()
            }
        }

        /// A bound on the largest curvature along the way: `L max(|W(0)|, |Phi|^{1/L}, 1)^{2L-2}`.
        var curvature: Double {
            let size = max(1, (try? target.spectralNorm()) ?? 1, (try? product.spectralNorm()) ?? 1)
            return Double(depth) * Rounded.power(Rounded(size), Rounded(2 - 2 / Double(depth))).value
        }

        private var product: Matrix { layers.reduce(.identity(target.rows)) { $1 * $0 } }

        /// Runs tied and untied descent in full matrices beside the formulas, and the flow beside the modes.
        func evidence(
            stepSize: Double, steps: Int, flowTied: Bool = false,
            formulas: [String] = ["shared", "unshared", "symmetric", "correlation", "flow"]
        ) throws -> Evidence {
            let model = try DeepLinear(depth: depth, target: target)
            let start = Parameters(layers)
            let run = Run(
                model: model, start: start, schedule: Schedule(Share(), stepSize: stepSize, steps: steps),
                observables: [.loss], engine: .direct)
            var evidence = try Evidence(running: run, [:])
            evidence.derivation = nil
            try setQuantities(&evidence)
            var program: Program?
            let isSymmetric = evidence.quantities["asymmetry"]?.value == 0
            for name in ["shared", "unshared", "symmetric"] where formulas.contains(name) {
                if name == "symmetric" && !isSymmetric && formulas.count > 1 { continue }
                let descent = try LayerDescent(
                    model, start: start, name == "shared" ? Share() : Full(), stepSize: stepSize,
                    targetRadius: targetRadius, startRadius: startRadius)
                let path = TiedPath(
                    target: target, depth: depth, stepSize: stepSize, start: layers[0],
                    transposes: name != "symmetric", targetRadius: targetRadius, startRadius: startRadius)
                let tracks = try follow(descent, path, steps: steps)
                evidence.tracks[name] = tracks.entries
                program =
                    program
                    ?? self.program(
                        tracks.path, stepSize: stepSize, steps: steps, isSymmetric: isSymmetric || formulas.count > 1)
                program?.add(name, tied: name == "shared", transposes: name != "symmetric", places: tracks.places)
                if name == "unshared" { evidence.tracks["correlation"] = tracks.correlation }
            }
            evidence.derivation = program?.derivation
            if formulas.contains("flow"), start == model.identityStart, target.isNormal {
                evidence.tracks["flow"] = try flow(model, tied: flowTied)
            }
            return evidence
        }

        /// The program of a case that is exactly what it is meant to be, step by step along `path`, or of one that is meant to be
        /// none (`isSymmetric` says that the symmetry which its formulas take is there); drawn cases are normal, and commute, up to rounding only.
        private func program(_ path: [Matrix], stepSize: Double, steps: Int, isSymmetric: Bool) -> Program? {
            guard targetRadius == 0, startRadius == 0, target.count <= 4 else { return nil }
            let isTied = layers.allSatisfy { $0 == layers[0] }
            let isExact = isTied && target.isNormal && path.allSatisfy { $0 * target == target * $0 && $0.isNormal }
            let (start, small) = (layers[0], 1e-6)
            let isNearlySo =
                isTied && (target * target.transposed - target.transposed * target).maxAbs < small
                && (start * start.transposed - start.transposed * start).maxAbs < small
                && (start * target - target * start).maxAbs < small
            if isNearlySo && !isExact && isSymmetric { return nil }
            return Program(
                target: target, start: layers, stepSize: stepSize, steps: steps,
                path: isExact && isSymmetric ? path : nil)
        }

        private func setQuantities(_ evidence: inout Evidence) throws {
            try evidence.setNormality(target)
            let layer = layers[0]
            let scale = layer.frobeniusNorm
            // As for the target (see there), with the error of a polynomial in it.
            let unit = Double(target.rows) * Double.ulpOfOne
            evidence.set(
                "startNormalityDefect", (layer * layer.transposed - layer.transposed * layer).frobeniusNorm,
                radius: 12 * unit * scale * scale)
            evidence.set(
                "commutator", (layer * target - target * layer).frobeniusNorm,
                radius: 12 * unit * scale * target.frobeniusNorm)
            evidence.set("tieDefect", layers.map { ($0 - layer).frobeniusNorm }.max() ?? 0)
            evidence.set(
                "asymmetry", (target - target.transposed).frobeniusNorm + (layer - layer.transposed).frobeniusNorm)
        }

        /// At each step the entry, of all layers, that is furthest from the formula, with the formula's as `w`; where all
        /// are equal, the largest.
        private func follow(
            _ descent: LayerDescent, _ path: TiedPath, steps: Int
        ) throws -> (entries: Track, correlation: Track, places: [Place], path: [Matrix]) {
            var (descent, path) = (descent, path)
            var (places, states): ([Place], [Matrix]) = ([], [])
            let times = (0...steps).map(Double.init)
            var entries = Track(times: times, observed: [])
            var correlation = entries
            var (reference, uncertainty): ([Double], [Double]) = ([], [])
            (entries.radius, correlation.radius) = ([], [])
            for step in 0...steps {
                if step > 0 {
                    try descent.advance()
                    try path.advance()
                }
                let pairs = descent.layers.blocks.flatMap { zip($0.storage, path.layer.storage) }
                let index =
                    pairs.indices.max { i, j in
                        let (a, b) = (pairs[i], pairs[j])
                        return (abs(a.0 - a.1), abs(a.1)) < (abs(b.0 - b.1), abs(b.1))
                    } ?? 0
                let chosen = pairs[index]
                let (order, entry) = (target.rows, index % target.count)
                places.append((index / target.count + 1, entry % order + 1, entry / order + 1))
                states.append(path.layer)
                entries.observed.append(chosen.0)
                entries.radius.append(descent.radius)
                reference.append(chosen.1)
                uncertainty.append(path.radius)
                correlation.observed.append(Trigger.adjacentCorrelation(descent.gradient))
                correlation.radius.append(try correlationRadius(descent))
            }
            return (entries.varying("w", reference, radius: uncertainty), correlation, places, states)
        }

        /// Two gradients with relative errors `a`, `b` are turned against each other by at most `a + b` to first order (a
        /// quarter more where both are at most 1/10), which takes half the square from the cosine; its sums have `n` terms
        /// each, with some roundings more.
        private func correlationRadius(_ descent: LayerDescent) throws -> Double {
            let error = descent.gradientRadius
            let least = descent.gradient.blocks.map(\.frobeniusNorm).min() ?? 0
            let relative = error / least
            guard least > 0, relative <= 0.1 else { return .infinity }
            let angle = 2.5 * relative
            return angle * angle / 2 + Double(2 * target.count + 8) * LayerDescent.unit
        }

        /// The loss of the flow in full matrices over one unit of its own time, with that of the modes as `reference`.
        private func flow(_ model: DeepLinear, tied: Bool) throws -> Track {
            let schedule = Schedule([
                Stage(tied ? Share() : Full(), stepSize: 1, duration: .time(end: 1 / curvature, points: 10))
            ])
            var run = Run(
                model: model, start: model.identityStart, schedule: schedule, observables: [.loss], engine: .flow)
            let full = try run.trajectory()
            run.engine = .modes
            let modes = try run.trajectory()
            return Track(full, .loss).varying(
                "reference", modes.values(.loss), radius: modes.series[.loss]?.radius)
        }
    }
}

/// How far a computed `Q B Q'` may be from an exactly normal matrix: two products, and `Q` orthogonal up to `n eps`.
private func formingError(_ matrix: Matrix) -> Double {
    3 * Double(matrix.rows) * Double.ulpOfOne * matrix.frobeniusNorm
}
