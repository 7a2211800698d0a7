import LinearAlgebra
import PartialTraining

extension Mask {
    /// `kappa_j`, the probability that `j` distinct of `d` coordinates are all kept: `p^j`, or `k(k-1).. / d(d-1)..`; 0 where
    /// there are no `j` coordinates.
    func joint(_ j: Int, _ d: Int) -> Rounded {
        switch law {
        case .bernoulli(let p): return (0..<j).reduce(Rounded(1)) { product, _ in product * Rounded(p) }
        case .subset(let k):
            if j > d { return Rounded(0) }
            return (0..<j).reduce(Rounded(1)) { $0 * Rounded(Double(k - $1)) / Rounded(Double(d - $1)) }
        case .coordinates: return Rounded(keepProbability(d))
        }
    }
}

extension FiniteLaw {
    /// The outcomes of a mask with the diagonals of `S`.
    func diagonals(_ d: Int) throws -> [(probability: Double, factors: Vector)] {
        try outcomes(.vector(d), step: 0).map { outcome in
            var ones = Parameters(Vector(repeating: 1, count: d))
            try outcome.step.keep(&ones)
            return (outcome.probability, ones.values)
        }
    }

    /// The largest difference, over all sets of at most `order` coordinates, between the probability that the set is kept
    /// and the one that `mask` declares. The radius is that of sums of as many terms as outcomes.
    func lawDefect(declared mask: Mask, _ d: Int, order: Int) throws -> Rounded {
        let draws = try diagonals(d)
        var defect = 0.0
        for bits in 1..<(1 << d) where bits.nonzeroBitCount <= order {
            let kept = draws.reduce(0.0) { sum, draw in
                let all = (0..<d).allSatisfy { bits >> $0 & 1 == 0 || draw.factors[$0] != 0 }
                return sum + (all ? draw.probability : 0)
            }
            defect = max(defect, abs(kept - mask.joint(bits.nonzeroBitCount, d).value))
        }
        return Rounded(value: defect, radius: Double(draws.count + 2 * d) * Double.ulpOfOne)
    }
}

/// One coin for all coordinates: everything is kept with probability `p`, or nothing. Not a law of the library: each
/// coordinate alone has it in common with Bernoulli masks, and two together have not.
struct CommonMask: FiniteLaw {
    let probability: Double
    /// Whether the model is masked too.
    var forward = false

    var summary: String { "mask common=\(probability)" + (forward ? " forward" : "") }
    var isRandom: Bool { true }
    func expectedRank(_ layout: Layout) -> Double? { probability * Double(layout.count) }
    func validate(_ layout: Layout) {}

    func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        CommonMaskStep(probability: probability, factor: 1, movesPoint: forward)
    }

    func outcomeCount(_ layout: Layout) -> Int { 2 }

    func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        [
            (probability, CommonMaskStep(probability: probability, factor: 1, movesPoint: forward)),
            (1 - probability, CommonMaskStep(probability: probability, factor: 0, movesPoint: forward)),
        ]
    }
}

private struct CommonMaskStep: PartialStep {
    let probability: Double
    var factor: Double
    let movesPoint: Bool

    mutating func draw(_ step: Int, using generator: inout Generator) {
        factor = generator.uniform() < probability ? 1 : 0
    }

    func move(_ x: inout Parameters) { for i in 0..<x.values.count { x.values[i] *= factor } }
    func keep(_ g: inout Parameters) { for i in 0..<g.values.count { g.values[i] *= factor } }
}
