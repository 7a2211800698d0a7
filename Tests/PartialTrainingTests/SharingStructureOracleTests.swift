import LinearAlgebra
import Testing

@testable import PartialTraining

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// More trajectories of the theory of sharing: correlation, balancedness, two layers, quadratics.
@Suite struct SharingStructureOracleTests {
    private func matrix(_ rows: [[Double]]) throws -> Matrix { try Matrix(rows: rows) }

    @Test func item8Correlation() throws {
        let layer = try matrix([[1, 0.5], [0, 1]])
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        let g = model.gradient(at: Parameters([layer, layer, layer]))
        #expect(matches(Trigger.adjacentCorrelation(g), (0.790483943458 + 0.865124701093) / 2))
        var shared = g
        Share().project(&shared)
        #expect(matches(squaredNorm(shared.values) / squaredNorm(g.values), 579.0 / 761))
    }

    @Test func items10To13() throws {
        for value in try deepFlow(matrix([[0, 1], [1, 0]]), depth: 3, time: 2) {
            #expect(matches(value, 0.527475132695))
        }
        let near = try matrix([[1.2, 0.1], [-0.1, 0.9]])
        #expect(matches(try deepFlow(near, depth: 4, time: 0.1, modes: false)[0], 0.0153221671212))
    }

    @Test func item12Balancedness() throws {
        // The shared flow does not keep W'W - WW' = 0, the unshared flow does.
        let model = try DeepLinear(depth: 2, target: matrix([[1, 1], [0, 1]]))
        func final(_ law: any PartialOperator) throws -> Parameters {
            let stage = Stage(law, stepSize: 1, duration: .time(end: 1, points: 2))
            let run = Run(
                model: model, start: model.identityStart, schedule: Schedule([stage]), observables: [.loss],
                engine: .flow)
            return try #require(try run.trajectory().final)
        }
        func imbalance(_ x: Parameters) -> Double {
            (x.block(1).transposed * x.block(1) - x.block(0) * x.block(0).transposed).frobeniusNorm
        }
        #expect(matches(imbalance(try final(Share())), 0.260060877257))
        #expect(imbalance(try final(Full())) <= 1e-11)
        let run = try deepSteps(matrix([[0, 2], [-1, 0]]), depth: 2, eta: 0.05, 20, zeroAsymmetric: true)
        let x = try #require(run.final)
        let values = try (x.block(0) * x.block(0).transposed - x.block(1).transposed * x.block(1)).symmetrized
            .symmetricEigenvalues()
        #expect(matches(values[0], 0.931978634574) && matches(values[1], 0.979525214182))
        // Two scalar layers (1, 0), target 1, one step: the drift is eta^2 exactly.
        let scalar = try #require(try deepSteps(.diagonal([1]), depth: 2, eta: 0.1, 1, zeroAsymmetric: true).final)
        #expect(matches(1 - (scalar.values[0] * scalar.values[0] - scalar.values[1] * scalar.values[1]), 0.01))
    }

    @Test func item14TwoLayers() throws {
        func product(_ s: Double, _ a: Double, _ b: Double, _ time: Double) throws -> Double {
            let start = [Matrix.diagonal([a]), Matrix.diagonal([b])]
            return s - (2 * (try deepFlow(.diagonal([s]), depth: 2, time: time, start: start)[0])).squareRoot()
        }
        for (s, u, time, expected) in [(3.0, 0.01, 0.5, 0.188841560638), (2, 0.3, 0.1, 0.416798630248)] {
            #expect(matches(try product(s, u.squareRoot(), u.squareRoot(), time), expected, digits: 11))
        }
        // From above the target: u = s + |e|.
        #expect(matches(1 - (try product(0.5, 1, 1, 2)), 0.536289441748, digits: 11))
        for (s, a, b, time, expected) in [
            (2.0, 1.0, 0.0, 0.3, 0.604918769477), (1.0, 1.2, 0.4, 0.7, 0.863294362801),
            (0.5, 0.8, -0.3, 1.0, 0.0889587618613),
        ] { #expect(matches(try product(s, a, b, time), expected, digits: 10)) }
        let diagonal = Matrix.diagonal([3, 1])
        let turn = try matrix([[cos(0.6), -sin(0.6)], [sin(0.6), cos(0.6)]])
        let model = try DeepLinear(depth: 2, target: diagonal)
        let start = Parameters([.diagonal([0.1, 0.2]), turn * .diagonal([0.1, 0.2])])
        let stage = Stage(Full(), stepSize: 1, duration: .time(end: 0.5, points: 1))
        let run = Run(model: model, start: start, schedule: Schedule([stage]), observables: [.loss])
        let x = try #require(try run.trajectory().final)
        #expect(matches(model.product(x)[0, 0], 0.213538008799, digits: 11))
    }

    @Test func item15SharingOnAQuadratic() throws {
        let model = try Quadratic(hessian: matrix([[2, 1], [1, 3]]), optimum: [1, -1])
        func run(_ eta: Double, _ steps: Int) throws -> Trajectory {
            try Run(
                model: model, start: Parameters([0, 0]),
                schedule: Schedule(Share(blocks: 2), stepSize: eta, steps: steps), observables: [.loss]
            ).trajectory()
        }
        let trajectory = try run(0.2, 5)
        let x = try #require(trajectory.final).values
        #expect(matches(x[0], -0.14251) && x[0] == x[1])
        #expect(matches(trajectory.values(.loss)[5], 1.42857185035))
        #expect(matches(try #require(try run(0.2, 100).values(.loss).last), 10.0 / 7))
        #expect(matches(try #require(try run(0.6, 60).values(.loss).last), 6623.5, digits: 5))
    }
}
