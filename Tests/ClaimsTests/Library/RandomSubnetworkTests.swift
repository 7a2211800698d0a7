import LinearAlgebra
import Testing

@testable import Claims

@Suite struct RandomSubnetworkTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func draw() -> Draw { Draw(seed: 3, claim: RandomSubnetwork.id, instance: "test") }

    /// Enumerated over all signs of the layers and all subnetworks, and from the bounds.
    @Test(
        arguments: [(1, 10.9375, 12), (2, 65, 23), (2.0.squareRoot(), 15.0147186258, nil)]
            as [(Double, Double, Double?)])
    func gapsOfFourLayers(rescale: Double, bernoulli: Double, subset: Double?) throws {
        var draw = draw()
        let setting = RandomSubnetwork.Setting(depth: 4, scale: 1, keep: 0.5, count: 2, rescale: rescale)
        let evidence = RandomSubnetwork.evidence(.signedHadamard(&draw), start: [1, 2, 0, -1], setting)
        for (part, expected) in [("bernoulli", bernoulli), ("subset", subset)] {
            guard let expected else { continue }
            #expect(isClose(evidence.tracks[part]?.observed.first, expected))
            let bound = try #require(try RandomSubnetwork.claim().parts.first { $0.name == part }?.bound)
            #expect(isClose(try bound.evaluate(evidence.quantities.mapValues(\.value)), expected))
        }
    }

    @Test func relativeGapOfADeepNetwork() throws {
        let bound = try #require(try RandomSubnetwork.claim().parts.first { $0.name == "bernoulli" }?.bound)
        let gap = try bound.evaluate(["p": 0.5, "c": 1, "s": 0.1, "depth": 100])
        #expect(isClose(gap / Rounded.power(Rounded(1.01), Rounded(100)).value, 0.391208195475))
    }

    /// Among many rescalings c = 1 has the least gap.
    @Test func noRescalingIsBest() throws {
        let parts = try RandomSubnetwork.claim().parts
        for (name, least) in [("bernoulli", 10.9375), ("subset", 12.0)] {
            let bound = try #require(parts.first { $0.name == name }?.bound)
            for c in stride(from: 0.0, through: 3, by: 0.125) where c != 1 {
                #expect(try bound.evaluate(["p": 0.5, "k": 2, "c": c, "s": 1, "depth": 4]) > least)
            }
        }
    }

    @Test func lawsHaveTheirMoments() {
        var draw = draw()
        for law in [LayerLaw.signedHadamard(&draw), .singleEntries(&draw), .unevenRows(&draw)] {
            #expect(law.meanDefect == 0 && law.secondDefect == 0 && law.signDefect == 0)
        }
        let aligned = LayerLaw(outcomes: [.identity(2)])
        #expect(aligned.meanDefect == 1 && aligned.secondDefect == 0 && aligned.signDefect == 2)
    }

    @Test func subnetworksHaveTheirProbabilities() {
        let masks = SubnetworkLaw.bernoulli(0.25).masks(3)
        #expect(masks.count == 8 && masks.reduce(0) { $0 + $1.probability.value } == 1)
        #expect(masks.first { $0.mask == [true, false, true] }?.probability.value == 0.046875)
        #expect(SubnetworkLaw.subset(2).masks(4).count == 6)
    }

    /// The chain of inner products against two networks with all their matrices.
    @Test func chainAgreesWithTheNetworks() {
        var generator = Generator(seed: 4, "pair")
        var (chained, direct) = (SampleMean(), SampleMean())
        for _ in 0..<20_000 {
            var pair = PairChain(width: 6, radius: 1)
            var (y, z) = ([1.0, 0, 0, 0, 0, 0], [1.0, 0, 0, 0, 0, 0])
            for other in [0, 1.5, 0.7] {
                pair.step(gain: 0.9 * pair.a.squareRoot(), other: other, using: &generator)
                let w = (1 / 6.0.squareRoot()) * generator.gaussianMatrix(rows: 6, columns: 6)
                (y, z) = (add(y, 0.9, w * y), add(z, other / norm(z), w * z))
            }
            chained.add(pair.change * pair.cosine)
            direct.add(squaredNorm(subtract(z, y)) * dot(y, z) / norm(y) / norm(z))
        }
        let error = (chained.error * chained.error + direct.error * direct.error).squareRoot()
        #expect(abs(chained.mean - direct.mean) <= 4 * error && error < 0.03 * abs(direct.mean))
    }
}
