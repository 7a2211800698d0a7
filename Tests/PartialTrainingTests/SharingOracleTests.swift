import LinearAlgebra
import Testing

@testable import PartialTraining

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The trajectories of the theory of sharing, by number of its item.
@Suite struct SharingOracleTests {
    private func matrix(_ rows: [[Double]]) throws -> Matrix { try Matrix(rows: rows) }

    private func steps(
        _ target: Matrix, depth: Int, eta: Double, _ count: Int, _ law: any PartialOperator = Full(),
        zeroAsymmetric: Bool = false, engine: EngineKind = .direct
    ) throws -> Trajectory {
        let model = try DeepLinear(depth: depth, target: target)
        return try Run(
            model: model, start: zeroAsymmetric ? model.zeroAsymmetricStart : model.identityStart,
            schedule: Schedule(law, stepSize: eta, steps: count), observables: [.loss], engine: engine
        ).trajectory()
    }

    /// The losses of a flow at `time`, by the solver and, where they can, by the modes.
    private func flow(
        _ target: Matrix, depth: Int, time: Double, _ law: any PartialOperator = Full(), start: [Matrix]? = nil,
        zeroAsymmetric: Bool = false, modes: Bool = true
    ) throws -> [Double] {
        let model = try DeepLinear(depth: depth, target: target)
        let own = zeroAsymmetric ? model.zeroAsymmetricStart : model.identityStart
        let engines: [EngineKind] = modes && start == nil ? [.flow, .modes] : [.flow]
        return try engines.map { engine in
            let run = Run(
                model: model, start: start.map { Parameters($0) } ?? own,
                schedule: Schedule([Stage(law, stepSize: 1, duration: .time(end: time, points: 1))]),
                observables: [.loss],
                engine: engine)
            return try run.trajectory().values(.loss)[1]
        }
    }

    @Test func item1LayerGradientsCoincide() throws {
        for law in [Full(), Share()] as [any PartialOperator] {
            let run = try steps(matrix([[2, 1], [1, 2]]), depth: 3, eta: 0.01, 10, law)
            let w = try #require(run.final).block(0)
            #expect(matches(w[0, 0], 1.09960011975))
            #expect(matches(w[0, 1], 0.0996001197538))
            #expect(matches(run.values(.loss)[10], 0.813389748055))
            let turn = try steps(matrix([[0, -1], [1, 0]]), depth: 3, eta: 0.1, 5, law)
            let v = try #require(turn.final).block(1)
            #expect(matches(v[0, 0], 0.826790301492))
            #expect(matches(v[1, 0], 0.328646298690))
            #expect(matches(turn.values(.loss)[5], 0.219075616496))
        }
    }

    @Test func item1FailsForTargetsThatAreNotNormal() throws {
        let target = try matrix([[1, 1], [0, 1]])
        let model = try DeepLinear(depth: 2, target: target)
        let run = try steps(target, depth: 2, eta: 0.1, 1)
        let x = try #require(run.final)
        let g = model.gradient(at: x)
        #expect(matches(Trigger.adjacentCorrelation(g), 0.990099009901))
        let w = x.block(0)
        let mean = 0.5 * (g.block(0) + g.block(1))
        #expect(matches((mean - w * (w * w - target)).frobeniusNorm, 0.0565685424949))
        // Shared and unshared training separate at step 2.
        let unshared = try #require(try steps(target, depth: 2, eta: 0.1, 2).final)
        let shared = try #require(try steps(target, depth: 2, eta: 0.1, 2, Share()).final)
        #expect(norm(subtract(unshared.values, shared.values)) > 1e-4)
        let first = try #require(try steps(target, depth: 2, eta: 0.1, 1, Share()).final)
        #expect(norm(subtract(x.values, first.values)) <= 1e-15)
    }

    @Test func lemma1SharedEqualsUnsharedOnSymmetricTargets() throws {
        var generator = Generator(seed: 1, "lemma 1")
        for _ in 0..<100 {
            let (d, depth) = (1 + generator.below(4), 2 + generator.below(4))
            let target = generator.symmetric((0..<d).map { _ in generator.uniform(0.2, 2) })
            let eta = generator.uniform(0.1, 1) / (4 * Double(depth))
            let full = try steps(target, depth: depth, eta: eta, 30)
            let shared = try steps(target, depth: depth, eta: eta, 30, Share())
            let (a, b) = (try #require(full.final), try #require(shared.final))
            #expect(norm(subtract(a.values, b.values)) <= 30 * 64 * Double.ulpOfOne * norm(a.values))
            let (x, y) = (try #require(full.series[.loss]), try #require(shared.series[.loss]))
            for t in 0...30 { #expect(abs(x.values[t] - y.values[t]) <= x.radius[t] + y.radius[t]) }
        }
    }

    @Test func item2ClosedForms() throws {
        let cases: [(depth: Int, phi: Double, time: Double, w: Double)] = [
            (3, 2, 0.1, 1.09261176051), (4, 0.25, 1, 0.790376899896), (3, -0.5, 1, 0.536490950372),
            (5, 0, 0.5, 0.817765433958), (2, 3, 0.2, 1.36828551032), (2, -1, 0.3, 0.614964097428),
            (6, 1.7, 0.05, 1.03216642590),
        ]
        for c in cases {
            let u = pow(c.w, Double(c.depth))
            let loss = 0.5 * (u - c.phi) * (u - c.phi)
            // Half a unit of the oracle's twelfth digit of w is worth L |u| |u - phi| 5e-12 of the loss.
            let allowance = Double(c.depth) * abs(u) * abs(u - c.phi) * 6e-12 + 1e-12
            for value in try flow(.diagonal([c.phi]), depth: c.depth, time: c.time) {
                #expect(abs(value - loss) <= allowance, "L=\(c.depth) phi=\(c.phi)")
            }
        }
        for (depth, phi, time, u) in [
            (3, 2.0, 0.1, 1.30436042142), (4, 0.25, 1, 0.390244647449), (5, 0, 0.5, 0.365715819959),
            (2, 3, 0.2, 1.87220523775),
        ] {
            for value in try flow(.diagonal([phi]), depth: depth, time: time) {
                #expect(matches((2 * value).squareRoot(), abs(u - phi), digits: 10))
            }
        }
    }

    @Test func item3SharedFlow() throws {
        for value in try flow(.diagonal([2, 0.25]), depth: 4, time: 0.5) { #expect(matches(value, 0.0312953899471)) }
        let rotation = try matrix([[0, -1], [1, 0]])
        for value in try flow(rotation, depth: 2, time: 0.5, Share()) { #expect(matches(value, 0.422698911885)) }
        let indefinite = Matrix.diagonal([1.5, -0.2])
        for (time, expected) in [(20.0, 0.0209157052756), (50.0, 0.0201131773173)] {
            let values = try flow(indefinite, depth: 3, time: time)
            for value in values { #expect(matches(value, expected, digits: 11)) }
        }
    }

    @Test(arguments: [EngineKind.direct, .modes]) func item4SharedDescent(engine: EngineKind) throws {
        let target = Matrix.diagonal([2, 0.5])
        let values = try steps(target, depth: 4, eta: 1 / (4 * pow(2, 1.5)), 10, Share(), engine: engine).values(.loss)
        #expect(matches(values[0], 0.625) && matches(values[1], 0.234033130928))
        #expect(matches(values[10], 0.00140261786220))
        let slow = try steps(target, depth: 4, eta: 0.000172633491501, 100, Share(), engine: engine).values(.loss)
        #expect(matches(slow[100], 0.541564662066))
        let trap = try steps(.diagonal([2, -1]), depth: 2, eta: 0.1, 10, engine: engine).values(.loss)
        #expect(matches(trap[10], 0.559111123349))
    }

    @Test func item5ZeroAsymmetricFlow() throws {
        for value in try flow(.diagonal([1]), depth: 3, time: 0.5, zeroAsymmetric: true) {
            #expect(matches(value, 0.141863209677))
        }
        for value in try flow(.diagonal([2]), depth: 4, time: 0.1, zeroAsymmetric: true) {
            #expect(matches(value, 1.61199078226))
        }
        for value in try flow(matrix([[0, 2], [-1, 0]]), depth: 3, time: 0.2, zeroAsymmetric: true) {
            #expect(matches(value, 1.56405690397))
        }
        // Not zero-asymmetric: hidden layers 1/2.
        let half = Matrix.diagonal([0.5])
        let start = [half, half, half, Matrix.diagonal([0])]
        #expect(matches(try flow(.diagonal([1]), depth: 4, time: 1, start: start)[0], 0.482562875894))
    }

    @Test func item6TimesOfModes() throws {
        for value in try flow(.diagonal([1]), depth: 3, time: 0.535740132987, zeroAsymmetric: true) {
            #expect(matches(value, 0.125, digits: 11))
        }
        // Times to 1e-6 of the start, printed with six digits: the loss there is right to six digits times the rate.
        let alpha = Matrix.diagonal([1.5, 1.5])
        for (depth, slow, fast) in [(4, 1.27378, 1.02732), (16, 0.395503, 0.226294), (64, 0.152038, 0.0548238)] {
            for value in try flow(alpha, depth: depth, time: slow, zeroAsymmetric: true, modes: true) {
                #expect(matches(value / 2.25, 1e-6, digits: 4))
            }
            for value in try flow(alpha, depth: depth, time: fast) { #expect(matches(value / 0.25, 1e-6, digits: 4)) }
        }
    }

    @Test(arguments: [EngineKind.direct, .modes]) func item7ZeroAsymmetricDescent(engine: EngineKind) throws {
        let target = try matrix([[0, 2], [-1, 0]])
        let run = try steps(target, depth: 3, eta: 0.05, 20, zeroAsymmetric: true, engine: engine)
        #expect(matches(run.values(.loss)[20], 0.0120382249052))
        guard engine == .direct else { return }
        let x = try #require(run.final)
        let (a, b) = (try x.block(0).singularValues(), try x.block(2).singularValues())
        #expect(matches(a[0], 1.40140824531) && matches(a[1], 1.16780093439))
        #expect(matches(b[0], 1.01440755147) && matches(b[1], 0.619631647808))
    }

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
        for value in try flow(matrix([[0, 1], [1, 0]]), depth: 3, time: 2) { #expect(matches(value, 0.527475132695)) }
        let near = try matrix([[1.2, 0.1], [-0.1, 0.9]])
        #expect(matches(try flow(near, depth: 4, time: 0.1, modes: false)[0], 0.0153221671212))
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
        let run = try steps(matrix([[0, 2], [-1, 0]]), depth: 2, eta: 0.05, 20, zeroAsymmetric: true)
        let x = try #require(run.final)
        let values = try (x.block(0) * x.block(0).transposed - x.block(1).transposed * x.block(1)).symmetrized
            .symmetricEigenvalues()
        #expect(matches(values[0], 0.931978634574) && matches(values[1], 0.979525214182))
        // Two scalar layers (1, 0), target 1, one step: the drift is eta^2 exactly.
        let scalar = try #require(try steps(.diagonal([1]), depth: 2, eta: 0.1, 1, zeroAsymmetric: true).final)
        #expect(matches(1 - (scalar.values[0] * scalar.values[0] - scalar.values[1] * scalar.values[1]), 0.01))
    }

    @Test func item14TwoLayers() throws {
        func product(_ s: Double, _ a: Double, _ b: Double, _ time: Double) throws -> Double {
            let start = [Matrix.diagonal([a]), Matrix.diagonal([b])]
            return s - (2 * (try flow(.diagonal([s]), depth: 2, time: time, start: start)[0])).squareRoot()
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
