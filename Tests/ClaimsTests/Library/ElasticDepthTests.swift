import LinearAlgebra
import Testing

@testable import Claims

@Suite struct ElasticDepthTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func bound(_ name: String, _ evidence: Evidence, t: Double = 0, alpha: Double = 0) throws -> Double {
        let part = try #require(try ElasticDepth.claim().parts.first { $0.name == name })
        var values = evidence.quantities.mapValues(\.value)
        values["t"] = t
        values["alpha"] = alpha
        return try part.bound.evaluate(values)
    }

    @Test func fourOfEightLayers() throws {
        let evidence = try ElasticDepth.evidence(.diagonal([1, 0.3]), depth: 8, counts: [4], keep: nil)
        #expect(isClose(evidence.tracks["rescaled"]?.observed[0], 0.0484757247828))
        #expect(isClose(try bound("rescaled", evidence, t: 4), 0.0605869371865))
        #expect(isClose(evidence.tracks["unscaled"]?.observed[0], 0.375704923030))
        #expect(isClose(try bound("unscaled", evidence, t: 4), 0.375704923030))
        #expect(isClose(try bound("linear", evidence, t: 4), 0.0625, relative: 1e-14))
    }

    @Test func randomDepth() throws {
        let evidence = try ElasticDepth.evidence(.diagonal([1]), depth: 8, counts: [4], keep: 0.5)
        #expect(isClose(evidence.tracks["variance"]?.observed[0], 0.103140090406))
        #expect(isClose(try bound("variance", evidence, alpha: 1), 0.103140090406))
        #expect(isClose(try bound("variance-bound", evidence, alpha: 1), 0.133148453067))
        #expect(isClose(evidence.tracks["unbiased"]?.observed[0], try bound("unbiased", evidence), relative: 1e-14))
    }

    @Test func smallChange() throws {
        let evidence = try ElasticDepth.evidence(.diagonal([0.1]), depth: 5000, counts: [50], keep: nil)
        let ratio = try (evidence.tracks["rescaled"]?.observed[0] ?? 0) / bound("rescaled", evidence, t: 50)
        #expect(abs(ratio - 0.9986) <= 2e-4)
    }

    @Test func negativeEigenvalue() throws {
        let evidence = try ElasticDepth.evidence(.diagonal([-3]), depth: 4, counts: [1], keep: nil)
        #expect(isClose(evidence.tracks["rescaled"]?.observed[0], 513, relative: 1e-13))
        #expect(isClose(try bound("rescaled", evidence, t: 1), 0.965781881688))
    }
}
