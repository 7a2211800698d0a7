import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct MaskTests {
    /// The diagonal of `S` of one outcome or draw.
    private func factors(_ step: any PartialStep, _ d: Int) throws -> Vector {
        var g = Parameters(Vector(repeating: 1, count: d))
        try step.keep(&g)
        return g.values
    }

    private func laws(_ d: Int) -> [Mask.Law] {
        [.bernoulli(0.3), .bernoulli(0.5), .bernoulli(1)] + (1...d).map { .subset($0) } + [.coordinates([d])]
    }

    @Test func outcomesAreProjectionsAndTheirProbabilitiesSumToOne() throws {
        for d in 1...5 {
            let layout = Layout.vector(d)
            for law in laws(d) {
                for rescale in [false, true] {
                    let mask = Mask(law, rescale: rescale)
                    try mask.validate(layout)
                    let outcomes = mask.outcomes(layout, step: 0)
                    #expect(outcomes.count == mask.outcomeCount(layout))
                    let total = outcomes.reduce(0) { $0 + $1.probability }
                    #expect(agree(total, 1, roundings: Double(outcomes.count)))
                    let scale = mask.scale(d)
                    var rank = 0.0
                    for outcome in outcomes {
                        let diagonal = try factors(outcome.step, d)
                        #expect(diagonal.allSatisfy { $0 == 0 || $0 == scale })
                        #expect(outcome.step.scale == scale)
                        rank += outcome.probability * Double(diagonal.count { $0 != 0 })
                    }
                    #expect(agree(rank, try #require(mask.expectedRank(layout)), roundings: 16))
                }
            }
        }
    }

    @Test func jointInclusionProbabilitiesMatchEnumeration() throws {
        for d in 1...6 {
            for law in laws(d) {
                if case .coordinates = law { continue }
                let mask = Mask(law)
                for j in 1...min(4, d) {
                    var probability = 0.0
                    for outcome in mask.outcomes(.vector(d), step: 0) {
                        let kept = try factors(outcome.step, d)
                        if (0..<j).allSatisfy({ kept[$0] == 1 }) { probability += outcome.probability }
                    }
                    #expect(agree(mask.inclusion(j, d), probability, scale: 1, roundings: 64), "\(law) \(j) of \(d)")
                }
            }
        }
        #expect(Mask(.subset(2)).inclusion(4, 3) == 0)
    }

    /// Inclusion counts over many draws within the exact two-sided binomial interval at level 1e-9 (by its tails).
    @Test func drawsHaveTheDeclaredLaw() throws {
        var generator = Generator(seed: 1, "mask draws")
        let d = 5
        let draws = 4000
        for law in laws(d) {
            let mask = Mask(law)
            var step = mask.begin(.vector(d), using: &generator)
            var counts = [Int](repeating: 0, count: d)
            var pairs = 0
            for t in 0..<draws {
                try step.draw(t, using: &generator)
                let kept = try factors(step, d)
                for i in 0..<d where kept[i] != 0 { counts[i] += 1 }
                if kept[0] != 0 && kept[4] != 0 { pairs += 1 }
                if case .subset(let k) = law { #expect(kept.count { $0 != 0 } == k) }
                if case .coordinates(let list) = law {
                    #expect(kept.indices.filter { kept[$0] != 0 } == list.map { $0 - 1 })
                }
            }
            if case .coordinates = law { continue }
            for count in counts {
                #expect(binomialTail(count, draws, mask.inclusion(1, d)) > 1e-9, "\(law): \(count)")
            }
            #expect(binomialTail(pairs, draws, mask.inclusion(2, d)) > 1e-9, "\(law): \(pairs) pairs")
        }
    }

    /// The smaller of P(X <= count) and P(X >= count) for X binomial(n, p).
    private func binomialTail(_ count: Int, _ n: Int, _ p: Double) -> Double {
        if p >= 1 { return count == n ? 1 : 0 }
        if p <= 0 { return count == 0 ? 1 : 0 }
        // From the mode outwards, relative to the mode, so that nothing underflows on the way.
        let mode = min(Int(Double(n + 1) * p), n)
        var weights = [Double](repeating: 0, count: n + 1)
        weights[mode] = 1
        for k in mode..<n { weights[k + 1] = weights[k] * Double(n - k) / Double(k + 1) * p / (1 - p) }
        for k in stride(from: mode, to: 0, by: -1) {
            weights[k - 1] = weights[k] * Double(k) / Double(n - k + 1) * (1 - p) / p
        }
        let total = weights.reduce(0, +)
        return min(weights[...count].reduce(0, +), weights[count...].reduce(0, +)) / total
    }

    @Test func binomialTailIsRight() {
        // P(X <= 1) for X binomial(3, 1/2) is 1/2; P(X = 3) = 1/8.
        #expect(agree(binomialTail(1, 3, 0.5), 0.5, roundings: 4))
        #expect(agree(binomialTail(3, 3, 0.5), 0.125, roundings: 4))
    }

    @Test func forwardMasksMoveThePointToo() throws {
        let layout = Layout.vector(3)
        let plain = Mask(.coordinates([1, 3])).outcomes(layout, step: 0)[0].step
        let forward = Mask(.coordinates([1, 3]), forward: true, rescale: true).outcomes(layout, step: 0)[0].step
        #expect(!plain.movesPoint && forward.movesPoint)
        #expect(plain.hasCore && forward.hasCore)
        var x = Parameters([2, 4, 6])
        forward.move(&x)
        #expect(x.values == [3, 0, 9])
        x = Parameters([2, 4, 6])
        plain.reduceToCore(&x)
        #expect(x.values == [2, 0, 6])
    }

    @Test func summariesAndErrors() throws {
        #expect(Mask(.bernoulli(0.5), forward: true).summary == "mask bernoulli=0.5 forward")
        #expect(Mask(.subset(2), rescale: true).summary == "mask subset=2 rescale")
        #expect(Mask(.coordinates([5, 1, 2, 3])).summary == "mask coordinates=1-3,5")
        let layout = Layout.vector(3)
        for law in [
            Mask.Law.bernoulli(0), .bernoulli(1.5), .bernoulli(.nan), .bernoulli(-1), .subset(0), .subset(4),
            .coordinates([]), .coordinates([0]), .coordinates([4]), .coordinates([1, 1]),
        ] { #expect(failure { try Mask(law).validate(layout) }?.kind == "invalid", "\(law)") }
        #expect(!Mask(.bernoulli(1)).isRandom && Mask(.bernoulli(0.9)).isRandom)
        #expect(!Mask(.coordinates([1])).isRandom && Mask(.subset(1)).isRandom)
    }
}
