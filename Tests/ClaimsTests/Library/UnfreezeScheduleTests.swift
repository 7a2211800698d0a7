import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct UnfreezeScheduleTests {
    private typealias Phase = UnfreezeSchedule.Phase

    private func model() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
    }

    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func oneCoordinateJoinsLate() throws {
        let phases = [Phase([1, 2], 0.2, 5), Phase([1, 2, 3], 0.2, 5)]
        let evidence = try UnfreezeSchedule.evidence(model(), start: [0, 0, 0], phases)
        #expect(isClose(evidence.tracks["a-priori"]?.observed.last, 0.323127244927271))
        #expect(isClose(try UnfreezeSchedule.finalBound(model(), start: [0, 0, 0], phases), 0.395382309837155))
        // The closed formula for two stages ends at the same number.
        let result = try InstanceResult(UnfreezeSchedule.claim(), name: "two", role: .given, seed: 1, evidence)
        let closed = try #require(result.comparisons.first { $0.part == "two-stages" })
        #expect(isClose(closed.rows.last?.bound, 0.395382309837155))
        #expect(closed.rows.map(\.time) == [5, 6, 7, 8, 9, 10])
    }

    @Test func tenFullStepsAreBetterHere() throws {
        let evidence = try UnfreezeSchedule.evidence(
            model(), start: [0, 0, 0], [Phase([1, 2, 3], 0.2, 10)])
        #expect(isClose(evidence.tracks["a-priori"]?.observed.last, 0.025440041461277))
    }

    @Test func threeStages() throws {
        let phases = [Phase([1], 0.25, 1), Phase([1, 2], 0.2, 4), Phase([1, 2, 3], 0.2, 6)]
        let evidence = try UnfreezeSchedule.evidence(model(), start: [0, 0, 0], phases)
        #expect(isClose(evidence.tracks["a-priori"]?.observed.last, 0.18149556726612))
        #expect(isClose(try UnfreezeSchedule.finalBound(model(), start: [0, 0, 0], phases), 0.220394802728804))
        #expect(evidence.tracks["two-stages"] == nil)
    }

    /// With sets that are not nested the recursion is off: here it says 0.095 and the limit is 0.07695.
    @Test func setsThatAreNotNested() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[1, 0.9], [0.9, 1]]), optimum: [0, 0])
        let phases = [Phase([1], 1, 1), Phase([2], 1, 1)]
        let evidence = try UnfreezeSchedule.evidence(model, start: [1, 1], phases)
        #expect(evidence.quantities["refrozen"]?.value == 1)
        #expect(isClose(evidence.tracks["a-priori"]?.varying["phi"]?.last?.value, 0.095))
        #expect(isClose(evidence.tracks["a-priori"]?.observed.last, 0.07695))
    }

    /// A step beyond stability makes the factor larger than 1, and the bound still holds.
    @Test func unstableStagesAreCovered() throws {
        let evidence = try UnfreezeSchedule.evidence(
            model(), start: [0, 0, 0], [Phase([2], 0.75, 6), Phase([1, 2], 0.5, 6)])
        let result = try InstanceResult(UnfreezeSchedule.claim(), name: "unstable", role: .given, seed: 1, evidence)
        #expect(result.comparisons.allSatisfy { $0.verdict == .holds })
        let losses = try #require(evidence.tracks["a-priori"]?.observed)
        #expect(losses[12] > losses[0])
    }
}
