import LinearAlgebra
import PartialTraining

// Where false readings about sharing are searched for instances that break them.

extension RefutedAdjacentCorrelation: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let count = try choices.integer("layers", 2...10)
        let norms = try choices.logVector("norms", count, 0.1, 10)
        // Neighbours at up to 60 degrees.
        let edge = choices.ends(1.0 / 6, "correlated", 0.5)
        let turns = try choices.vector("turns", count - 1, -edge, edge)
        var turn = 0.0
        let optimum = norms.indices.flatMap { l in
            if l > 0 { turn += turns[l - 1] }
            let angle = Rounded(2 * .pi * turn)
            return [norms[l] * Rounded.cos(angle).value, norms[l] * Rounded.sin(angle).value]
        }
        return try evidence(optimum, count: count, stepSize: try choices.real("step-size", 0.01, 1))
    }
}

extension RefutedDepthCubed: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 1...2)
        return try evidence(target: .diagonal(try choices.logVector("spectrum", d, 0.3, 3)))
    }
}

extension RefutedSharingFaster: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...4)
        let stepSize = try choices.logReal("step-size", 0.02, 0.05)
        if try choices.flag("one-step") {
            return try oneStep(
                layer: try choices.matrix("layer", 2, 2, -1.5, 1.5),
                target: try choices.definite("target", 2, 0.1, 3), depth: depth, stepSize: stepSize)
        }
        return try fewerSteps(target: try choices.definite("target", 2, 1, 2), depth: depth, stepSize: stepSize)
    }
}

extension RefutedZeroAsymmetricFactor: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        try evidence(
            depth: try choices.integer("depth", 2...16),
            alpha: try choices.real("alpha", 3, 1, without: "scaled-identity", to: 0.3))
    }
}
