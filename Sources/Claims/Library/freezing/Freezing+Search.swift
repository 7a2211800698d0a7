import LinearAlgebra
import PartialTraining

// Where freezing is searched.

extension FreezeSchur: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 2...4)
        let spectrum = try choices.vector("hessian-spectrum", d, choices.ends(0.01, "definite", 0), 10)
        let model = try Quadratic(
            hessian: try choices.symmetric("hessian", spectrum: spectrum), optimum: Vector(repeating: 0, count: d))
        let start = try choices.vector("start", d, -2, 2)
        let frozen = try choices.leading("frozen", of: d)
        let largest = try FrozenBlock(model, frozen: frozen, start: start).modes.values.last ?? 1
        let isWhole = try choices.flag("step-of-the-whole")
        let limit = isWhole ? 2 / (model.spectrum[d - 1] + model.spectrum[0]) : 2 / largest
        let edge = choices.ends(choices.ends(1, "stable", 3), "step", 2)
        return try evidence(
            model, frozen: frozen, start: start, stepSize: limit * (try choices.real("step-over-limit", 0.2, edge)),
            steps: try choices.integer("steps", 1...8))
    }
}

extension UnfreezeSchedule: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(2...3, 0.1, 10)
        let d = model.dimension
        let start = try choices.vector("start", d, -2, 2)
        let first = try choices.leading("first", of: d)
        // Without nesting the second stage trains the others.
        let second =
            choices.relaxed.contains("nested") ? Array((first.count + 1)...d) : Array(1...d)
        let phases = try [first, second].enumerated().map { number, trained in
            let block = model.hessian.submatrix(rows: trained.map { $0 - 1 }, columns: trained.map { $0 - 1 })
            let largest = try block.symmetricEigenvalues().last ?? 1
            return Phase(
                trained, try choices.real("step-\(number + 1)-over-L", 0.2, 2.1) / largest,
                try choices.integer("steps-\(number + 1)", 1...6))
        }
        return try evidence(model, start: start, phases)
    }
}
