import LinearAlgebra

/// Gradient flow `x' = -eta P grad f(A x)` by an adaptive Runge-Kutta method of order 8 (GSL).
///
/// Every flow is integrated at two tolerances; twice the difference of an observable is its error estimate, beside what
/// the finer tolerance can make of it where the two agree by chance.
enum FlowEngine: Engine {
    static func obstacle(_ run: Run) -> String? {
        if !run.schedule.isFlow { return "the schedule is of steps, not of time" }
        if run.schedule.isRandom { return "a flow under a random operator is not defined" }
        for stage in run.schedule.stages {
            if stage.partial is Cycle { return "a cycle is a sequence of steps" }
            if stage.partial.isAdaptive { return "\(stage.partial.summary) acts between steps" }
            if let low = stage.partial as? LowRank, low.target == .iterate { return "truncation is a step" }
        }
        if run.observables.contains(.maskedGradientMean) { return "a mean over steps is not defined for a flow" }
        if run.observables.contains(.cost) { return "a flow has no steps to count the cost of" }
        return nil
    }

    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory {
        let coarse = try integrate(run, relative: 1e-10)
        var fine = try integrate(run, relative: 1e-12)
        for observable in run.observables {
            guard var series = fine.series[observable] else { continue }
            for (i, value) in coarse.values(observable).enumerated() {
                series.radius[i] += 2 * abs(value - series.values[i])
            }
            fine.series[observable] = series
        }
        return fine
    }

    private static func integrate(_ run: Run, relative: Double) throws(TrainingError) -> Trajectory {
        let model = run.model
        let layout = model.layout
        var trajectory = Trajectory(
            engine: .flow, audit: AuditRecorder(count: 0).audit(run), observables: run.observables)
        var recorder = AuditRecorder(count: layout.count)
        let observation = Observation(run)
        // What the solver is off by is measured by the two tolerances; here the last one, and the evaluation of observables.
        let rounding = RoundingModel(model)
        var stepper = Stepper(model)
        var here = Evaluation(layout)
        var generator = run.generator(0)
        var y = run.start.values
        var origin = 0.0
        for (index, stage) in run.schedule.stages.enumerated() {
            guard case .time(let end, let points) = stage.duration else { continue }
            var step = try stage.partial.begin(layout, using: &generator)
            try step.draw(0, using: &generator)
            let times = (0...points).map { end * Double($0) / Double(points) }
            let flow = Flow(model, step, speed: stage.stepSize)
            let solver = OrdinaryDifferentialEquation(dimension: layout.count, relative: relative, field: flow.field)
            var last = y
            try solver.solve(&y, times: times) { point, state in
                guard point > 0 || index == 0 else { return }
                if point > 0 {
                    recorder.note(old: last, new: state)
                    last = state
                }
                trajectory.append(time: origin + times[point], stage: index)
                let x = Parameters(layout, state)
                let delta = point > 0 ? relative * norm(state) : 0
                here.update(model, x, delta: delta, stepper.workspace)
                let tolerated = here.sensitivity.valueRadius(gradientNorm: here.gradientNorm, delta: delta)
                let core = step.hasCore ? stepper.coreLoss(x, of: step, rounding) : nil
                let taken = observation.take(x, here, core: core, rounding: rounding)
                for (observable, entry) in zip(run.observables, taken) {
                    let isValue = observable == .loss || observable == .excess
                    trajectory.series[observable]?.append(
                        entry.value, radius: entry.radius + (isValue ? tolerated : 0))
                }
            }
            if let error = flow.failure { throw error }
            origin += end
        }
        trajectory.audit = recorder.audit(run)
        let final = Parameters(layout, y)
        trajectory.final = final
        trajectory.extracted = run.subModels.map { Estimate(model.value(at: $0.cut(final))) }
        return trajectory
    }

    /// The right-hand side, with its scratch memory; C cannot carry an error, so the first one is kept.
    final class Flow {
        let model: any Model
        let step: any PartialStep
        let speed: Double
        let workspace = Workspace()
        private var point: Parameters
        private var gradient: Parameters
        private(set) var failure: TrainingError?

        init(_ model: any Model, _ step: any PartialStep, speed: Double) {
            self.model = model
            self.step = step
            self.speed = speed
            point = Parameters(model.layout)
            gradient = point
        }

        func field(_ t: Double, _ y: UnsafePointer<Double>, _ derivative: UnsafeMutablePointer<Double>) {
            let count = point.values.count
            for i in 0..<count { point.values[i] = y[i] }
            if step.movesPoint { step.move(&point) }
            _ = model.gradient(at: point, into: &gradient, workspace: workspace)
            do throws(TrainingError) { try step.keep(&gradient) } catch { failure = failure ?? error }
            for i in 0..<count { derivative[i] = -speed * gradient.values[i] }
        }
    }
}
