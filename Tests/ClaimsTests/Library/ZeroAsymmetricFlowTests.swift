import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 20 digits in another system, and the verdicts of the instances.
@Suite struct ZeroAsymmetricFlowTests {
    private typealias Flow = ZeroAsymmetricFlow

    @Test(arguments: [EngineKind.modes, .flow]) func lossOracles(engine: EngineKind) throws {
        let digits = engine == .modes ? 1e-11 : 1e-10
        for (target, depth, time, loss, bound) in [
            (Matrix.identity(1), 3, 0.5, 0.141863209677, 0.183939720586),
            (2 * .identity(1), 4, 0.1, 1.61199078226, 1.63746150616),
            (try Matrix(rows: [[0, 2], [-1, 0]]), 3, 0.2, 1.56405690397, 1.67580011509),
        ] {
            let evidence = try Flow.evidence(target: target, depth: depth, end: time, points: 1, engine: engine)
            let row = try Oracle.last(Flow.self, "upper", evidence)
            #expect(Oracle.isClose(row.observed, loss, digits: digits), "\(loss)")
            #expect(Oracle.isClose(row.bound, bound), "\(bound)")
            #expect(try Oracle.compare(Flow.self, "hidden", evidence).verdict == .holds)
        }
    }

    @Test func otherStart() throws {
        let hidden = try Matrix(rows: [[0.5]])
        let start = Parameters([hidden, hidden, hidden, Matrix(rows: 1, columns: 1)])
        let evidence = try Flow.evidence(target: .identity(1), depth: 4, end: 1, points: 1, start: start)
        let row = try Oracle.last(Flow.self, "upper", evidence)
        #expect(Oracle.isClose(row.observed, 0.482562875894, digits: 1e-10))
        #expect(Oracle.isClose(row.bound, 0.0676676416183))
        #expect(Oracle.isClose(row.ratio, 7.13, digits: 2e-4))
        // The first slope is 2 * 0.5^6 R(0).
        let slope = try Oracle.last(Flow.self, "slope", evidence)
        #expect(Oracle.isClose(slope.observed / slope.bound, 1.0 / 64, digits: 1e-14))
    }

    /// Balanced layers whose product has the wrong sign.
    @Test func wrongSign() throws {
        let one = Matrix.identity(1)
        let evidence = try Flow.evidence(
            target: 2 * one, depth: 4, end: 1, points: 1, start: Parameters([one, one, one, -1 * one]))
        let row = try Oracle.last(Flow.self, "upper", evidence)
        #expect(Oracle.isClose(row.ratio, 3.40, digits: 1e-3))
    }

    @Test func smallTargetIsSharp() throws {
        let comparison = try Oracle.compare(
            Flow.self, "upper", try Flow.evidence(target: 1e-4 * .identity(2), depth: 5, end: 3))
        #expect(try #require(comparison.minRatio) > 0.9999997)
        #expect(try #require(comparison.maxRatio) <= 1)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        try Oracle.expectBehaves(Flow.self, seed: seed)
    }
}
