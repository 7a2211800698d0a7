import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct GaloreDescentTests {
    private func losses(
        _ model: MatrixQuadratic, rank: Int, stepSize: Double, steps: Int, kept: (any PartialOperator)? = nil
    ) throws -> [Double] {
        try Run(
            model: model, start: Parameters([Matrix(rows: model.target.rows, columns: model.target.columns)]),
            schedule: Schedule(kept ?? LowRank(rank: rank, of: .gradient), stepSize: stepSize, steps: steps),
            observables: [.loss]
        ).trajectory().values(.loss)
    }

    @Test func guaranteedAndActualDecreaseAgreeOnAnIsotropicQuadratic() throws {
        let model = try GaloreDescent.isotropic(.diagonal([-3, -1]), 1)
        let evidence = try GaloreDescent.Setting(model: model, rank: 1, stepSize: 0.5, steps: 1).evidence()
        let track = try #require(evidence.tracks["decrease"])
        let previous = try #require(track.varying["previous"]?[0].value)
        let top = try #require(track.varying["top"]?[0].value)
        #expect(previous - track.observed[0] == 3.375)
        let bound = try #require(
            try GaloreDescent.claim().parts.first?.bound.evaluate([
                "previous": previous, "eta": 0.5, "L": 1, "top": top,
            ]))
        #expect(abs(previous - bound - 3.375) <= 1e-14)
    }

    @Test(arguments: [(1, 0.75), (2, 0.5), (3, 0.25)])
    func equalSingularValuesLeaveTheirShare(rank: Int, ratio: Double) throws {
        var generator = Generator(seed: 5, "equal")
        for smoothness in [1.0, 4.0] {
            let model = try GaloreDescent.isotropic(2 * haarOrthogonal(4, using: &generator), smoothness)
            let loss = try losses(model, rank: rank, stepSize: 1 / smoothness, steps: 1)
            #expect(abs(loss[1] / loss[0] - ratio) <= 1e-14)
        }
    }

    /// The rate is not sharp over several steps: with the step 1/L an isotropic quadratic is done in ceil(q/r).
    @Test(arguments: [(1, 4), (2, 2), (3, 2), (4, 1)]) func isotropicQuadraticsFinish(rank: Int, steps: Int) throws {
        var generator = Generator(seed: 6, "finish")
        let model = try GaloreDescent.isotropic(generator.gaussianMatrix(rows: 4, columns: 6), 2)
        let loss = try losses(model, rank: rank, stepSize: 0.5, steps: steps)
        #expect(loss[steps] <= 1e-25 && loss[steps - 1] > 1e-3)
    }

    @Test func aStaleSubspaceStallsAtTheOtherRows() throws {
        let model = try GaloreDescent.isotropic(.diagonal([3, 2, 1]), 1)
        let frozen = Freeze(.coordinates([2, 3, 5, 6, 8, 9]))
        #expect(try losses(model, rank: 1, stepSize: 1, steps: 50, kept: frozen).last == 2.5)
        #expect(try abs(losses(model, rank: 1, stepSize: 0.5, steps: 80, kept: frozen)[80] - 2.5) <= 1e-14)
        #expect(try losses(model, rank: 1, stepSize: 1, steps: 3)[3] <= 1e-28)
    }

    /// Noise larger than the signal holds the subspace: only the noisy entry moves, as a random walk that is pulled back.
    @Test func noiseHoldsTheSubspace() throws {
        let model = try GaloreDescent.isotropic(.diagonal([0, 1]), 1)
        let evidence = try GaloreDescent.Setting(
            model: model, rank: 1, stepSize: 0.1, steps: 6, noise: .diagonal([100, 0])
        ).evidence()
        var variance = 0.0
        for observed in try #require(evidence.tracks["rate"]?.observed) {
            // Entry (2,2) is still 0, and contributes 1/2.
            #expect(abs(observed - 0.5 * (variance + 1)) <= 1e-10)
            variance = 0.81 * variance + 0.01 * 10_000
        }
    }

    /// For m = 2, r = 1 the loss is a trigonometric polynomial of degree 4 in the direction's angle: its mean over the
    /// circle is the mean over five equidistant angles mod pi, taken here with the function itself.
    @Test func momentsOfRandomRowsAgreeWithAFiniteDesign() throws {
        var draw = Draw(seed: 8, claim: "galore-descent", instance: "design")
        for columns in 1...3 {
            let model = try MatrixQuadratic(
                hessian: draw.positiveDefinite(2 * columns, 0.1, 10),
                target: draw.generator.gaussianMatrix(rows: 2, columns: columns))
            let w = draw.generator.gaussianMatrix(rows: 2, columns: columns)
            let g = model.gradient(at: Parameters([w])).block(0)
            var sum = 0.0
            for k in 0..<5 {
                let angle = Rounded(Double.pi * (Double(k) / 5 + 0.01))
                let u = [Rounded.cos(angle).value, Rounded.sin(angle).value]
                sum += model.value(at: Parameters([w - 0.3 * (outer(u, u) * g)]))
            }
            let exact = RandomRows(dimension: 1).expectedLoss(model, at: w, stepSize: 0.3)
            #expect(abs(sum / 5 - exact.value) <= 1e-13 * max(1, abs(exact.value)))
        }
    }

    @Test(arguments: [(3, 1), (3, 2), (4, 2), (3, 3)]) func momentsOfRandomRowsAgreeWithSamples(m: Int, r: Int) throws {
        var draw = Draw(seed: 9, claim: "galore-descent", instance: "samples \(m) \(r)")
        let model = try MatrixQuadratic(
            hessian: draw.positiveDefinite(2 * m, 0.1, 10),
            target: draw.generator.gaussianMatrix(rows: m, columns: 2))
        let w = draw.generator.gaussianMatrix(rows: m, columns: 2)
        let g = model.gradient(at: Parameters([w])).block(0)
        let count = 20_000
        var (sum, squares, energy) = (0.0, 0.0, 0.0)
        for _ in 0..<count {
            let u = haarFrame(m, r, using: &draw.generator)
            let kept = u * (u.transposed * g)
            let value = model.value(at: Parameters([w - 0.3 * kept]))
            sum += value
            squares += value * value
            energy += squaredNorm(kept.storage)
        }
        let mean = sum / Double(count)
        let error = (max(squares / Double(count) - mean * mean, 0) / Double(count)).squareRoot()
        let exact = RandomRows(dimension: r).expectedLoss(model, at: w, stepSize: 0.3).value
        #expect(abs(mean - exact) <= 4 * error + 1e-12 * abs(exact))
        #expect(abs(energy / Double(count) / squaredNorm(g.storage) - Double(r) / Double(m)) <= 0.015)
    }
}
