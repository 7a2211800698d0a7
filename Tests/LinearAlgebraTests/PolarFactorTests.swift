import Testing

@testable import LinearAlgebra

@Suite struct PolarFactorTests {
    @Test func valuesOfTheFormula() {
        #expect(polarFactor(1) == 0)
        // s = 1/e: sqrt(-2 ln(s) / s) = sqrt(2e).
        #expect(abs(polarFactor(0.36787944117144233) - 2.3316439815971242) <= 8 * 2.3316439815971242.ulp)
        #expect(polarFactor(1e-300).isFinite)
    }
}
