import LinearAlgebra

/// A law of random sub-models: each draw keeps some parameters of the model and masks the others, in the model and in the
/// update alike, `x+ = x - eta S grad f(S x)` with a diagonal `S`. Layers (``Depth``) and units (``Width``) are its cases.
public protocol SubmodelLaw: FiniteLaw {
    /// The diagonal of `S` for the parts of the model that are kept, by number from 0.
    func factors(_ layout: Layout, keeping parts: [Int]) -> Vector
    /// Draws the parts that are kept.
    func drawParts(_ layout: Layout, using generator: inout Generator) -> [Int]
    /// All draws with their probabilities.
    func partOutcomes(_ layout: Layout) -> [(probability: Double, parts: [Int])]
    /// The largest entry of `S`.
    var rescaling: Double { get }
}

extension SubmodelLaw {
    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        DiagonalStep(
            law: self, layout: layout, factors: factors(layout, keeping: drawParts(layout, using: &generator)))
    }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        partOutcomes(layout).map { outcome in
            let factors = factors(layout, keeping: outcome.parts)
            return (outcome.probability, DiagonalStep(law: self, layout: layout, factors: factors))
        }
    }

    /// The expected number of parameters that are kept.
    public func expectedRank(_ layout: Layout) -> Double? {
        guard outcomeCount(layout) <= 1 << 12 else { return nil }
        return partOutcomes(layout).reduce(0) { sum, outcome in
            let kept = factors(layout, keeping: outcome.parts).count { $0 != 0 }
            return sum + outcome.probability * Double(kept)
        }
    }
}

/// The current sub-model: `factors` is the diagonal of `S`.
struct DiagonalStep: PartialStep {
    let law: any SubmodelLaw
    let layout: Layout
    var factors: Vector

    mutating func draw(_ step: Int, using generator: inout Generator) {
        if law.isRandom { factors = law.factors(layout, keeping: law.drawParts(layout, using: &generator)) }
    }

    var movesPoint: Bool { true }
    var hasCore: Bool { true }
    var action: StepAction { .sandwich }
    var isDiagonal: Bool { true }
    var gain: Double { max(law.rescaling, 1) }
    /// Layers that are always kept are not rescaled: `P g` is then not `S g` over a number, and is selected by itself.
    var addsNoise: Bool { law.rescaling != 1 }

    var idleBlocks: [Bool]? {
        layout.blocks.map { block in block.range.allSatisfy { factors[$0] == 0 } }
    }

    func move(_ x: inout Parameters) { for i in 0..<factors.count { x.values[i] *= factors[i] } }
    func reduceToCore(_ x: inout Parameters) { move(&x) }
    func keep(_ g: inout Parameters) { move(&g) }
    func select(_ g: inout Parameters) { for i in factors.indices where factors[i] == 0 { g.values[i] = 0 } }

    func activity(_ layout: Layout) -> Activity {
        let kept = factors.map { $0 != 0 }
        return Activity(present: kept, trained: kept)
    }
}

/// Which of `count` parts a draw keeps, each of them by its own probability or by a number.
public enum PartLaw: Sendable, Equatable {
    /// Each part independently, part `i` with the probability `p[i]`, or all with the same.
    case bernoulli([Double])
    /// A uniform subset of so many.
    case subset(Int)
    /// The leading `k` parts with probability `pi[k - 1]`.
    case nested([Double])

    /// The free parts that are kept, of `count`.
    func draw(_ count: Int, using generator: inout Generator) -> [Int] {
        switch self {
        case .bernoulli(let p):
            return (0..<count).filter { generator.uniform() < p[p.count == 1 ? 0 : $0] }
        case .subset(let k):
            // Selection sampling (Knuth, Algorithm S): one pass, exactly k kept.
            var wanted = k
            return (0..<count).filter { i in
                let keep = Double(count - i) * generator.uniform() < Double(wanted)
                if keep { wanted -= 1 }
                return keep
            }
        case .nested(let pi):
            var rest = generator.uniform()
            for (k, probability) in pi.enumerated() {
                rest -= probability
                if rest < 0 { return Array(0...k) }
            }
            // Rounding of the sum: the widest that can be drawn.
            return Array(0...(pi.lastIndex { $0 > 0 } ?? pi.count - 1))
        }
    }

    func outcomeCount(_ count: Int) -> Int {
        switch self {
        case .bernoulli(let p):
            let free = p.count == 1 ? (p[0] < 1 ? count : 0) : p.count { $0 < 1 }
            return free < 62 ? 1 << free : .max
        case .subset(let k): return binomial(count, k)
        case .nested(let pi): return pi.count { $0 > 0 }
        }
    }

    /// All draws; those of probability 0 are left out.
    func outcomes(_ count: Int) -> [(probability: Double, parts: [Int])] {
        switch self {
        case .bernoulli(let p):
            return (0..<count).reduce([(1.0, [Int]())]) { outcomes, i in
                let keep = p[p.count == 1 ? 0 : i]
                return outcomes.flatMap { outcome in
                    [(outcome.0 * keep, outcome.1 + [i]), (outcome.0 * (1 - keep), outcome.1)].filter { $0.0 > 0 }
                }
            }
        case .subset(let k):
            let subsets = combinations(count, k)
            return subsets.map { (1 / Double(subsets.count), $0) }
        case .nested(let pi):
            return pi.indices.filter { pi[$0] > 0 }.map { (pi[$0], Array(0...$0)) }
        }
    }

    /// The mean share of parts that are kept.
    func meanShare(_ count: Int) -> Double {
        switch self {
        case .bernoulli(let p): p.reduce(0, +) / Double(p.count)
        case .subset(let k): Double(k) / Double(max(count, 1))
        case .nested(let pi): pi.enumerated().reduce(0) { $0 + $1.element * Double($1.offset + 1) } / Double(count)
        }
    }

    var isRandom: Bool {
        switch self {
        case .bernoulli(let p): p.contains { $0 < 1 }
        case .subset: true
        case .nested(let pi): pi.count { $0 > 0 } > 1
        }
    }

    /// Errors: `invalid`, with the name of the operator.
    func validate(_ count: Int, what: String, parts: String) throws(TrainingError) {
        switch self {
        case .bernoulli(let p):
            guard p.count == 1 || p.count == count else {
                throw .shape(
                    what: "\(what) bernoulli", expected: "one probability or \(count), one for each of the \(parts)",
                    found: "\(p.count)")
            }
            for value in p where !(value > 0 && value <= 1) {
                throw .invalid(
                    what: "\(what) bernoulli", expected: "a probability p with 0 < p <= 1", found: "\(value)")
            }
        case .subset(let k):
            guard k >= 0, k <= count else {
                throw .invalid(what: "\(what) count", expected: "a number up to \(count)", found: "\(k)")
            }
        case .nested(let pi):
            guard pi.count == count else {
                throw .shape(
                    what: "\(what) nested", expected: "\(count) probabilities, one for each of the \(parts)",
                    found: "\(pi.count)")
            }
            let sum = pi.reduce(0, +)
            guard pi.allSatisfy({ $0 >= 0 && $0.isFinite }), abs(sum - 1) <= 1e-9 else {
                throw .invalid(
                    what: "\(what) nested", expected: "probabilities that are not negative and sum to 1",
                    found: "a sum of \(sum)")
            }
        }
    }
}

/// `n` over `k`, saturating.
func binomial(_ n: Int, _ k: Int) -> Int {
    var count = 1.0
    for i in 0..<max(min(k, n - k), 0) { count = count * Double(n - i) / Double(i + 1) }
    return count < 1e18 ? Int(count.rounded()) : .max
}
