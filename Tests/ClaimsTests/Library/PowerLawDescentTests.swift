import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct PowerLawDescentTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func tenModesOnTheEngine() throws {
        let law = PowerLaw(a: 2, b: 1, stepSize: 0.5)
        let loss = try law.run(modes: 10, steps: 5).trajectory().values(.excess)
        #expect(isClose(loss[5], 0.0529524528669527, relative: 1e-14))
        #expect(isClose(law.finite(10, power: 10).value, 0.0529524528669527, relative: 1e-14))
    }

    @Test func hundredStepsOnTheWholeSpectrum() throws {
        let law = PowerLaw(a: 1.5, b: 1, stepSize: 0.5)
        let exact = try law.loss(100)
        #expect(abs(exact.value - 0.088456957) <= 0.5e-9 && exact.radius <= 1e-14)
        // Gamma(1/2) 100^(-1/2) / 2
        #expect(isClose(try IncompleteGamma.complete(0.5).value / 2 * 0.1, 0.0886226925453, relative: 1e-12))
        let evidence = try PowerLawDescent.evidence(law, times: [100], modes: 3, masks: 0.5)
        let result = try InstanceResult(PowerLawDescent.claim(), name: "given", role: .given, seed: 1, evidence)
        let lower = try #require(result.comparisons.first { $0.part == "lower" }?.rows[0].bound)
        let upper = try #require(result.comparisons.first { $0.part == "upper" }?.rows[0].bound)
        #expect(abs(lower - 0.088079344) <= 0.5e-9)
        #expect(abs(upper - 0.088827651) <= 0.5e-9)
    }

    /// The series for the modes that are not summed agrees with summing many more of them.
    @Test func theSeriesAgreesWithTheSum() throws {
        let law = PowerLaw(a: 2.5, b: 1.5, stepSize: 0.9)
        let long = law.finite(200_000, power: 40)
        let rest = law.tail(power: 2.5, from: 200_001).value / 2
        let value = try law.loss(20)
        #expect(abs(value.value - long.value - rest) <= 1e-13 * value.value)
        // zeta(2), zeta(4)
        #expect(isClose(law.tail(power: 2, from: 1).value, Double.pi * Double.pi / 6, relative: 1e-14))
        #expect(isClose(law.tail(power: 4, from: 1).value, 1.0823232337111382, relative: 1e-14))
    }

    @Test func masksOnFiveModes() throws {
        let law = PowerLaw(a: 2, b: 1, stepSize: 0.7)
        #expect(isClose(try law.masked(modes: 5, keep: 0.4, steps: 6).observed[6], 0.101886414151))
        #expect(isClose(law.masked(5, keep: 0.4, time: 6).value, 0.101886414151))
    }

    @Test func lossOfASmallModel() throws {
        let law = PowerLaw(a: 2, b: 1, stepSize: 0.5)
        #expect(isClose(law.tail(power: 2, from: 11).value / 2, 0.0475831678408, relative: 1e-12))
        let evidence = try PowerLawDescent.evidence(law, times: [1], modes: 3, masks: 0.5, size: 10)
        let result = try InstanceResult(PowerLawDescent.claim(), name: "given", role: .given, seed: 1, evidence)
        #expect(isClose(result.comparisons.first { $0.part == "floor-lower" }?.rows[0].bound, 0.0454545454545))
        #expect(isClose(result.comparisons.first { $0.part == "floor-upper" }?.rows[0].bound, 0.05))
    }
}
