import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct LowRankAdapterTests {
    /// `Phi = diag(2, 1)`, `Sigma = diag(1, 9)`, rank 1.
    private func weighted() -> LowRankAdapter.Case {
        LowRankAdapter.Case(
            inputs: .diagonal([1, 3]), targets: .diagonal([2, 3]), base: Matrix(rows: 2, columns: 2), rank: 1)
    }

    @Test func weightingByTheDataMatters() throws {
        let one = weighted()
        #expect(abs(one.loss(try one.best()).value - 2) <= 1e-14)
        #expect(abs(one.loss(try one.rest().truncated(rank: 1)).value - 4.5) <= 1e-14)
        var draw = Draw(seed: 1, claim: "lora-reachable", instance: "test")
        let evidence = try one.evidence(&draw)
        #expect(abs((evidence.quantities["tail"]?.value ?? .nan) - 2) <= 1e-14)
        #expect(abs((evidence.quantities["weighted"]?.value ?? .nan) - 2) <= 1e-14)
        #expect(abs((evidence.tracks["unweighted"]?.observed[0] ?? .nan) - 4.5) <= 1e-14)
        #expect(abs((evidence.tracks["reachable"]?.observed.last ?? .nan) - 2) <= 1e-12)
    }

    /// Reachable is not reached: gradient descent from B = 0 with a factor that misses the target has gradient 0.
    @Test func gradientDescentMayNotMove() throws {
        let model = try Factorization(rank: 1, target: .diagonal([1, 0]))
        let start = try Parameters([Matrix(rows: 2, columns: 1), Matrix(rows: [[0, 1]])])
        let losses = try Run(
            model: model, start: start, schedule: Schedule(stepSize: 0.1, steps: 50), observables: [.loss]
        ).trajectory().values(.loss)
        #expect(losses.count == 51 && losses.allSatisfy { $0 == 0.5 })
        #expect(model.constants.minimum == 0)
    }

    /// Fewer samples than inputs: the adapter of the formula still attains the minimum.
    @Test func fewSamples() throws {
        var draw = Draw(seed: 2, claim: "lora-reachable", instance: "few")
        let one = LowRankAdapter.Case(
            inputs: draw.generator.gaussianMatrix(rows: 4, columns: 2),
            targets: draw.generator.gaussianMatrix(rows: 3, columns: 2),
            base: draw.generator.gaussianMatrix(rows: 3, columns: 4), rank: 1)
        let evidence = try one.evidence(&draw)
        let best = one.loss(try one.best()).value
        #expect(evidence.tracks["unweighted"] == nil)
        #expect(abs((evidence.tracks["reachable"]?.observed.last ?? .nan) - best) <= 1e-9 * best)
    }

    @Test func frozenFactorsCaptureTheirRows() throws {
        let one = try LowRankAdapter.Frozen(
            rest: Matrix(rows: [[3, 4]]), factors: [Matrix(rows: [[1, 0]]), Matrix(rows: [[0, 1]])])
        #expect(try one.factors.map { try one.trained($0).value } == [8, 4.5])
        let rows = LowRankAdapter.Frozen.rows(of: .identity(4), count: 2)
        #expect(rows.count == 6)
    }
}
