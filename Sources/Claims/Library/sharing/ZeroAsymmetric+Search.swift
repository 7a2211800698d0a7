import LinearAlgebra
import PartialTraining

// Where training from the zero-asymmetric start is searched.

extension ZeroAsymmetricDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        if try choices.flag("no-run") {
            let sigma = try choices.logReal("sigma", 1e-4, 2)
            return try constants(of: Matrix(rows: [[sigma]]), depth: try choices.integer("layers", 2...10_000))
        }
        let depth = try choices.integer("depth", 2...6)
        let d = try choices.integer("dimension", 1...2)
        let target = Matrix.diagonal(try choices.logVector("singular-values", d, 1e-4, 2))
        let limit = 1 / (try ZeroAsymmetricRate(target, depth: depth).largest.value)
        return try evidence(
            target: target, depth: depth,
            stepSize: limit * (try choices.logReal("step-over-limit", 0.05, choices.ends(1, "step", 4))),
            steps: try choices.integer("steps", 4...30),
            start: try hidden(&choices, depth: depth, d: d), accuracy: try choices.logReal("accuracy", 1e-6, 0.9))
    }

    /// Without `start`, hidden layers that are another multiple of the identity.
    static func hidden(_ choices: inout Choices, depth: Int, d: Int) throws -> Parameters? {
        guard choices.relaxed.contains("start") else { return nil }
        let layer = try choices.real("hidden", 0.3, 1) * Matrix.identity(d)
        return Parameters(Array(repeating: layer, count: depth - 1) + [Matrix(rows: d, columns: d)])
    }
}

extension ZeroAsymmetricFlow: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...5)
        let d = try choices.integer("dimension", 1...2)
        return try evidence(
            target: .diagonal(try choices.logVector("singular-values", d, 1e-4, 2)), depth: depth,
            end: try choices.real("time", 0.3, 3), points: 8,
            start: try ZeroAsymmetricDescent.hidden(&choices, depth: depth, d: d),
            tied: choices.relaxed.contains("untied"), engine: choices.relaxed.isEmpty ? .modes : .auto)
    }
}

extension ZeroAsymmetricReduction: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...5)
        let d = try choices.integer("dimension", 1...2)
        let target = Matrix.diagonal(try choices.logVector("singular-values", d, 1e-4, 2))
        let largest = try ZeroAsymmetricRate(target, depth: depth).largest.value
        return try evidence(
            target: target, depth: depth, stepSize: try choices.real("step-over-limit", 0.2, 1) / largest,
            steps: try choices.integer("steps", 1...10), end: try choices.real("time", 0.1, 4) / largest.squareRoot(),
            points: 5, mode: try choices.integer("mode", 1...d) - 1,
            start: try ZeroAsymmetricDescent.hidden(&choices, depth: depth, d: d),
            tied: choices.relaxed.contains("untied"))
    }
}

extension TwoLayerModes: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let a = try choices.real("a", 0.05, 1.2)
        return try scalar(
            s: try choices.real("s", 0.3, 3), a: a, b: try choices.flag("balanced") ? a : choices.real("b", -0.5, 1),
            end: try choices.real("time", 0.1, 1.5), points: 5, tied: choices.relaxed.contains("untied"))
    }
}
