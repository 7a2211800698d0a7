import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct RelativeNoiseTests {
    @Test func varianceIsRelativeToTheGradient() throws {
        let noise = RelativeNoise(0.25)
        var mean = 0.0
        var square = 0.0
        for outcome in noise.outcomes(.vector(2), step: 0) {
            var g = Parameters([3, 4])
            try outcome.step.keep(&g)
            mean += outcome.probability * (g.values[0] - 3)
            square += outcome.probability * squaredNorm(subtract(g.values, [3, 4]))
        }
        #expect(mean == 0)
        #expect(square == 0.25 * 25)
    }

    /// Draws have the law of the outcomes: f = x^2/2, eta = 1/2, M = 1: x = x0 or 0, E f_1 = f_0 / 2.
    @Test func drawsFollowTheLaw() throws {
        let run = Run(
            model: try Quadratic(hessian: .identity(1), optimum: [0]), start: Parameters([1]),
            schedule: Schedule(RelativeNoise(1), stepSize: 0.5, steps: 1), observables: [.loss], engine: .ensemble,
            replicas: 4000)
        let series = try #require(try run.trajectory().series[.loss])
        let (low, high) = (try #require(series.low?[1]), try #require(series.high?[1]))
        #expect(low < 0.25 && 0.25 < high)
        #expect(try Enumeration.trajectory(run).values(.loss)[1] == 0.25)
    }

    @Test func negativeVarianceIsRefused() {
        #expect(throws: TrainingError.self) { try RelativeNoise(-1).validate(.vector(2)) }
    }
}
