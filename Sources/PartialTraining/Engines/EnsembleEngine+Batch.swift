import LinearAlgebra

/// Ensembles of masked quadratics in batches of replicas.
extension EnsembleEngine {
    /// The observables that follow from products of errors and gradients.
    private static let batched: Set<Observable> = [
        .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .cost,
    ]

    /// The masks of each stage, one after the other in the steps, where all of the run is masks on a quadratic; `nil` elsewhere.
    static func masks(_ run: Run) -> [[Mask]]? {
        guard run.model is Quadratic, run.subModels.isEmpty, run.observables.allSatisfy(batched.contains) else {
            return nil
        }
        let stages = run.schedule.stages.map { masks($0.partial, run.model.layout) }
        let known = stages.compactMap { $0 }
        return known.count == stages.count ? known : nil
    }

    private static func masks(_ partial: any PartialOperator, _ layout: Layout) -> [Mask]? {
        switch partial {
        case let mask as Mask: return [mask]
        case is Full: return [Mask(.coordinates(Array(1...layout.count)))]
        case let cycle as Cycle:
            let parts = cycle.parts.map { $0 is Cycle ? nil : masks($0, layout) }
            let known = parts.compactMap { $0 }
            return known.count == parts.count ? known.flatMap { $0 } : nil
        default: return nil
        }
    }

    /// How many replicas share a product: errors and gradients stay in the cache, and a large Hessian is read for many.
    static func batchSize(_ d: Int) -> Int { max(32, min(2048, 1 << 14 / max(d, 1))) }

    /// Trains replicas number `range`, all together.
    static func batch(
        _ run: Run, _ model: Quadratic, _ packed: PackedMatrix, _ masks: [[Mask]], _ range: Range<Int>, team: Team?
    ) throws(TrainingError) -> BlockSum {
        var sum = BlockSum(run)
        let batch = ReplicaBatch(
            model, packed: packed, start: run.start.values, generators: range.map { run.generator($0) }, team: team)
        var rounding = RoundingModel(model)
        var observation = BatchObservation(run, model, count: range.count)
        var time = 0
        try observation.take(batch, rounding, time: 0, stage: 0, into: &sum)
        do throws(TrainingError) {
            for (index, stage) in run.schedule.stages.enumerated() {
                rounding.beginStage()
                for local in 0..<stage.duration.length {
                    let mask = masks[index][local % masks[index].count]
                    let size = observation.sizes(batch)
                    batch.step(mask, stepSize: stage.stepSize)
                    observation.account(mask, stepSize: stage.stepSize, sizes: size, &rounding)
                    time += 1
                    if run.isDue(time) {
                        try observation.take(batch, rounding, time: time, stage: index, into: &sum)
                    }
                }
            }
        } catch {
            guard case .diverged(let last) = error, last > 0 else { throw error }
            sum.divergedAt = last
        }
        sum.recorder.add(moves: batch.moves, of: batch.moved, steps: time * range.count)
        return sum
    }
}

/// What is seen of a batch, with one rounding bound for all of its replicas: that of the largest norms among them.
private struct BatchObservation {
    private let run: Run
    private let model: Quadratic
    private var eg: [Double]
    private var ee: [Double]
    private var gg: [Double]
    private var spent = 0.0
    /// The largest `|e|` and `|g|` at the present point.
    private var present: (error: Double, gradient: Double)?

    init(_ run: Run, _ model: Quadratic, count: Int) {
        self.run = run
        self.model = model
        eg = [Double](repeating: 0, count: count)
        ee = eg
        gg = eg
    }

    /// The largest `|e|` and `|g|` among the replicas.
    mutating func sizes(_ batch: ReplicaBatch) -> (error: Double, gradient: Double) {
        if let present { return present }
        let squares = batch.products(&eg, &ee, &gg)
        let sizes = (error: squares.error.squareRoot(), gradient: squares.gradient.squareRoot())
        present = sizes
        return sizes
    }

    /// Accounts for the rounding and the cost of one step from where the sizes were taken.
    mutating func account(
        _ mask: Mask, stepSize eta: Double, sizes: (error: Double, gradient: Double), _ rounding: inout RoundingModel
    ) {
        let step = MaskStep(mask: mask, factors: mask.fixedFactors(model.dimension))
        let optimum = norm(model.optimum)
        let s = step.scale
        // Of a masked model |s m o x - x*| <= s |x| + |x*|, and its gradient is at most L times that.
        let distance = mask.forward ? s * (sizes.error + optimum) + optimum : sizes.error
        let gradient = mask.forward ? model.spectrum[model.dimension - 1] * distance : sizes.gradient
        var sensitivity = model.sensitivity(distance: distance)
        if mask.forward {
            sensitivity.gradientRounding += 4 * RoundingModel.unit * sensitivity.steepest * (distance + optimum)
        }
        let moved = sizes.error + eta * s * gradient + optimum
        rounding.step(
            step.action, gain: step.gain, roundings: step.roundings, stepSize: eta, point: moved, kept: s * gradient,
            sensitivity: sensitivity)
        spent += mask.expectedCost(on: model, step: 0)
        present = nil
    }

    /// Notes the observables of all replicas at the present point.
    mutating func take(
        _ batch: ReplicaBatch, _ rounding: RoundingModel, time: Int, stage: Int,
        into sum: inout EnsembleEngine.BlockSum
    ) throws(TrainingError) {
        let sizes = sizes(batch)
        guard sizes.error.isFinite else { throw .diverged(step: time) }
        let sensitivity = model.sensitivity(distance: sizes.error)
        let unit = RoundingModel.unit
        let excess = 0.5 * (eg.max() ?? 0)
        let lossRadius = rounding.valueRadius(sensitivity, gradientNorm: sizes.gradient, excess: excess)
        let d = Double(model.dimension + 4)
        var columns: [(values: [Double], radius: Double)] = []
        for observable in run.observables {
            switch observable {
            case .loss:
                let largest = model.minimum + excess
                columns.append((eg.map { model.minimum + 0.5 * $0 }, lossRadius + unit * abs(largest)))
            case .excess: columns.append((eg.map { 0.5 * $0 }, lossRadius))
            case .distance, .distanceSquared:
                // Distances are averaged as squares.
                let radius = rounding.worst + d * unit * sizes.error
                columns.append((ee, Sensitivity.square(sizes.error, radius: radius)))
            case .gradientNormSquared:
                let radius = rounding.gradientRadius(sensitivity) + d * unit * sizes.gradient
                columns.append((gg, Sensitivity.square(sizes.gradient, radius: radius)))
            default: columns.append(([Double](repeating: spent, count: eg.count), Double(time) * unit * spent))
            }
        }
        sum.note(time: time, stage: stage, columns)
    }
}
