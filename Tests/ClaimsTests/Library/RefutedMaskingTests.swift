import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct RefutedMaskingTests {
    private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool { abs(a / b - 1) < tolerance }

    /// Three coordinates, core {1, 2}, eta = 0.6, m = n = 1: det(I - M) = -2.186 and rho = 3.0828.
    @Test func longStepsHaveAFixedPointAndDiverge() throws {
        let alternation = try RefutedUniqueFixedPoint.longSteps()
        let (matrix, _) = try RefutedUniqueFixedPoint.periodMap(alternation)
        #expect(abs(try (Matrix.identity(3) - matrix).determinant() - -2.186) < 5e-4)
        #expect(abs(try matrix.spectralRadius() - 3.0828) < 5e-5)
        #expect((matrix - alternation.composite().matrix).maxAbs < 1e-13)
        // The fixed point is one, and it is left by the factor rho.
        let y = try alternation.fixedPoint()
        #expect(norm(subtract(try alternation.period(from: y).point, y)) < 1e-12 * norm(y))
        let track = try #require(try RefutedUniqueFixedPoint.evidence(alternation, periods: 30).tracks["approach"])
        #expect(abs(track.observed[30] / track.observed[29] - 3.0828) < 1e-3)
    }

    @Test func stableMeanUnstableMeanSquare() throws {
        let setting = try RefutedMeanStability.threeCoordinates()
        let evidence = try RefutedMeanStability.evidence(setting)
        #expect(close(try #require(evidence.tracks["rate"]).observed[0], 3.20045250420))
        #expect(close(try setting.rate().value, 3.20045250420))
        let largest = setting.model.spectrum[2]
        #expect(close(abs(1 - setting.stepSize * largest), 0.9))
        #expect(abs(1 - setting.stepSize * setting.model.spectrum[0]) < 0.9)
        let losses = try #require(evidence.tracks["bounded"]).observed
        #expect(abs(losses[2] - 11.3036) < 5e-5 && losses[40] > 1e15)
    }

    /// (29/45, -52/45, 103/45) without rescaling, half of it with: loss 0.927 and 3.793, and the two-of-three masks two thirds.
    @Test func rescalingScalesTheLimit() throws {
        let model = try GradientMaskMoments.oracleModel()
        let limit = [29.0 / 45, -52.0 / 45, 103.0 / 45]
        for (law, eta, rescale, factor, loss) in [
            (Mask.Law.bernoulli(0.5), 0.2, false, 1.0, 0.927407407407407),
            (.bernoulli(0.5), 0.05, true, 0.5, 3.79296296296296),
            (.subset(2), 0.1, true, 2.0 / 3, 2.57761316872428),
        ] {
            let entries = try RefutedRescaling.limit(model, law, rescale: rescale, stepSize: eta).entries
            for (entry, expected) in zip(entries.observed, limit) { #expect(close(entry, factor * expected)) }
            #expect(close(model.excess(at: entries.observed), loss))
        }
    }

    /// Strongly coupled coordinates: the trained model, +-0.0952, is hardly better than nothing, and rescaling halves it.
    @Test func coupledCoordinatesAreHardlyTrained() throws {
        let model = try RefutedRescaling.coupled()
        let plain = try RefutedRescaling.limit(model, .bernoulli(0.5), rescale: false, stepSize: 0.1).entries.observed
        #expect(close(plain[0], 2.0 / 21) && close(plain[1], -2.0 / 21))
        #expect(abs(model.excess(at: plain) - 0.0409) < 5e-5)
        #expect(close(model.excess(at: [0, 0]), 0.05))
        let rescaled = try RefutedRescaling.limit(model, .bernoulli(0.5), rescale: true, stepSize: 0.1).entries.observed
        #expect(close(rescaled[0], 1.0 / 21))
    }
}
