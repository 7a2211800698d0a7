import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct LinearisedStepsTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    /// Rates 1 and 0.1, components 3 and 1.
    private func twoRates() -> LinearisedSteps.Case {
        let root = 0.1.squareRoot()
        return LinearisedSteps.Case(
            design: .diagonal([1, root]), start: [3, 1 / root], stepSize: 0.5, steps: 30, trained: [1],
            target: .share(0.01))
    }

    @Test func twoRatesToATargetLoss() throws {
        let one = twoRates()
        // The target 0.05 is 1% of the loss 5 at the start.
        let evidence = try one.evidence()
        #expect(isClose(evidence.tracks["loss"]?.observed[10], 0.179247252739))
        #expect(isClose(try LinearisedSteps.Kernel(one).loss(10).value, 0.179247252739))
        #expect(isClose(evidence.quantities["eps"]?.value, 0.05))
        #expect(evidence.tracks["steps-lower"]?.observed == [23])
        let result = try InstanceResult(LinearisedSteps.claim(), name: "two", role: .given, seed: 1, evidence)
        #expect(isClose(result.comparisons.first { $0.part == "steps-lower" }?.rows[0].bound, 3.66093000003))
        // The catalogue's bound is the next whole number.
        #expect(result.comparisons.first { $0.part == "steps-upper" }?.rows[0].bound.rounded(.up) == 45)
    }

    /// What is trained changes nothing outside the range of its columns.
    @Test func untrainedDirectionsStay() throws {
        let evidence = try twoRates().evidence()
        #expect(isClose(evidence.quantities["unreachable"]?.value, 0.5, relative: 1e-14))
        #expect(try #require(evidence.tracks["floor"]?.observed.last) >= 0.5)
    }

    /// A residual outside the range of `J` is never reduced, and the step bounds say so.
    @Test func residualOutsideTheRange() throws {
        var one = LinearisedSteps.Case(
            design: try Matrix(rows: [[1], [1]]), start: [2], stepSize: 0.25, steps: 30, trained: [1],
            target: .share(0.9))
        one.outside = [1, -1]
        let evidence = try one.evidence()
        #expect(try LinearisedSteps.Kernel(one).least <= 1e-15)
        #expect(evidence.tracks["steps-upper"] == nil && evidence.tracks["steps-lower"]?.observed == [1])
        #expect(isClose(evidence.tracks["loss"]?.observed[2], 1 + 4 * 0.0625, relative: 1e-14))
    }
}
