import LinearAlgebra

/// The algorithm, step by step: `x+ = R(x - eta P grad f(A x))`, observed at every step.
enum DirectEngine: Engine {
    static func obstacle(_ run: Run) -> String? {
        if run.schedule.isFlow { return "the schedule is of time, not of steps" }
        if run.schedule.isRandom { return "the operator is random, and expectations are asked for" }
        return nil
    }

    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory {
        var generator = run.generator(0)
        var replica = Replica(run)
        var trajectory = Trajectory(
            engine: .direct, audit: AuditRecorder(count: 0).audit(run), observables: run.observables)
        try replica.train(using: &generator) { time, stage, values in
            trajectory.append(time: Double(time), stage: stage)
            for (observable, value) in zip(run.observables, values) {
                trajectory.series[observable]?.append(value.value, radius: value.radius)
            }
        }
        trajectory.audit = replica.recorder.audit(run)
        trajectory.final = replica.x
        return trajectory
    }
}

/// One realisation of a run: a point that is trained, and what watches it.
struct Replica {
    let run: Run
    private(set) var x: Parameters
    private(set) var recorder: AuditRecorder

    init(_ run: Run) {
        self.run = run
        x = run.start
        recorder = AuditRecorder(count: run.model.layout.count)
    }

    /// Trains through all stages; `observe(t, stage, values)` is called at the start and after every step.
    mutating func train(
        using generator: inout Generator,
        observe: (Int, Int, [(value: Double, radius: Double)]) -> Void
    ) throws(TrainingError) {
        let model = run.model
        let layout = model.layout
        let workspace = Workspace()
        let watchesCore = run.observables.contains(.coreLoss)
        // Partial models are drawn afresh for observation, from a stream of their own.
        var coreGenerator = generator.stream(-1)
        var observation = Observation(run)
        var rounding = RoundingModel(model, start: norm(x.values))
        var gradient = Parameters(layout)
        var elsewhere = Parameters(layout)
        var kept = Parameters(layout)
        var value = model.gradient(at: x, into: &gradient, workspace: workspace)
        var time = 0
        var started = false
        for (index, stage) in run.schedule.stages.enumerated() {
            var step = try stage.partial.begin(layout, using: &generator)
            var trigger: TriggerState?
            if case .until(let rule) = stage.duration { trigger = TriggerState(rule) }
            if !started {
                // The partial model at the start is the first stage's, before any draw is used up.
                started = true
                observe(0, 0, try take(step, 0))
            }
            for local in 0..<stage.duration.length {
                if trigger?.fires(step: local, gradient: gradient) ?? false { break }
                try step.draw(local, using: &generator)
                kept.values = gradient.values
                try step.keep(&kept)
                let scale = step.scale
                observation.noteKept(squaredNorm: squaredNorm(kept.values) / (scale * scale), delta: rounding.worst)
                if step.movesPoint {
                    elsewhere.values = x.values
                    step.move(&elsewhere)
                    _ = model.gradient(at: elsewhere, into: &kept, workspace: workspace)
                    try step.keep(&kept)
                }
                let old = x.values
                rounding.step(point: norm(old), gradient: norm(kept.values), stepSize: stage.stepSize)
                for i in 0..<x.values.count { x.values[i] -= stage.stepSize * kept.values[i] }
                if step.retracts { try step.retract(&x) }
                recorder.note(old: old, new: x.values)
                time += 1
                value = model.gradient(at: x, into: &gradient, workspace: workspace)
                guard value.isFinite else { throw .diverged(step: time) }
                observe(time, index, try take(step, local + 1))
            }
        }

        func take(
            _ step: any PartialStep, _ local: Int
        ) throws(TrainingError) -> [(value: Double, radius: Double)] {
            var core: Double?
            if watchesCore && step.hasCore {
                var fresh = step
                try fresh.draw(local, using: &coreGenerator)
                elsewhere.values = x.values
                fresh.reduceToCore(&elsewhere)
                core = model.value(at: elsewhere, workspace: workspace)
            }
            return observation.take(x, gradient: gradient, value: value, core: core, delta: rounding.worst)
        }
    }
}
