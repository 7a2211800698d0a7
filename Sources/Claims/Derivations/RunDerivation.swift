import LinearAlgebra
import PartialTraining

/// Writes a run as a ``Derivation``: the algorithm step by step, or its exact second-moment recursion where it is random.
///
/// Quadratics are trained as vectors, products of matrices as chains of layers. What an operator does to either is written beside
/// the other operators in `VectorStep` and `ChainStep`: a new one is a case there, and until then a gap that says so.
public struct RunDerivation: Sendable {
    let run: Run
    /// The observable of each part.
    let parts: [String: Observable]
    let numbers: WrittenNumbers

    /// A run and what is compared of it.
    public init(_ run: Run, _ parts: [String: Observable], numbers: WrittenNumbers = WrittenNumbers()) {
        self.run = run
        self.parts = parts
        self.numbers = numbers
    }

    /// The program. Errors: what cannot be written.
    public func derivation() throws(DerivationGap) -> Derivation {
        guard !run.schedule.isFlow else { throw DerivationGap("gradient flow") }
        guard run.every == 1 else { throw DerivationGap("observations at some steps only") }
        var derivation =
            if let quadratic = run.model as? Quadratic {
                try vectors(quadratic)
            } else if let chain = ChainModel(run.model) {
                try layers(chain)
            } else {
                throw DerivationGap("the model \(run.model.summary)")
            }
        stageQuantities(&derivation)
        return derivation
    }

    /// The stages with their first and last steps, by number from 1.
    var stages: [(number: Int, stage: Stage, from: Int, to: Int)] {
        get throws(DerivationGap) {
            var result: [(number: Int, stage: Stage, from: Int, to: Int)] = []
            var begin = 0
            for (index, stage) in run.schedule.stages.enumerated() {
                guard case .steps(let count) = stage.duration else {
                    throw DerivationGap("a stage that ends by a trigger")
                }
                result.append((index + 1, stage, begin, begin + count))
                begin += count
            }
            return result
        }
    }

    /// The quantities of the schedule.
    private func stageQuantities(_ derivation: inout Derivation) {
        derivation.quantities["T"] = "\(run.schedule.length)"
        derivation.quantities["eta"] = "eta1"
        for index in run.schedule.stages.indices { derivation.quantities["eta\(index + 1)"] = "eta\(index + 1)" }
        for name in ["p", "k", "r"] {
            guard derivation.quantities[name] == nil, let value = run.settingQuantities[name]?.value else { continue }
            derivation.quantities[name] = probability(name) ?? numbers.number(value)
        }
    }

    /// A keep probability that is a fraction, as such.
    private func probability(_ name: String) -> String? {
        guard name == "p" else { return nil }
        for partial in run.schedule.stages.flatMap(\.partial.flattened) {
            if let mask = partial as? Mask { return VectorStep.keep(mask, run.model.layout.count, numbers) }
        }
        return nil
    }

    /// `step` lines for each stage, within the loop over t: what happens from time t to t + 1.
    func steps(
        _ write: (Int, any PartialOperator) throws(DerivationGap) -> [String]
    ) throws(DerivationGap) -> [String] {
        var lines: [String] = []
        let active = try stages.filter { $0.to > $0.from }
        for (index, (number, stage, from, to)) in active.enumerated() {
            lines += [index == 0 ? "if t < \(to)" : "else\nif t < \(to)", "now = eta\(number)"]
            lines += try turns(stage.partial, "t - \(from)") { (partial) throws(DerivationGap) in
                try write(number, partial)
            }
        }
        return lines + active.map { _ in "end" }
    }

    /// The parts of a cycle, each where it is its turn.
    private func turns(
        _ partial: any PartialOperator, _ step: String,
        _ write: (any PartialOperator) throws(DerivationGap) -> [String]
    ) throws(DerivationGap) -> [String] {
        guard let cycle = partial as? Cycle else { return try write(partial) }
        let n = cycle.parts.count
        var lines = ["round = floor((\(step))/\(n))", "turn = (\(step)) - \(n)*round"]
        for (index, part) in cycle.parts.enumerated() {
            if part is Cycle { throw DerivationGap("a cycle within a cycle") }
            lines.append("if turn = \(index)")
            lines += try write(part)
            lines.append("end")
        }
        return lines
    }

    /// The multiply-adds up to each step, where they are asked for and the same for every draw: a matter of counting, which the
    /// engine does in whole numbers.
    func costs() throws(DerivationGap) -> String {
        guard parts.values.contains(.cost) else { return "" }
        var counted = run
        counted.observables = [.cost]
        guard let values = try? counted.trajectory().values(.cost), values.allSatisfy({ $0 == $0.rounded() }) else {
            throw DerivationGap("the mean cost of steps that are drawn")
        }
        return "costs = " + WrittenNumbers().vector(values)
    }

    /// The lines that observe all parts, given a formula for each observable. `eta` is that of the stage that led there.
    func observations(_ formula: (Observable) throws(DerivationGap) -> String) throws(DerivationGap) -> [String] {
        var lines: [String] = []
        for (part, observable) in parts.sorted(by: { $0.key < $1.key }) {
            let row = "observe \"\(part)\" at t = \(try formula(observable)) with eta = now"
            lines += observable == .maskedGradientMean ? ["if t > 0", row, "end"] : [row]
        }
        return lines
    }
}

/// What a run has that no derivation can be written for.
public struct DerivationGap: Error, Sendable, Equatable, CustomStringConvertible {
    /// In a few words.
    public let description: String

    /// A gap, in a few words.
    public init(_ description: String) { self.description = description }
}

/// How the numbers of a run were written by whoever wrote them, so that `0.1` means a tenth and `1/3` a third.
public struct WrittenNumbers: Sendable {
    /// Texts by the bits of the double that came of them.
    public var texts: [UInt64: String] = [:]
    /// The step sizes of the stages, which may use the names of quantities.
    public var stepSizes: [String?] = []
    /// Lines that give `H`, `xs`, `fmin` and `rk` in place of the model's doubles.
    public var model: Derivation?

    /// Numbers that are the doubles themselves.
    public init() {}

    /// The text of a number: of a double that is a short decimal, that one.
    public func number(_ value: Double) -> String {
        let own = Derivation.text(value)
        guard own.contains("x") else { return own }
        if let text = texts[value.bitPattern] { return "(\(text))" }
        return texts[(-value).bitPattern].map { "(-(\($0)))" } ?? own
    }

    /// A vector as the language writes it.
    public func vector(_ vector: [Double]) -> String { "[" + vector.map(number).joined(separator: "; ") + "]" }

    func matrix(_ matrix: Matrix) -> String {
        let rows = (0..<matrix.rows).map { i in
            (0..<matrix.columns).map { number(matrix[i, $0]) }.joined(separator: ", ")
        }
        return "[" + rows.joined(separator: "; ") + "]"
    }

    /// The step size of a stage, from 0.
    func stepSize(_ index: Int, _ value: Double) -> String {
        index < stepSizes.count ? stepSizes[index] ?? number(value) : number(value)
    }
}
