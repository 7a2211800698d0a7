import LinearAlgebra
import Testing

@testable import Claims

/// Numbers found with 22 digits in another system, and the verdicts of the instances.
@Suite struct TwoLayerModesTests {
    @Test func balancedOracles() throws {
        for (s, u0, time, strength) in [
            (3.0, 0.01, 0.5, 0.188841560638), (0.5, 1, 2, 0.536289441748), (2, 0.3, 0.1, 0.416798630248),
        ] {
            let root = u0.squareRoot()
            let evidence = try TwoLayerModes.scalar(s: s, a: root, b: root, end: time, points: 1)
            for part in ["mode", "balanced"] {
                let row = try Oracle.last(TwoLayerModes.self, part, evidence)
                #expect(Oracle.isClose(row.observed, strength) && Oracle.isClose(row.bound, strength), "\(part)")
            }
            let row = try Oracle.last(TwoLayerModes.self, "time", evidence)
            #expect(Oracle.isClose(row.bound, time))
        }
    }

    @Test func hyperbolicOracles() throws {
        for (s, a, b, time, strength) in [
            (2.0, 1.0, 0.0, 0.3, 0.604918769477), (1, 1.2, 0.4, 0.7, 0.863294362801),
            (0.5, 0.8, -0.3, 1, 0.0889587618613),
        ] {
            let evidence = try TwoLayerModes.scalar(s: s, a: a, b: b, end: time, points: 1)
            let row = try Oracle.last(TwoLayerModes.self, "mode", evidence)
            #expect(Oracle.isClose(row.observed, strength) && Oracle.isClose(row.bound, strength))
            #expect(try Oracle.compare(TwoLayerModes.self, "mode", evidence).verdict == .holds)
        }
    }

    /// The one formula also where the lower layer is the smaller, where `b = -a` (the saddle), and where s = 0.
    @Test func allSigns() throws {
        for (s, a, b) in [(2.0, 0.3, 1.1), (1, 0.7, -0.7), (0, 1.2, 0.4), (1.3, -0.5, -0.5), (1, 0, 0.8)] {
            let evidence = try TwoLayerModes.scalar(s: s, a: a, b: b, end: 1.5)
            for part in ["mode", "speed"] {
                #expect(try Oracle.compare(TwoLayerModes.self, part, evidence).verdict == .holds, "\(s) \(a) \(b)")
            }
        }
    }

    @Test func timeOracle() throws {
        let part = try #require(try TwoLayerModes.claim().parts.first { $0.name == "time" })
        let time = try part.bound.evaluate(["s": 3, "u0": 0.01, "uf": 2.7])
        #expect(Oracle.isClose(time, 1.31627802512))
    }

    /// Late rates of the loss: `2 (a^2 + b^2)` tends to 4s from a balanced start, to `2 sqrt(1 + 4 s^2)` from (1, 0).
    @Test func lateRates() throws {
        for (a, b, rate) in [(0.5, 0.5, 8.0), (1, 0, 2 * 17.0.squareRoot())] {
            let evidence = try TwoLayerModes.scalar(s: 2, a: a, b: b, end: 8, points: 1)
            let row = try Oracle.last(TwoLayerModes.self, "speed", evidence)
            #expect(Oracle.isClose(2 * row.observed, rate))
        }
    }

    @Test func misaligned() throws {
        let evidence = try TwoLayerModes.evidence(.misaligned, end: 0.5, points: 1)
        let row = try Oracle.last(TwoLayerModes.self, "mode", evidence)
        #expect(Oracle.isClose(row.observed, 0.213538008799))
        let part = try #require(try TwoLayerModes.claim().parts.first { $0.name == "balanced" })
        let start = 0.01 * Rounded.cos(Rounded(0.6)).value
        #expect(abs(try part.bound.evaluate(["s": 3, "u0": start, "t": 0.5]) - 0.157503) < 5e-7)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        try Oracle.expectBehaves(TwoLayerModes.self, seed: seed)
    }
}
