import LinearAlgebra

/// Value and gradient at a point, with what rounding allowances need to know there.
struct Evaluation {
    var gradient: Parameters
    private(set) var value = 0.0
    private(set) var gradientNorm = 0.0
    private(set) var sensitivity = Sensitivity(
        valueRounding: 0, gradientRounding: 0, leastCurvature: 0, greatestCurvature: 0)

    init(_ layout: Layout) { gradient = Parameters(layout) }

    /// Evaluates the value of `model` at `x` alone, where that bounds the gradient; else both.
    mutating func updateValue(_ model: any Model, _ x: Parameters, delta: Double, _ workspace: Workspace) {
        guard model.isSumOfSquares, let minimum = model.constants.minimum else {
            return update(model, x, delta: delta, workspace)
        }
        value = model.value(at: x, workspace: workspace)
        sensitivity = model.sensitivity(at: x, value: value, gradientNorm: 0, delta: delta, workspace: workspace)
        gradientNorm = (2 * sensitivity.greatestCurvature * max(value - minimum, 0)).squareRoot()
    }

    /// Evaluates `model` at `x`, known to within `delta`; the gradients of `idle` blocks may be left out.
    mutating func update(
        _ model: any Model, _ x: Parameters, delta: Double, _ workspace: Workspace, idle: [Bool]? = nil
    ) {
        if let idle {
            value = model.gradient(at: x, into: &gradient, idle: idle, workspace: workspace)
        } else {
            value = model.gradient(at: x, into: &gradient, workspace: workspace)
        }
        gradientNorm = gradient.norm(workspace)
        sensitivity = model.sensitivity(
            at: x, value: value, gradientNorm: gradientNorm, delta: delta, workspace: workspace)
    }
}

/// One step of training, `x+ = R(x - eta P grad f(A x))`, and the loss of a partial model: what the direct engine, the
/// ensemble and the enumeration of paths share. Owns its scratch memory; one per thread.
struct Stepper {
    let model: any Model
    let workspace: Workspace
    /// The parameters that are not pruned; the others neither move nor take part. `nil`: all.
    var support: [Bool]?
    private var elsewhere: Parameters
    private var kept: Parameters
    private var old: Parameters
    private var there: Evaluation

    /// With a team, the work of large steps is shared.
    init(_ model: any Model, team: Team? = nil) {
        self.model = model
        workspace = Workspace(team: team)
        // Memory is taken when a step first needs it.
        elsewhere = Parameters(Layout([]))
        kept = elsewhere
        old = elsewhere
        there = Evaluation(Layout([]))
    }

    /// Steps from `x`, where the model is as evaluated `here`, by one drawn outcome of an operator, which has the given
    /// probability.
    mutating func advance(
        _ x: inout Parameters, _ here: Evaluation, by step: any PartialStep, stepSize eta: Double,
        observation: inout Observation, rounding: inout RoundingModel, recorder: inout AuditRecorder,
        weight: Double = 1
    ) throws(TrainingError) {
        if observation.watchesKept {
            kept.assign(here.gradient)
            if step.addsNoise { try step.select(&kept) } else { try step.keep(&kept) }
            confine(&kept)
            observation.noteKept(
                norm: norm(kept.values) / step.scale, gain: step.gain / step.scale,
                gradientRadius: rounding.gradientRadius(here.sensitivity))
        }
        var sensitivity = here.sensitivity
        if step.movesPoint {
            elsewhere.assign(x)
            step.move(&elsewhere)
            if there.gradient.layout.count == 0 { there = Evaluation(model.layout) }
            there.update(
                model, elsewhere, delta: step.gain * rounding.worst, workspace, idle: step.idleBlocks)
            sensitivity = there.sensitivity
            // Moving rounds once or twice.
            sensitivity.gradientRounding +=
                2 * RoundingModel.unit * sensitivity.steepest * (quickNorm(elsewhere.values) + quickNorm(x.values))
            kept.assign(there.gradient)
        } else if !takesAll(step) {
            kept.assign(here.gradient)
        }
        if step.retracts { old.assign(x) }
        let norms: (point: Double, kept: Double)
        if takesAll(step) {
            norms = recorder.descend(&x, eta, here.gradient, weight: weight, workspace)
        } else {
            try step.keep(&kept)
            confine(&kept)
            norms = recorder.descend(&x, eta, kept, weight: step.retracts ? 0 : weight, workspace)
        }
        let action = support == nil ? step.action : step.action.pruned(isDiagonal: step.isDiagonal)
        rounding.step(
            action, gain: step.gain, roundings: step.roundings, stepSize: eta, point: norms.point, kept: norms.kept,
            sensitivity: sensitivity)
        if step.retracts {
            try step.retract(&x)
            confine(&x)
            recorder.note(old: old.values, new: x.values, weight: weight)
            rounding.retract(point: quickNorm(x.values), roundings: step.roundings)
        }
    }

    /// Whether the step is along the whole gradient as it is.
    private func takesAll(_ step: any PartialStep) -> Bool { step.keepsAll && !step.movesPoint && support == nil }

    /// Sets the pruned entries to zero.
    private func confine(_ g: inout Parameters) {
        if let support { _ = g.confine(to: support) }
    }

    /// The loss of the partial model of `step` at `x`, with its allowance.
    mutating func coreLoss(
        _ x: Parameters, of step: any PartialStep, _ rounding: RoundingModel
    ) -> (value: Double, radius: Double) {
        elsewhere.assign(x)
        step.reduceToCore(&elsewhere)
        let delta = step.gain * (rounding.worst + 2 * RoundingModel.unit * norm(x.values))
        if there.gradient.layout.count == 0 { there = Evaluation(model.layout) }
        there.update(model, elsewhere, delta: delta, workspace)
        let radius = there.sensitivity.valueRadius(gradientNorm: there.gradientNorm, delta: delta)
        return (there.value, radius + RoundingModel.unit * abs(there.value))
    }
}
