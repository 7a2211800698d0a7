import LinearAlgebra
import Testing

@testable import Claims

@Suite struct MeanFieldSubnetworkTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func bound(_ name: String, _ evidence: Evidence) throws -> Double {
        let part = try #require(try MeanFieldSubnetwork.claim().parts.first { $0.name == name })
        return try part.bound.evaluate(evidence.quantities.mapValues(\.value))
    }

    @Test(arguments: [
        ([true, false, true, true], 1.0, 0.811591853878, 0.348180355795),
        ([false, true, false, true], 2.0, 0.520837280003, 1.40244692404),
    ])
    func smallNetworks(mask: [Bool], rescale: Double, cosine: Double, change: Double) throws {
        let evidence = MeanFieldSubnetwork.evidence(MeanFieldPair(rho: 1, rescale: rescale, mask: mask))
        #expect(isClose(evidence.tracks["cosine"]?.observed[0], cosine))
        #expect(isClose(try bound("cosine", evidence), cosine))
        #expect(isClose(evidence.tracks["change"]?.observed[0], change))
        #expect(isClose(try bound("change", evidence), change))
    }

    @Test(arguments: [(2, 2, 0.596609890937), (4, 10, 0.174232697959)])
    func everyOtherLayer(period: Int, kept: Int, cosine: Double) throws {
        let evidence = MeanFieldSubnetwork.everyOther(period, kept: kept)
        let track = try #require(evidence.tracks["gamma"])
        #expect(isClose(track.observed.last, cosine))
        let part = try #require(try MeanFieldSubnetwork.claim().parts.first { $0.name == "gamma" })
        var values = evidence.quantities.mapValues(\.value)
        values["t"] = Double(kept)
        values["gammaRatio"] = track.varying["gammaRatio"]?.last?.value
        #expect(isClose(try part.bound.evaluate(values), cosine))
    }

    /// Gamma(x + 1/2)/Gamma(x): 1/2 sqrt pi at 1, and its asymptote.
    @Test func gammaRatios() {
        let values = GammaRatio(shift: 0.5).values(400).map(\.value)
        #expect(isClose(values[0], Double.pi.squareRoot() / 2, relative: 1e-15))
        #expect(isClose(values[1], 0.75 * Double.pi.squareRoot(), relative: 1e-15))
        let x = 400.0
        #expect(isClose(values[399], x.squareRoot() * (1 - 1 / (8 * x) + 1 / (128 * x * x)), relative: 1e-10))
    }

    /// Random masks of keep probability 1/2: the cosine falls with the depth (0.274 and 0.081 at 100 and 10000 layers).
    @Test func randomMasksBecomeOrthogonal() {
        var draw = Draw(seed: 5, claim: MeanFieldSubnetwork.id, instance: "masks")
        for (depth, cosine) in [(100, 0.274), (10_000, 0.081)] {
            var mean = SampleMean()
            for _ in 0..<(depth == 100 ? 200 : 5) {
                let mask = (0..<depth).map { _ in draw.pick([true, false]) }
                mean.add(MeanFieldPair(rho: 1, rescale: 1, mask: mask).follow().cosine[depth].value)
            }
            #expect(abs(mean.mean / cosine - 1) <= 0.1, "\(mean.mean)")
        }
    }

    /// Networks of width 1024 are within 0.005 of the limit.
    @Test func wideNetworks() {
        var draw = Draw(seed: 6, claim: MeanFieldSubnetwork.id, instance: "wide")
        let field = MeanFieldPair(rho: 1, rescale: 1, mask: [true, false, true, true])
        let mean = field.sample(width: 1024, samples: 400, using: &draw.generator)
        #expect(abs(mean.mean - 0.811591853878) <= 0.003 && mean.error < 0.001)
    }

    @Test func constantShareIsNotStable() throws {
        let result = try Checker(jobs: 1).check([ConstantKeepStable.claim()])[0]
        #expect(result.status == .refuted && result.instances.count == 2)
        // The change tends to sqrt(1 + p) and does not fall.
        let changes = try #require(result.instances[0].evidence.tracks["change"]?.observed)
        #expect(changes[1999] > 1.1 && changes[1999] < 1.5.squareRoot())
    }
}
