import LinearAlgebra
import PartialTraining
import Synchronization

/// A search for the instance on which a bound is nearest to failing, or fails most.
///
/// Rounds of independent climbs: each starts at a structure drawn at random, or at one of the best so far, changed a little,
/// and goes up by the simplex of Nelder and Mead and by trying the ends of single coordinates (``Climb``). What a round
/// begins with depends on the rounds before it and the seed alone, so that with a budget of evaluations the outcome does not
/// depend on `jobs`; time cuts off wherever it is up.
package struct Search: Sendable {
    /// When to stop: whichever comes first.
    package struct Budget: Sendable {
        /// How many instances to evaluate, about.
        package var evaluations: Int?
        /// How long to search.
        package var seconds: Double?

        package init(evaluations: Int? = nil, seconds: Double? = nil) {
            self.evaluations = evaluations
            self.seconds = seconds
        }
    }

    package let space: SearchSpace
    package let seed: UInt64
    package let budget: Budget
    package let jobs: Int

    package init(_ space: SearchSpace, seed: UInt64 = 1, budget: Budget, jobs: Int = 1) {
        self.space = space
        self.seed = seed
        self.budget = budget
        self.jobs = jobs
    }

    /// The most climbs of a round.
    private static let width = 8
    /// A ratio beyond which no limit is looked for.
    package static let unbounded = 1e9

    /// Searches. `progress(done, all)` is called from any thread.
    ///
    /// Errors: `SearchFailure` where no instance at all could be evaluated.
    package func run(progress: (@Sendable (Double) -> Void)? = nil) throws(SearchFailure) -> SearchResult {
        let clock = ContinuousClock()
        let start = clock.now
        let end = budget.seconds.map { start + .seconds($0) }
        let isOver: @Sendable () -> Bool = { end.map { clock.now >= $0 } ?? false }
        var elites = space.parts.map { _ in Elite() }
        var evaluations = 0
        var round = 0
        var failure: String?
        var height = Self.height(budget.evaluations ?? 20_000)
        while !isOver(), !elites.allSatisfy(\.isDone) {
            let left = budget.evaluations.map { $0 - evaluations } ?? .max
            if left <= 0 { break }
            let count = max(1, min(Self.width, left / height))
            let (known, number, cap) = (elites, round, min(height, left))
            let climbs = Parallel.map(count, jobs: jobs) { (index) -> Climb in
                let plan = Plan(known, seed: seed, claim: space.claim.id, round: number, index: index)
                var climb = Climb(space, target: plan.target, evaluations: cap, isOver: isOver)
                climb.run(plan)
                return climb
            }
            for climb in climbs {
                evaluations += climb.evaluations
                failure = failure ?? climb.failure
                for part in elites.indices {
                    if let best = climb.best[part] { elites[part].take(best) }
                }
            }
            round += 1
            let elapsed = start.duration(to: clock.now) / .seconds(1)
            if budget.evaluations == nil, let seconds = budget.seconds {
                // As many climbs as the time allows for, at the speed so far.
                height = Self.height(Int(min(seconds / max(elapsed, 1e-3) * Double(evaluations), 1e9)))
            }
            progress?(
                max(
                    budget.seconds.map { elapsed / $0 } ?? 0,
                    budget.evaluations.map { Double(evaluations) / Double($0) } ?? 0))
        }
        let found = zip(space.parts, elites).map { Found(part: $0, best: $1.best) }
        if found.allSatisfy({ $0.best == nil }), let failure {
            throw SearchFailure(claim: space.claim.id, reason: failure)
        }
        let wasCut = isOver() && budget.evaluations.map { evaluations < $0 } ?? true
        return SearchResult(found: found, evaluations: evaluations, isCutByTime: wasCut)
    }

    /// The evaluations of one climb.
    private static func height(_ evaluations: Int) -> Int { min(max(evaluations / 20, 80), 500) }
}

/// What a search came to.
package struct SearchResult: Sendable {
    /// For each part the worst instance.
    package let found: [Found]
    /// How many instances were evaluated.
    package let evaluations: Int
    /// Whether time was up before the evaluations were: another run may come further.
    package let isCutByTime: Bool
}

/// The worst instance of a part; `nil` where none could be evaluated.
package struct Found: Sendable {
    package let part: String
    package let best: Trial?
}

/// A point that was evaluated.
package struct Trial: Sendable {
    package let point: Choices.Point
    package let choices: [NamedChoice]
    package let comparison: Comparison
    /// How near it came: from 0 to 1 unbroken, beyond that broken, below 0 where a hypothesis is false.
    package let score: Double
    /// Whether no limit to the ratio was met.
    package var isUnbounded: Bool { score >= Search.unbounded }
    /// Whether the bound is attained to one part in a thousand; an equality that is not broken always is.
    package var isAttained: Bool { comparison.relation == .equal ? score < 1 : score >= 0.999 && score < 1 }
    /// Whether the bound is broken, with all hypotheses true.
    package var isBroken: Bool { comparison.verdict == .violated }
}

/// Nothing could be evaluated.
package struct SearchFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package let claim: String
    package let reason: String
    package var description: String { "\(claim): no instance could be evaluated: \(reason)" }
}
