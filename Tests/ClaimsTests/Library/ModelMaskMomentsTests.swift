import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct ModelMaskMomentsTests {
    struct Row: Sendable {
        let law: Mask.Law
        let rescale: Bool
        let eta, size, rate, noise, trace, corner, bias, limit: Double
    }

    /// H3: the fixed point is a multiple of (29/45, -52/45, 103/45); rho, tr R, tr Sigma, Sigma_12, f(xinf), lim E f.
    @Test(arguments: [
        Row(
            law: .bernoulli(0.5), rescale: false, eta: 0.2, size: 1, rate: 0.698893794068021, noise: 1.04061728395062,
            trace: 0.114035142854534, corner: -0.00671084593288557, bias: 0.927407407407407, limit: 1.06451172097368),
        Row(
            law: .bernoulli(0.5), rescale: true, eta: 0.05, size: 0.5, rate: 0.698893794068021,
            noise: 4.16246913580247, trace: 0.0285087857136336, corner: -0.00167771148322139, bias: 3.79296296296296,
            limit: 3.82723904135453),
        Row(
            law: .subset(2), rescale: false, eta: 0.2, size: 1, rate: 0.599062349056202, noise: 0.895802469135802,
            trace: 0.0731105850931608, corner: 0.0062517222773842, bias: 0.927407407407407, limit: 1.02291165944231),
        Row(
            law: .subset(2), rescale: true, eta: 0.1, size: 2.0 / 3, rate: 0.560351661246954, noise: 2.01555555555556,
            trace: 0.0386793653427525, corner: 0.00335795354935976, bias: 2.57761316872428, limit: 2.62898839161525),
    ])
    func oracle(_ row: Row) throws {
        let model = try GradientMaskMoments.oracleModel()
        let setting = ModelMaskMoments.Setting(
            model: model, start: [0, 0, 0], mask: row.law, rescale: row.rescale, stepSize: row.eta)
        let target = [29.0 / 45, -52.0 / 45, 103.0 / 45].map { $0 * row.size }
        #expect(norm(subtract(try setting.fixedPoint(), target)) < 1e-14)
        #expect(abs(try setting.rate().value - row.rate) < 1e-13)
        #expect(abs(try setting.noise().trace / row.noise - 1) < 1e-13)
        let sigma = try setting.stationaryCovariance()
        #expect(abs(sigma.trace / row.trace - 1) < 1e-12)
        #expect(abs(sigma[0, 1] / row.corner - 1) < 1e-11)
        #expect(abs(model.excess(at: target) / row.bias - 1) < 1e-13)
        #expect(abs((model.excess(at: target) + 0.5 * inner(model.hessian, sigma)) / row.limit - 1) < 1e-13)
        // The same, from the draws alone.
        let law = try AffineLaw(model, setting.mask, stepSize: row.eta)
        let mean = law.longRunMean(doublings: 20).mean
        #expect(norm(subtract(add(model.optimum, 1, mean), target)) < 1e-13)
        let covariance = law.longRunCovariance(around: mean, doublings: 20).covariance
        #expect(abs(covariance.trace / row.trace - 1) < 1e-12)
        #expect(abs(covariance[0, 1] / row.corner - 1) < 1e-11)
        #expect(abs(try law.kronecker.spectralRadius() - row.rate) < 1e-13)
    }

    /// Every path of draws: mean square and loss of the moments.
    @Test func pathsAgreeWithMoments() throws {
        let model = try GradientMaskMoments.oracleModel()
        let mask = Mask(.subset(2), forward: true, rescale: true)
        let run = Run(
            model: model, start: Parameters([1, 1, -1]), schedule: Schedule(mask, stepSize: 0.1, steps: 6),
            observables: [.excess, .distanceSquared])
        let paths = try Enumeration.trajectory(run)
        let law = try AffineLaw(model, mask, stepSize: 0.1)
        var state = AffineRun(error: [0, 3, -4], growth: 1, condition: 1)
        for step in 0...6 {
            #expect(abs(state.excess(on: model).value / paths.values(.excess)[step] - 1) < 1e-13)
            #expect(abs(state.moments.second.trace / paths.values(.distanceSquared)[step] - 1) < 1e-13)
            state.step(law)
        }
    }

    /// Strong off-diagonals: the fixed point is hardly better than the zero model, at every step size.
    @Test func biasCanEatTheModel() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[1, 0.95], [0.95, 1]]), optimum: [1, -1])
        let point = try ModelMaskMoments.Setting(
            model: model, start: [0, 0], mask: .bernoulli(0.5), stepSize: 0.1
        ).fixedPoint()
        // b = (0.05, -0.05), Heff = [[1, 0.475], [0.475, 1]]: xinf = (0.05/0.525)(1, -1) = (2/21)(1, -1).
        #expect(norm(subtract(point, [2.0 / 21, -2.0 / 21])) < 1e-15)
        #expect(abs(model.excess(at: point) - 0.0409) < 5e-5)
        #expect(abs(model.excess(at: [0, 0]) - 0.05) < 1e-15)
    }

    /// Of rescaled Bernoulli masks, xinf - x* = -((1-p)/p) (H + ((1-p)/p) D)^{-1} D x*.
    @Test func bernoulliBiasIsExplicit() throws {
        let model = try GradientMaskMoments.oracleModel()
        for p in [0.2, 0.5, 0.9] {
            let point = try ModelMaskMoments.Setting(
                model: model, start: [0, 0, 0], mask: .bernoulli(p), rescale: true, stepSize: 0.1
            ).fixedPoint()
            let odds = (1 - p) / p
            let diagonal = Matrix.diagonal(model.hessian.diagonal)
            let bias = try (model.hessian + odds * diagonal).solve(diagonal * model.optimum).map { -odds * $0 }
            #expect(norm(subtract(subtract(point, model.optimum), bias)) < 1e-14)
        }
    }

    /// H = hI, h = 2, eta = 0.3, p = 0.4: rho is the upper bound.
    @Test func isotropicRateIsTheUpperBound() throws {
        let model = try Quadratic(hessian: .diagonal([2, 2]), optimum: [1, -1])
        let rate = try ModelMaskMoments.Setting(
            model: model, start: [0, 0], mask: .bernoulli(0.4), stepSize: 0.3
        ).rate().value
        #expect(abs(rate - 0.664) < 1e-14)
    }
}
