import PartialTraining
import Yams

extension Reader {
    /// The stages of `train`, in order.
    func schedule(_ node: Node, _ model: any Model, _ start: Parameters, _ scope: Scope) -> Schedule? {
        guard let items = sequence(node, "train", of: "stages") else { return nil }
        guard !items.isEmpty else {
            fail(node, "train", "expected at least one stage, found none")
            return nil
        }
        let stages = items.enumerated().compactMap { stage($1, "train[\($0 + 1)]", model, start, scope) }
        guard stages.count == items.count else { return nil }
        let schedule = Schedule(stages)
        return attempt(node, "train") { () throws(TrainingError) -> Schedule? in
            try schedule.validate(model.layout)
            return schedule
        }
    }

    private func stage(_ node: Node, _ key: String, _ model: any Model, _ start: Parameters, _ scope: Scope) -> Stage? {
        let keys = ["operator", "step-size", "steps", "until", "time"]
        guard let pairs = mapping(node, key, keys: keys, required: ["operator"]), let operatorNode = pairs["operator"],
            let partial = partial(operatorNode, key + ".operator", model.layout, scope)
        else { return nil }
        let scope = scope.adding(model, start, partial)
        let lengths = ["steps", "until", "time"].filter { pairs[$0] != nil }
        guard lengths.count == 1, let length = pairs[lengths[0]] else {
            fail(
                node, key,
                "expected exactly one of `steps`, `until` or `time`, found \(lengths.isEmpty ? "none" : lengths.joined(separator: " and "))"
            )
            return nil
        }
        let duration: Stage.Duration? =
            switch lengths[0] {
            case "steps": integer(length, key + ".steps", from: 0, to: 10_000_000, scope).map { .steps($0) }
            case "until": trigger(length, key + ".until", scope).map { .until($0) }
            default: time(length, key + ".time", scope)
            }
        guard let duration else { return nil }
        var stepSize = 1.0
        if let sizeNode = pairs["step-size"] {
            guard let size = number(sizeNode, key + ".step-size", scope) else { return nil }
            guard size > 0 else {
                expected("a positive number, as it is \(size)", sizeNode, key + ".step-size")
                return nil
            }
            stepSize = size
        } else if !duration.isTime {
            fail(node, key, "the key `step-size` is missing")
            return nil
        }
        return Stage(partial, stepSize: stepSize, duration: duration)
    }

    private func trigger(_ node: Node, _ key: String, _ scope: Scope) -> Trigger? {
        let keys = ["correlation-below", "patience", "check-every", "at-most"]
        guard let pairs = mapping(node, key, keys: keys, required: ["correlation-below", "at-most"]),
            let belowNode = pairs["correlation-below"], let mostNode = pairs["at-most"],
            let below = number(belowNode, key + ".correlation-below", scope),
            let most = integer(mostNode, key + ".at-most", from: 0, to: 10_000_000, scope),
            let patience = pairs["patience"].map({ integer($0, key + ".patience", from: 1, scope) }) ?? 1,
            let every = pairs["check-every"].map({ integer($0, key + ".check-every", from: 1, scope) }) ?? 1
        else { return nil }
        return Trigger(correlationBelow: below, patience: patience, checkEvery: every, atMost: most)
    }

    private func time(_ node: Node, _ key: String, _ scope: Scope) -> Stage.Duration? {
        guard let pairs = mapping(node, key, keys: ["end", "points"], required: ["end", "points"]),
            let endNode = pairs["end"], let pointsNode = pairs["points"],
            let end = number(endNode, key + ".end", scope),
            let points = integer(pointsNode, key + ".points", from: 1, to: 1_000_000, scope)
        else { return nil }
        guard end > 0 else {
            expected("a positive time", endNode, key + ".end")
            return nil
        }
        return .time(end: end, points: points)
    }
}

extension Scope {
    /// The names that a stage's numbers may use: what is known of the model, the start and the stage's own operator.
    func adding(_ model: any Model, _ start: Parameters, _ partial: any PartialOperator = Full()) -> Scope {
        var scope = self
        let stage = Stage(partial, stepSize: 1, duration: .steps(0))
        let run = Run(model: model, start: start, schedule: Schedule([stage]), observables: [])
        for (name, value) in run.quantities where !name.hasPrefix("eta") && name != "T" {
            scope.values[name] = value.value
        }
        return scope
    }
}
