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
        var kept = 0.0
        var time = 0
        var rounding = RoundingModel(model, start: norm(run.start.values))
        for (index, stage) in run.schedule.stages.enumerated() {
            guard let law = stage.partial as? any ExactMoments else { continue }
            if index == 0 { observe(law, stage: 0) }
            for local in 0..<stage.duration.length {
                let gram = moments.gradientGram(on: model)
                kept += law.expectedKept(gram, step: local)
                rounding.step(
                    point: moments.second.trace.magnitude.squareRoot() + norm(model.optimum),
                    gradient: gram.trace.magnitude.squareRoot(), stepSize: stage.stepSize)
                try law.advance(&moments, on: model, stepSize: stage.stepSize, step: local)
                time += 1
                guard moments.second.isFinite else { throw .diverged(step: time) }
                recorder.note(moments)
                observe(law, stage: index)
            }
        }
        trajectory.audit = recorder.audit(run)
        return trajectory

        /// Rounding in the moment recursion is relative to the second moment: `E e e'` carries it as a whole, so that each
        /// observable, linear in it, is off by at most the growth of that relative error times its own scale.
        func observe(_ law: any ExactMoments, stage: Int) {
            trajectory.append(time: Double(time), stage: stage)
            let square = max(moments.second.trace, 0)
            let scale = (square.squareRoot() + norm(model.optimum)) * rounding.worst
            let smoothness = model.constants.highest ?? 1
            for observable in run.observables {
                let (value, radius): (Double, Double) =
                    switch observable {
                    case .loss: (moments.loss(on: model), smoothness * scale)
                    case .excess: (moments.excess(on: model), smoothness * scale)
                    case .distanceSquared: (moments.second.trace, 2 * scale)
                    case .distance:
                        (
                            square.squareRoot(),
                            min(rounding.worst + 2 * scale / max(square.squareRoot(), 1e-300), scale.squareRoot() * 2)
                        )
                    case .gradientNormSquared:
                        (moments.gradientGram(on: model).trace, 2 * smoothness * smoothness * scale)
                    case .maskedGradientMean:
                        time == 0
                            ? (.nan, 0)
                            : (kept / Double(time), 2 * smoothness * smoothness * scale)
                    case .coreLoss: (law.expectedCoreLoss(moments, on: model), smoothness * scale)
                    case .rank: (.nan, 0)
                    }
                trajectory.series[observable]?.append(value, radius: radius)
            }
        }
    }
}

/// Which coordinates have moved in distribution: their mean or their second moment changed.
private struct MomentAudit {
    private var last: Moments
    private var moved: Set<Int> = []

    init(_ start: Moments) { last = start }

    mutating func note(_ moments: Moments) {
        for i in 0..<moments.mean.count
        where moments.mean[i] != last.mean[i] || moments.second[i, i] != last.second[i, i] {
            moved.insert(i + 1)
        }
        last = moments
    }

    func audit(_ run: Run) -> Audit {
        let layout = run.model.layout
        let lengths = run.schedule.stages.map { Double($0.duration.length) }
        let ranks = run.schedule.stages.map { $0.partial.expectedRank(layout) }
        let weighted = zip(lengths, ranks).reduce(0.0) { $0 + $1.0 * ($1.1 ?? 0) }
        let total = lengths.reduce(0, +) * Double(layout.count)
        return Audit(
            coordinates: moved.sorted(), total: layout.count, ranks: ranks,
            fraction: total > 0 ? weighted / total : 0, measured: false)
    }
}
