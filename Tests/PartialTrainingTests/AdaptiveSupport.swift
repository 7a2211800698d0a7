import LinearAlgebra
import Testing

@testable import PartialTraining

/// A model with a start, and a step size at which it trains.
struct Trainee {
    let model: any Model
    let start: Parameters
    let eta: Double

    func run(_ stages: [Stage], _ observables: [Observable] = [.loss]) -> Run {
        Run(model: model, start: start, schedule: Schedule(stages), observables: observables)
    }

    func stage(_ law: any PartialOperator, _ steps: Int) -> Stage {
        Stage(law, stepSize: eta, duration: .steps(steps))
    }

    /// The last iterate of one stage.
    func trained(_ law: any PartialOperator, _ steps: Int) throws -> Vector {
        try #require(try run([stage(law, steps)]).trajectory().final).values
    }

    /// Descent on some coordinates, which `mask` chooses before each step; it may change the point.
    func naive(_ steps: Int, from start: Vector? = nil, mask: (Int, inout Vector) -> [Bool]) -> Vector {
        var x = start ?? self.start.values
        for step in 0..<steps {
            let kept = mask(step, &x)
            let g = model.gradient(at: Parameters(model.layout, x)).values
            for i in x.indices where kept[i] { x[i] -= eta * g[i] }
        }
        return x
    }
}

extension Generator {
    /// One of each kind of model, with a Gaussian start.
    mutating func trainees() throws -> [Trainee] {
        let target = gaussianMatrix(rows: 2, columns: 2)
        let wide = gaussianMatrix(rows: 2, columns: 3)
        let models: [(any Model, Double)] = [
            (try quadratic(6), 0.2),
            (try MatrixTarget(target: wide), 0.3),
            (try DeepLinear(depth: 3, target: target), 0.02),
            (try ResidualLinear(depth: 3, target: target, scale: -0.5), 0.03),
            (try Factorization(rank: 2, target: wide), 0.05),
        ]
        return models.map { model, eta in
            Trainee(model: model, start: Parameters(model.layout, gaussianVector(model.layout.count)), eta: eta)
        }
    }
}

/// The `k` largest of some indices, found one by one: of equal scores the first.
func naiveLargest(_ k: Int, of indices: [Int], by score: (Int) -> Double) -> Set<Int> {
    var rest = indices.sorted()
    var chosen: Set<Int> = []
    while chosen.count < k, var best = rest.first {
        for i in rest where score(i) > score(best) { best = i }
        chosen.insert(best)
        rest.removeAll { $0 == best }
    }
    return chosen
}

/// Whether two points agree to 12 digits of their size.
func near(_ a: Vector, _ b: Vector, _ tolerance: Double = 1e-12) -> Bool {
    a.count == b.count && norm(subtract(a, b)) <= tolerance * (1 + norm(b))
}
