import LinearAlgebra
import Testing

@testable import Claims

/// Numbers found with 20 digits in another system, and the verdicts of the instances.
@Suite struct MarginFlowTests {
    @Test func identityOracle() throws {
        let evidence = try MarginFlow.evidence(
            target: Matrix(rows: [[1.2, 0.1], [-0.1, 0.9]]), start: Array(repeating: .identity(2), count: 4), end: 0.1,
            points: 1)
        #expect(Oracle.isClose(evidence.quantities["c"]?.value, 0.640176024380))
        let row = try Oracle.last(MarginFlow.self, "upper", evidence)
        #expect(Oracle.isClose(row.bound, 0.0232331251024))
        #expect(Oracle.isClose(row.observed, 0.0153221671212))
        // The rate 8 c^1.5.
        let rate = -Rounded.ln(Rounded(row.bound / 0.035)).value / 0.1
        #expect(Oracle.isClose(rate, 4.09768995024))
        #expect(evidence.quantities["imbalance"]?.value == 0)
    }

    @Test func unbalanced() throws {
        let evidence = try MarginFlow.evidence(
            target: Matrix(rows: [[1, 0.2], [0, 1]]), start: [.diagonal([2, 0.5]), .diagonal([0.5, 2])], end: 2)
        #expect(Oracle.isClose(evidence.quantities["c"]?.value, 0.704987562112))
        let rows = try Oracle.compare(MarginFlow.self, "upper", evidence).rows
        for (index, ratio) in [(1, 1.1996), (5, 2.4812), (10, 6.1414), (20, 37.564)] {
            #expect(Oracle.isClose(rows[index].ratio, ratio, digits: 3e-5), "\(ratio)")
        }
        #expect(try Oracle.compare(MarginFlow.self, "singular", evidence).verdict == .holds)
    }

    /// For a scalar target above 1 the margin is 1 and the first slope is -2L.
    @Test func firstSlope() throws {
        let evidence = try MarginFlow.evidence(
            target: Matrix(rows: [[1.5]]), start: Array(repeating: .identity(1), count: 5), end: 1e-5, points: 1)
        let row = try Oracle.last(MarginFlow.self, "upper", evidence)
        #expect(evidence.quantities["c"]?.value == 1)
        #expect(abs(Rounded.ln(Rounded(row.observed / 0.125)).value / 1e-5 + 10) < 1e-3)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        try Oracle.expectBehaves(MarginFlow.self, seed: seed)
    }
}
