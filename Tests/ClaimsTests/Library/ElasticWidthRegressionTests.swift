import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct ElasticWidthRegressionTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func correlatedPair() throws {
        let widths = try ElasticWidthRegression.pair([0.5, 0.5])
        let optimum = try widths.jointOptimum()
        #expect(isClose(optimum[0], 9.0 / 7, relative: 1e-14) && isClose(optimum[1], 6.0 / 7, relative: 1e-14))
        #expect(isClose(widths.loss(optimum, width: 1), 0.397959183673))
        #expect(isClose(widths.loss(optimum, width: 2), 0.0306122448980))
        #expect(try isClose(widths.loss(widths.ownOptimum(1), width: 1), 0.375))
        #expect(try abs(widths.loss(widths.ownOptimum(2), width: 2)) <= 1e-15)
    }

    @Test func bernoulliIsRidge() throws {
        let widths = try ElasticWidthRegression.pair([0.5, 0.5])
        let best = try widths.ridgeOptimum(0.5)
        #expect(isClose(best[0], 0.6, relative: 1e-14) && isClose(best[1], 0.6, relative: 1e-14))
        let evidence = try ElasticWidthRegression.evidence(widths, keep: 0.5, at: best)
        #expect(isClose(evidence.tracks["ridge"]?.observed[0], 0.6))
        #expect(isClose(evidence.tracks["ridge-optimum"]?.observed[0], 0.6))
    }

    /// Where one width carries all of the conflict: 0.998667 at a share of 0.999.
    @Test func oneWidthInConflict() throws {
        let evidence = try ElasticWidthRegression.evidence(
            ElasticWidthRegression.pair([0.001, 0.999]), keep: 0.5, at: [1, 1])
        let excess = try #require(evidence.tracks["excess"]?.observed)
        let conflict = try #require(evidence.tracks["conflict"]?.observed[0])
        #expect(abs(0.001 * excess[0] / conflict - 0.998667) <= 1e-6)
    }

    /// Uncorrelated inputs: one theta serves all widths, while Bernoulli masks shrink it by p.
    @Test func uncorrelatedInputs() throws {
        let model = try Quadratic(hessian: .diagonal([1, 2, 3]), optimum: [1, -2, 3])
        let widths = NestedWidth(model: model, shares: [0.25, 0.25, 0.5])
        let evidence = try ElasticWidthRegression.evidence(widths, keep: 0.4, at: [0, 0, 0])
        #expect(try norm(subtract(widths.jointOptimum(), model.optimum)) <= 1e-14)
        #expect(abs(evidence.tracks["conflict"]?.observed[0] ?? 1) <= 1e-14)
        for (a, b) in zip(try widths.ridgeOptimum(0.4), model.optimum) { #expect(isClose(a, 0.4 * b, relative: 1e-14)) }
    }
}
