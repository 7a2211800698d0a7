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

    @Test func item1LayerGradientsCoincide() throws {
        for law in [Full(), Share()] as [any PartialOperator] {
            let run = try deepSteps(matrix([[2, 1], [1, 2]]), depth: 3, eta: 0.01, 10, law)
            let w = try #require(run.final).block(0)
            #expect(matches(w[0, 0], 1.09960011975))
            #expect(matches(w[0, 1], 0.0996001197538))
            #expect(matches(run.values(.loss)[10], 0.813389748055))
            let turn = try deepSteps(matrix([[0, -1], [1, 0]]), depth: 3, eta: 0.1, 5, law)
            let v = try #require(turn.final).block(1)
            #expect(matches(v[0, 0], 0.826790301492))
            #expect(matches(v[1, 0], 0.328646298690))
            #expect(matches(turn.values(.loss)[5], 0.219075616496))
        }
    }

    @Test func item1FailsForTargetsThatAreNotNormal() throws {
        let target = try matrix([[1, 1], [0, 1]])
        let model = try DeepLinear(depth: 2, target: target)
        let run = try deepSteps(target, depth: 2, eta: 0.1, 1)
        let x = try #require(run.final)
        let g = model.gradient(at: x)
        #expect(matches(Trigger.adjacentCorrelation(g), 0.990099009901))
        let w = x.block(0)
        let mean = 0.5 * (g.block(0) + g.block(1))
        #expect(matches((mean - w * (w * w - target)).frobeniusNorm, 0.0565685424949))
        // Shared and unshared training separate at step 2.
        let unshared = try #require(try deepSteps(target, depth: 2, eta: 0.1, 2).final)
        let shared = try #require(try deepSteps(target, depth: 2, eta: 0.1, 2, Share()).final)
        #expect(norm(subtract(unshared.values, shared.values)) > 1e-4)
        let first = try #require(try deepSteps(target, depth: 2, eta: 0.1, 1, Share()).final)
        #expect(norm(subtract(x.values, first.values)) <= 1e-15)
    }

    @Test func lemma1SharedEqualsUnsharedOnSymmetricTargets() throws {
        var generator = Generator(seed: 1, "lemma 1")
        for _ in 0..<100 {
            let (d, depth) = (1 + generator.below(4), 2 + generator.below(4))
            let target = generator.symmetric((0..<d).map { _ in generator.uniform(0.2, 2) })
            let eta = generator.uniform(0.1, 1) / (4 * Double(depth))
            let full = try deepSteps(target, depth: depth, eta: eta, 30)
            let shared = try deepSteps(target, depth: depth, eta: eta, 30, Share())
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
            for value in try deepFlow(.diagonal([c.phi]), depth: c.depth, time: c.time) {
                #expect(abs(value - loss) <= allowance, "L=\(c.depth) phi=\(c.phi)")
            }
        }
        for (depth, phi, time, u) in [
            (3, 2.0, 0.1, 1.30436042142), (4, 0.25, 1, 0.390244647449), (5, 0, 0.5, 0.365715819959),
            (2, 3, 0.2, 1.87220523775),
        ] {
            for value in try deepFlow(.diagonal([phi]), depth: depth, time: time) {
                #expect(matches((2 * value).squareRoot(), abs(u - phi), digits: 10))
            }
        }
    }

    @Test func item3SharedFlow() throws {
        for value in try deepFlow(.diagonal([2, 0.25]), depth: 4, time: 0.5) {
            #expect(matches(value, 0.0312953899471))
        }
        let rotation = try matrix([[0, -1], [1, 0]])
        for value in try deepFlow(rotation, depth: 2, time: 0.5, Share()) { #expect(matches(value, 0.422698911885)) }
        let indefinite = Matrix.diagonal([1.5, -0.2])
        for (time, expected) in [(20.0, 0.0209157052756), (50.0, 0.0201131773173)] {
            let values = try deepFlow(indefinite, depth: 3, time: time)
            for value in values { #expect(matches(value, expected, digits: 11)) }
        }
    }

    @Test(arguments: [EngineKind.direct, .modes]) func item4SharedDescent(engine: EngineKind) throws {
        let target = Matrix.diagonal([2, 0.5])
        let values = try deepSteps(target, depth: 4, eta: 1 / (4 * pow(2, 1.5)), 10, Share(), engine: engine).values(
            .loss)
        #expect(matches(values[0], 0.625) && matches(values[1], 0.234033130928))
        #expect(matches(values[10], 0.00140261786220))
        let slow = try deepSteps(target, depth: 4, eta: 0.000172633491501, 100, Share(), engine: engine).values(.loss)
        #expect(matches(slow[100], 0.541564662066))
        let trap = try deepSteps(.diagonal([2, -1]), depth: 2, eta: 0.1, 10, engine: engine).values(.loss)
        #expect(matches(trap[10], 0.559111123349))
    }

    @Test func item5ZeroAsymmetricFlow() throws {
        for value in try deepFlow(.diagonal([1]), depth: 3, time: 0.5, zeroAsymmetric: true) {
            #expect(matches(value, 0.141863209677))
        }
        for value in try deepFlow(.diagonal([2]), depth: 4, time: 0.1, zeroAsymmetric: true) {
            #expect(matches(value, 1.61199078226))
        }
        for value in try deepFlow(matrix([[0, 2], [-1, 0]]), depth: 3, time: 0.2, zeroAsymmetric: true) {
            #expect(matches(value, 1.56405690397))
        }
        // Not zero-asymmetric: hidden layers 1/2.
        let half = Matrix.diagonal([0.5])
        let start = [half, half, half, Matrix.diagonal([0])]
        #expect(matches(try deepFlow(.diagonal([1]), depth: 4, time: 1, start: start)[0], 0.482562875894))
    }

    @Test func item6TimesOfModes() throws {
        for value in try deepFlow(.diagonal([1]), depth: 3, time: 0.535740132987, zeroAsymmetric: true) {
            #expect(matches(value, 0.125, digits: 11))
        }
        // Times to 1e-6 of the start, printed with six digits: the loss there is right to six digits times the rate.
        let alpha = Matrix.diagonal([1.5, 1.5])
        for (depth, slow, fast) in [(4, 1.27378, 1.02732), (16, 0.395503, 0.226294), (64, 0.152038, 0.0548238)] {
            for value in try deepFlow(alpha, depth: depth, time: slow, zeroAsymmetric: true, modes: true) {
                #expect(matches(value / 2.25, 1e-6, digits: 4))
            }
            for value in try deepFlow(alpha, depth: depth, time: fast) {
                #expect(matches(value / 0.25, 1e-6, digits: 4))
            }
        }
    }

    @Test(arguments: [EngineKind.direct, .modes]) func item7ZeroAsymmetricDescent(engine: EngineKind) throws {
        let target = try matrix([[0, 2], [-1, 0]])
        let run = try deepSteps(target, depth: 3, eta: 0.05, 20, zeroAsymmetric: true, engine: engine)
        #expect(matches(run.values(.loss)[20], 0.0120382249052))
        guard engine == .direct else { return }
        let x = try #require(run.final)
        let (a, b) = (try x.block(0).singularValues(), try x.block(2).singularValues())
        #expect(matches(a[0], 1.40140824531) && matches(a[1], 1.16780093439))
        #expect(matches(b[0], 1.01440755147) && matches(b[1], 0.619631647808))
    }
}
