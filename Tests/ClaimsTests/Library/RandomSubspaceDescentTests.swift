import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct RandomSubspaceDescentTests {
    private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool { abs(a / b - 1) < tolerance }

    private func comparison(_ evidence: Evidence, _ part: String) throws -> Comparison {
        let result = try InstanceResult(
            RandomSubspaceDescent.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part })
    }

    private struct Row: Sendable {
        let kind: RandomSubspace.Kind
        let r: Int
        let eta, loss, square, rho, bound: Double
    }

    private static let rows = [
        Row(
            kind: .haar, r: 1, eta: 0.2, loss: 4.17272970884255, square: 6.18901305749959, rho: 0.845541987542131,
            bound: 5.64535983980923),
        Row(
            kind: .haar, r: 2, eta: 0.2, loss: 1.55423491921966, square: 2.34511155429376, rho: 0.697139837660508,
            bound: 3.37508830197667),
        Row(
            kind: .gaussian, r: 1, eta: 0.04, loss: 5.80785458457439, square: 8.74086831736205, rho: 0.907325192525279,
            bound: 6.83899952866591),
        Row(
            kind: .gaussian, r: 2, eta: 0.07, loss: 4.01209204778531, square: 5.97147550739095, rho: 0.839746900498937,
            bound: 5.63752478828709),
    ]

    /// By the design's outcomes, by the moments engine and by the map on diagonal matrices.
    @Test(arguments: rows) private func oracleOfThreeCoordinates(_ row: Row) throws {
        let model = try GradientMaskMoments.oracleModel()
        let subspace = RandomSubspace(dimension: row.r, kind: row.kind)
        let part = row.kind == .haar ? "haar" : "gauss"
        let setting = RandomSubspaceDescent.Setting(
            model: model, start: [0, 0, 0], subspace: subspace, stepSize: row.eta, bounds: [part])
        let evidence = try setting.evidence()
        let fifth = try comparison(evidence, part).rows[5]
        #expect(close(fifth.observed, row.loss))
        #expect(close(fifth.bound, row.bound))
        #expect(close(try setting.diagonalMap.spectralRadius(), row.rho))
        #expect(close(try #require(evidence.tracks["rate"]).observed[0], row.rho))
        let law = try AffineLaw(model, SubspaceDesign.law(subspace, 3), stepSize: row.eta)
        var moments = Moments(error: [-1, 2, -3])
        for _ in 0..<5 { law.advance(&moments) }
        #expect(close(moments.second.trace, row.square))
        let engine = try Run(
            model: model, start: Parameters([0, 0, 0]), schedule: Schedule(subspace, stepSize: row.eta, steps: 5),
            observables: [.excess, .distanceSquared]
        ).trajectory()
        #expect(close(engine.values(.excess)[5], row.loss))
        #expect(close(engine.values(.distanceSquared)[5], row.square))
    }

    /// The effective rank: Lambda = 1.2309..., eta = w/Lambda.
    @Test func effectiveRankReproducesTheOracle() throws {
        let model = try GradientMaskMoments.oracleModel()
        let subspace = RandomSubspace(dimension: 1, kind: .haar)
        let (w, a, b) = subspace.moments(3)
        let lambda = a * (model.spectrum.last ?? 0) + b * model.hessian.trace
        #expect(close(lambda, 1.23094010767585))
        let evidence = try RandomSubspaceDescent.Setting(
            model: model, start: [0, 0, 0], subspace: subspace, stepSize: w / lambda, bounds: ["effective"]
        ).evidence()
        let row = try comparison(evidence, "effective").rows[5]
        #expect(close(row.observed, 3.37137392488956))
        #expect(close(row.bound, 4.90121401683523))
        // Both forms of the step bound: w L for Haar, L (d + r + 1)/r for Gauss.
        #expect(lambda <= w * (model.spectrum.last ?? 0))
        let gauss = RandomSubspace(dimension: 2, kind: .gaussian).moments(3)
        #expect(gauss.a * (model.spectrum.last ?? 0) + gauss.b * 9 <= 3 * (model.spectrum.last ?? 0))
    }

    @Test func fixedLineReproducesTheOracle() throws {
        let setting = RandomSubspaceDescent.FixedSetting(
            model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0])
        let omega = Matrix(column: [1, 1, 1])
        #expect(close(try setting.limit(omega).value, 109.0 / 13))
        #expect(close(try setting.trained(SubspaceProjection(try omega.qr().q)).value, 109.0 / 13))
    }

    /// Every design has the declared first two moments, and a law of axes alone has not.
    @Test func designsHaveTheMoments() throws {
        for d in 2...4 {
            for kind in RandomSubspace.Kind.allCases {
                for r in 1...(kind == .haar ? d : 2) {
                    let subspace = RandomSubspace(dimension: r, kind: kind)
                    let design = try SubspaceDesign.law(subspace, d)
                    let total = design.draws.reduce(0.0) { $0 + $1.probability }
                    #expect(abs(total - 1) < 1e-14)
                    let defect = design.momentDefect(d, subspace.moments(d))
                    #expect(defect.value <= defect.radius && defect.radius < 1e-11, "\(subspace.summary) of \(d)")
                }
            }
        }
        let axes = try MatrixLaw("axes", (0..<3).map { k in (1.0 / 3, .diagonal((0..<3).map { $0 == k ? 1 : 0 })) })
        let defect = axes.momentDefect(3, RandomSubspace(dimension: 1, kind: .haar).moments(3))
        #expect(defect.value > 0.1)
        #expect(throws: TrainingError.self) { try SubspaceDesign.law(RandomSubspace(dimension: 2, kind: .haar), 5) }
    }

    /// Gauss, r = 1, d = 6, H = I at eta = 1/L: E|e|^2 grows by d + r + 1 - 1 = 7 a step.
    @Test func gaussianStepOfOneOverLExplodes() throws {
        let model = try Quadratic(hessian: .identity(6), optimum: Vector(repeating: 0, count: 6))
        let run = Run(
            model: model, start: Parameters([1, 0, 0, 0, 0, 0]),
            schedule: Schedule(RandomSubspace(dimension: 1, kind: .gaussian), stepSize: 1, steps: 20),
            observables: [.distanceSquared])
        #expect(close(try run.trajectory().values(.distanceSquared)[20], Rounded.power(Rounded(7), Rounded(20)).value))
    }
}
