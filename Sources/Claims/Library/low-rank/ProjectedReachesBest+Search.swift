import LinearAlgebra
import PartialTraining

extension ProjectedReachesBest: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let n = try choices.integer("dimension", 2...3)
        let rank = try choices.integer("rank", 1...(n - 1))
        let values = try choices.logVector("singular-values", n, 0.1, 10)
        let start =
            try choices.flag("diagonal")
            ? Matrix.diagonal(try choices.vector("start", n, -10, 10)) : try choices.matrix("start", n, n, -10, 10)
        let best = values.sorted().dropLast(rank).reduce(0) { $0 + $1 * $1 / 2 }
        return try evidence(
            ProjectedDescent.isotropic(
                .diagonal(values), start: start, rank: rank,
                stepSize: try choices.real("step-over-L", 0.2, 1, without: "step", to: 3), []),
            best: best, steps: 100)
    }
}
