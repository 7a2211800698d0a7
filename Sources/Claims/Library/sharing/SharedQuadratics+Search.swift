import LinearAlgebra
import PartialTraining

// Where sharing on quadratics, and the gradients of layers, are searched.

extension QuadShare: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let layers = try choices.integer("layers", 2...3)
        let p = try choices.integer("block", 1...(layers == 2 ? 2 : 1))
        let n = layers * p
        // A singular Hessian is one without `definite`.
        let spectrum = try choices.vector("hessian-spectrum", n, choices.ends(0.01, "definite", 0), 10)
        let model = try Quadratic(
            hessian: try choices.symmetric("hessian", spectrum: spectrum),
            optimum: try choices.vector("optimum", n, -2, 2))
        let start = Vector(repeating: 0, count: n)
        let largest = try TiedBlocks(model, layers: layers, start: start).frozen.modes.values.last ?? 1
        return try evidence(
            model, layers: layers, start: start,
            stepSize: try choices.real("step-over-shared-L", 0.2, 2, without: "stable", to: 4) / largest,
            steps: try choices.integer("steps", 1...8), sigma: try choices.real("sigma", 0.1, 1))
    }
}

extension QuadSwitch: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let first = try choices.logReal("shared-curvature", 0.3, 3)
        var setting = Setting(
            curvatures: (first, first * (try choices.logReal("curvature-ratio", 0.002, 2))),
            errors: (try choices.real("shared-error", 0.1, 30), try choices.real("contrast-error", 0.3, 3)),
            firstStep: try choices.real("first-step-over-curvature", 0.4, 1) / first, accuracy: 0, times: 30)
        setting.costs = (try choices.real("shared-cost", 0.1, 2), 1)
        setting.accuracy =
            setting.floor * (try choices.logReal("accuracy-over-floor", 1e-6, choices.ends(1, "accuracy", 10)))
        if choices.relaxed.contains("balanced") {
            setting.secondStep = try choices.real("second-step-over-balanced", 0.1, 1) * setting.step
        }
        return try setting.evidence()
    }
}

extension ShareEfficiency: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("layers", 2...5)
        let edge = choices.ends(0.5 / Double(depth - 1), "narrow", 0.5)
        // A fan of the plane, in turns; without equal norms, of any lengths.
        let turns = try choices.vector("turns", depth - 1, -edge, edge)
        let lengths = try choices.flag("equal-norms") ? [] : choices.logVector("norms", depth, 0.01, 100)
        var turn = 0.0
        let angles = (0..<depth).map { l in
            if l > 0 { turn += turns[l - 1] }
            return 2 * .pi * turn
        }
        return try fan(angles: angles, lengths: lengths.isEmpty ? nil : lengths)
    }
}

extension ShareFloor: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 2...4)
        let steps = try choices.integer("steps", 0...20)
        switch try choices.pick("kind", ["plane", "singular", "symmetric", "root"]) {
        case "plane":
            let target = try choices.symmetric("target", spectrum: choices.vector("target-spectrum", 2, -2, 2))
            let layer = try choices.matrix("layer", 2, 2, -2, 2)
            return try evidence(
                target, depth: depth, layer: layer, ["plane-floor", "projection", "pairing", "singular-floor"],
                steps: steps, shift: try choices.logReal("shift", 1e-4, 0.1))
        case "singular":
            let d = try choices.integer("dimension", 1...2)
            return try evidence(
                try choices.matrix("target", d, d, -2, 2), depth: depth,
                layer: try choices.matrix("layer", d, d, -2, 2),
                ["singular-floor"], steps: steps)
        case "symmetric":
            let d = try choices.integer("dimension", 1...3)
            let target = try choices.symmetric("target", spectrum: choices.vector("target-spectrum", d, -2, 2))
            let layer = try choices.symmetric("layer", spectrum: choices.vector("layer-spectrum", d, -2, 2))
            return try evidence(
                target, depth: depth, layer: layer, ["symmetric-floor", "projection", "pairing"], steps: steps)
        default:
            let d = try choices.integer("dimension", 1...2)
            return try evidence(try choices.matrix("target", d, d, -2, 2), depth: depth, layer: nil, ["root"])
        }
    }
}
