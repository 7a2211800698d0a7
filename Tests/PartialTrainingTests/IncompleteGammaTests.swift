import Foundation
import PartialTraining
import Testing

@Suite struct IncompleteGammaTests {
    private func isClose(_ a: Double, _ b: Double, relative: Double = 4e-14) -> Bool {
        abs(a - b) <= relative * abs(b)
    }

    /// `gamma(1, x) = 1 - e^-x`, `gamma(1/2, x) = sqrt(pi) erf(sqrt x)`.
    @Test(arguments: [1e-6, 0.01, 0.5, 1, 3, 10, 40, 1000])
    func closedForms(x: Double) throws {
        #expect(isClose(try IncompleteGamma.lower(1, x).value, -expm1(-x)))
        #expect(isClose(try IncompleteGamma.lower(0.5, x).value, Double.pi.squareRoot() * erf(x.squareRoot())))
    }

    /// `gamma(s + 1, x) = s gamma(s, x) - x^s e^-x`, within the errors that are reported.
    @Test(arguments: [0.3, 1.7, 4.2], [0.2, 2.0, 25.0])
    func recurrence(s: Double, x: Double) throws {
        let low = try IncompleteGamma.lower(s, x)
        let high = try IncompleteGamma.lower(s + 1, x)
        let own = 4 * Double.ulpOfOne * s * low.value
        #expect(abs(high.value - (s * low.value - pow(x, s) * exp(-x))) <= high.error + s * low.error + own)
        #expect(high.error <= 1e-12 * high.value + 1e-15)
    }

    @Test func ends() throws {
        #expect(try IncompleteGamma.lower(2.5, 0).value == 0)
        #expect(isClose(try IncompleteGamma.complete(0.5).value, Double.pi.squareRoot()))
        #expect(isClose(try IncompleteGamma.lower(3, 500).value, 2))
        #expect(throws: TrainingError.self) { try IncompleteGamma.lower(0, 1) }
        #expect(throws: TrainingError.self) { try IncompleteGamma.lower(1, -1) }
        #expect(throws: TrainingError.self) { try IncompleteGamma.lower(1, .infinity) }
        #expect(throws: TrainingError.self) { try IncompleteGamma.complete(.nan) }
        #expect(throws: TrainingError.self) { try IncompleteGamma.complete(171) }
    }
}
