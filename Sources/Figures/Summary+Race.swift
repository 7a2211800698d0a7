extension Summary {
    /// A race of schedules at matched cost.
    public struct Race: Codable, Sendable, Equatable {
        /// One schedule of a race.
        public struct Schedule: Codable, Sendable, Equatable {
            /// Its name in the claim file.
            public var name: String
            /// How its trajectory was obtained.
            public var engine: String
            /// How many steps were made.
            public var steps: Int
            /// The multiply-adds of all of them.
            public var cost: Double
            /// What was observed at the end; `nil` after a divergence.
            public var final: Double?
            /// What was observed when all schedules had spent the same; `nil` after a divergence.
            public var atMatchedCost: Double?
            /// The multiply-adds until each level was reached, in the order of ``Race/levels``; `nil` for never.
            public var costToReach: [Double?]

            /// A schedule and what came of it.
            public init(
                name: String, engine: String, steps: Int, cost: Double, final: Double?, atMatchedCost: Double?,
                costToReach: [Double?]
            ) {
                self.name = name
                self.engine = engine
                self.steps = steps
                self.cost = cost
                self.final = final
                self.atMatchedCost = atMatchedCost
                self.costToReach = costToReach
            }
        }

        /// A schedule that is ahead from a cost on.
        public struct Lead: Codable, Sendable, Equatable {
            /// From how many multiply-adds on.
            public var cost: Double
            /// Which schedule.
            public var name: String

            /// A change of the lead.
            public init(cost: Double, name: String) {
                self.cost = cost
                self.name = name
            }
        }

        /// What is compared.
        public var observable: String
        /// The levels to reach.
        public var levels: [Double]
        /// The schedules, in the order of the file.
        public var schedules: [Schedule]
        /// Who reaches each level at the least cost; `nil` if none does.
        public var winners: [String?]
        /// What all schedules have spent.
        public var matchedCost: Double
        /// Who is ahead from which cost on, up to the matched cost.
        public var leads: [Lead]

        /// A race and what came of it.
        public init(
            observable: String, levels: [Double], schedules: [Schedule], winners: [String?], matchedCost: Double,
            leads: [Lead]
        ) {
            self.observable = observable
            self.levels = levels
            self.schedules = schedules
            self.winners = winners
            self.matchedCost = matchedCost
            self.leads = leads
        }
    }

    /// The sub-models that were cut out of a trained model.
    public struct Extraction: Codable, Sendable, Equatable {
        /// One of them.
        public struct SubModel: Codable, Sendable, Equatable {
            /// How many leading layers; `nil` for all.
            public var depth: Int?
            /// How many leading units; `nil` for all.
            public var width: Int?
            /// The number of its parameters.
            public var parameters: Int
            /// Its loss; `nil` after a divergence.
            public var loss: Double?
            /// The ends of the confidence interval of the loss, where it is sampled.
            public var low: Double?
            /// The upper end.
            public var high: Double?
            /// The loss of the same sub-model trained alone at the same cost; `nil` after a divergence.
            public var alone: Double?
            /// The steps that it was trained alone.
            public var aloneSteps: Int

            /// A sub-model and its losses.
            public init(
                depth: Int?, width: Int?, parameters: Int, loss: Double?, low: Double?, high: Double?, alone: Double?,
                aloneSteps: Int
            ) {
                self.depth = depth
                self.width = width
                self.parameters = parameters
                self.loss = loss
                self.low = low
                self.high = high
                self.alone = alone
                self.aloneSteps = aloneSteps
            }
        }

        /// The schedule that trained the model; `nil` where there is only one.
        public var schedule: String?
        /// The multiply-adds of the training.
        public var cost: Double
        /// The most parameters that may be spent; `nil` for any number.
        public var budget: Int?
        /// The best sub-model within the budget; `nil` if none is.
        public var best: SubModel?
        /// All of them.
        public var subModels: [SubModel]

        /// What was extracted.
        public init(schedule: String?, cost: Double, budget: Int?, best: SubModel?, subModels: [SubModel]) {
            self.schedule = schedule
            self.cost = cost
            self.budget = budget
            self.best = best
            self.subModels = subModels
        }
    }
}
