import LinearAlgebra

/// An operator that acts on a quadratic's error by its exact first two moments.
public protocol ExactMoments: PartialOperator {
    /// Whether this instance of the operator can (a composition can where its parts can).
    var hasExactMoments: Bool { get }
    /// One step of size `eta` on mean and second moment of the error, in place where it can be. O(d^3). What `workspace` knows
    /// belongs to `moments`, and is forgotten with them.
    func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) throws(TrainingError)
    /// `E |P g|^2` where `g` has second moment `gram` and `P` (without its rescaling) is drawn independently of it.
    func expectedKept(_ gram: Matrix, step: Int) -> Double
    /// Whether there is a partial model.
    var hasCore: Bool { get }
    /// `E f` of the partial model over a fresh draw, for `x` of the given moments.
    func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double
    /// How a step changes moments, in norms: what the rounding bound of the moments needs.
    func momentGain(_ d: Int, step: Int) -> MomentGain
    /// Bounds of the growth of second moments that hold at every step of this size; `nil` where none are known in closed form.
    func momentGrowth(on model: Quadratic, stepSize eta: Double) -> MomentGrowth?
    /// The expected share, of the coordinates that can move at a step, of those that do.
    func movingShare(_ d: Int, step: Int) -> Double
    /// The expected multiply-adds of a step; NaN where they are not known.
    func expectedCost(on model: Quadratic, step: Int) throws(TrainingError) -> Double
}

extension ExactMoments {
    public var hasExactMoments: Bool { true }
    public var hasCore: Bool { false }
    public func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double { moments.loss(on: model) }
    public func momentGain(_ d: Int, step: Int) -> MomentGain { MomentGain() }
    public func momentGrowth(on model: Quadratic, stepSize eta: Double) -> MomentGrowth? { nil }
    public func movingShare(_ d: Int, step: Int) -> Double { 1 }

    /// One step in a workspace of its own.
    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int
    ) throws(TrainingError) {
        try advance(
            &moments, on: model, stepSize: eta, step: step, using: MomentWorkspace(dimension: model.dimension))
    }

    /// By the outcomes, one by one.
    public func expectedCost(on model: Quadratic, step: Int) throws(TrainingError) -> Double {
        guard let law = self as? any FiniteLaw, law.outcomeCount(model.layout) <= 1 << 16 else { return .nan }
        var sum = 0.0
        for outcome in try law.outcomes(model.layout, step: step) {
            let cost = model.cost(try outcome.step.activity(model.layout))
            sum += outcome.probability * (cost?.total ?? .nan)
        }
        return sum
    }
}

/// Norms of an operator's moments.
public struct MomentGain: Sendable, Equatable {
    /// `s` with `|E[P X P]| <= s^2 |X|` and `|E P| <= s` in the Frobenius norm.
    public var kept: Double
    /// The same of `A`, where the point is multiplied too; then the step is affine in the error, and `nil` where it is not.
    public var moved: Double?

    /// The norms; without arguments, those of a projection that moves no point.
    public init(kept: Double = 1, moved: Double? = nil) {
        self.kept = kept
        self.moved = moved
    }
}

/// How much a step `M -> E[B M B']` of an operator can make of a second moment, in two weights: `tr E[B M B'] <= distance tr M`,
/// that is `E[B'B] <= distance I`, and `tr(H E[B M B']) <= energy tr(H M)`, that is `E[B'HB] <= energy H`.
public struct MomentGrowth: Sendable, Equatable {
    /// The factor of `tr M`.
    public var distance: Double
    /// The factor of `tr(H M)`.
    public var energy: Double

    /// The two factors, which must hold at every step of one size.
    public init(distance: Double, energy: Double) {
        self.distance = distance
        self.energy = energy
    }

    /// The largest values over the spectrum of two functions of an eigenvalue, both convex: at its ends.
    init(_ model: Quadratic, _ factors: (Double) -> (distance: Double, energy: Double)) {
        let uncertainty = model.constants.spectrumUncertainty
        let low = factors(max(model.spectrum[0] - uncertainty, 0))
        let high = factors(model.spectrum[model.spectrum.count - 1] + uncertainty)
        // A dozen roundings of numbers below 4, where the bounds are at most 1 and are made use of.
        let slack = 64 * RoundingModel.unit
        distance = max(low.distance, high.distance, 0) + slack
        energy = max(low.energy, high.energy, 0) + slack
    }

    /// The largest of some, where all are known.
    init?(_ parts: [MomentGrowth?]) {
        let known = parts.compactMap { $0 }
        guard known.count == parts.count, let first = known.first else { return nil }
        self = known.reduce(first) {
            MomentGrowth(distance: max($0.distance, $1.distance), energy: max($0.energy, $1.energy))
        }
    }
}

/// Mean and second moment of the error `e = x - x*` of a random iterate.
public struct Moments: Sendable, Equatable {
    /// `E e`.
    public var mean: Vector
    /// `E e e'`, symmetric positive semidefinite.
    public var second: Matrix

    /// Moments that are known: d entries, and d x d.
    public init(mean: Vector, second: Matrix) {
        self.mean = mean
        self.second = second
    }

    /// The moments of a point mass.
    public init(error: Vector) { self.init(mean: error, second: outer(error, error)) }

    /// `E f = minimum + tr(H M) / 2`.
    public func loss(on model: Quadratic) -> Double { model.minimum + excess(on: model) }

    /// `tr(H M) / 2`.
    public func excess(on model: Quadratic) -> Double { 0.5 * inner(model.hessian, second) }

    /// `H M H`, the second moment of the gradient.
    public func gradientGram(on model: Quadratic) -> Matrix {
        (model.hessian * second * model.hessian).symmetrized
    }
}
