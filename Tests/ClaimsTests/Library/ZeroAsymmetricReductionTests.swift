import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 20 digits in another system, and the verdicts of the instances.
@Suite struct ZeroAsymmetricReductionTests {
    private typealias Reduction = ZeroAsymmetricReduction

    @Test func constants() throws {
        let four = ZeroAsymmetricRate(Rounded(2), depth: 4)
        #expect(Oracle.isClose(Reduction.angle(four.x).value, 0.782702048016))
        #expect(Oracle.isClose(four.final.value, 12.2081215308))
        let three = ZeroAsymmetricRate(Rounded(1), depth: 3)
        #expect(Oracle.isClose(Reduction.angle(three.x).value, 0.638128850642))
        #expect(Oracle.isClose(three.final.value, 3.51255464336))
        for sigma in [0.1, 1, 3] {
            let two = ZeroAsymmetricRate(Rounded(sigma), depth: 2).final.value
            #expect(Oracle.isClose(two, (1 + 4 * sigma * sigma).squareRoot(), digits: 1e-13))
        }
    }

    /// The time to half the error, its bound without the factor ln 2, and the rate there.
    @Test func halfTime() throws {
        let half = ZeroAsymmetricRate(Rounded(0.5), depth: 3)
        #expect(Oracle.isClose(2 * Reduction.angle(half.x).value, 0.824181786313))
        #expect(Oracle.isClose(half.final.value, 1.81543274159))
        let time = try Reduction.time(to: 0.5, sigma: Rounded(1), depth: 3)
        #expect(Oracle.isClose(time.value, 0.535740132987) && time.radius < 1e-12)
        // The flow in full matrices is there at that time.
        let model = try DeepLinear(depth: 3, target: .identity(1))
        let flow = try LayerFlow(model, start: model.zeroAsymmetricStart, end: time.value, points: 1)
        #expect(Oracle.isClose(flow.product(1).matrix[0, 0], 0.5))
    }

    /// "Slower by a factor L" is false: times to 1e-6 R(0) for 1.5 I, from the zero-asymmetric start and from the identity.
    @Test func slowerByDepthIsRefuted() throws {
        for (depth, zero, identity) in [(4, 1.27378, 1.02732), (16, 0.395503, 0.226294), (64, 0.152038, 0.0548238)] {
            let own = try Reduction.time(to: 1 - 1e-3, sigma: Rounded(1.5), depth: depth).value
            let path = -Rounded.ln(Rounded(1e-3)).value
            let shared = try IdentityTime(depth: depth, phi: 1.5).integral(path).value
            #expect(Oracle.isClose(own, zero, digits: 5e-6) && Oracle.isClose(shared, identity, digits: 5e-6))
            #expect(own < 3 * shared)
            // What the bound exp(-2t) predicts.
            #expect(Oracle.isClose(path, 6.90776, digits: 1e-6))
        }
        let rate = ZeroAsymmetricRate(Rounded(1.5), depth: 64).final.value
        let shared = 64 * Rounded.power(Rounded(1.5), Rounded(2 - 2.0 / 64)).value
        #expect(Oracle.isClose(rate, 171.690, digits: 3e-6) && Oracle.isClose(shared, 142.187, digits: 3e-6))
    }

    /// The smallest ratio of the final rates on a grid; it tends to 1 for large targets.
    @Test func localRateOnAGrid() throws {
        let bound = try #require(try Reduction.claim().parts.first { $0.name == "local-rate" }).bound
        var least = Double.infinity
        for depth in [2, 3, 4, 8, 16, 64] {
            for k in 0..<60 {
                let sigma = Rounded.power(Rounded(10), Rounded(-3 + Double(k) / 10)).value
                let rate = ZeroAsymmetricRate(Rounded(sigma), depth: depth).final.value
                least = min(least, rate / (try bound.evaluate(["depth": Double(depth), "sigma": sigma])))
            }
        }
        #expect(least >= 1 && least < 1.0001)
    }

    @Test func allowancesAreSmall() throws {
        let evidence = try Reduction.evidence(
            target: Matrix(rows: [[0, 2], [-1, 0]]), depth: 3, stepSize: 0.05, steps: 20, end: 0.4)
        for part in ["descent", "invariant", "flow"] {
            for row in try Oracle.compare(Reduction.self, part, evidence).rows {
                #expect(row.allowance <= 1e-10 * abs(row.bound), "\(part) at \(row.time)")
            }
        }
        #expect(Oracle.isClose(try Oracle.last(Reduction.self, "descent", evidence).bound, 0.0120382249052))
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        try Oracle.expectBehaves(Reduction.self, seed: seed)
    }
}
