import LinearAlgebra

/// How one step is made partial: where the gradient is evaluated, `x -> A x`, and which part of the update is kept,
/// `g -> P g`, so that `x+ = R(x - eta P grad f(A x))`; `R`, the retraction, is the identity but for truncated iterates.
///
/// Masking, freezing, sharing and subspaces are one family: `P` is a projection (times a scale where the mask rescales).
/// A new operator is one file with a description of the law (this protocol) and of one draw from it (``PartialStep``).
/// What an operator can do exactly it says by further protocols: ``FiniteLaw``, ``ExactMoments``.
public protocol PartialOperator: Sendable {
    /// One line, as in claim files: `mask bernoulli=0.5 forward`.
    var summary: String { get }
    /// Whether draws differ from step to step (or from run to run).
    var isRandom: Bool { get }
    /// Whether steps look at the iterate before they act (``PartialStep/adapt(_:_:using:)``): such an operator has no flow.
    var isAdaptive: Bool { get }
    /// The expected rank of `P` on the given layout, or `nil` where it depends on the iterate.
    func expectedRank(_ layout: Layout) -> Double?
    /// Checks that the operator fits. Errors: `shape`, `invalid`.
    func validate(_ layout: Layout) throws(TrainingError)
    /// Why the operator makes no sense on a model whose layout it fits; `nil` if it does.
    func obstacle(_ model: any Model) -> String?
    /// Begins a stage: draws what stays fixed during it.
    func begin(_ layout: Layout, using generator: inout Generator) throws(TrainingError) -> any PartialStep
}

extension PartialOperator {
    public func obstacle(_ model: any Model) -> String? { nil }
    public var isAdaptive: Bool { false }
}

/// One replica's state of an operator: the current draw, and how it acts.
public protocol PartialStep {
    /// Draws for step `step` of the stage (from 0).
    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError)
    /// Draws the partial model that ``reduceToCore(_:)`` is about, where it is looked at between steps.
    mutating func drawCore(_ step: Int, using generator: inout Generator) throws(TrainingError)
    /// The factor by which a kept update is rescaled beyond the projection, `S = scale * P`.
    var scale: Double { get }
    /// Whether there is a partial model, and `x -> ` its parameters within the full model's (the masked model of a mask).
    var hasCore: Bool { get }
    func reduceToCore(_ x: inout Parameters)
    /// Whether ``move(_:)`` or ``retract(_:)`` does anything.
    var movesPoint: Bool { get }
    var retracts: Bool { get }
    /// `x -> A x`, in place.
    func move(_ x: inout Parameters)
    /// `g -> P g`, in place.
    func keep(_ g: inout Parameters) throws(TrainingError)
    /// `x -> R(x)`, in place.
    func retract(_ x: inout Parameters) throws(TrainingError)
    /// Whether `P = I`, so that ``keep(_:)`` need not be called.
    var keepsAll: Bool { get }
    /// Whether ``keep(_:)`` adds noise; then ``select(_:)`` is `g -> P g` without it.
    var addsNoise: Bool { get }
    func select(_ g: inout Parameters) throws(TrainingError)
    /// What the step does to differences of iterates, with the bound `gain` of the norm named there.
    var action: StepAction { get }
    var gain: Double { get }
    /// Whether `P` and `A` are diagonal.
    var isDiagonal: Bool { get }
    /// How many roundings an entry of `g` passes through in ``keep(_:)``, relative to the norm of `g`.
    var roundings: Double { get }
    /// The blocks whose gradient ``keep(_:)`` sets to zero, so that it need not be computed; `nil`: none.
    var idleBlocks: [Bool]? { get }
    /// What the step needs of the model.
    func activity(_ layout: Layout) throws(TrainingError) -> Activity
    /// Whether ``adapt(_:_:using:)`` does anything.
    var adapts: Bool { get }
    /// Looks at the iterate after ``draw(_:using:)`` and before the step: prunes, regrows, splits groups, refreshes a subspace.
    /// Says whether it changed `x`. A stage without steps adapts once.
    mutating func adapt(
        _ x: inout Parameters, _ context: StepContext, using generator: inout Generator
    ) throws(TrainingError) -> Bool
    /// How much ``adapt(_:_:using:)`` can stretch a difference of two iterates at which it decides alike.
    var adaptGain: Double { get }
    /// The parameters that are not pruned, from here to the end of the run; `nil` where the operator prunes nothing. All
    /// others stay at zero, in later stages too.
    var support: [Bool]? { get }
}

extension PartialStep {
    public mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {}
    public mutating func drawCore(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        try draw(step, using: &generator)
    }
    public var scale: Double { 1 }
    public var hasCore: Bool { false }
    public func reduceToCore(_ x: inout Parameters) {}
    public var movesPoint: Bool { false }
    public var retracts: Bool { false }
    public func move(_ x: inout Parameters) {}
    public func retract(_ x: inout Parameters) throws(TrainingError) {}
    public var keepsAll: Bool { false }
    public var addsNoise: Bool { false }
    public func select(_ g: inout Parameters) throws(TrainingError) { try keep(&g) }
    public var action: StepAction { .projection(fixed: false) }
    public var gain: Double { scale }
    public var isDiagonal: Bool { false }
    public var roundings: Double { 1 }
    public var idleBlocks: [Bool]? { nil }
    public var adapts: Bool { false }
    public mutating func adapt(
        _ x: inout Parameters, _ context: StepContext, using generator: inout Generator
    ) throws(TrainingError) -> Bool { false }
    public var adaptGain: Double { 1 }
    public var support: [Bool]? { nil }
}

/// An operator that draws, afresh at every step, from finitely many outcomes: what exact enumeration needs.
public protocol FiniteLaw: PartialOperator {
    /// How many outcomes there are (saturating), before any is made.
    func outcomeCount(_ layout: Layout) -> Int
    /// The outcomes of a draw at step `step` with their probabilities, which sum to 1. Those of probability 0 are left out.
    func outcomes(_ layout: Layout, step: Int) throws(TrainingError) -> [(probability: Double, step: any PartialStep)]
    /// The outcomes of a draw of the partial model, where it is not that of the step.
    func coreOutcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)]
}

extension FiniteLaw {
    public func coreOutcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        try outcomes(layout, step: step)
    }
}

/// An operator that acts on a quadratic's error by its exact first two moments.
public protocol ExactMoments: PartialOperator {
    /// Whether this instance of the operator can (a composition can where its parts can).
    var hasExactMoments: Bool { get }
    /// One step of size `eta` on mean and second moment of the error. O(d^3).
    func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int
    ) throws(TrainingError)
    /// `E |P g|^2` where `g` has second moment `gram` and `P` (without its rescaling) is drawn independently of it.
    func expectedKept(_ gram: Matrix, step: Int) -> Double
    /// Whether there is a partial model.
    var hasCore: Bool { get }
    /// `E f` of the partial model over a fresh draw, for `x` of the given moments.
    func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double
    /// How a step changes moments, in norms: what the rounding bound of the moments needs.
    func momentGain(_ d: Int, step: Int) -> MomentGain
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
    public func movingShare(_ d: Int, step: Int) -> Double { 1 }

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

    public init(kept: Double = 1, moved: Double? = nil) {
        self.kept = kept
        self.moved = moved
    }
}

/// Mean and second moment of the error `e = x - x*` of a random iterate.
public struct Moments: Sendable, Equatable {
    /// `E e`.
    public var mean: Vector
    /// `E e e'`, symmetric positive semidefinite.
    public var second: Matrix

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
