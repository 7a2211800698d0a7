import LinearAlgebra
import Testing

@testable import PartialTraining

/// Oracles of the theory of progressive training that are trajectories (those of low rank are in `LowRankTests`).
@Suite struct ProgressiveOracleTests {
    @Test func item13AlternatingCore() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 1]]), optimum: [1, 1])
        let run = Run(
            model: model, start: Parameters([0, 0]),
            schedule: Schedule(Cycle([Mask(.coordinates([1]), forward: true), Full()]), stepSize: 0.1, steps: 2000),
            observables: [.loss])
        let x = try #require(try run.trajectory().final).values
        #expect(matches(x[0], 1.32142857143) && matches(x[1], 0.642857142857))
    }

    @Test func item17LinearisedSteps() throws {
        let model = try Quadratic(hessian: .diagonal([1, 0.1]), optimum: [0, 0])
        let run = Run(
            model: model, start: Parameters([3, 1]), schedule: Schedule(stepSize: 0.5, steps: 23),
            observables: [.distanceSquared])
        for engine in [EngineKind.modes, .direct] {
            let squares = try run.values(.distanceSquared, engine)
            #expect(matches(0.5 * squares[10], 0.179247252739))
            #expect(0.5 * squares[22] > 0.05 && 0.5 * squares[23] <= 0.05)
        }
        // Freezing a parameter can speed up a step.
        let jacobian = try Matrix(rows: [[1, 0.5], [0, 0.5]])
        let data = try Quadratic.leastSquares(design: jacobian, target: [1, -0.5])
        func losses(_ law: any PartialOperator) throws -> [Double] {
            // f = |J w - y|^2 / 4: twice the loss at half the Hessian.
            try Run(
                model: data, start: Parameters([0, 0]), schedule: Schedule(law, stepSize: 1.4, steps: 5),
                observables: [.loss]
            ).values(.loss).map { 2 * $0 }
        }
        let (full, frozen) = (try losses(Full()), try losses(Freeze(.coordinates([2]))))
        for (t, a, b) in [(1, 0.19515625, 0.17), (2, 0.144545703125, 0.12905), (5, 0.0610937181267, 0.12500295245)] {
            #expect(matches(full[t], a) && matches(frozen[t], b))
        }
    }

    @Test func item18PowerLaws() throws {
        func model(_ count: Int) throws -> Quadratic {
            try Quadratic(
                hessian: .diagonal((1...count).map { 1 / Double($0) }), optimum: Vector(repeating: 0, count: count))
        }
        func start(_ count: Int) -> Parameters { Parameters((1...count).map { 1 / Double($0) }) }
        let full = Run(
            model: try model(10), start: start(10), schedule: Schedule(stepSize: 0.5, steps: 5),
            observables: [.distanceSquared])
        #expect(matches(0.5 * (try full.values(.distanceSquared)[5]), 0.0529524528669527))
        let masked = Run(
            model: try model(5), start: start(5), schedule: Schedule(Mask(.bernoulli(0.4)), stepSize: 0.7, steps: 6),
            observables: [.distanceSquared])
        #expect(matches(0.5 * (try masked.values(.distanceSquared)[6]), 0.101886414151))
    }
}
