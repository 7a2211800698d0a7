import LinearAlgebra
import PartialTraining

// Where false readings about masks are searched for instances that break them.

extension RefutedMeanStability: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.1, 10)
        let d = model.dimension
        let mask = try choices.mask(d, rescale: try choices.flag("rescale"))
        let start = try choices.vector("start", d, -1, 1)
        let relative = try choices.real("step-over-mean", 0.01, 2, without: "mean-stable", to: 4)
        let mean = mask.scale(d) * mask.keepProbability(d) * model.spectrum[d - 1]
        return try evidence(.init(model: model, start: start, mask: mask, stepSize: relative / mean))
    }
}

extension RefutedRescaling: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.1, 10, moved: true)
        let law = try choices.mask(model.dimension, least: 0.2).law
        let relative = try choices.logReal("step-over-L", 0.01, 1)
        return try evidence(model, law, stepSize: relative / model.spectrum[model.dimension - 1])
    }
}

extension RefutedSafeDropping: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 2...3)
        let spectrum = try choices.logVector("spectrum", d, 0.1, 100)
        let model = try Quadratic(hessian: .diagonal(spectrum), optimum: try choices.vector("optimum", d, -2, 2))
        guard try choices.flag("round") else { return try costs([model]) }
        let relative = try choices.logReal("step-over-L", 0.001, 1)
        var path = SparseTraining(
            model, start: try choices.vector("start", d, -2, 2), support: Set(0..<(d - 1)),
            stepSize: relative / model.spectrum[d - 1], trainingSteps: try choices.integer("steps", 0...3))
        path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1))
        return try round(path)
    }
}

extension RefutedSubnetworkBias: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        try evidence(upTo: try choices.integer("workers", 2...4), slope: try choices.real("slope", -0.2, 1))
    }
}

extension RefutedSubnetworkEigenvalue: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        try evidence(try choices.quadratic(1...3, 0.1, 10, moved: true))
    }
}

extension RefutedSubnetworkScaling: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        try evidence(try choices.definite("matrix", try choices.integer("dimension", 1...3), 0.1, 10))
    }
}

extension RefutedUniqueFixedPoint: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(2...3, 0.1, 10, moved: true)
        let alternation = Alternation(
            model: model, core: try choices.leading("core", of: model.dimension),
            fullSteps: try choices.integer("full-steps", 1...2), coreSteps: try choices.integer("core-steps", 1...2),
            stepSize: try choices.logReal("step-over-L", 0.1, 4) / model.spectrum[model.dimension - 1])
        return try evidence(alternation, periods: 8)
    }
}

extension JointImprovesCore: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(2...3, 0.2, 5, moved: true)
        let core = try choices.leading("core", of: model.dimension)
        let weight = try choices.real("weight", 0.05, 0.95)
        let joint = try JointCore(model, core: core, weight: weight)
        return try evidence([joint], stepSize: 1 / model.spectrum[model.dimension - 1], steps: 400)
    }
}
