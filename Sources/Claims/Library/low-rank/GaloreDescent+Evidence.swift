import LinearAlgebra
import PartialTraining

extension GaloreDescent {
    /// One case: a quadratic of a matrix, a start, and what the step keeps of the gradient.
    package struct Setting {
        var model: MatrixQuadratic
        var start: Matrix
        var rank: Int
        var stepSize: Double
        var steps: Int
        /// The constants that the bounds are told; those of the model unless given.
        var smoothness: Double?
        var pl: Double?
        /// Two-point noise, plus or minus this matrix, on the gradient.
        var noise: Matrix?
        var kept: any PartialOperator
        /// Whether singular values are equal, so that the top directions are a choice.
        var isTied = false

        package init(
            model: MatrixQuadratic, start: Matrix? = nil, rank: Int, stepSize: Double, steps: Int = 12,
            smoothness: Double? = nil, pl: Double? = nil, noise: Matrix? = nil, kept: (any PartialOperator)? = nil
        ) {
            self.model = model
            self.start = start ?? Matrix(rows: model.target.rows, columns: model.target.columns)
            self.rank = rank
            self.stepSize = stepSize
            self.steps = steps
            self.smoothness = smoothness
            self.pl = pl
            self.noise = noise
            self.kept = kept ?? LowRank(rank: rank, of: .gradient)
        }

        private func run(from w: Matrix, steps: Int) -> Run {
            let partial: any PartialOperator =
                noise.map { Composition([TwoPointNoise($0.storage), kept]) } ?? kept
            return Run(
                model: model, start: Parameters([w]), schedule: Schedule(partial, stepSize: stepSize, steps: steps),
                observables: [.loss, .excess, .maskedGradientMean])
        }

        /// Under noise every path is followed, so that the loss is the exact expectation.
        private func trajectory(_ run: Run) throws(TrainingError) -> Trajectory {
            noise == nil ? try run.trajectory() : try Enumeration.trajectory(run)
        }

        package func evidence() throws -> Evidence {
            let whole = run(from: start, steps: steps)
            let trajectory = try trajectory(whole)
            var evidence = Evidence(whole, trajectory)
            evidence.tracks["rate"] = Track(trajectory, .excess)
            evidence.set("r", Double(rank))
            evidence.set("m", Double(start.rows))
            evidence.set("q", Double(min(start.rows, start.columns)))
            evidence.set("noise", noise?.frobeniusNorm ?? 0)
            if let smoothness { evidence.set("L", smoothness) }
            if let pl { evidence.set("mu", pl) }
            try addSingleSteps(to: &evidence)
            if let derivation = derivation() { evidence.derive(derivation) }
            return evidence
        }

        /// One step at a time, from the points of the path: each step is compared with what the gradient there allows.
        /// Under noise the first step only, as the later points are random.
        private func addSingleSteps(to evidence: inout Evidence) throws {
            var w = start
            var decrease = Columns()
            var share = Columns()
            var random = Columns()
            var staleness = -Double.infinity
            var stalenessRadius = 0.0
            for _ in 0..<(noise == nil ? steps : 1) {
                let one = try trajectory(run(from: w, steps: 1))
                guard let loss = one.series[.loss], let keptSquare = one.values(.maskedGradientMean).last else {
                    return
                }
                let previous = Rounded(value: loss.values[0], radius: loss.radius[0])
                let g = model.gradient(at: Parameters([w])).block(0)
                let values = try g.singularValues()
                let top = values.prefix(rank).reduce(0) { $0 + $1 * $1 }
                let energy = squaredNorm(g.storage)
                let radius = energyRadius(g, at: w)
                decrease.append(
                    Rounded(value: loss.values[1], radius: loss.radius[1]),
                    ["previous": previous, "top": Rounded(value: top, radius: radius)])
                share.append(
                    Rounded(value: top, radius: radius), ["energy": Rounded(value: energy, radius: radius)])
                random.append(
                    RandomRows(dimension: rank).expectedLoss(model, at: w, stepSize: stepSize),
                    ["previous": previous, "energy": Rounded(value: energy, radius: radius)])
                if top - keptSquare > staleness {
                    staleness = top - keptSquare
                    stalenessRadius = 2 * radius
                }
                if let next = one.final { w = next.block(0) }
            }
            evidence.set("staleness", staleness, radius: stalenessRadius)
            evidence.tracks["decrease"] = decrease.track
            evidence.tracks["share"] = share.track
            evidence.tracks["random"] = random.track
            // The minimum is 0: the loss is the excess.
            evidence.tracks["random-rate"] = random.track
        }

        /// How far rounding can have moved `|G|^2` or a part of it: the gradient by `c u L |W - target|`, its singular values
        /// by `4 max(m, n) eps |G|`.
        private func energyRadius(_ g: Matrix, at w: Matrix) -> Double {
            let distance = (w - model.target).frobeniusNorm + 0x1p-52 * w.frobeniusNorm
            let size = g.frobeniusNorm
            let change =
                model.roundings * 0x1p-53 * (model.flat.spectrum.last ?? 0) * distance
                + 4 * Double(max(g.rows, g.columns)) * 0x1p-52 * size
            return (2 * size + change) * change
        }
    }

    /// A track in the making: observed values and the variables of the bound beside them.
    private struct Columns {
        private var observed: [Rounded] = []
        private var variables: [String: [Rounded]] = [:]

        mutating func append(_ value: Rounded, _ others: [String: Rounded]) {
            observed.append(value)
            for (name, other) in others { variables[name, default: []].append(other) }
        }

        var track: Track {
            var track = Track(values: observed.map(\.value), radius: observed.map(\.radius))
            track.varying = variables
            return track
        }
    }
}
