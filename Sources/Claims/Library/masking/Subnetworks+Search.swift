import LinearAlgebra
import PartialTraining

// Where training by subnetworks and cores is searched.

extension SubnetworkDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let n = try choices.integer("workers", 1...3)
        let areEqual = try choices.flag("equal-workers")
        let first = try choices.definite("matrix-1", n, 0.3, 4)
        let locals = try (1...n).map { try areEqual || $0 == 1 ? first : choices.definite("matrix-\($0)", n, 0.3, 4) }
        let start = try choices.vector("start", n, -2, 2)
        let steps = try choices.integer("steps", 1...8)
        if try choices.flag("shifted") {
            let shifts = try (1...n).map { try choices.vector("shift-\($0)", n, -2, 2) }
            let claimed = choices.relaxed.contains("noise") ? ["sigma": 0.0] : [:]
            return try shifted(
                Subnetworks(scaled: locals, shifts: shifts), start: start,
                stepSize: try choices.real("step-size", 0.2, 1, without: "short", to: 2), steps: steps,
                claimed: claimed)
        }
        let scale = try choices.vector("scales", n, 0.5, 2)
        let workers =
            try choices.flag("whole")
            ? try Subnetworks(
                locals: locals, draws: [.init(probability: 1, maps: scale.map { $0 * .identity(n) })])
            : try Subnetworks(permuting: locals) { i, _ in scale[i] }
        let theta = try workers.cost.eigenvalues(relativeTo: workers.descent)[n - 1]
        return try unshifted(
            workers, start: start,
            stepSize: try choices.real("step-times-theta", 0.2, 2, without: "step", to: 4) / theta, steps: steps)
    }
}

extension LocalSubnetworks: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...2, 0.1, 5, moved: true)
        let d = model.dimension
        let reach = try choices.logReal("step-over-limit", 0.001, choices.ends(1, "step", 2))
        let rounds = try LocalAveraging(
            model, try choices.mask(d, least: 0.1), stepSize: 2 * reach / (model.spectrum[0] + model.spectrum[d - 1]),
            localSteps: try choices.flag("to-the-end") ? 60 : try choices.integer("local-steps", 1...4))
        return try evidence(
            rounds, workers: try choices.integer("workers", 1...3), start: try choices.vector("start", d, -2, 2), all)
    }
}

extension AlternatingCore: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(2...3, 0.05, 5, moved: true)
        let d = model.dimension
        let start = try choices.vector("start", d, -2, 2)
        if try choices.flag("masks") {
            var evidence = maskEvidence(model, from: start)
            let lists = try (1...2).map { number in
                let first = try choices.integer("first-\(number)", 1...d)
                return Array(first...(try choices.integer("last-\(number)", first...d)))
            }
            let unit = try PeriodicMasks(model: model, masks: lists, stepSize: 1).largest()
            let reach = try choices.real("step-over-masked-L", 0.2, 2, without: "masked-step", to: 3)
            try PeriodicMasks(model: model, masks: lists, stepSize: reach / unit)
                .add(to: &evidence, from: start, periods: 6)
            try TwoBlocks(model: model, first: try choices.leading("core", of: d))
                .add(to: &evidence, from: start, sweeps: 5)
            return evidence
        }
        let alternation = Alternation(
            model: model, core: try choices.leading("core", of: d), fullSteps: try choices.integer("full-steps", 1...2),
            coreSteps: try choices.integer("core-steps", 1...2),
            stepSize: try choices.real("step-over-L", 0.2, choices.ends(2, "step", 3)) / model.spectrum[d - 1])
        var evidence = try evidence(alternation, from: start, periods: 6)
        try alternation.addLimit(to: &evidence, distance: true)
        let weight = try choices.logReal("alpha", 0.1, 1000)
        try alternation.addTradeOff(to: &evidence, weights: [weight, 2 * weight])
        return evidence
    }
}

extension JointCoreFull: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(2...3, 0.1, 5, moved: true)
        let d = model.dimension
        // Weights near 0 and 1 alike: a/(1 - a) on a logarithmic scale.
        let odds = try choices.logReal("odds", 1e-4, 1e4)
        let joint = try JointCore(
            model, core: try choices.leading("core", of: d), weight: odds / (1 + odds))
        let target = try choices.vector("target", 2, 0.5, 3)
        let (u, v) = (try choices.matrix("u", 2, 1, -2, 2), try choices.matrix("v", 1, 2, -2, 2))
        return try evidence(
            joint, stepSize: try choices.real("step-over-L", 0.1, 2, without: "step", to: 3) / model.spectrum[d - 1],
            periods: try choices.flag("settled") ? nil : 0,
            points: [(u, v, .diagonal(target) - u * v)], target: target)
    }
}
