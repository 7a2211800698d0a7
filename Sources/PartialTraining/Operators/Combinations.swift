import LinearAlgebra

/// One operator after another within a step: `A = A_n ... A_1`, `P = P_n ... P_1`, `R = R_n ... R_1`.
public struct Composition: PartialOperator {
    public let parts: [any PartialOperator]

    public init(_ parts: [any PartialOperator]) { self.parts = parts }

    public var summary: String { "compose [" + parts.map(\.summary).joined(separator: "; ") + "]" }
    public var isRandom: Bool { parts.contains(where: \.isRandom) }
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
    func reduceToCore(_ x: inout Parameters) { for step in steps { step.reduceToCore(&x) } }
    var movesPoint: Bool { steps.contains { $0.movesPoint } }
    var retracts: Bool { steps.contains { $0.retracts } }
    /// Only of the parts that move the point: a mask of gradients has a `move` too, which is its partial model.
    func move(_ x: inout Parameters) { for step in steps where step.movesPoint { step.move(&x) } }
    func keep(_ g: inout Parameters) throws(TrainingError) { for step in steps { try step.keep(&g) } }
    func retract(_ x: inout Parameters) throws(TrainingError) { for step in steps { try step.retract(&x) } }
}

/// Operators in turn, one a step: step `t` of a stage uses number `t mod n`.
public struct Cycle: PartialOperator {
    public let parts: [any PartialOperator]

    public init(_ parts: [any PartialOperator]) { self.parts = parts }

    public var summary: String { "cycle [" + parts.map(\.summary).joined(separator: "; ") + "]" }
    public var isRandom: Bool { parts.contains(where: \.isRandom) }

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
        return CycleStep(steps: steps)
    }

    func part(_ step: Int) -> any PartialOperator { parts[step % parts.count] }
}

extension Cycle: FiniteLaw {
    public func outcomeCount(_ layout: Layout) -> Int {
        parts.map { ($0 as? any FiniteLaw)?.outcomeCount(layout) ?? .max }.max() ?? 1
    }

    public func outcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        try finite(part(step)).outcomes(layout, step: step)
    }
}

extension Cycle: ExactMoments {
    public var hasExactMoments: Bool { parts.allSatisfy { ($0 as? any ExactMoments)?.hasExactMoments ?? false } }

    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int
    ) throws(TrainingError) {
        guard let part = part(step) as? any ExactMoments else {
            throw .unsupported(engine: "moments", reason: "no exact moments are known for \(part(step).summary)")
        }
        try part.advance(&moments, on: model, stepSize: eta, step: step)
    }

    public func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double {
        let masks = parts.compactMap { $0 as? Mask }
        return masks.first?.expectedCoreLoss(moments, on: model) ?? moments.loss(on: model)
    }

    public func expectedKept(_ gram: Matrix, step: Int) -> Double {
        (part(step) as? any ExactMoments)?.expectedKept(gram, step: step) ?? .nan
    }
}

struct CycleStep: PartialStep {
    var steps: [any PartialStep]
    private var current = 0

    init(steps: [any PartialStep]) { self.steps = steps }

    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        current = step % steps.count
        for i in steps.indices where i == current || steps[i].hasCore {
            try steps[i].draw(step, using: &generator)
        }
    }

    var scale: Double { steps[current].scale }
    var movesPoint: Bool { steps[current].movesPoint }
    /// The partial model of a cycle is that of its first part that has one.
    var hasCore: Bool { steps.contains { $0.hasCore } }
    func reduceToCore(_ x: inout Parameters) { steps.first { $0.hasCore }?.reduceToCore(&x) }
    var retracts: Bool { steps[current].retracts }
    func move(_ x: inout Parameters) { steps[current].move(&x) }
    func keep(_ g: inout Parameters) throws(TrainingError) { try steps[current].keep(&g) }
    func retract(_ x: inout Parameters) throws(TrainingError) { try steps[current].retract(&x) }
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
