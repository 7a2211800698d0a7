import LinearAlgebra

/// Masking: a 0/1 diagonal projection `P = diag(m)` on the update, and with `forward` on the model too.
///
/// `x+ = x - eta S grad f(x)`, or with `forward` `x+ = x - eta S grad f(S x)`, where `S = P`, or with `rescale`
/// `S = P/p` (Bernoulli) or `P d/k` (subset, fixed coordinates).
public struct Mask: FiniteLaw {
    /// Which coordinates a draw keeps.
    public enum Law: Sendable, Equatable {
        /// Each coordinate independently with probability `p`, 0 < p <= 1.
        case bernoulli(Double)
        /// A uniform subset of `k` coordinates.
        case subset(Int)
        /// Always the same coordinates, numbered from 1.
        case coordinates([Int])
    }

    /// Which coordinates are kept.
    public let law: Law
    /// Whether the gradient is that of the masked model, `grad f(S x)`.
    public let forward: Bool
    /// Whether what is kept is multiplied by 1/p, or d/k.
    public let rescale: Bool

    /// A mask of the update, and with `forward` of the model; ``validate(_:)`` checks the law.
    public init(_ law: Law, forward: Bool = false, rescale: Bool = false) {
        self.law = law
        self.forward = forward
        self.rescale = rescale
    }

    public var summary: String {
        let which =
            switch law {
            case .bernoulli(let p): "bernoulli=\(p)"
            case .subset(let k): "subset=\(k)"
            case .coordinates(let list): "coordinates=\(ranges(list))"
            }
        return "mask \(which)" + (forward ? " forward" : "") + (rescale ? " rescale" : "")
    }

    public var isRandom: Bool {
        switch law {
        case .bernoulli(let p): p < 1
        case .subset: true
        case .coordinates: false
        }
    }

    public func validate(_ layout: Layout) throws(TrainingError) {
        switch law {
        case .bernoulli(let p):
            guard p > 0, p <= 1 else {
                throw .invalid(what: "mask bernoulli", expected: "a probability p with 0 < p <= 1", found: "\(p)")
            }
        case .subset(let k):
            guard k >= 1, k <= layout.count else {
                throw .invalid(what: "mask subset", expected: "a size from 1 to \(layout.count)", found: "\(k)")
            }
        case .coordinates(let list):
            try requireIndices(list, upTo: layout.count, what: "mask coordinates")
            guard !list.isEmpty else {
                throw .invalid(what: "mask coordinates", expected: "at least one coordinate", found: "none")
            }
        }
    }

    /// The probability that a coordinate is kept: `p`, `k/d`; of fixed coordinates their share.
    public func keepProbability(_ d: Int) -> Double { inclusion(1, d) }

    /// `s`, the scale of a kept coordinate.
    public func scale(_ d: Int) -> Double { rescale ? 1 / inclusion(1, d) : 1 }

    public func expectedRank(_ layout: Layout) -> Double? { inclusion(1, layout.count) * Double(layout.count) }

    /// `kappa_j`, the probability that `j` distinct coordinates are all kept: `p^j`, or `k(k-1).. / d(d-1)..`.
    ///
    /// Of fixed coordinates only `kappa_1`, as the share of kept ones, has a meaning.
    func inclusion(_ j: Int, _ d: Int) -> Double {
        switch law {
        case .bernoulli(let p): return (0..<j).reduce(1) { product, _ in product * p }
        case .subset(let k):
            return j > d ? 0 : (0..<j).reduce(1) { $0 * Double(k - $1) / Double(d - $1) }
        case .coordinates(let list): return Double(list.count) / Double(d)
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        MaskStep(mask: self, factors: fixedFactors(layout.count))
    }

    /// The diagonal of `S` before any draw: of fixed coordinates their draw.
    func fixedFactors(_ d: Int) -> Vector {
        var factors = Vector(repeating: 0, count: d)
        if case .coordinates(let list) = law { for i in list { factors[i - 1] = scale(d) } }
        return factors
    }

    public func outcomeCount(_ layout: Layout) -> Int {
        let d = layout.count
        switch law {
        case .bernoulli(let p): return p == 1 ? 1 : (d < 62 ? 1 << d : .max)
        case .subset(let k):
            return binomial(d, k)
        case .coordinates: return 1
        }
    }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        let d = layout.count
        let s = scale(d)
        func outcome(_ probability: Double, _ factors: Vector) -> (probability: Double, step: any PartialStep) {
            (probability, MaskStep(mask: self, factors: factors))
        }
        switch law {
        case .bernoulli(let p):
            if p == 1 { return [outcome(1, Vector(repeating: s, count: d))] }
            return (0..<(1 << d)).map { bits in
                let kept = bits.nonzeroBitCount
                let probability =
                    (0..<kept).reduce(1.0) { product, _ in product * p }
                    * (0..<(d - kept)).reduce(1.0) { product, _ in product * (1 - p) }
                return outcome(probability, (0..<d).map { bits >> $0 & 1 == 1 ? s : 0 })
            }
        case .subset(let k):
            let subsets = combinations(d, k)
            return subsets.map { subset in
                var factors = Vector(repeating: 0, count: d)
                for i in subset { factors[i] = s }
                return outcome(1 / Double(subsets.count), factors)
            }
        case .coordinates:
            return [outcome(1, fixedFactors(d))]
        }
    }
}

/// All subsets of `k` of the numbers 0..<d, in lexicographic order.
func combinations(_ d: Int, _ k: Int) -> [[Int]] {
    if k == 0 { return [[]] }
    if k > d { return [] }
    return (0...(d - k)).flatMap { first in
        combinations(d - first - 1, k - 1).map { [first] + $0.map { $0 + first + 1 } }
    }
}

/// The current mask: `factors` is the diagonal of `S`, entries 0 or `s`.
struct MaskStep: PartialStep {
    let mask: Mask
    var factors: Vector

    var scale: Double { mask.scale(factors.count) }
    var movesPoint: Bool { mask.forward }
    var hasCore: Bool { true }
    var isDiagonal: Bool { true }

    var action: StepAction {
        if mask.forward { return .sandwich }
        if case .coordinates = mask.law { return .projection(fixed: true) }
        return .projection(fixed: false)
    }

    mutating func draw(_ step: Int, using generator: inout Generator) {
        let d = factors.count
        let s = mask.scale(d)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Mask.wordCount(d)) { words in
            guard let words = words.baseAddress else { return }
            mask.draw(d, into: words, using: &generator)
            for i in 0..<d { factors[i] = words[i / 64] >> UInt64(i % 64) & 1 == 1 ? s : 0 }
        }
    }

    func activity(_ layout: Layout) -> Activity {
        let kept = factors.map { $0 != 0 }
        return Activity(present: mask.forward ? kept : nil, trained: kept)
    }

    func reduceToCore(_ x: inout Parameters) { move(&x) }

    func move(_ x: inout Parameters) { for i in 0..<factors.count { x.values[i] *= factors[i] } }

    func keep(_ g: inout Parameters) { for i in 0..<factors.count { g.values[i] *= factors[i] } }
}
