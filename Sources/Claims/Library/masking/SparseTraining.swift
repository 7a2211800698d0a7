import LinearAlgebra
import PartialTraining

/// Dynamic sparse training: a point that is zero off a support, and rounds that train on the support, drop some of its
/// coordinates, grow others, and take one step on the new support.
///
/// Every quantity of a round is measured at the computed points themselves, so that no round inherits an error of an earlier
/// one: a step that misses its exact end by `xi` costs at most `|grad f| xi + L xi^2 / 2` of loss (`slack`).
package struct SparseTraining: Sendable {
    /// What a round did and what its bound speaks of.
    package struct Round: Sendable {
        /// The loss before the round, after the drop, and after the round.
        package var before = Rounded(0)
        package var bare = Rounded(0)
        var after = Rounded(0)
        /// `sum_k |P_A grad f(x_k)|^2` over the training steps, and `|P_A' grad f(x'')|^2`.
        var kept = Rounded(0)
        var grown = Rounded(0)
        /// `<grad f(x'), P_Dr x'>` and `|P_Dr x'|^2`.
        var slope = Rounded(0)
        var removed = Rounded(0)
        /// The trained point `x'`, and the gradient after the drop.
        var trained: Vector = []
        var gradient: Vector = []
        var dropped: [Int] = []
        /// The candidates: everything outside of what the drop left.
        var pool: [Int] = []
        var growth: [Int] = []
        /// The supports before and after.
        var old: Set<Int> = []
        var new: Set<Int> = []
        /// The losses after the step for every choice of as many candidates.
        var alternatives: [Rounded] = []
        /// Whether drop and growth were made; a guarded round refuses them where they could raise the loss.
        package var isAccepted = true
    }

    package typealias Rule = @Sendable (_ candidates: [Int], _ scores: Vector) -> [Int]

    let model: any Model
    let stepSize: Double
    let trainingSteps: Int
    package private(set) var point: Vector
    package private(set) var support: Set<Int>
    package private(set) var rounds: [Round] = []
    /// Where the first round begins.
    let origin: Vector
    /// What the model is, where it is no quadratic, for derivations.
    var form: SmoothForm?

    /// `support` counts from 0; what `start` has outside of it is set to zero.
    package init(_ model: any Model, start: Vector, support: Set<Int>, stepSize: Double, trainingSteps: Int) {
        self.model = model
        self.stepSize = stepSize
        self.trainingSteps = trainingSteps
        self.support = support
        point = start.indices.map { support.contains($0) ? start[$0] : 0 }
        origin = point
    }

    private var smoothness: Double { model.constants.smoothness ?? 1 }

    /// One round. `drop` chooses from the support by the trained point, `grow` from the pool by the gradient after the drop.
    /// With `guarded` both are undone unless `-<grad f(x'), P_Dr x'> + L/2 |P_Dr x'|^2 <= c |P_A' grad f(x'')|^2`.
    package mutating func round(drop: Rule, grow: Rule, guarded: Bool = false) {
        var round = Round()
        round.old = support
        var here = evaluate(point)
        round.before = here.value
        var slack = 0.0
        for _ in 0..<trainingSteps {
            round.kept = round.kept + here.square(support)
            slack += step(support, &here)
        }
        round.trained = point
        round.dropped = drop(support.sorted(), point)
        round.slope = here.product(round.dropped, point)
        round.removed = round.dropped.reduce(Rounded(0)) { $0 + Rounded(point[$1]) * Rounded(point[$1]) }
        let remaining = support.subtracting(round.dropped)
        for i in round.dropped { point[i] = 0 }
        let trained = here
        here = evaluate(point)
        round.bare = here.value
        round.gradient = here.gradient
        round.pool = point.indices.filter { !remaining.contains($0) }
        round.growth = grow(round.pool, here.gradient)
        round.new = remaining.union(round.growth)
        round.grown = here.square(round.new)
        if guarded, round.cost(smoothness, stepSize).value > 0 {
            (point, here) = (round.trained, trained)
            round.new = support
            round.isAccepted = false
        } else {
            for choice in Self.choices(round.pool, round.growth.count) {
                var branch = self
                var end = here
                let error = branch.step(remaining.union(choice), &end)
                round.alternatives.append(Rounded(value: end.value.value, radius: end.value.radius + error))
            }
            slack += step(round.new, &here)
            support = round.new
        }
        round.after = Rounded(value: here.value.value, radius: here.value.radius + slack)
        rounds.append(round)
    }

    /// A step on `active`; the loss that rounding can have added.
    private mutating func step(_ active: Set<Int>, _ here: inout Point) -> Double {
        let old = here
        for i in active { point[i] -= stepSize * old.gradient[i] }
        here = evaluate(point)
        let kept = old.square(active).value.squareRoot()
        let miss = 0x1p-53 * (norm(point) + 2 * stepSize * kept) + stepSize * old.radius
        return (norm(here.gradient) + here.radius) * miss + 0.5 * smoothness * miss * miss
    }

    /// Value and gradient at a point, with their own roundings.
    private struct Point {
        let value: Rounded
        let gradient: Vector
        /// How far the computed gradient may be off (Euclidean).
        let radius: Double

        /// `|P g|^2`.
        func square(_ active: Set<Int>) -> Rounded {
            let kept = norm(active.sorted().map { gradient[$0] })
            return Rounded(
                value: kept * kept,
                radius: (2 * kept + radius) * radius + Double(active.count + 4) * 0x1p-53 * kept * kept)
        }

        /// `<g, P x>`.
        func product(_ active: [Int], _ x: Vector) -> Rounded {
            let length = norm(active.map { x[$0] })
            let sum = active.reduce(Rounded(0)) { $0 + Rounded(gradient[$1]) * Rounded(x[$1]) }
            return Rounded(value: sum.value, radius: sum.radius + radius * length)
        }
    }

    private func evaluate(_ x: Vector) -> Point {
        let parameters = Parameters(x)
        var gradient = Parameters(model.layout)
        let value = model.gradient(at: parameters, into: &gradient, workspace: Workspace())
        let sensitivity = model.sensitivity(
            at: parameters, value: value, gradientNorm: norm(gradient.values), delta: 0)
        return Point(
            value: Rounded(value: value, radius: sensitivity.valueRounding + 0x1p-53 * abs(value)),
            gradient: gradient.values, radius: sensitivity.gradientRounding)
    }
}

extension SparseTraining.Round {
    /// What drop and growth together can cost: `-slope + L/2 removed - eta (1 - L eta/2) grown`.
    func cost(_ smoothness: Double, _ eta: Double) -> Rounded {
        let half = Rounded(0.5) * Rounded(smoothness)
        let gain = Rounded(eta) * (Rounded(1) - half * Rounded(eta))
        return half * removed - slope - gain * grown
    }
}

extension SparseTraining {
    /// Keeps all; nothing is chosen.
    package static let none: Rule = { _, _ in [] }

    /// The `count` candidates with the smallest or the largest absolute scores, ties in favour of the lower index.
    package static func least(_ count: Int) -> Rule {
        { candidates, scores in Array(candidates.sorted { abs(scores[$0]) < abs(scores[$1]) }.prefix(count)).sorted() }
    }

    package static func most(_ count: Int) -> Rule {
        { candidates, scores in Array(candidates.sorted { abs(scores[$0]) > abs(scores[$1]) }.prefix(count)).sorted() }
    }

    /// All choices of `count` of the candidates.
    static func choices(_ candidates: [Int], _ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return candidates.indices.flatMap { first in
            choices(Array(candidates[(first + 1)...]), count - 1).map { [candidates[first]] + $0 }
        }
    }
}
