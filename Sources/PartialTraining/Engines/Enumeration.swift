import LinearAlgebra

/// The slow exact twin of `moments` and `ensemble`: every path of draws is followed, weighted by its probability.
///
/// For any model and any operator with finitely many outcomes. Cost: (outcomes)^T runs of a step.
public enum Enumeration: Engine {
    /// The most paths that are followed.
    public static let pathLimit = 20_000_000
    /// The most paths for which the engine is chosen in place of a sample.
    static let automaticLimit = 4096.0

    static func obstacle(_ run: Run) -> String? {
        guard run.schedule.isRandom else { return "nothing is random" }
        do throws(TrainingError) {
            let (_, paths) = try plan(run)
            let limit = run.engine == .auto ? automaticLimit : Double(pathLimit)
            return paths > limit ? "\(paths) paths are more than \(Int(limit))" : nil
        } catch {
            return error.description
        }
    }

    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory { try trajectory(run) }

    /// Exact expectations of the run's observables at every step.
    ///
    /// Errors: `unsupported` if a law has infinitely many outcomes, if there are too many paths, or for stages that end by
    /// a trigger; `diverged`.
    public static func trajectory(_ run: Run) throws(TrainingError) -> Trajectory {
        try run.validate()
        let (plan, paths) = try plan(run)
        guard paths <= Double(pathLimit) else {
            throw .unsupported(engine: "enumeration", reason: "\(paths) paths are more than \(pathLimit)")
        }
        var walker = Walker(run: run, plan: plan)
        try walker.follow(run.start, depth: 0, weight: 1, Observation(run), RoundingModel(run.model))
        return walker.result()
    }

    /// The number of paths that the run has, or `nil` where they cannot be followed.
    public static func pathCount(_ run: Run) -> Double? { try? plan(run).paths }

    /// The stage and the number within it of every step, and how many paths there are.
    private static func plan(
        _ run: Run
    ) throws(TrainingError) -> (steps: [(stage: Int, local: Int)], paths: Double) {
        let layout = run.model.layout
        var plan: [(stage: Int, local: Int)] = []
        var paths = 1.0
        for (index, stage) in run.schedule.stages.enumerated() {
            guard case .steps(let steps) = stage.duration, let law = stage.partial as? any FiniteLaw else {
                throw .unsupported(engine: "enumeration", reason: "\(stage.summary) has no finite law")
            }
            for local in 0..<steps {
                plan.append((index, local))
                paths *= Double(law.outcomeCount(layout))
            }
        }
        return (plan, paths)
    }

    private struct Walker {
        let run: Run
        let plan: [(stage: Int, local: Int)]
        private var sums: [[Double]]
        private var radii: [[Double]]
        private var extracted: [Double]
        private var stepper: Stepper
        private var recorder: AuditRecorder

        init(run: Run, plan: [(stage: Int, local: Int)]) {
            self.run = run
            self.plan = plan
            let row = [Double](repeating: 0, count: run.observables.count)
            sums = Array(repeating: row, count: plan.count + 1)
            radii = sums
            extracted = run.subModels.map { _ in 0 }
            stepper = Stepper(run.model)
            recorder = AuditRecorder(count: run.model.layout.count)
        }

        mutating func follow(
            _ x: Parameters, depth: Int, weight: Double, _ observation: Observation, _ rounding: RoundingModel
        ) throws(TrainingError) {
            let layout = run.model.layout
            var here = Evaluation(layout)
            here.update(run.model, x, delta: rounding.worst, stepper.workspace)
            guard here.value.isFinite else { throw .diverged(step: depth) }
            let core = try coreLoss(x, depth, rounding)
            let taken = observation.take(x, here, core: core, rounding: rounding)
            for (k, entry) in taken.enumerated() {
                let squares = run.observables[k] == .distance
                sums[depth][k] += weight * (squares ? entry.value * entry.value : entry.value)
                radii[depth][k] = max(radii[depth][k], entry.radius)
            }
            guard depth < plan.count else {
                for (k, subModel) in run.subModels.enumerated() {
                    extracted[k] += weight * run.model.value(at: subModel.cut(x), workspace: stepper.workspace)
                }
                return
            }
            let stage = run.schedule.stages[plan[depth].stage]
            guard let law = stage.partial as? any FiniteLaw else { return }
            for outcome in try law.outcomes(layout, step: plan[depth].local) where outcome.probability > 0 {
                var branch = observation
                var next = x
                var nextRounding = rounding
                if branch.watchesCost { branch.noteCost(try outcome.step.activity(layout)) }
                if plan[depth].local == 0 { nextRounding.beginStage() }
                let share = weight * outcome.probability
                try stepper.advance(
                    &next, here, by: outcome.step, stepSize: stage.stepSize, observation: &branch,
                    rounding: &nextRounding, recorder: &recorder, weight: share)
                try follow(next, depth: depth + 1, weight: share, branch, nextRounding)
            }
        }

        /// The expected loss of the partial model over the next draw.
        private mutating func coreLoss(
            _ x: Parameters, _ depth: Int, _ rounding: RoundingModel
        ) throws(TrainingError) -> (value: Double, radius: Double)? {
            guard run.observables.contains(.coreLoss) else { return nil }
            // At the start the partial model is that of the first stage, even if it has no steps.
            let place =
                depth == 0 ? (stage: 0, local: 0) : (stage: plan[depth - 1].stage, local: plan[depth - 1].local + 1)
            guard let law = run.schedule.stages[place.stage].partial as? any FiniteLaw else { return nil }
            var sum = (value: 0.0, radius: 0.0)
            for outcome in try law.coreOutcomes(run.model.layout, step: place.local) {
                let core = stepper.coreLoss(x, of: outcome.step, rounding)
                sum.value += outcome.probability * core.value
                sum.radius += outcome.probability * core.radius
            }
            return sum
        }

        func result() -> Trajectory {
            var trajectory = Trajectory(
                engine: .enumeration, audit: recorder.audit(run), observables: run.observables)
            trajectory.extracted = extracted.map { Estimate($0) }
            for step in sums.indices where run.isDue(step) {
                trajectory.append(time: Double(step), stage: step == 0 ? 0 : plan[step - 1].stage)
                for (k, observable) in run.observables.enumerated() {
                    let value = observable == .distance ? sums[step][k].squareRoot() : sums[step][k]
                    trajectory.series[observable]?.append(value, radius: radii[step][k])
                }
            }
            return trajectory
        }
    }
}
