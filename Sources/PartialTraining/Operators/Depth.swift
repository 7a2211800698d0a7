import LinearAlgebra

/// Elastic depth: each step trains a random sub-path of a residual network; a dropped layer is the identity.
///
/// `x+ = x - eta S grad f(S x)`, where `S` keeps the drawn layers, multiplied by `rescale`, and the fixed ones as they are.
/// Stochastic depth (Huang et al. 2016) and progressive layer dropping (Zhang, He 2020) are `bernoulli` with probabilities by
/// layer; random paths (RaPTr; Panigrahi et al. 2024) `count` with the first and last layers fixed; early exits `nested`.
public struct Depth: SubmodelLaw {
    /// The law of the layers that are not fixed.
    public let law: PartLaw
    /// Layers that are always kept, numbered from 1.
    public let fixed: [Int]
    /// `c`, by which the branch of a drawn layer is multiplied.
    public let rescale: Double

    /// Each layer that is not fixed with probability `p`, or by its own of `p`.
    public static func bernoulli(_ p: [Double], fixed: [Int] = [], rescale: Double = 1) -> Depth {
        Depth(law: .bernoulli(p), fixed: fixed, rescale: rescale)
    }

    /// Paths of `k` layers, the fixed ones among them: the others are a uniform subset.
    public static func count(_ k: Int, fixed: [Int] = [], rescale: Double = 1) -> Depth {
        Depth(law: .subset(k - fixed.count), fixed: fixed, rescale: rescale)
    }

    /// The leading `k` layers with probability `pi[k - 1]`.
    public static func nested(_ pi: [Double], rescale: Double = 1) -> Depth {
        Depth(law: .nested(pi), fixed: [], rescale: rescale)
    }

    private init(law: PartLaw, fixed: [Int], rescale: Double) {
        self.law = law
        self.fixed = fixed
        self.rescale = rescale
    }

    public var rescaling: Double { rescale }
    public var isRandom: Bool { law.isRandom }

    public var summary: String {
        let which =
            switch law {
            case .bernoulli(let p): "bernoulli=" + p.map { "\($0)" }.joined(separator: ",")
            case .subset(let k): "count=\(k + fixed.count)"
            case .nested(let pi): "nested=" + pi.map { "\($0)" }.joined(separator: ",")
            }
        return "depth \(which)" + (fixed.isEmpty ? "" : " fixed=\(ranges(fixed))")
            + (rescale == 1 ? "" : " rescale=\(rescale)")
    }

    /// The mean share of layers that are kept.
    public func keepProbability(_ layout: Layout) -> Double {
        let free = layout.blocks.count - fixed.count
        let kept = Double(fixed.count) + freeLaw(layout).meanShare(free) * Double(free)
        return kept / Double(layout.blocks.count)
    }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try requireIndices(fixed, upTo: layout.blocks.count, what: "depth fixed")
        guard rescale.isFinite, rescale > 0 else {
            throw .invalid(what: "depth rescale", expected: "a positive number", found: "\(rescale)")
        }
        if case .subset(let k) = law, k < 0 || k + fixed.count < 1 {
            throw .invalid(
                what: "depth count", expected: "from \(max(fixed.count, 1)) to \(layout.blocks.count) layers",
                found: "\(k + fixed.count)")
        }
        let free = layout.blocks.count - fixed.count
        if case .bernoulli(let p) = law, p.count == layout.blocks.count { return try validate(p) }
        try law.validate(free, what: "depth", parts: "layers")
    }

    private func validate(_ p: [Double]) throws(TrainingError) {
        try PartLaw.bernoulli(p).validate(p.count, what: "depth", parts: "layers")
    }

    public func obstacle(_ model: any Model) -> String? {
        model is ResidualLinear ? nil : "\(model.summary); only the layers of a residual-linear model can be dropped"
    }

    public func outcomeCount(_ layout: Layout) -> Int { freeLaw(layout).outcomeCount(free(layout).count) }

    public func factors(_ layout: Layout, keeping parts: [Int]) -> Diagonal {
        var factors = [Double](repeating: 0, count: layout.blocks.count)
        for layer in parts { factors[layer] = rescale }
        for layer in fixed { factors[layer - 1] = 1 }
        return .blocks(factors)
    }

    /// By the law of each layer alone: a draw keeps `sum_l P(l is kept) |l|` parameters in the mean.
    public func expectedRank(_ layout: Layout) -> Double? {
        let free = free(layout)
        let kept = zip(free, freeLaw(layout).keepProbabilities(free.count)).reduce(0) {
            $0 + $1.1 * Double(layout.blocks[$1.0].count)
        }
        return fixed.reduce(kept) { $0 + Double(layout.blocks[$1 - 1].count) }
    }

    public func drawParts(_ layout: Layout, using generator: inout Generator) -> [Int] {
        let free = free(layout)
        return freeLaw(layout).draw(free.count, using: &generator).map { free[$0] }
    }

    public func partOutcomes(_ layout: Layout) -> [(probability: Double, parts: [Int])] {
        let free = free(layout)
        return freeLaw(layout).outcomes(free.count).map { ($0.probability, $0.parts.map { free[$0] }) }
    }

    /// The layers that are not fixed, from 0.
    private func free(_ layout: Layout) -> [Int] { layout.blocks.indices.filter { !fixed.contains($0 + 1) } }

    /// The law of the free layers: of probabilities by layer their own.
    private func freeLaw(_ layout: Layout) -> PartLaw {
        guard case .bernoulli(let p) = law, p.count == layout.blocks.count else { return law }
        return .bernoulli(free(layout).map { p[$0] })
    }
}
