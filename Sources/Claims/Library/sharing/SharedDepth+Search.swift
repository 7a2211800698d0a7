import LinearAlgebra
import PartialTraining

// Where deep linear networks are searched, from the identity and from any layers.

extension Choices {
    /// A symmetric target with eigenvalues from `low` to `high`; any matrix, where neither symmetry nor normality is asked for.
    fileprivate mutating func target(_ d: Int, _ low: Double, _ high: Double) throws -> Matrix {
        relaxed.isDisjoint(with: ["symmetric", "normal"])
            ? try symmetric("target", spectrum: vector("target-spectrum", d, low, high))
            : try matrix("target", d, d, -high, high)
    }
}

extension SharedFlow: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...6)
        let d = try choices.integer("dimension", 1...2)
        let target = try choices.target(d, choices.ends(0.05, "definite", -1), 3)
        return try evidence(
            target: target, depth: depth, end: try choices.real("time-times-depth", 0.3, 3) / Double(depth), points: 8,
            start: try choices.real("start", 1, 1, without: "identity", to: 0.3),
            engine: choices.relaxed.isEmpty ? .modes : .auto)
    }
}

extension SharedGradientDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...6)
        let d = try choices.integer("dimension", 1...3)
        let target = try choices.target(d, choices.ends(0.05, "definite", -1), 3)
        let limit = try largestStep(target, depth: depth)
        return try evidence(
            target: target, depth: depth,
            stepSize: limit * (try choices.logReal("step-over-limit", 0.05, choices.ends(1, "step", 3))), steps: 60,
            start: try choices.real("start", 1, 1, without: "identity", to: 0.3),
            accuracy: try choices.logReal("accuracy", 1e-8, 0.5))
    }
}

extension TiedLayers: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...4)
        let d = try choices.integer("dimension", 1...3)
        let target = try choices.target(d, -1.2, 2)
        let one = try Case(target: target, depth: depth)
        return try one.evidence(
            stepSize: try choices.real("step-over-curvature", 0.2, 1) / one.curvature,
            steps: try choices.integer("steps", 1...10))
    }
}

extension IdentityReduction: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...5)
        let d = try choices.integer("dimension", 1...2)
        let target =
            try d == 1 && choices.flag("zero")
            ? Matrix(rows: 1, columns: 1)
            : d == 2 && choices.flag("rotation")
                ? choices.real("scale", 0.4, 2) * MarginFlow.rotation(choices.real("angle", 0, 3))
                : choices.target(d, -1, 2.5)
        let top = max(1, try target.spectralNorm())
        let unit = 1 / (Double(depth) * top * top)
        return try evidence(
            target: target, depth: depth, stepSize: try choices.real("step-over-limit", 0.1, 1) * unit,
            steps: try choices.integer("steps", 1...10), end: try choices.real("time-over-unit", 0.1, 3) * unit,
            points: 4, mode: try choices.integer("mode", 1...d) - 1,
            start: try choices.real("start", 1, 1, without: "identity", to: 0.3))
    }
}

extension MarginFlow: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...4)
        let d = try choices.integer("dimension", 1...2)
        let start = try choices.symmetric("start", spectrum: choices.vector("start-spectrum", d, 0.3, 1.5))
        let layers = Array(repeating: start, count: depth)
        let product = layers.reduce(.identity(d)) { $1 * $0 }
        let offset = try choices.matrix("offset", d, d, -1, 1)
        let least = try product.singularValues().last ?? 1
        // The margin is the target's least singular value less the distance.
        let size = try choices.logReal("distance-over-margin", 1e-6, 1) * least / offset.frobeniusNorm
        return try evidence(
            target: product + size * offset, start: layers, end: try choices.real("time", 0.3, 1), points: 5,
            tied: choices.relaxed.contains("untied"))
    }
}

extension Balancedness: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...3)
        let d = try choices.integer("dimension", 1...2)
        let layers = try (1...depth).map { try choices.matrix("layer-\($0)", d, d, -1, 1) }
        return try evidence(
            target: try choices.matrix("target", d, d, -2, 2), start: Parameters(layers),
            stepSize: try choices.real("step-size", 0.2, 1, without: "descent", to: 3),
            steps: try choices.integer("steps", 1...4), end: try choices.real("time", 0.05, 0.5),
            tied: choices.relaxed.contains("untied"))
    }
}

extension UntieLocalPL: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...4)
        let d = try choices.integer("dimension", 1...2)
        let offset = try choices.matrix("offset", d, d, -1, 1)
        let unit = (1 / offset.frobeniusNorm) * offset
        let share = try choices.logReal("distance-over-limit", 1e-6, 1)
        let end = try choices.real("time", 0.5, 4)
        if try choices.flag("shared") {
            let size = SmallestRoot.reach(share * SmallestRoot.largestReach(depth: depth), depth: depth)
            return try tied(target: .identity(d) + size * unit, depth: depth, end: end)
        }
        let layers = try (1...depth).map { number in
            try Matrix.diagonal(choices.vector("layer-\(number)", d, 0.5, 1.5))
        }
        let product = layers.reduce(.identity(d)) { $1 * $0 }
        let least = try layers.map { try $0.singularValues().last ?? 0 }.min() ?? 0
        let cap = SmallestRoot.ball(SmallestRoot.fraction(depth: depth) * least, least: least, depth: depth)
        return try untied(
            target: product - share * choices.ends(1, "close", 30) * cap * unit, layers: layers, end: end, points: 5)
    }
}

extension NegativeEigenvalueTrap: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let nu = try choices.logReal("nu", 0.1, 1000)
        let depth = try choices.integer("depth", 2...5)
        switch try choices.pick("kind", ["descent", "flow", "saddle", "crossing"]) {
        case "descent":
            return try descent(
                -nu * .identity(try choices.integer("dimension", 1...2)), depth: depth,
                stepSize: try choices.real("step-over-limit", 0.2, 1, without: "step", to: 3) / (1 + nu), steps: 20)
        case "flow":
            return try flow(
                nu: nu, width: try choices.integer("dimension", 1...2), depth: depth,
                end: try choices.logReal("time-times-nu", 0.01, 10) / nu, tied: try choices.flag("tied"))
        case "saddle":
            return try saddle(
                nu: nu, phi: nu * (try choices.logReal("phi-over-nu", 0.01, choices.ends(1, "strict", 10))),
                depth: depth)
        default:
            let delta = try choices.logReal("delta", 1e-6, 0.2)
            return try crossing(
                nu: nu, delta: delta, offsets: choices.vector("offsets", depth - 1, 0.01, 1).map { delta * $0 })
        }
    }
}
