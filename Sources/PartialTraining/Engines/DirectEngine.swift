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
        // Threads pay where a step is long enough to be shared.
        let team = jobs > 1 && run.model.layout.count >= 4096 ? Team(jobs) : nil
        var replica = Replica(run, team: team)
        var trajectory = Trajectory(
            engine: .direct, audit: AuditRecorder(count: 0).audit(run), observables: run.observables)
        try trajectory.record { (trajectory) throws(TrainingError) in
            try replica.train(using: &generator) { time, stage, values in
                trajectory.append(time: Double(time), stage: stage)
                for (observable, value) in zip(run.observables, values) {
                    trajectory.series[observable]?.append(value.value, radius: value.radius)
                }
            }
        }
        trajectory.audit = replica.recorder.audit(run)
        trajectory.final = replica.x
        trajectory.extracted = replica.extracted.map { Estimate($0) }
        return trajectory
    }
}

/// One realisation of a run: a point that is trained, and what watches it.
struct Replica {
    let run: Run
    private(set) var x: Parameters
    private(set) var recorder: AuditRecorder
    private let team: Team?

    init(_ run: Run, team: Team? = nil) {
        self.run = run
        self.team = team
        x = run.start
        recorder = AuditRecorder(count: run.model.layout.count)
    }

    /// The losses of the run's sub-models, as they are cut out of the present point; infinite after a divergence.
    var extracted: [Double] {
        run.subModels.map { subModel in
            let value = run.model.value(at: subModel.cut(x))
            return value.isFinite ? value : .infinity
        }
    }

    /// Trains through all stages; `observe(t, stage, values)` is called at the start, at every step that is due, and at the end.
    mutating func train(
        using generator: inout Generator,
        observe: (Int, Int, [(value: Double, radius: Double)]) -> Void
    ) throws(TrainingError) {
        let layout = run.model.layout
        var stepper = Stepper(run.model, team: team)
        let watchesCore = run.observables.contains(.coreLoss)
        // Partial models are drawn afresh for observation, from a stream of their own.
        var coreGenerator = generator.stream(-1)
        var observation = Observation(run)
        var rounding = RoundingModel(run.model)
        var here = Evaluation(layout)
        // What `here` holds of the present point.
        var known = Knowledge.nothing
        var time = 0
        var observed = 0
        try evaluate(.gradient)
        for (index, stage) in run.schedule.stages.enumerated() {
            var step = try stage.partial.begin(layout, using: &generator)
            rounding.beginStage()
            var trigger: TriggerState?
            if case .until(let rule) = stage.duration { trigger = TriggerState(rule) }
            // The partial model at the start is the first stage's, before any draw is used up.
            if index == 0 { observe(0, 0, try take(step, 0)) }
            let length = stage.duration.length
            // A stage without steps still adapts: pruning at initialisation is one.
            if length == 0 && step.adapts {
                try adapt(&step, stage, 0)
                if observation.watchesCost { observation.noteGradients(of: try step.activity(layout)) }
            }
            var local = 0
            while local < length {
                if var state = trigger {
                    try evaluate(.gradient)
                    let fires = state.fires(step: local, gradient: here.gradient)
                    trigger = state
                    if fires { break }
                }
                try step.draw(local, using: &generator)
                if step.adapts { try adapt(&step, stage, local) }
                if observation.watchesCost {
                    observation.noteCost(try step.activity(layout).confined(to: stepper.support))
                }
                if !step.movesPoint || observation.watchesKept { try evaluate(.gradient) }
                try stepper.advance(
                    &x, here, by: step, stepSize: stage.stepSize, observation: &observation, rounding: &rounding,
                    recorder: &recorder)
                known = .nothing
                time += 1
                local += 1
                if time % run.every == 0 {
                    try evaluate(step.movesPoint && !observation.watchesGradient ? .value : .gradient)
                    observe(time, index, try take(step, local))
                    observed = time
                }
            }
            if index == run.schedule.stages.count - 1, observed < time {
                try evaluate(.gradient)
                observe(time, index, try take(step, local))
            }
        }

        func evaluate(_ needed: Knowledge) throws(TrainingError) {
            guard known < needed else { return }
            known = needed
            if needed == .value {
                here.updateValue(run.model, x, delta: rounding.worst, stepper.workspace)
            } else {
                here.update(run.model, x, delta: rounding.worst, stepper.workspace)
            }
            guard here.value.isFinite else { throw .diverged(step: time) }
        }

        func adapt(
            _ step: inout any PartialStep, _ stage: Stage, _ local: Int
        ) throws(TrainingError) {
            try evaluate(.gradient)
            let context = StepContext(
                model: run.model, start: run.start, gradient: here.gradient, support: stepper.support, step: local,
                length: stage.duration.length, stepSize: stage.stepSize)
            let changed = try step.adapt(&x, context, using: &generator)
            let support = step.support ?? stepper.support
            guard changed || support != stepper.support else { return }
            stepper.support = support
            rounding.adapt(gain: step.adaptGain, sensitivity: here.sensitivity)
            known = .nothing
            try evaluate(.gradient)
        }

        func take(
            _ step: any PartialStep, _ local: Int
        ) throws(TrainingError) -> [(value: Double, radius: Double)] {
            var core: (value: Double, radius: Double)?
            if watchesCore && step.hasCore {
                var fresh = step
                try fresh.drawCore(local, using: &coreGenerator)
                core = stepper.coreLoss(x, of: fresh, rounding)
            }
            return observation.take(x, here, core: core, rounding: rounding)
        }
    }
}

/// How much is known of the model at a point.
private enum Knowledge: Comparable {
    case nothing, value, gradient
}
