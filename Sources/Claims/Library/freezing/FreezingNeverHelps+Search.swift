import LinearAlgebra
import PartialTraining

extension FreezingNeverHelps: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let rows = try choices.integer("rows", 1...3)
        let columns = try choices.integer("columns", 2...3)
        let design = try choices.matrix("design", rows, columns, -1, 1)
        let size = try design.spectralNorm()
        let one = LinearisedSteps.Case(
            design: design, start: try choices.vector("start", columns, -1, 1),
            stepSize: try choices.real("step-over-L", 0.2, 1, without: "step", to: 3) / (size * size), steps: 5,
            trained: try choices.leading("trained", of: columns), target: .share(0.5))
        return try evidence(one)
    }
}
