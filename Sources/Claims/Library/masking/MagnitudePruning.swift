import LinearAlgebra
import PartialTraining

/// Iterative magnitude pruning of a quadratic: train what is left, the rest at zero; delete the smallest entries; repeat.
package struct MagnitudePruning: Sendable {
    /// How a round trains.
    package enum Training: Sendable {
        /// To the minimiser over the remaining coordinates.
        case minimiser
        /// Gradient steps from the same start in every round (rewinding), the pruned coordinates at zero.
        case descent(from: Vector, stepSize: Double, steps: Int)
    }

    /// What one training round reached.
    struct Round: Sendable {
        /// What had been pruned before it, and what was left; from 0.
        let pruned: [Int]
        let support: [Int]
        let point: Vector
        /// How far rounding can have moved the point (Euclidean).
        let radius: Double
    }

    let model: Quadratic
    /// The first round is before any pruning, the last one on the final support.
    let rounds: [Round]

    /// Deletes `counts[0]` entries after the first training, `counts[1]` after the second, and so on; ties delete the higher
    /// index. Errors: those of training.
    init(_ model: Quadratic, counts: [Int], training: Training = .minimiser) throws {
        self.model = model
        var support = Array(0..<model.dimension)
        var rounds = [try Self.train(model, support, training)]
        for (number, count) in counts.enumerated() {
            let point = rounds[number].point
            let gone = Set(support.sorted { (abs(point[$0]), -$0) < (abs(point[$1]), -$1) }.prefix(count))
            support.removeAll { gone.contains($0) }
            rounds.append(try Self.train(model, support, training))
        }
        self.rounds = rounds
    }

    private static func train(_ model: Quadratic, _ support: [Int], _ training: Training) throws -> Round {
        let pruned = (0..<model.dimension).filter { !support.contains($0) }
        let frozen = pruned.map { $0 + 1 }
        switch training {
        case .minimiser:
            let zero = Vector(repeating: 0, count: model.dimension)
            guard !pruned.isEmpty else { return Round(pruned: [], support: support, point: model.optimum, radius: 0) }
            let block = try FrozenBlock(model, frozen: frozen, start: zero)
            return Round(pruned: pruned, support: support, point: block.limitPoint, radius: block.pointRadius)
        case .descent(let start, let stepSize, let steps):
            let origin = start.indices.map { pruned.contains($0) ? 0 : start[$0] }
            let partial: any PartialOperator = pruned.isEmpty ? Full() : Freeze(.coordinates(frozen))
            let run = Run(
                model: model, start: Parameters(origin),
                schedule: Schedule(partial, stepSize: stepSize, steps: steps), observables: [.distance],
                engine: .direct)
            let trajectory = try run.trajectory()
            return Round(
                pruned: pruned, support: support, point: trajectory.final?.values ?? origin,
                radius: trajectory.series[.distance]?.radius.last ?? 0)
        }
    }

    /// The least loss with everything outside `support` at zero, by block elimination.
    static func loss(_ model: Quadratic, on support: [Int]) throws -> Rounded {
        let pruned = (0..<model.dimension).filter { !support.contains($0) }
        guard !pruned.isEmpty else { return Rounded(0) }
        return try FrozenBlock(
            model, frozen: pruned.map { $0 + 1 }, start: Vector(repeating: 0, count: model.dimension)
        ).limit
    }

    /// The `k` coordinates with the largest absolute entries of `x`, ties in favour of the lower index.
    static func top(_ k: Int, of x: Vector) -> [Int] {
        Array(x.indices.sorted { (abs(x[$0]), -$0) > (abs(x[$1]), -$1) }.prefix(k)).sorted()
    }

    /// `max_i sum_{j != i} |H_ij| / H_ii`.
    static func coupling(_ h: Matrix) -> Double {
        (0..<h.rows).map { i in
            (0..<h.rows).reduce(0) { $1 == i ? $0 : $0 + abs(h[i, $1]) } / h[i, i]
        }.max() ?? 0
    }
}
