import Foundation

/// Schedules on the same model from the same start, compared at matched cost.
public struct Race: Sendable {
    /// One schedule that takes part.
    public struct Entry: Sendable {
        /// What it is called in tables and figures.
        public let name: String
        /// The run, which observes the quantity that is compared and ``Observable/cost``.
        public let run: Run

        /// A run under a name.
        public init(_ name: String, _ run: Run) {
            self.name = name
            self.run = run
        }
    }

    /// Those who race.
    public let entries: [Entry]
    /// What is compared; smaller is better.
    public let observable: Observable
    /// The levels to reach; `nil` takes the powers of ten on the way.
    public let levels: [Double]?

    /// A race for the smallest value of `observable`.
    public init(_ entries: [Entry], observable: Observable, levels: [Double]? = nil) {
        self.entries = entries
        self.observable = observable
        self.levels = levels
    }

    /// Runs all of them. Threads go to the schedules, or inside them where there are fewer schedules than threads.
    public func result(jobs: Int = 1) throws(TrainingError) -> RaceResult {
        let inner = entries.count < jobs ? jobs : 1
        let trajectories = try Parallel.map(entries.count, jobs: jobs) { (index) throws(TrainingError) in
            try entries[index].run.trajectory(jobs: inner)
        }
        let finishers = zip(entries, trajectories).map { entry, trajectory in
            RaceResult.Finisher(
                name: entry.name, run: entry.run, trajectory: trajectory, observed: trajectory.values(observable))
        }
        return RaceResult(finishers, levels: levels)
    }
}

/// What came out of a race.
public struct RaceResult: Sendable {
    /// One schedule, run to its end.
    public struct Finisher: Sendable {
        /// What it is called.
        public let name: String
        /// The run.
        public let run: Run
        /// What was observed of it.
        public let trajectory: Trajectory
        /// The compared quantity at each step.
        public let observed: [Double]

        /// The multiply-adds spent until each step.
        public var costs: [Double] { trajectory.values(.cost) }
        /// The multiply-adds of the whole run.
        public var totalCost: Double { costs.last { $0.isFinite } ?? 0 }

        /// The multiply-adds until the quantity was first at most `level`; `nil` if it never was.
        public func cost(toReach level: Double) -> Double? {
            observed.firstIndex { $0 <= level }.map { costs[$0] }
        }

        /// The quantity when `cost` was spent: between two steps on the straight line, of positive values in the logarithm.
        /// `nil` beyond the last step. O(log steps).
        public func observed(atCost cost: Double) -> Double? {
            let costs = costs
            var (low, high) = (0, costs.count - 1)
            guard high >= 0, cost >= costs[0], cost <= costs[high] else { return nil }
            // The last step that is paid.
            while low < high {
                let middle = (low + high + 1) / 2
                if costs[middle] <= cost { low = middle } else { high = middle - 1 }
            }
            guard low + 1 < costs.count, costs[low] < cost else { return observed[low] }
            let share = (cost - costs[low]) / (costs[low + 1] - costs[low])
            let (before, after) = (observed[low], observed[low + 1])
            if before > 0 && after > 0 && after.isFinite { return before * pow(after / before, share) }
            return before + share * (after - before)
        }
    }

    /// From a cost on one schedule is ahead of all others.
    public struct Lead: Sendable, Equatable {
        /// The multiply-adds from which it leads.
        public let cost: Double
        /// Who leads.
        public let name: String
    }

    /// The schedules, in the order of the race.
    public let finishers: [Finisher]
    /// The levels to reach, as given or found on the way.
    public let levels: [Double]

    init(_ finishers: [Finisher], levels: [Double]?) {
        self.finishers = finishers
        self.levels = levels ?? Self.ladder(finishers)
    }

    /// What all schedules have spent: the comparison is fair up to here.
    public var matchedCost: Double { finishers.map(\.totalCost).min() ?? 0 }

    /// The schedule that reaches `level` at the least cost, the first of several; `nil` if none does.
    public func winner(_ level: Double) -> String? {
        var best: (name: String, cost: Double)?
        for finisher in finishers {
            guard let cost = finisher.cost(toReach: level), cost < best?.cost ?? .infinity else { continue }
            best = (finisher.name, cost)
        }
        return best?.name
    }

    /// Who is ahead from which cost on, up to the matched cost: after the first entry, the crossings, to the next step of any
    /// schedule. Between its steps a schedule is on the line between them; the leader stays so until another is strictly lower.
    /// O(n log n) in the steps of all.
    public var leads: [Lead] {
        let limit = matchedCost
        let costs = Set(finishers.flatMap(\.costs)).filter { $0 > 0 && $0 <= limit }.sorted()
        var leads: [Lead] = []
        var leader: Int?
        for cost in costs {
            let standing = finishers.map { $0.observed(atCost: cost) ?? .infinity }
            let lowest = standing.min() ?? .infinity
            guard standing.contains(where: { $0 != lowest }), leader.map({ standing[$0] != lowest }) ?? true,
                let first = standing.firstIndex(of: lowest)
            else { continue }
            leader = first
            leads.append(Lead(cost: cost, name: finishers[first].name))
        }
        return leads
    }

    /// Powers of ten from the start down to the best value that was reached, at most 6 of them, or of two where there are fewer
    /// than 2 of ten.
    private static func ladder(_ finishers: [Finisher]) -> [Double] {
        let values = finishers.flatMap(\.observed).filter { $0.isFinite && $0 > 0 }
        guard let start = finishers.first?.observed.first(where: \.isFinite), let least = values.min(), least < start
        else { return [] }
        // Levels below are a matter of rounding, not of schedules.
        let best = max(least, 1e-10 * start)
        for decimals in [true, false] {
            func logarithm(_ value: Double) -> Double { decimals ? log10(value) : log2(value) }
            let first = Int(logarithm(start).rounded(.up)) - 1
            let last = Int(logarithm(best).rounded(.up))
            guard first - last >= 1 else { continue }
            let count = min(first - last + 1, 6)
            // Evenly over the way, ends included.
            return (0..<count).map { step in
                let exponent = first - (count == 1 ? 0 : step * (first - last) / (count - 1))
                return decimals ? decimal(exponent) : pow(2, Double(exponent))
            }
        }
        return []
    }

    /// `10^n` as the nearest double to the decimal.
    private static func decimal(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .nan }
}
