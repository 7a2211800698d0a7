import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct OrderFloorTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func final(_ means: Vector, _ depths: [(Int, Int)], dropping: Bool) throws -> Double {
        let training = try OrderFloor.product(means: means, stepSize: 0.4)
        return try training.final(
            depths.flatMap { Array(repeating: $0.0, count: $0.1) }, dropping: dropping
        ).value
    }

    @Test func floorOfTheProduct() throws {
        let stage = try LowStage(OrderFloor.product(means: [0.5, 0.5], stepSize: 0.4), low: 1, after: 400)
        #expect(isClose(stage.floor.value, 0.21875, relative: 1e-15))
        #expect(isClose(stage.schur.value, 0.28125, relative: 1e-15))
        #expect(stage.high.value == 0.5)
    }

    @Test func finiteRuns() throws {
        let biased: Vector = [0.5, 0.5]
        #expect(try isClose(final(biased, [(2, 10), (1, 10)], dropping: true), 0.16066691959, relative: 5e-12))
        #expect(try isClose(final(biased, [(1, 10), (2, 10)], dropping: true), 0.0163350403835, relative: 5e-12))
        #expect(try isClose(final(biased, [(2, 10), (1, 10)], dropping: false), 0.00291407140323, relative: 5e-12))
        #expect(try isClose(final(biased, [(1, 10), (2, 10)], dropping: false), 0.0163350403835, relative: 5e-12))
        #expect(try isClose(final(biased, [(2, 200), (1, 200)], dropping: true), 0.218749999923, relative: 5e-12))
    }

    /// The closed form of the low stage gives the same numbers.
    @Test func closedForm() throws {
        let training = try OrderFloor.product(means: [0.5, 0.5], stepSize: 0.4)
        #expect(
            try isClose(LowStage(training, low: 1, after: 10).excess(after: 10).value, 0.16066691959, relative: 5e-12))
        #expect(
            try isClose(
                LowStage(training, low: 1, after: 200).excess(after: 200).value, 0.218749999923, relative: 5e-12))
    }

    @Test func uniformCubeHasNoOrder() throws {
        #expect(
            try isClose(final([0, 0], [(2, 10), (1, 10)], dropping: true), 1.82807922003e-05, relative: 5e-12))
        #expect(
            try isClose(final([0, 0], [(1, 10), (2, 10)], dropping: true), 1.82807922003e-05, relative: 5e-12))
    }

    /// The published form of the contraction, with L |e|^2 / 2 in place of the excess, is weaker.
    @Test func contractionFromTheDistance() throws {
        let training = try OrderFloor.product(means: [0.5, 0.5], stepSize: 0.4)
        let evidence = try training.evidence(first: 30, second: 10)
        let point = try #require(try training.run(Array(repeating: 1, count: 10), dropping: true).trajectory().final)
        let distance = squaredNorm(subtract(point.values, training.model.optimum))
        let gap = try #require(evidence.quantities["gap"]?.value)
        #expect(gap < 0.5 * training.model.spectrum[3] * distance)
    }

    @Test func randomMasksSettleAtP() throws {
        let training = try OrderFloor.product(means: [0, 0], stepSize: 0.4)
        for p in [0.3, 0.5, 0.8] {
            let evidence = try training.evidence(first: 1, second: 1, keep: p, only: ["rescaled"])
            #expect(isClose(evidence.tracks["rescaled"]?.observed[0], 0.5 * (1 - p) * (1 - p)))
        }
    }
}
