import PartialTraining
import Yams

extension Grammar {
    static let stages = Form.list(.named(.stage), of: "stage", least: 1)

    /// The most steps that a stage may have.
    private static let steps = Form.whole(from: 0, to: 10_000_000)

    static let stage = Form.mapping(
        required: [Key("operator", .named(.operator), "Which part of the model a step trains.")],
        oneOf: [
            Key("steps", steps, "The number of steps.", needs: ["step-size"]),
            Key("until", until, "Until the gradients of adjacent layers stop agreeing.", needs: ["step-size"]),
            Key("time", time, "Gradient flow for a time, in place of steps."),
        ],
        optional: [
            Key("step-size", .expression(.positive), "The step size eta; may use L, mu, d, p and the like: 1/L.")
        ])

    private static let until = Form.mapping(
        required: [
            Key(
                "correlation-below", .expression, "Ends when the mean correlation of adjacent gradients is below this."),
            Key("at-most", steps, "Ends after this many steps in any case."),
        ],
        optional: [
            patience, checkEvery,
        ])

    static let patience = Key("patience", .whole(from: 1), "Checks in a row that must agree.", default: "1")
    static let checkEvery = Key("check-every", .whole(from: 1), "Steps from check to check.", default: "1")

    private static let time = Form.mapping(
        required: [
            Key("end", .expression(.positive), "How long the flow runs."),
            Key("points", .whole(from: 1, to: 1_000_000), "Equally spaced times at which it is observed."),
        ])
}

extension Reader {
    /// The stages of `train`, in order.
    func schedule(_ place: Place?, _ model: any Model, _ start: Parameters, _ scope: Scope) -> Schedule? {
        guard let place, let stages = list(place, { stage($0, model, start, scope) }) else { return nil }
        let schedule = Schedule(stages)
        return attempt(place) { () throws(TrainingError) -> Schedule? in
            try schedule.validate(model.layout)
            return schedule
        }
    }

    private func stage(_ place: Place, _ model: any Model, _ start: Parameters, _ scope: Scope) -> Stage? {
        guard let partial = partial(place["operator"], OperatorContext(model: model, scope: scope)) else {
            return nil
        }
        let scope = scope.adding(model, start, partial)
        let duration = place.choice.flatMap { length($0.name, $0.place, scope) }
        let stepSize = place["step-size"].map { number($0, scope) } ?? 1
        guard let duration, let stepSize else { return nil }
        return Stage(partial, stepSize: stepSize, duration: duration)
    }

    private func length(_ name: String, _ place: Place, _ scope: Scope) -> Stage.Duration? {
        switch name {
        case "steps": integer(place, scope).map { .steps($0) }
        case "until": trigger(place, scope).map { .until($0) }
        default: time(place, scope)
        }
    }

    private func trigger(_ place: Place, _ scope: Scope) -> Trigger? {
        let below = number(place["correlation-below"], scope)
        let most = integer(place["at-most"], scope)
        let patience = integer(place["patience"], scope)
        let every = integer(place["check-every"], scope)
        guard let below, let most, let patience, let every else { return nil }
        return Trigger(correlationBelow: below, patience: patience, checkEvery: every, atMost: most)
    }

    private func time(_ place: Place, _ scope: Scope) -> Stage.Duration? {
        let end = number(place["end"], scope)
        let points = integer(place["points"], scope)
        guard let end, let points else { return nil }
        return .time(end: end, points: points)
    }
}

extension Scope {
    /// The names that a stage's numbers may use: what is known of the model, the start and the stage's own operator.
    func adding(_ model: any Model, _ start: Parameters, _ partial: any PartialOperator = Full()) -> Scope {
        var scope = self
        let stage = Stage(partial, stepSize: 1, duration: .steps(0))
        let run = Run(model: model, start: start, schedule: Schedule([stage]), observables: [])
        for (name, value) in run.settingQuantities where !name.hasPrefix("eta") && name != "T" {
            scope.values[name] = value.value
        }
        // Taken once for a file: they cost a gradient, and a file may have many stages.
        for (name, value) in atStart ?? run.startQuantities.mapValues(\.value) { scope.values[name] = value }
        return scope
    }

    /// The same with the quantities of the start at hand.
    func starting(_ model: any Model, _ start: Parameters) -> Scope {
        var scope = self
        let run = Run(model: model, start: start, schedule: Schedule([]), observables: [])
        scope.atStart = run.startQuantities.mapValues(\.value)
        return scope
    }
}
