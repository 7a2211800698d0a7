import LinearAlgebra

/// What one step of training needs of a model: which parameters take part, and which of them get a gradient. The cost of the
/// step follows from it (``Model/cost(_:)``).
///
/// Flags are by parameter, in the order of the flat vector; `nil` says all of them.
public struct Activity: Sendable, Equatable {
    /// The parameters of the model where the gradient is taken; those of dropped layers and pruned units are not there.
    public var present: [Bool]?
    /// The parameters whose gradient is needed.
    public var trained: [Bool]?
    /// How many numbers the update changes, where that is not the number of trained parameters (a tied group counts once).
    public var updates: Int?
    /// Multiply-adds of the operator itself: projections and decompositions.
    public var overhead: Double
    /// Gradients of the whole model that are taken beside the step's own, to adapt the operator.
    public var gradients: Double
    /// Whether the update of one parameter depends on the gradients of others: then what comes after saves none of them.
    public var mixes: Bool

    /// What a step needs; without arguments, all of the model and no more.
    public init(
        present: [Bool]? = nil, trained: [Bool]? = nil, updates: Int? = nil, overhead: Double = 0,
        gradients: Double = 0, mixes: Bool = false
    ) {
        self.present = present
        self.trained = trained
        self.updates = updates
        self.overhead = overhead
        self.gradients = gradients
        self.mixes = mixes
    }

    /// Of one operator after another within a step: what all of them let through, and the work of each.
    public func composed(with other: Activity) -> Activity {
        let changed = mixes ? other.trained.map { $0.count { $0 } } : nil
        return Activity(
            present: Self.both(present, other.present),
            trained: mixes ? trained : Self.both(trained, other.trained),
            updates: [updates, other.updates, changed].compactMap { $0 }.min(), overhead: overhead + other.overhead,
            gradients: gradients + other.gradients, mixes: mixes || other.mixes)
    }

    /// Without the parameters that are pruned for good: those outside `support`.
    public func confined(to support: [Bool]?) -> Activity {
        guard let support else { return self }
        return composed(with: Activity(present: support, trained: support))
    }

    /// How many of the trained parameters the update changes.
    func updateCount(_ layout: Layout) -> Double {
        let all = count(trained, 0..<layout.count)
        return Double(min(updates ?? all, all))
    }

    /// How many parameters of a range take part, and how many get a gradient.
    func presentCount(_ range: Range<Int>) -> Double { Double(count(present, range)) }
    func trainedCount(_ range: Range<Int>) -> Double { Double(count(trained, range)) }

    private func count(_ flags: [Bool]?, _ range: Range<Int>) -> Int { flags?[range].count { $0 } ?? range.count }

    static func both(_ first: [Bool]?, _ second: [Bool]?) -> [Bool]? {
        guard let first else { return second }
        guard let second else { return first }
        return zip(first, second).map { $0 && $1 }
    }
}

/// Multiply-adds of one step.
public struct StepCost: Sendable, Equatable {
    /// The value's own products.
    public var forward: Double
    /// The products of the gradient.
    public var backward: Double
    /// One for every number that the update changes.
    public var update: Double
    /// The operator's own work, and gradients that it takes beside the step's.
    public var overhead: Double

    /// The cost of a step, by its parts.
    public init(forward: Double, backward: Double, update: Double, overhead: Double = 0) {
        self.forward = forward
        self.backward = backward
        self.update = update
        self.overhead = overhead
    }

    /// The sum of all parts.
    public var total: Double { forward + backward + update + overhead }
}

extension Model {
    /// Whether the cost of a step is known.
    public var hasCost: Bool { products(Activity()) != nil }

    /// The multiply-adds of a step that needs no more of the model than `activity` says, or `nil` if the model has no formula.
    /// O(number of parameters).
    public func cost(_ activity: Activity) -> StepCost? {
        guard let own = products(activity) else { return nil }
        var overhead = activity.overhead
        if activity.gradients > 0, let whole = products(Activity()) {
            overhead += activity.gradients * (whole.forward + whole.backward)
        }
        return StepCost(
            forward: own.forward, backward: own.backward, update: activity.updateCount(layout), overhead: overhead)
    }
}

extension PartialStep {
    /// Read off the operator itself: a parameter takes part where `A` does not make 1 of it 0, and gets a gradient where `P`
    /// does not. Right for diagonal operators and projections that mix no coordinates away. O(number of parameters).
    public func activity(_ layout: Layout) throws(TrainingError) -> Activity {
        let ones = Parameters(layout, Vector(repeating: 1, count: layout.count))
        var kept = ones
        try select(&kept)
        var activity = Activity(trained: kept.values.map { $0 != 0 })
        if movesPoint {
            var moved = ones
            move(&moved)
            activity.present = moved.values.map { $0 != 0 }
        }
        return activity
    }
}
