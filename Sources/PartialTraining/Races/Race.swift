import Foundation

/// Schedules on the same model from the same start, compared at matched cost.
public struct Race: Sendable {
    public struct Entry: Sendable {
        public let name: String
        /// The run, which observes the quantity that is compared and ``Observable/cost``.
        public let run: Run

        public init(_ name: String, _ run: Run) {
            self.name = name
            self.run = run
        }
    }

    public let entries: [Entry]
    /// What is compared; smaller is better.
    public let observable: Observable
    /// The levels to reach; `nil` takes the powers of ten on the way.
    public let levels: [Double]?

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
    public struct Finisher: Sendable {
        public let name: String
        public let run: Run
        public let trajectory: Trajectory
        /// The compared quantity at each step.
        public let observed: [Double]

        /// The multiply-adds spent until each step.
        public var costs: [Double] { trajectory.values(.cost) }
        public var totalCost: Double { costs.last { $0.isFinite } ?? 0 }

        /// The multiply-adds until the quantity was first at most `level`; `nil` if it never was.
        public func cost(toReach level: Double) -> Double? {
            observed.firstIndex { $0 <= level }.map { costs[$0] }
        }

        /// What had been reached when at most `cost` was spent.
        public func observed(atCost cost: Double) -> Double? {
            costs.lastIndex { $0 <= cost }.map { observed[$0] }
        }
    }

    /// From a cost on one schedule is ahead of all others.
    public struct Lead: Sendable, Equatable {
        public let cost: Double
        public let name: String
    }

    public let finishers: [Finisher]
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

    /// Who is ahead from which cost on, up to the matched cost: after the first entry, the crossings. At every cost a schedule
    /// stands where its last paid step has led; the leader stays so until another is strictly lower. O(steps of all).
    public var leads: [Lead] {
        let limit = matchedCost
        var events = finishers.enumerated().flatMap { index, finisher in
            zip(finisher.costs, finisher.observed).compactMap { cost, value in
                cost > 0 && cost <= limit ? (cost: cost, index: index, value: value) : nil
            }
        }
        events.sort { ($0.cost, $0.index) < ($1.cost, $1.index) }
        var standing = finishers.map { $0.observed.first ?? .infinity }
        var leads: [Lead] = []
        var leader: Int?
        var next = 0
        while next < events.count {
            let cost = events[next].cost
            while next < events.count, events[next].cost == cost {
                standing[events[next].index] = events[next].value
                next += 1
            }
            let lowest = standing.min() ?? .infinity
            guard let first = standing.firstIndex(of: lowest), standing.contains(where: { $0 != lowest }) else {
                continue
            }
            if let leader, standing[leader] == lowest { continue }
            leader = first
            leads.append(Lead(cost: cost, name: finishers[first].name))
        }
        return leads
    }

    /// Powers of ten from the start down to the best value that was reached, at most 6 of them, or of two where there are fewer
    /// than 2 of ten.
    private static func ladder(_ finishers: [Finisher]) -> [Double] {
        let values = finishers.flatMap(\.observed).filter { $0.isFinite && $0 > 0 }
        guard let start = finishers.first?.observed.first(where: \.isFinite), let best = values.min(), best < start
        else { return [] }
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
