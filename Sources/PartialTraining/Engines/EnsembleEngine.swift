import LinearAlgebra

/// Monte Carlo: independent replicas, each on a random stream of its own, and the mean with a 99.9% confidence interval.
///
/// Replicas are summed in blocks whose size depends on their number alone, and the blocks in order, so that the result does not depend on the number
/// of threads. The interval is Student's (Welford's recurrence for the variance).
enum EnsembleEngine: Engine {
    static func obstacle(_ run: Run) -> String? {
        if run.schedule.isFlow { return "the schedule is of time, not of steps" }
        let triggered = run.schedule.stages.contains { if case .until = $0.duration { true } else { false } }
        if triggered && run.schedule.isRandom { return "replicas would end their stages at different steps" }
        return nil
    }

    static func run(_ run: Run, jobs: Int) throws(TrainingError) -> Trajectory {
        if let model = run.model as? Quadratic, let masks = masks(run) {
            let size = batchSize(model.dimension)
            // Few blocks of large problems: a step is shared, not the replicas.
            let isShared = run.replicas <= size && model.dimension >= 256
            let team = isShared && jobs > 1 ? Team(jobs) : nil
            let packed = model.hessian.withView { hessian in
                PackedMatrix(hessian, share: Workspace(team: team).share)
            }
            return try self.run(run, blockSize: size, jobs: jobs) { (range) throws(TrainingError) in
                try batch(run, model, packed, masks, range, team: team)
            }
        }
        return try self.run(run, blockSize: blockSize(run.replicas), jobs: jobs) { (range) throws(TrainingError) in
            try replicas(run, range)
        }
    }

    /// How many replicas are one piece of work: of few, one each.
    private static func blockSize(_ replicas: Int) -> Int { max(1, min(32, replicas / 64)) }

    /// Sums over blocks of replicas, in the order of the blocks.
    private static func run(
        _ run: Run, blockSize: Int, jobs: Int, _ sum: @Sendable (Range<Int>) throws(TrainingError) -> BlockSum
    ) throws(TrainingError) -> Trajectory {
        let blocks = (run.replicas + blockSize - 1) / blockSize
        let total = try Parallel.fold(blocks, jobs: jobs, into: BlockSum(run)) { (block) throws(TrainingError) in
            try sum((block * blockSize)..<min((block + 1) * blockSize, run.replicas))
        } _: {
            $0.merge($1)
        }
        return total.trajectory(run)
    }

    /// Trains replicas number `range`, one by one: the way that is open to every run.
    static func replicas(_ run: Run, _ range: Range<Int>) throws(TrainingError) -> BlockSum {
        var sum = BlockSum(run)
        for index in range {
            var generator = run.generator(index)
            var replica = Replica(run)
            var step = 0
            do throws(TrainingError) {
                try replica.train(using: &generator) { time, stage, values in
                    sum.note(step, time: time, stage: stage, values)
                    step += 1
                }
            } catch {
                guard case .diverged(let last) = error, last > 0 else { throw error }
                sum.divergedAt = min(sum.divergedAt ?? last, last)
            }
            sum.noteExtracted(replica.extracted)
            sum.recorder.merge(replica.recorder)
        }
        return sum
    }

    /// Counts, means and squared deviations of one block of replicas, step by step.
    struct BlockSum: Sendable {
        var recorder: AuditRecorder
        /// The first step at which a replica diverged: an infinite mean.
        var divergedAt: Int?
        private var times: [Int] = []
        private var stages: [Int] = []
        /// `cells[step * observables + k]`.
        private var cells: [Cell] = []
        /// The sub-models at the end.
        private var extracted: [Cell] = []
        private let width: Int
        /// Which observables are averaged as squares.
        private let squares: [Bool]

        struct Cell: Sendable {
            var count = 0.0
            var mean = 0.0
            var deviations = 0.0
            var radius = 0.0

            init() {}

            /// All of some values, in two passes.
            init(_ values: [Double], radius: Double) {
                count = Double(values.count)
                mean = values.reduce(0, +) / count
                for value in values { deviations += (value - mean) * (value - mean) }
                self.radius = radius
            }

            mutating func add(_ value: Double, radius: Double) {
                count += 1
                let change = value - mean
                mean += change / count
                deviations += change * (value - mean)
                self.radius = max(self.radius, radius)
            }

            /// Half the confidence interval of the mean.
            func halfWidth(_ quantile: Double) -> Double {
                quantile * (max(deviations, 0) / (count - 1) / count).squareRoot()
            }

            func estimate(_ quantile: Double) -> Estimate {
                let half = halfWidth(quantile)
                return mean.isFinite ? Estimate(mean, low: mean - half, high: mean + half) : Estimate(.infinity)
            }

            mutating func merge(_ other: Cell) {
                let sum = count + other.count
                guard other.count > 0, sum > 0 else { return }
                let change = other.mean - mean
                mean += change * other.count / sum
                deviations += other.deviations + change * change * count * other.count / sum
                count = sum
                radius = max(radius, other.radius)
            }
        }

        init(_ run: Run) {
            recorder = AuditRecorder(count: run.model.layout.count)
            width = run.observables.count
            squares = run.observables.map { $0 == .distance }
            extracted = run.subModels.map { _ in Cell() }
        }

        mutating func note(_ step: Int, time: Int, stage: Int, _ values: [(value: Double, radius: Double)]) {
            grow(to: step, time: time, stage: stage)
            for (k, value) in values.enumerated() {
                // The expected distance is the root of the expected square.
                let sample = squares[k] ? value.value * value.value : value.value
                let radius = squares[k] ? Sensitivity.square(value.value, radius: value.radius) : value.radius
                cells[step * width + k].add(sample, radius: radius)
            }
        }

        /// Notes a step of many replicas at once: of each observable the values, those of distances already squared.
        mutating func note(time: Int, stage: Int, _ columns: [(values: [Double], radius: Double)]) {
            grow(to: times.count, time: time, stage: stage)
            for (k, column) in columns.enumerated() {
                cells[(times.count - 1) * width + k].merge(Cell(column.values, radius: column.radius))
            }
        }

        mutating func noteExtracted(_ losses: [Double]) {
            for (k, loss) in losses.enumerated() { extracted[k].add(loss, radius: 0) }
        }

        private mutating func grow(to step: Int, time: Int, stage: Int) {
            guard step == times.count else { return }
            times.append(time)
            stages.append(stage)
            cells.append(contentsOf: repeatElement(Cell(), count: width))
        }

        mutating func merge(_ other: BlockSum) {
            recorder.merge(other.recorder)
            for k in extracted.indices { extracted[k].merge(other.extracted[k]) }
            divergedAt = [divergedAt, other.divergedAt].compactMap { $0 }.min()
            for step in other.times.indices {
                grow(to: step, time: other.times[step], stage: other.stages[step])
                for k in 0..<width { cells[step * width + k].merge(other.cells[step * width + k]) }
            }
        }

        func trajectory(_ run: Run) -> Trajectory {
            var trajectory = Trajectory(
                engine: .ensemble, audit: recorder.audit(run), observables: run.observables)
            // A replica without a value at a step has diverged before: the mean is not finite from there on.
            let steps = times.indices.prefix { step in divergedAt.map { times[step] < $0 } ?? true }
            trajectory.times = steps.map { Double(times[$0]) }
            trajectory.stages = steps.map { stages[$0] }
            let quantile = Confidence.quantile(samples: run.replicas)
            trajectory.extracted = extracted.map { $0.estimate(quantile) }
            for (k, observable) in run.observables.enumerated() {
                var series = Series()
                var low: [Double] = []
                var high: [Double] = []
                for step in steps {
                    let cell = cells[step * width + k]
                    let half = cell.halfWidth(quantile)
                    series.append(cell.mean, radius: cell.radius)
                    low.append(cell.mean - half)
                    high.append(cell.mean + half)
                }
                series.low = low
                series.high = high
                if squares[k] { series.takeRoots() }
                trajectory.series[observable] = series
            }
            if let divergedAt { trajectory.endDiverged(at: divergedAt) }
            return trajectory
        }
    }
}

extension Series {
    /// From a mean square and its interval to the root.
    fileprivate mutating func takeRoots() {
        for i in values.indices { radius[i] = rootRadius(values[i], radius: radius[i]) }
        values = values.map { max($0, 0).squareRoot() }
        low = low?.map { max($0, 0).squareRoot() }
        high = high?.map { max($0, 0).squareRoot() }
    }
}

/// The error of `sqrt(value)` when `value` is off by at most `radius`: `|sqrt a - sqrt b| <= |a - b| / sqrt a` and
/// `<= sqrt |a - b|`.
func rootRadius(_ value: Double, radius: Double) -> Double {
    let root = radius.squareRoot()
    return value > 0 ? min(radius / value.squareRoot(), root) : root
}
