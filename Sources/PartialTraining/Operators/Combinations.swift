import LinearAlgebra

/// One operator after another within a step: `A = A_n ... A_1`, `P = P_n ... P_1`, `R = R_n ... R_1`.
public struct Composition: PartialOperator {
    /// The operators, the first of which acts on the gradient first.
    public let parts: [any PartialOperator]

    /// The operators one after the other; ``validate(_:)`` checks that there are any.
    public init(_ parts: [any PartialOperator]) { self.parts = parts }

    public var summary: String { "compose [" + parts.map(\.summary).joined(separator: "; ") + "]" }
    public var isRandom: Bool { parts.contains(where: \.isRandom) }
    public var isAdaptive: Bool { parts.contains(where: \.isAdaptive) }
    public func obstacle(_ model: any Model) -> String? { parts.lazy.compactMap { $0.obstacle(model) }.first }
    /// Projections of different draws need not commute: the rank is not known in general.
    public func expectedRank(_ layout: Layout) -> Double? {
        parts.count == 1 ? parts[0].expectedRank(layout) : nil
    }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try requireParts(parts, "compose")
        for part in parts { try part.validate(layout) }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) throws(TrainingError) -> any PartialStep {
        var steps: [any PartialStep] = []
        for part in parts { steps.append(try part.begin(layout, using: &generator)) }
        return CompositionStep(steps: steps)
    }
}

extension Composition: FiniteLaw {
    public func outcomeCount(_ layout: Layout) -> Int {
        parts.reduce(1) { count, part in
            let (product, overflow) = count.multipliedReportingOverflow(
                by: (part as? any FiniteLaw)?.outcomeCount(layout) ?? .max)
            return overflow ? .max : product
        }
    }

    public func outcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        var combined: [(probability: Double, steps: [any PartialStep])] = [(1, [])]
        for part in parts {
            let outcomes = try finite(part).outcomes(layout, step: step)
            combined = combined.flatMap { prefix in
                outcomes.map { (prefix.probability * $0.probability, prefix.steps + [$0.step]) }
            }
        }
        return combined.map { ($0.probability, CompositionStep(steps: $0.steps)) }
    }
}

struct CompositionStep: PartialStep {
    var steps: [any PartialStep]

    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        for i in steps.indices { try steps[i].draw(step, using: &generator) }
    }

    var scale: Double { steps.reduce(1) { $0 * $1.scale } }
    var hasCore: Bool { steps.contains { $0.hasCore } }
    func reduceToCore(_ x: inout Parameters) { for step in steps where step.hasCore { step.reduceToCore(&x) } }
    var movesPoint: Bool { steps.contains { $0.movesPoint } }
    var retracts: Bool { steps.contains { $0.retracts } }
    /// Only of the parts that move the point: a mask of gradients has a `move` too, which is its partial model.
    func move(_ x: inout Parameters) { for step in steps where step.movesPoint { step.move(&x) } }
    func keep(_ g: inout Parameters) throws(TrainingError) { for step in steps { try step.keep(&g) } }
    func retract(_ x: inout Parameters) throws(TrainingError) {
        for step in steps where step.retracts { try step.retract(&x) }
    }
    var addsNoise: Bool { steps.contains { $0.addsNoise } }
    func select(_ g: inout Parameters) throws(TrainingError) { for step in steps { try step.select(&g) } }
    var action: StepAction { steps.reduce(.identity) { $0.composed(with: $1.action) } }
    var isDiagonal: Bool { steps.allSatisfy { $0.isDiagonal } }

    /// Of several actions the norms of `P` and `A` multiply; a sandwich counts for both.
    var gain: Double {
        let general = action == .general
        return steps.reduce(1) { $0 * (general && $1.action == .sandwich ? $1.gain * $1.gain : $1.gain) }
    }
    var roundings: Double { steps.reduce(0) { $0 + $1.roundings } }

    func activity(_ layout: Layout) throws(TrainingError) -> Activity {
        var activity = Activity()
        for step in steps { activity = activity.composed(with: try step.activity(layout)) }
        return activity
    }

    var adapts: Bool { steps.contains { $0.adapts } }
    mutating func adapt(
        _ x: inout Parameters, _ context: StepContext, using generator: inout Generator
    ) throws(TrainingError) -> Bool {
        // Each part sees what those before it have left.
        var context = context
        var changed = false
        for i in steps.indices where steps[i].adapts {
            if changed { context.gradient = context.model.gradient(at: x) }
            if try steps[i].adapt(&x, context, using: &generator) { changed = true }
            context.support = steps[i].support ?? context.support
        }
        return changed
    }
    var adaptGain: Double { steps.reduce(1) { $0 * $1.adaptGain } }
    var support: [Bool]? { steps.reduce(nil) { Activity.both($0, $1.support) } }
}

/// Operators in turn, one a step: step `t` of a stage uses number `t mod n`.
public struct Cycle: PartialOperator {
    /// The operators, in turn.
    public let parts: [any PartialOperator]

    /// The operators in turn; ``validate(_:)`` checks that there are any.
    public init(_ parts: [any PartialOperator]) { self.parts = parts }

    public var summary: String { "cycle [" + parts.map(\.summary).joined(separator: "; ") + "]" }
    public var isRandom: Bool { parts.contains(where: \.isRandom) }
    public var isAdaptive: Bool { parts.contains(where: \.isAdaptive) }
    public func obstacle(_ model: any Model) -> String? { parts.lazy.compactMap { $0.obstacle(model) }.first }

    /// The mean over a period.
    public func expectedRank(_ layout: Layout) -> Double? {
        let ranks = parts.compactMap { $0.expectedRank(layout) }
        return ranks.count == parts.count ? ranks.reduce(0, +) / Double(ranks.count) : nil
    }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try requireParts(parts, "cycle")
        for part in parts { try part.validate(layout) }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) throws(TrainingError) -> any PartialStep {
        var steps: [any PartialStep] = []
        for part in parts { steps.append(try part.begin(layout, using: &generator)) }
        return CycleStep(cycle: self, steps: steps)
    }

    /// The part whose turn it is at step `step` of the stage, and the step number for it: a cycle within the cycle takes its
    /// own next turn whenever it is reached.
    func turn(_ step: Int) -> (part: any PartialOperator, step: Int) {
        let part = parts[step % parts.count]
        return (part, part is Cycle ? step / parts.count : step)
    }
}

extension Cycle: FiniteLaw {
    public func outcomeCount(_ layout: Layout) -> Int {
        parts.map { ($0 as? any FiniteLaw)?.outcomeCount(layout) ?? .max }.max() ?? 1
    }

    public func outcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        let turn = turn(step)
        return try finite(turn.part).outcomes(layout, step: turn.step)
    }

    public func coreOutcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        for part in parts {
            let outcomes = try finite(part).coreOutcomes(layout, step: step)
            if outcomes.contains(where: { $0.step.hasCore }) { return outcomes }
        }
        return try outcomes(layout, step: step)
    }
}

extension Cycle: ExactMoments {
    public var hasExactMoments: Bool { parts.allSatisfy { ($0 as? any ExactMoments)?.hasExactMoments ?? false } }

    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) throws(TrainingError) {
        let turn = turn(step)
        guard let part = turn.part as? any ExactMoments else {
            throw .unsupported(engine: "moments", reason: "no exact moments are known for \(turn.part.summary)")
        }
        try part.advance(&moments, on: model, stepSize: eta, step: turn.step, using: workspace)
    }

    /// The largest of the parts'.
    public func momentGrowth(on model: Quadratic, stepSize eta: Double) -> MomentGrowth? {
        MomentGrowth(parts.map { ($0 as? any ExactMoments)?.momentGrowth(on: model, stepSize: eta) })
    }

    private var coreLaw: (any ExactMoments)? {
        parts.lazy.compactMap { $0 as? any ExactMoments }.first(where: \.hasCore)
    }

    public var hasCore: Bool { coreLaw != nil }

    public func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double {
        coreLaw?.expectedCoreLoss(moments, on: model) ?? moments.loss(on: model)
    }

    public func expectedKept(_ gram: Matrix, step: Int) -> Double {
        let turn = turn(step)
        return (turn.part as? any ExactMoments)?.expectedKept(gram, step: turn.step) ?? .nan
    }

    public func momentGain(_ d: Int, step: Int) -> MomentGain {
        let turn = turn(step)
        return (turn.part as? any ExactMoments)?.momentGain(d, step: turn.step) ?? MomentGain()
    }

    public func expectedCost(on model: Quadratic, step: Int) throws(TrainingError) -> Double {
        let turn = turn(step)
        return try (turn.part as? any ExactMoments)?.expectedCost(on: model, step: turn.step) ?? .nan
    }

    public func movingShare(_ d: Int, step: Int) -> Double {
        let turn = turn(step)
        return (turn.part as? any ExactMoments)?.movingShare(d, step: turn.step) ?? 1
    }
}

struct CycleStep: PartialStep {
    let cycle: Cycle
    var steps: [any PartialStep]
    private var current = 0
    /// The partial model of a cycle is that of its first part that has one.
    private let core: Int?

    init(cycle: Cycle, steps: [any PartialStep]) {
        self.cycle = cycle
        self.steps = steps
        core = steps.firstIndex { $0.hasCore }
    }

    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        current = step % steps.count
        try steps[current].draw(cycle.turn(step).step, using: &generator)
    }

    mutating func drawCore(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        if let core { try steps[core].drawCore(step, using: &generator) }
    }

    var scale: Double { steps[current].scale }
    var movesPoint: Bool { steps[current].movesPoint }
    var hasCore: Bool { core != nil }
    func reduceToCore(_ x: inout Parameters) { if let core { steps[core].reduceToCore(&x) } }
    var retracts: Bool { steps[current].retracts }
    func move(_ x: inout Parameters) { steps[current].move(&x) }
    func keep(_ g: inout Parameters) throws(TrainingError) { try steps[current].keep(&g) }
    func retract(_ x: inout Parameters) throws(TrainingError) { try steps[current].retract(&x) }
    var addsNoise: Bool { steps[current].addsNoise }
    func select(_ g: inout Parameters) throws(TrainingError) { try steps[current].select(&g) }

    /// A projection that returns only after others is not the same at all steps.
    var action: StepAction {
        let action = steps[current].action
        return action == .projection(fixed: true) && steps.count > 1 ? .projection(fixed: false) : action
    }
    var gain: Double { steps[current].gain }
    var isDiagonal: Bool { steps[current].isDiagonal }
    var roundings: Double { steps[current].roundings }
    func activity(_ layout: Layout) throws(TrainingError) -> Activity { try steps[current].activity(layout) }
    var adapts: Bool { steps[current].adapts }
    mutating func adapt(
        _ x: inout Parameters, _ context: StepContext, using generator: inout Generator
    ) throws(TrainingError) -> Bool {
        try steps[current].adapt(&x, context, using: &generator)
    }
    var adaptGain: Double { steps[current].adaptGain }
    /// What any part has pruned stays so in the turns of the others.
    var support: [Bool]? { steps.reduce(nil) { Activity.both($0, $1.support) } }
}

private func requireParts(_ parts: [any PartialOperator], _ what: String) throws(TrainingError) {
    guard !parts.isEmpty else { throw .invalid(what: what, expected: "at least one operator", found: "none") }
}

private func finite(_ part: any PartialOperator) throws(TrainingError) -> any FiniteLaw {
    guard let law = part as? any FiniteLaw else {
        throw .unsupported(engine: "enumeration", reason: "\(part.summary) has infinitely many outcomes")
    }
    return law
}
