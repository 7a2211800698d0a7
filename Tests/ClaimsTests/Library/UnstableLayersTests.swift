import LinearAlgebra
import Testing

@testable import Claims

@Suite struct UnstableLayersTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func draw() -> Draw { Draw(seed: 3, claim: UnstableLayers.id, instance: "test") }

    private func bound(_ name: String, _ values: [String: Double]) throws -> Double {
        let part = try #require(try UnstableLayers.claim().parts.first { $0.name == name })
        return try part.bound.evaluate(values)
    }

    @Test func residualLayers() throws {
        var draw = draw()
        var evidence = UnstableLayers.evidence(.signedHadamard(&draw), start: [1, 0, 0, 0], depth: 4, scale: 1)
        #expect(evidence.tracks["residual-energy"]?.observed.last == 16)
        for change in evidence.tracks["residual-change"]?.observed ?? [] {
            #expect(isClose(change, 8, relative: 1e-14))
        }
        evidence.addFourth(width: 16, scale: 1, depth: 4)
        #expect(isClose(evidence.tracks["fourth"]?.observed.last, 366.363525391))
        let values = ["s": 1.0, "depth": 4, "d": 16, "t": 4]
        #expect(isClose(try bound("fourth", values), 366.363525391))
        #expect(isClose(try bound("square-lower", values), 0.339674765144))
        #expect(isClose(try bound("lower", values), 0.395935936287))
    }

    @Test func plainLayers() throws {
        var draw = draw()
        let evidence = UnstableLayers.evidence(.unevenRows(&draw), start: [1, 2, 0, 1], depth: 3, scale: 0.7)
        #expect(isClose(evidence.tracks["plain-energy"]?.observed.last, 0.117649))
        for change in evidence.tracks["plain-change"]?.observed ?? [] { #expect(isClose(change, 0.357749)) }
        for change in evidence.tracks["norm-change"]?.observed ?? [] { #expect(isClose(change, 0.98, relative: 1e-13)) }
    }

    /// A rotation by a right angle: exactly the limit of infinite width.
    @Test(arguments: 1...5) func rotations(depth: Int) throws {
        let turn = try Matrix(rows: [[0, -1], [1, 0]])
        let network = LayerNetwork(
            kind: .residual, layers: Array(repeating: turn, count: depth), start: [1, 0], scale: 0.75)
        #expect(isClose(network.change(dropping: 1).value, 0.6, relative: 1e-14))
    }

    /// s = 1/sqrt(L): the ratio is 1/(L + 1).
    @Test func depthScaledLayersAreStable() throws {
        var draw = draw()
        let law = LayerLaw.signedHadamard(&draw)
        for depth in 1...6 {
            let ratio = NoLayerNormUnstable.depthScaled(law, depth: depth).value
            #expect(isClose(ratio, 1 / Double(depth + 1), relative: 1e-13))
        }
    }

    @Test func refutedReadings() throws {
        for claim in [try NoLayerNormUnstable.claim(), try RescaleByKeep.claim()] {
            let result = try Checker(jobs: 1).check([claim])[0]
            #expect(result.status == .refuted && result.complaints.isEmpty, "\(result.complaints)")
        }
        var draw = draw()
        let gaps = try #require(RescaleByKeep.evidence(keep: 0.5, &draw).tracks["gap"])
        #expect(isClose(gaps.observed[3], 65) && isClose(gaps.varying["unscaled"]?[3].value, 10.9375))
    }
}
