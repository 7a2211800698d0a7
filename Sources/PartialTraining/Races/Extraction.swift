/// Sub-models that are cut out of a trained model: which ones, and how many parameters may be spent.
public struct Extraction: Sendable, Equatable {
    /// The numbers of leading units; `nil` leaves the width whole.
    public var widths: [Int]?
    /// The numbers of leading layers; `nil` leaves the depth whole.
    public var depths: [Int]?
    /// The most parameters that the extracted model may have; `nil`: any number.
    public var budget: Int?

    /// All combinations of the given depths and widths.
    public init(widths: [Int]? = nil, depths: [Int]? = nil, budget: Int? = nil) {
        self.widths = widths
        self.depths = depths
        self.budget = budget
    }

    /// All of them, by depth and then by width. Errors: `invalid` where the model has not as many layers or units.
    public func subModels(of model: any Model) throws(TrainingError) -> [SubModel] {
        let depths: [Int?] = self.depths ?? [nil]
        let widths: [Int?] = self.widths ?? [nil]
        var all: [SubModel] = []
        for depth in depths {
            for width in widths { all.append(try SubModel(of: model, depth: depth, width: width)) }
        }
        return all
    }

    /// The sub-models of a run that has been made, each beside itself trained alone at the run's cost, with the step size of
    /// the run's last stage. `jobs` threads at the most.
    ///
    /// `trajectory` must be that of `run`, with its sub-models and its cost observed. Errors: `invalid`.
    public func result(
        of run: Run, _ trajectory: Trajectory, jobs: Int = 1
    ) throws(TrainingError) -> ExtractionResult {
        let cost = trajectory.values(.cost).last ?? 0
        let eta = run.schedule.stages.last?.stepSize ?? 1
        let rows = try Parallel.map(run.subModels.count, jobs: jobs) {
            (index) throws(TrainingError) -> ExtractionResult.Row in
            let subModel = run.subModels[index]
            let alone = try subModel.trainedAlone(run.model, start: run.start, stepSize: eta, cost: cost)
            return ExtractionResult.Row(
                subModel: subModel, loss: trajectory.extracted[index], alone: alone.loss, aloneSteps: alone.steps)
        }
        return ExtractionResult(rows: rows, cost: cost, budget: budget)
    }
}

/// What was extracted from a trained model.
public struct ExtractionResult: Sendable, Equatable {
    /// One sub-model, and what became of it.
    public struct Row: Sendable, Equatable {
        /// Which one.
        public let subModel: SubModel
        /// The loss of the sub-model as it was cut out; an expectation where training is random.
        public let loss: Estimate
        /// The loss of the same sub-model trained alone at the same cost, and the number of its steps.
        public let alone: Double
        /// How many steps the same cost paid alone.
        public let aloneSteps: Int
    }

    /// The sub-models, by depth and then by width.
    public let rows: [Row]
    /// The multiply-adds of the training, spent again for each sub-model alone.
    public let cost: Double
    /// The most parameters that the best may have; `nil`: any number.
    public let budget: Int?

    /// The best of those within the budget: the one of least loss, and of several such ones the smallest.
    public var best: Row? {
        rows.filter { row in budget.map { row.subModel.parameters <= $0 } ?? true }
            .min { ($0.loss.value, $0.subModel.parameters) < ($1.loss.value, $1.subModel.parameters) }
    }
}

extension ExtractionResult {
    /// For each number of parameters that a sub-model has, the least loss of those with no more, as they were extracted and
    /// trained alone.
    public var frontier: [(parameters: Int, loss: Double, alone: Double)] {
        var best = (loss: Double.infinity, alone: Double.infinity)
        var points: [(parameters: Int, loss: Double, alone: Double)] = []
        for row in rows.sorted(by: { $0.subModel.parameters < $1.subModel.parameters }) {
            best = (min(best.loss, row.loss.value), min(best.alone, row.alone))
            if points.last?.parameters == row.subModel.parameters { points.removeLast() }
            points.append((row.subModel.parameters, best.loss, best.alone))
        }
        return points
    }
}
