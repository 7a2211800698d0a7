import LinearAlgebra
import Testing

@testable import PartialTraining

/// The exact reductions against the algorithm itself, and against the flow solver.
@Suite struct ModesEngineTests {
    private func compare(
        _ run: Run, _ first: EngineKind, _ second: EngineKind, _ comment: String = #function, slack: Double = 1
    ) throws {
        var run = run
        run.engine = first
        let a = try run.trajectory()
        run.engine = second
        let b = try run.trajectory()
        #expect(a.times == b.times)
        for observable in run.observables {
            let (x, y) = (try #require(a.series[observable]), try #require(b.series[observable]))
            let scale = x.values.filter { !$0.isNaN }.max() ?? 1
            for t in x.values.indices where !x.values[t].isNaN {
                let gap = abs(x.values[t] - y.values[t])
                #expect(
                    gap <= slack * (x.radius[t] + y.radius[t]),
                    "\(comment) \(observable) at \(t): \(x.values[t]) \(y.values[t])")
                #expect(gap <= 1e-9 * scale)
            }
        }
    }

    private let matrixObservables: [Observable] = [.loss, .excess, .gradientNormSquared]

    @Test func quadraticsAgreeWithTheDirectEngineAndTheFlow() throws {
        var generator = Generator(seed: 1, "quadratic modes")
        for index in 0..<100 {
            let d = 1 + generator.below(6)
            let spectrum = (0..<d).map { i in
                index % 4 == 0 && i == 0 && d > 1 ? 0 : generator.uniform(0.01, 3)
            }
            let model = try Quadratic(
                hessian: generator.symmetric(spectrum), optimum: generator.gaussianVector(d), minimum: 0.5)
            let eta = generator.uniform(0.05, 1.9) / (try #require(model.constants.smoothness))
            let steps = Schedule([
                Stage(Full(), stepSize: eta, duration: .steps(generator.below(30))),
                Stage(Full(), stepSize: eta / 2, duration: .steps(10)),
            ])
            var run = Run(
                model: model, start: Parameters(generator.gaussianVector(d)), schedule: steps,
                observables: matrixObservables + [.distance, .distanceSquared, .maskedGradientMean])
            #expect(try run.resolvedEngine() == .modes)
            try compare(run, .modes, .direct)
            if index < 20 {
                run.observables = matrixObservables + [.distance, .distanceSquared]
                run.schedule = Schedule([
                    Stage(Full(), stepSize: 1, duration: .time(end: 2, points: 4)),
                    Stage(Full(), stepSize: 0.5, duration: .time(end: 3, points: 2)),
                ])
                try compare(run, .modes, .flow)
            }
        }
    }

    @Test func identityStartsAgreeWithTheDirectEngineAndTheFlow() throws {
        var generator = Generator(seed: 1, "identity modes")
        for index in 0..<100 {
            let (d, depth) = (1 + generator.below(4), 2 + generator.below(4))
            // With a negative eigenvalue the path is a saddle connection that rounding leaves: a short horizon.
            let negative = index % 3 == 0
            let spectrum = (0..<d).map { i in
                negative && i == 0 ? -generator.uniform(0.1, 0.5) : generator.uniform(0.2, 2)
            }
            let top = max(1, spectrum.max() ?? 1)
            let model = try DeepLinear(depth: depth, target: generator.symmetric(spectrum))
            let eta = generator.uniform(0.05, 1) / (Double(depth) * top * top)
            let law: any PartialOperator = generator.below(2) == 0 ? Full() : Share()
            var run = Run(
                model: model, start: model.identityStart,
                schedule: Schedule(law, stepSize: eta, steps: negative ? 10 : 80),
                observables: matrixObservables + [.maskedGradientMean])
            #expect(try run.resolvedEngine() == .modes)
            try compare(run, .modes, .direct)
            if index % 5 == 0 {
                run.observables = matrixObservables
                run.schedule = Schedule([
                    Stage(law, stepSize: 1, duration: .time(end: 0.4, points: 3)),
                    Stage(Full(), stepSize: 2, duration: .time(end: 0.2, points: 2)),
                ])
                try compare(run, .modes, .flow)
            }
        }
    }

    @Test func normalTargetsThatAreNotSymmetric() throws {
        var generator = Generator(seed: 1, "normal modes")
        for depth in 2...4 {
            let q = haarOrthogonal(3, using: &generator)
            let block = try Matrix(rows: [[0.8, -0.6, 0], [0.6, 0.8, 0], [0, 0, 1.5]])
            let model = try DeepLinear(depth: depth, target: q * block * q.transposed)
            var run = Run(
                model: model, start: model.identityStart, schedule: Schedule(Share(), stepSize: 0.05, steps: 40),
                observables: matrixObservables)
            #expect(try run.resolvedEngine() == .modes)
            try compare(run, .modes, .direct)
            run.schedule = Schedule([Stage(Full(), stepSize: 1, duration: .time(end: 0.5, points: 3))])
            try compare(run, .modes, .flow)
        }
    }

    @Test func zeroAsymmetricStartsAgreeWithTheDirectEngineAndTheFlow() throws {
        var generator = Generator(seed: 1, "zero-asymmetric modes")
        for index in 0..<100 {
            let (d, depth) = (1 + generator.below(4), 2 + generator.below(4))
            let target = generator.gaussianMatrix(rows: d, columns: d)
            let model = try DeepLinear(depth: depth, target: target)
            let sigma = try target.spectralNorm()
            let square = Double(depth - 1) * sigma * sigma
            let eta = generator.uniform(0.05, 1) / (square + max(2.72, square))
            var run = Run(
                model: model, start: model.zeroAsymmetricStart, schedule: Schedule(stepSize: eta, steps: 60),
                observables: matrixObservables + [.maskedGradientMean])
            #expect(try run.resolvedEngine() == .modes)
            try compare(run, .modes, .direct)
            if index % 5 == 0 {
                run.observables = matrixObservables
                run.schedule = Schedule([
                    Stage(Full(), stepSize: 1, duration: .time(end: 0.4, points: 3)),
                    Stage(Full(), stepSize: 0.5, duration: .time(end: 0.4, points: 2)),
                ])
                try compare(run, .modes, .flow)
            }
        }
    }

    /// At convergence the reduced residual is rounding, and says so.
    @Test func allowancesCoverTheFloor() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([0.3, 1.7, 2]))
        for start in [model.identityStart, model.zeroAsymmetricStart] {
            let run = Run(
                model: model, start: start, schedule: Schedule(stepSize: 0.05, steps: 2000), observables: [.loss],
                engine: .modes)
            let trajectory = try run.trajectory()
            let series = try #require(trajectory.series[.loss])
            let (last, radius) = (try #require(series.values.last), try #require(series.radius.last))
            #expect(last <= radius)
            #expect(radius <= 1e-25, "\(start == model.identityStart)")
        }
    }

    @Test func whatTheyCannotReduce() throws {
        let normal = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        let general = try DeepLinear(depth: 3, target: Matrix(rows: [[1, 1], [0, 1]]))
        func engine(_ model: DeepLinear, _ start: Parameters, _ law: any PartialOperator) throws -> EngineKind {
            try Run(model: model, start: start, schedule: Schedule(law, stepSize: 0.01, steps: 2), observables: [.loss])
                .resolvedEngine()
        }
        #expect(try engine(general, general.identityStart, Full()) == .direct)
        #expect(try engine(general, general.zeroAsymmetricStart, Full()) == .modes)
        #expect(try engine(normal, normal.zeroAsymmetricStart, Share()) == .direct)
        #expect(try engine(normal, normal.identityStart, Share(groups: [[1, 2]])) == .direct)
        #expect(try engine(normal, normal.identityStart, Freeze(.layers([1]))) == .direct)
        var other = normal.identityStart
        other.values[0] = 1.5
        #expect(try engine(normal, other, Full()) == .direct)
        let single = try DeepLinear(depth: 1, target: .identity(2))
        #expect(try engine(single, single.identityStart, Full()) == .direct)
    }
}
