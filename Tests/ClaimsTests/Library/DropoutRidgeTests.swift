import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct DropoutRidgeTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func bound(_ evidence: Evidence) throws -> Double? {
        try InstanceResult(DropoutRidge.claim(), name: "given", role: .given, seed: 1, evidence)
            .comparisons.first { $0.part == "cost-bound" }?.rows.first?.bound
    }

    @Test func fourObservations() throws {
        let one = try DropoutRidge.Case(
            design: Matrix(rows: [[1, 0], [1, 1], [0, 1], [1, -1]]), target: [1, 2, 0, 1], law: .bernoulli(0.75))
        #expect(isClose(one.model.optimum[0], 4.0 / 3, relative: 1e-14))
        #expect(isClose(one.model.optimum[1], 1.0 / 3, relative: 1e-14))
        let point = try one.enumeratedMinimiser()
        #expect(isClose(point[0], 1, relative: 1e-14) && isClose(point[1], 0.25, relative: 1e-14))
        #expect(isClose(try one.ridge()[1], 0.25, relative: 1e-14))
        #expect(isClose(try one.enumeratedLoss(point).value, 0.21875))
        let evidence = try one.evidence()
        #expect(isClose(evidence.tracks["cost"]?.observed[0], 0.0442708333333333))
        #expect(isClose(try one.modes().value, 0.0442708333333333))
        #expect(isClose(try bound(evidence), 0.0590277777777778))
    }

    @Test func threeObservations() throws {
        let one = try DropoutRidge.Case(
            design: Matrix(rows: [[2, 1], [1, 1], [0, 3]]), target: [1, 0, 2], law: .bernoulli(0.5))
        let evidence = try one.evidence()
        #expect(isClose(evidence.tracks["cost"]?.observed[0], 0.173977090765504))
        #expect(isClose(try one.modes().value, 0.173977090765504))
        #expect(isClose(try bound(evidence), 0.182262129804663))
    }

    /// One coin for all coordinates: the penalty is `lambda x'Hx / 2`, not `lambda x'Dx / 2`.
    @Test func commonCoinPenalisesTheWholeHessian() throws {
        var one = try DropoutRidge.Case(
            design: Matrix(rows: [[1, 1], [1, 0], [1, 1]]), target: [2, 1, 2], law: .bernoulli(0.5))
        one.actual = CommonMask(probability: 0.5)
        let x = [1.0, 1]
        let fit = one.model.minimum + one.model.excess(at: x)
        let whole = bilinear(x, one.model.hessian, x)
        #expect(isClose(try one.enumeratedLoss(x).value, fit + 0.5 * whole, relative: 1e-14))
        let cost = try #require(try one.evidence().tracks["cost-bound"]?.observed[0])
        #expect(try cost > bound(one.evidence()) ?? .nan)
    }

    /// Subsets of all coordinates are no mask at all, and a Bernoulli mask that keeps everything costs nothing.
    @Test func nothingDropped() throws {
        let design = try Matrix(rows: [[2, 1], [1, 1], [0, 3]])
        let all = try DropoutRidge.Case(design: design, target: [1, 0, 2], law: .subset(2))
        #expect(isClose(try all.enumeratedLoss(all.model.optimum).value, all.model.minimum))
        let kept = try DropoutRidge.Case(design: design, target: [1, 0, 2], law: .bernoulli(1))
        #expect(try kept.modes().value == 0)
    }

    /// Fewer observations than coordinates: the Hessian is singular, the statement unchanged.
    @Test func singularHessian() throws {
        let one = try DropoutRidge.Case(
            design: Matrix(rows: [[1, 2, 0.5]]), target: [3], law: .bernoulli(0.6))
        let result = try InstanceResult(
            DropoutRidge.claim(), name: "singular", role: .typical, seed: 1, one.evidence())
        #expect(result.complaints.isEmpty, "\(result.complaints)")
    }
}
