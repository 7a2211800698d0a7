import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct ProjectedDescentTests {
    private func losses(_ one: ProjectedDescent.Setting, steps: Int) throws -> [Double] {
        try one.run(from: one.start, steps: steps).trajectory().values(.loss)
    }

    @Test func twoStepsFromZero() throws {
        let one = try ProjectedDescent.isotropic(.diagonal([3, 1]), rank: 1, stepSize: 0.5, ["trajectory"])
        #expect(abs(try losses(one, steps: 2)[2] - 0.78125) <= 1e-15)
        let result = try InstanceResult(
            ProjectedDescent.claim(), name: "given", role: .given, seed: 1, one.evidence())
        #expect(result.comparisons.count == 1)
        #expect(abs((result.comparisons[0].rows[2].bound) - 0.78125) <= 1e-15)
    }

    @Test func bothStallsAreFixedPoints() throws {
        let isotropic = try ProjectedDescent.isotropic(
            .diagonal([3, 2]), start: .diagonal([0, 2]), rank: 1, stepSize: 0.5, [])
        #expect(try losses(isotropic, steps: 50).allSatisfy { abs($0 - 4.5) <= 1e-14 })
        let skew = try ProjectedReachesBest.conditionFive()
        #expect(abs((skew.model.constants.highest ?? 0) - 5) <= 1e-14)
        #expect(abs((skew.model.constants.lowest ?? 0) - 1) <= 1e-14)
        #expect(try losses(skew, steps: 50).allSatisfy { abs($0 - 0.833333333333333) <= 1e-14 })
    }

    /// The worst ratio of one step that is known for rank one on an isotropic quadratic,
    /// `(1+eta^2)(1-eta)^2/((1-eta)^2+eta^2)`: a start orthogonal to the target, just large enough to be kept.
    @Test(arguments: [(0.5, 0.625), (0.6, 0.418462), (0.8, 0.096471)])
    func worstKnownRatios(eta: Double, worst: Double) throws {
        let large = try ProjectedDescent.isotropic(
            .diagonal([1, 0]), start: .diagonal([0, eta / (1 - eta) * (1 + 1e-9)]), rank: 1, stepSize: eta, [])
        let values = try losses(large, steps: 1)
        #expect(abs(values[1] / values[0] - worst) <= 5e-7)
        #expect(values[1] / values[0] <= 1 / eta - 1)
        // A little smaller, and the step goes to the target's direction.
        let small = try ProjectedDescent.isotropic(
            .diagonal([1, 0]), start: .diagonal([0, eta / (1 - eta) * (1 - 1e-9)]), rank: 1, stepSize: eta, [])
        let others = try losses(small, steps: 1)
        #expect(others[1] / others[0] < worst / 1.5)
    }

    @Test func theCheckRefutesTheReading() throws {
        let result = try Checker().check([ProjectedReachesBest.claim()])[0]
        #expect(result.status == .refuted && result.verdict == .violated)
        let observed = result.instances.compactMap { $0.evidence.tracks["reached"]?.observed[0] }
        #expect(abs(observed[0] - 4.5) <= 1e-12 && abs(observed[1] - 5.0 / 6) <= 1e-12)
    }
}
