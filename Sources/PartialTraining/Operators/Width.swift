import LinearAlgebra

/// Elastic width: each step trains a random sub-model of some units, `x+ = x - eta S grad f(S x)`.
///
/// A unit is a coordinate of a vector; of a factorization `B A` a column of B with its row of A; of a deep linear network a
/// hidden unit, the same number in all layers; of a residual network a coordinate of the stream. A parameter takes part where
/// the units on both of its sides do. `nested` keeps the leading `k` units with probability `pi_k` (nested dropout, Rippel et
/// al. 2014; SortedNet; with a few widths only, slimmable networks); `bernoulli` each unit by itself.
public struct Width: SubmodelLaw {
    /// Which units a draw keeps.
    public let law: PartLaw
    /// The units of the model that this was made for.
    public let units: Units

    /// Errors: none here; ``validate(_:)`` checks that the law has as many units as the model.
    public init(_ law: PartLaw, of model: any Model) {
        self.law = law
        units = Units(model)
    }

    public var rescaling: Double { 1 }
    public var isRandom: Bool { law.isRandom }

    public var summary: String {
        switch law {
        case .bernoulli(let p): "width bernoulli=" + p.map { "\($0)" }.joined(separator: ",")
        case .subset(let k): "width count=\(k)"
        case .nested(let pi): "width nested=" + pi.map { "\($0)" }.joined(separator: ",")
        }
    }

    /// The mean share of units that are kept.
    public var keepProbability: Double { law.meanShare(units.count) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard units.layout == layout else {
            throw .shape(what: "width", expected: "a model of \(units.layout)", found: layout.description)
        }
        try law.validate(units.count, what: "width", parts: "units")
    }

    public func obstacle(_ model: any Model) -> String? {
        model is DeepLinear && model.layout.blocks.count == 1 ? "\(model.summary) has no hidden units" : nil
    }

    public func outcomeCount(_ layout: Layout) -> Int { law.outcomeCount(units.count) }
    public func factors(_ layout: Layout, keeping parts: [Int]) -> Diagonal { .entries(units.factors(keeping: parts)) }

    public func drawParts(_ layout: Layout, using generator: inout Generator) -> [Int] {
        law.draw(units.count, using: &generator)
    }

    public func partOutcomes(_ layout: Layout) -> [(probability: Double, parts: [Int])] { law.outcomes(units.count) }
}

/// The units of a model, by which its width is measured.
public struct Units: Sendable, Equatable {
    /// How many there are.
    public let count: Int
    /// The layout of the model.
    public let layout: Layout
    /// The unit on the side of the rows, and of the columns, of each parameter; -1 where there is none.
    private let sides: [(row: Int, column: Int)]

    /// The units of `model`; of a model that is not made of layers, its coordinates.
    public init(_ model: any Model) {
        let layout = model.layout
        self.layout = layout
        let last = layout.blocks.count - 1
        // Whether rows and columns of block l are units.
        let isUnit: (Int) -> (row: Bool, column: Bool) =
            switch model {
            case is Factorization: { l in (l == 1, l == 0) }
            case is DeepLinear: { l in (l < last, l > 0) }
            case is ResidualLinear: { _ in (true, true) }
            default: { _ in (true, false) }
            }
        sides = layout.blocks.enumerated().flatMap { l, block in
            let (row, column) = isUnit(l)
            return (0..<block.count).map { (row ? $0 % block.rows : -1, column ? $0 / block.rows : -1) }
        }
        count = (model as? Factorization)?.rank ?? layout.blocks.first?.rows ?? 0
    }

    /// 1 for the parameters whose units are kept, 0 for the others.
    public func factors(keeping units: [Int]) -> Vector {
        var kept = [Bool](repeating: false, count: count)
        for unit in units { kept[unit] = true }
        return sides.map { ($0.row < 0 || kept[$0.row]) && ($0.column < 0 || kept[$0.column]) ? 1 : 0 }
    }

    public static func == (a: Units, b: Units) -> Bool {
        a.layout == b.layout && a.sides.elementsEqual(b.sides, by: ==)
    }
}

/// On a quadratic: a mask that is drawn with the units, or the mixture of the draws, each a mask of fixed coordinates.
extension Width: ExactMoments {
    public var hasExactMoments: Bool {
        guard units.layout.blocks.count == 1 else { return false }
        if case .bernoulli(let p) = law, p.count == 1 { return true }
        return law.outcomeCount(units.count) <= 4096
    }
    public var hasCore: Bool { true }

    /// Masks with exact moments of their own and their probabilities: of independent units one, else one for each draw.
    private var masks: [(probability: Double, mask: Mask)] {
        if case .bernoulli(let p) = law, p.count == 1 { return [(1, Mask(.bernoulli(p[0]), forward: true))] }
        return law.outcomes(units.count).map {
            ($0.probability, Mask(.coordinates($0.parts.map { $0 + 1 }), forward: true))
        }
    }

    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) {
        var mixture = Moments(
            mean: Vector(repeating: 0, count: model.dimension),
            second: Matrix(rows: model.dimension, columns: model.dimension))
        for (probability, mask) in masks {
            var branch = moments
            mask.advance(&branch, on: model, stepSize: eta, step: step, using: workspace)
            mixture.mean = add(mixture.mean, probability, branch.mean)
            mixture.second = mixture.second + probability * branch.second
        }
        moments = mixture
    }

    public func momentGain(_ d: Int, step: Int) -> MomentGain { MomentGain(kept: 1, moved: 1) }
    public func movingShare(_ d: Int, step: Int) -> Double { keepProbability }

    public func expectedCost(on model: Quadratic, step: Int) -> Double {
        masks.reduce(0) { $0 + $1.probability * $1.mask.expectedCost(on: model, step: step) }
    }

    public func expectedKept(_ gram: Matrix, step: Int) -> Double {
        masks.reduce(0) { $0 + $1.probability * $1.mask.expectedKept(gram, step: step) }
    }

    public func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double {
        masks.reduce(0) { $0 + $1.probability * $1.mask.expectedCoreLoss(moments, on: model) }
    }
}
