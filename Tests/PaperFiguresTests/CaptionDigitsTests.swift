import Claims
import Figures
import Testing

@testable import PaperFigures

@Suite struct CaptionDigitsTests {
    @Test(arguments: [
        (1e-8, 1, "10^{-8}"), (4.12e12, 1, "4 \\cdot 10^{12}"), (2.06e6, 2, "2.1 \\cdot 10^{6}"), (9.99e5, 1, "10^{6}"),
        (0.05, 2, "0.05"), (999, 3, "999"), (-2500, 2, "-2.5 \\cdot 10^{3}"), (0, 3, "0"),
    ])
    func powersOfTen(value: Double, significant: Int, text: String) {
        #expect(Digits.tex(value, significant: significant) == text)
    }

    /// Bounds in captions and lines are those of the claim.
    @Test func boundsAreEvaluatedAtGivenQuantities() throws {
        let claim = try Library.claim("raptr-stability-gauss-unstable")
        // s^2 (1 + s^2)^(L - 1) at s = 2, L = 3.
        #expect(try claim.bound("residual-change", ["s": 2, "depth": 3]) == 100)
        #expect(throws: (any Error).self) { try claim.bound("residual-change", ["s": 2]) }
        #expect(throws: ClaimError.noTrack(claim: claim.id, instance: "none")) { try claim.bound("none", [:]) }
    }
}
