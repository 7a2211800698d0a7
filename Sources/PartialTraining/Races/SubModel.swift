import LinearAlgebra

/// A part of a model that can be cut out and used by itself: its leading layers, its leading units, or both.
public struct SubModel: Sendable, Equatable {
    /// How many leading layers; `nil` where the depth is not cut.
    public let depth: Int?
    /// How many leading units; `nil` where the width is not cut.
    public let width: Int?
    /// 1 for the parameters that it has, 0 for the others.
    public let factors: Vector

    /// The leading `depth` layers of a residual-linear model, and of them the leading `width` units (``Units``).
    ///
    /// Errors: `invalid` where the model has no layers that can be dropped, or not as many layers or units.
    public init(of model: any Model, depth: Int?, width: Int?) throws(TrainingError) {
        self.depth = depth
        self.width = width
        let layout = model.layout
        var factors = Vector(repeating: 1, count: layout.count)
        if let width {
            let units = Units(model)
            guard (1...max(units.count, 1)).contains(width) else {
                throw .invalid(what: "widths", expected: "numbers from 1 to \(units.count)", found: "\(width)")
            }
            factors = units.factors(keeping: Array(0..<width))
        }
        if let depth {
            guard model is ResidualLinear else {
                throw .invalid(
                    what: "depths", expected: "a residual-linear model, whose layers can be left out",
                    found: model.summary)
            }
            guard (1...layout.blocks.count).contains(depth) else {
                throw .invalid(
                    what: "depths", expected: "numbers from 1 to \(layout.blocks.count)", found: "\(depth)")
            }
            for block in layout.blocks[depth...] { for i in block.range { factors[i] = 0 } }
        }
        self.factors = factors
    }

    /// The number of its parameters.
    public var parameters: Int { factors.count { $0 != 0 } }

    /// What a step of it by itself needs.
    public var activity: Activity {
        let kept = factors.map { $0 != 0 }
        return Activity(present: kept, trained: kept)
    }

    /// Its own parameters within `x`, all others 0.
    public func cut(_ x: Parameters) -> Parameters {
        Parameters(x.layout, zip(x.values, factors).map { $0 * $1 })
    }

    /// Trained by itself from its part of `start`, `x+ = x - eta S grad f(S x)`, as many steps as `cost` multiply-adds pay for,
    /// at most `limit`, and no more once nothing changes: its loss and the number of steps.
    ///
    /// Errors: `invalid` where the cost of a step is not known.
    public func trainedAlone(
        _ model: any Model, start: Parameters, stepSize eta: Double, cost: Double, limit: Int = 100_000
    ) throws(TrainingError) -> (loss: Double, steps: Int) {
        guard let step = model.cost(activity)?.total, step > 0 else {
            throw .invalid(what: "extract", expected: "a model whose steps have a known cost", found: model.summary)
        }
        let affordable = cost / step
        let steps = affordable < Double(limit) ? Int(affordable) : limit
        let workspace = Workspace()
        var x = cut(start)
        var gradient = Parameters(model.layout)
        for count in 0..<steps {
            let value = model.gradient(at: x, into: &gradient, workspace: workspace)
            guard value.isFinite else { return (.infinity, count) }
            var moves = false
            for i in factors.indices where factors[i] != 0 {
                let next = x.values[i] - eta * gradient.values[i]
                if next != x.values[i] { moves = true }
                x.values[i] = next
            }
            if !moves { return (value, count) }
        }
        return (model.value(at: x, workspace: workspace), steps)
    }
}

/// A value, and the ends of its confidence interval where it is the mean of a sample.
public struct Estimate: Sendable, Equatable {
    /// The value, or the mean of the sample.
    public var value: Double
    /// The lower end of the interval.
    public var low: Double?
    /// The upper end of the interval.
    public var high: Double?

    /// A value that is known, or with an interval.
    public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
        self.value = value
        self.low = low
        self.high = high
    }
}
