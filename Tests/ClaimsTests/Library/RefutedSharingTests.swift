import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// The refuted readings of the theorems on sharing, with the numbers of their counterexamples.
@Suite struct RefutedSharingTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    /// To first order the shared step decreases the loss 579/761 times as much.
    @Test func oneStep() throws {
        let layer = try Matrix(rows: [[1, 0.5], [0, 1]])
        let eta = 1e-6
        let evidence = try RefutedSharingFaster.oneStep(
            layer: layer, target: .diagonal([1, 2]), depth: 3, stepSize: eta)
        let track = try #require(evidence.tracks["one-step"])
        let before = try #require(evidence.quantities["loss0"]?.value)
        let unshared = try #require(track.varying["unshared"]?.first?.value)
        #expect(isClose((before - track.observed[0]) / (before - unshared), 579.0 / 761, relative: 1e-4))
    }

    @Test func fewerSteps() throws {
        let evidence = try RefutedSharingFaster.fewerSteps(target: Matrix(rows: [[2, 1], [1, 2]]), depth: 3)
        let track = try #require(evidence.tracks["fewer-steps"])
        #expect(track.observed[0] == 63 && track.varying["unshared"]?.first?.value == 63)
    }

    @Test func sixLayers() throws {
        let evidence = try RefutedAdjacentCorrelation.fan(6)
        #expect(isClose(evidence.quantities["correlation"]?.value, 0.5, relative: 1e-14))
        let progress = try #require(evidence.tracks["progress"])
        #expect(progress.observed.allSatisfy { abs($0 - 3) < 1e-14 })
        #expect(try #require(evidence.tracks["efficiency"]).observed[0] < 1e-30)
        let twelve = try RefutedAdjacentCorrelation.fan(12)
        #expect(isClose(twelve.quantities["correlation"]?.value, 0.75.squareRoot(), relative: 1e-14))
        // The formula is the sum of the powers.
        let bound = try RefutedAdjacentCorrelation.claim().parts[0].bound.evaluate(["depth": 6, "rho": 0.5])
        let sum = (0..<6).reduce(0.0) { sum, i in
            (0..<6).reduce(sum) { $0 + Rounded.power(Rounded(0.5), Rounded(Double(abs(i - $1)))).value }
        }
        #expect(isClose(bound, sum / 36, relative: 1e-14))
    }

    @Test(arguments: [(4, 1.27378, 1.02732), (16, 0.395503, 0.226294), (64, 0.152038, 0.0548238)])
    func timesToAMillionth(depth: Int, asymmetric: Double, shared: Double) throws {
        let evidence = try RefutedZeroAsymmetricFactor.evidence(depth: depth)
        let time = try #require(evidence.tracks["time"])
        #expect(isClose(time.observed[0], asymmetric, relative: 5e-6))
        #expect(isClose(time.varying["shared"]?.first?.value, shared, relative: 5e-6))
        // Theorem 1 alone predicts 6.90776.
        #expect(isClose(Rounded.ln(Rounded(1e6)).value / 2, 6.90776, relative: 1e-6))
    }

    @Test func finalRates() throws {
        #expect(isClose(ZeroAsymmetricRate(Rounded(1.5), depth: 64).final.value, 171.690, relative: 3e-6))
        let evidence = try RefutedZeroAsymmetricFactor.evidence(depth: 64)
        let rate = try #require(evidence.tracks["rate"])
        #expect(isClose(rate.observed[0], 171.690, relative: 1e-3))
        #expect(isClose(rate.varying["shared"]?.first?.value, 142.187, relative: 1e-3))
        // g* >= max(1, L sigma^(2 - 2/L)), near equality for large sigma only.
        for depth in [2, 3, 5, 17] {
            for sigma in [0.01, 0.3, 1, 4, 100] {
                let exponent = Rounded(2 - 2 / Double(depth))
                let least = max(1, Double(depth) * Rounded.power(Rounded(sigma), exponent).value)
                #expect(ZeroAsymmetricRate(Rounded(sigma), depth: depth).final.value >= least * (1 - 1e-12))
            }
        }
    }

    @Test func stepsByDepth() throws {
        let evidence = try RefutedDepthCubed.evidence(target: .diagonal([0.5, 1.3, 2]))
        #expect(evidence.tracks["zero-asymmetric"]?.observed == [26, 49, 77, 111, 148, 189, 239])
        #expect(evidence.tracks["shared"]?.observed == [27, 55, 78, 93, 102, 106, 108])
    }

    @Test func allAreRefuted() throws {
        let claims = try [
            RefutedSharingFaster.claim(), RefutedAdjacentCorrelation.claim(), RefutedZeroAsymmetricFactor.claim(),
            RefutedDepthCubed.claim(),
        ]
        for result in try Checker().check(claims) {
            #expect(result.status == .refuted, "\(result.claim.id): \(result.complaints)")
        }
    }
}
