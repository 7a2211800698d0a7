import LinearAlgebra
import PartialTraining

// Where false readings about progressive training are searched for instances that break them.

extension ConstantKeepStable: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let period = try choices.integer("period", 2...10)
        let isMostlyKept = try choices.flag("mostly-kept")
        let constant = try choices.real("C", 2, 20)
        return evidence(try choices.integer("depth", 1...2000), constant: constant) {
            ($0 % period == 1) != isMostlyKept
        }
    }
}

extension NoLayerNormUnstable: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        var evidence = Evidence(engine: "direct", model: "networks of a few layers")
        if try choices.flag("layer-norm") {
            let depth = try choices.integer("depth", 1...4)
            let network = LayerNetwork(
                kind: .normalised, layers: try (1...depth).map { try choices.matrix("layer-\($0)", 2, 2, -1, 1) },
                start: try choices.vector("start", 2, -1, 1), scale: 1)
            evidence.tracks["no-residual"] = Track((1...depth).map { network.change(dropping: $0) })
        } else {
            var draw = try choices.draw(id)
            let law = LayerLaw.signedHadamard(&draw)
            let scale = try choices.logReal("scale", 0.1, 4)
            let depth = try choices.integer("depth", 1...5)
            evidence.tracks["no-layer-norm"] = Track(change(law, depth: depth, scale: scale))
        }
        return evidence
    }
}

extension RescaleByKeep: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        var draw = try choices.draw(id)
        return evidence(keep: try choices.real("keep", 0.05, 1), &draw)
    }
}

extension IncreasingBeatsDecreasing: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let means = try choices.vector("means", 2, -0.9, 0.9)
        let isConstantKnown = try choices.flag("constant")
        let features = try HypercubePolynomials(means: means, degree: 2, constant: isConstantKnown)
        let training = try DegreeTraining(
            features, target: try choices.vector("target", features.count, -1, 1),
            stepSize: try choices.real("step-size", 0.01, 0.5))
        return try evidence(
            training, lengths: [try choices.integer("length", 1...12)], dropping: try choices.flag("dropping"))
    }
}

extension StagesBeatConstant: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let energies = try choices.logVector("energies", try choices.integer("degrees", 2...4), 0.01, 10)
        let training = try PolynomialSchedule.example(energies, stepSize: try choices.real("step-size", 0.01, 0.5))
        // Twice as long a stage has a cost that constant full depth can have.
        return try evidence(training, lengths: [2 * (try choices.integer("half-length", 1...6))])
    }
}
