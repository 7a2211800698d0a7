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
    /// `x -> ` the partial model's parameters, in place.
    func reduceToCore(_ x: inout Parameters)
    /// Whether ``move(_:)`` or ``retract(_:)`` does anything.
    var movesPoint: Bool { get }
    /// Whether ``retract(_:)`` does anything.
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
    /// `g -> P g` without the noise, in place.
    func select(_ g: inout Parameters) throws(TrainingError)
    /// What the step does to differences of iterates, with the bound `gain` of the norm named there.
    var action: StepAction { get }
    /// The bound `s` that ``StepAction`` speaks of.
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
