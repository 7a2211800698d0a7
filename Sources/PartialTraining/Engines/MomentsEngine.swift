import LinearAlgebra

/// Exact mean and second moment of the iterate under random operators on a quadratic: no sampling. O(d^3) a step.
enum MomentsEngine: Engine {
    static func obstacle(_ run: Run) -> String? {
        if run.schedule.isFlow { return "the schedule is of time, not of steps" }
        guard run.model is Quadratic else { return "exact moments need a quadratic" }
        for stage in run.schedule.stages {
            guard let law = stage.partial as? any ExactMoments, law.hasExactMoments else {
                return "no exact moments are known for \(stage.partial.summary)"
            }
            if case .until = stage.duration { return "a trigger depends on the realisation" }
        }
        if !run.schedule.isRandom { return "nothing is random" }
        return nil
    }

    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory {
        guard let model = run.model as? Quadratic else {
            throw .unsupported(engine: "moments", reason: "exact moments need a quadratic")
        }
        var moments = Moments(error: subtract(run.start.values, model.optimum))
        var trajectory = Trajectory(
            engine: .moments, audit: AuditRecorder(count: 0).audit(run), observables: run.observables)
        var recorder = MomentAudit(moments)
        let workspace = MomentWorkspace(dimension: model.dimension)
        var rounding = try MomentRounding(model, start: run.start.values, stages: run.schedule.stages)
        var size = quickNorm(moments.second.storage)
        // Of `|M|_F`, what is observed is at most so many times as much: `tr(HMH)`, `tr(HM)`, `tr M`. Moments of which it would
        // overflow have diverged.
        let observableGain = Double(model.dimension) * max(1, model.absoluteNorm * model.absoluteNorm)
        var kept = 0.0
        var keptRadius = 0.0
        var spent = 0.0
        var time = 0
        guard moments.loss(on: model).isFinite else { throw .diverged(step: 0) }
        try trajectory.record { (trajectory) throws(TrainingError) in
            for (index, stage) in run.schedule.stages.enumerated() {
                guard let law = stage.partial as? any ExactMoments else { continue }
                if index == 0 { observe(law, stage: 0, &trajectory) }
                for local in 0..<stage.duration.length {
                    if run.observables.contains(.maskedGradientMean) {
                        kept += law.expectedKept(workspace.gradientGram(moments, on: model), step: local)
                        keptRadius += rounding.keptRadius(law, step: local)
                    }
                    if run.observables.contains(.cost) { spent += try law.expectedCost(on: model, step: local) }
                    try rounding.step(
                        law, stage: index, from: moments, size: size, stepSize: stage.stepSize, step: local)
                    try law.advance(&moments, on: model, stepSize: stage.stepSize, step: local, using: workspace)
                    workspace.forget()
                    time += 1
                    size = quickNorm(moments.second.storage)
                    guard (size * observableGain).isFinite else { throw .diverged(step: time) }
                    recorder.note(moments, share: law.movingShare(model.dimension, step: local))
                    if run.isDue(time) { observe(law, stage: index, &trajectory) }
                }
            }
        }
        trajectory.audit = recorder.audit(run)
        trajectory.extracted = run.subModels.map { subModel in
            let kept = subModel.factors.indices.filter { subModel.factors[$0] != 0 }.map { $0 + 1 }
            let loss = Mask(.coordinates(kept)).expectedCoreLoss(moments, on: model)
            return Estimate(trajectory.divergedAt == nil ? loss : .infinity)
        }
        return trajectory

        func observe(_ law: any ExactMoments, stage: Int, _ trajectory: inout Trajectory) {
            trajectory.append(time: Double(time), stage: stage)
            for observable in run.observables {
                let value = self.value(
                    observable, law, moments, model, workspace, keptMean: kept / Double(time), spent: spent)
                var radius = rounding.radius(observable, law, value: value, moments: moments)
                if observable == .maskedGradientMean {
                    let rounding = RoundingModel.unit * Double(8 * model.dimension + time) * value
                    radius = time == 0 ? 0 : keptRadius / Double(time) + rounding
                }
                trajectory.series[observable]?.append(value, radius: radius)
            }
        }
    }

    private static func value(
        _ observable: Observable, _ law: any ExactMoments, _ moments: Moments, _ model: Quadratic,
        _ workspace: MomentWorkspace, keptMean: Double, spent: Double
    ) -> Double {
        switch observable {
        case .loss: model.minimum + workspace.excess(moments, on: model)
        case .excess: workspace.excess(moments, on: model)
        case .distanceSquared: moments.second.withView(\.trace)
        case .distance: max(moments.second.withView(\.trace), 0).squareRoot()
        case .gradientNormSquared: workspace.gradientSquare(moments, on: model)
        case .maskedGradientMean: keptMean
        case .coreLoss: law.expectedCoreLoss(moments, on: model)
        case .cost: spent
        case .rank: .nan
        }
    }
}

/// Which coordinates have moved in distribution: their mean or their second moment changed.
private struct MomentAudit {
    private var mean: Vector
    private var squares: Vector
    private var moved: [Bool]
    private var shares = 0.0
    private var steps = 0.0

    init(_ start: Moments) {
        mean = start.mean
        squares = start.second.diagonal
        moved = mean.map { _ in false }
    }

    /// Notes a step after which of the coordinates that changed in distribution the expected `share` has moved.
    mutating func note(_ moments: Moments, share: Double) {
        var count = 0.0
        moments.second.withView { second in
            for i in mean.indices where moments.mean[i] != mean[i] || second[i, i] != squares[i] {
                moved[i] = true
                count += 1
                mean[i] = moments.mean[i]
                squares[i] = second[i, i]
            }
        }
        shares += share * count / Double(moments.mean.count)
        steps += 1
    }

    func audit(_ run: Run) -> Audit {
        let layout = run.model.layout
        return Audit(
            coordinates: moved.indices.filter { moved[$0] }.map { $0 + 1 }, total: layout.count,
            ranks: run.schedule.stages.map { $0.partial.expectedRank(layout) },
            fraction: steps > 0 ? shares / steps : 0, measured: false)
    }
}
