import LinearAlgebra
import Testing

@testable import PartialTraining

/// Validation, observables and extremes.
@Suite struct RunTests {
    private func quadratic(_ start: Vector, _ stages: [Stage], _ observables: [Observable] = [.loss]) throws -> Run {
        Run(
            model: try oracleQuadratic(), start: Parameters(start), schedule: Schedule(stages), observables: observables
        )
    }

    private func stage(_ law: any PartialOperator, _ steps: Int, _ eta: Double = 0.1) -> Stage {
        Stage(law, stepSize: eta, duration: .steps(steps))
    }

    // MARK: Definitions of observables

    @Test func maskedGradientMeanIsOfTheProjectionWithoutItsScale() throws {
        // Start (1, -2, 0): the gradient is H e with e = (0, 0, -3): (0, -3, -6).
        for rescale in [false, true] {
            let run = try quadratic(
                [1, -2, 0], [stage(Mask(.coordinates([1, 2]), rescale: rescale), 1)], [.maskedGradientMean])
            let values = try run.trajectory().values(.maskedGradientMean)
            #expect(values[0].isNaN && agree(values[1], 9, roundings: 4))
            let random = try quadratic(
                [1, -2, 0], [stage(Mask(.bernoulli(0.5), rescale: rescale), 1)], [.maskedGradientMean])
            #expect(agree(try random.trajectory().values(.maskedGradientMean)[1], 22.5, roundings: 8))
        }
        // Noise is not part of the gradient.
        let noisy = try quadratic(
            [1, -2, 0], [stage(Composition([TwoPointNoise([5, 5, 5]), Mask(.coordinates([1, 2]))]), 1)],
            [.maskedGradientMean])
        #expect(agree(try Enumeration.trajectory(noisy).values(.maskedGradientMean)[1], 9, roundings: 4))
    }

    @Test func coreLossIsThatOfTheMaskedModel() throws {
        let model = try oracleQuadratic()
        let fixed = try quadratic([1, 1, 1], [stage(Mask(.coordinates([1, 2])), 0)], [.coreLoss])
        #expect(
            agree(try fixed.trajectory().values(.coreLoss)[0], model.value(at: Parameters([1, 1, 0])), roundings: 8))
        let random = try quadratic([1, 1, 1], [stage(Mask(.subset(2), rescale: true), 0)], [.coreLoss])
        let expected = [[0, 1.5, 1.5], [1.5, 0, 1.5], [1.5, 1.5, 0]]
            .reduce(0) { $0 + model.value(at: Parameters($1)) / 3 }
        #expect(agree(try random.trajectory().values(.coreLoss)[0], expected, roundings: 32))
        let full = try quadratic([1, 1, 1], [stage(Full(), 0)], [.coreLoss, .loss])
        let trajectory = try full.trajectory()
        #expect(trajectory.values(.coreLoss) == trajectory.values(.loss) || trajectory.engine == .direct)
    }

    @Test func rankIsOfTheProduct() throws {
        let model = try DeepLinear(depth: 2, target: .diagonal([1, 2]))
        let start = Parameters([.diagonal([1, 0]), .identity(2)])
        let run = Run(
            model: model, start: start, schedule: Schedule(stepSize: 0.1, steps: 1), observables: [.rank])
        #expect(try run.trajectory().values(.rank)[0] == 1)
        #expect(failure { try quadratic([0, 0, 0], [stage(Full(), 1)], [.rank]).trajectory() }?.kind == "invalid")
        let excess = SmoothFunction(dimension: 1, constants: Constants(), summary: "?") { _, _ in 0 }
        for observable in [Observable.excess, .distance, .distanceSquared] {
            let run = Run(
                model: excess, start: Parameters([0]), schedule: Schedule(stepSize: 1, steps: 1),
                observables: [observable])
            #expect(failure { try run.trajectory() }?.kind == "invalid")
        }
    }

    // MARK: Validation

    @Test func schedulesAreChecked() throws {
        func refusal(_ stages: [Stage]) throws -> String? {
            failure { try quadratic([0, 0, 0], stages).validate() }?.kind
        }
        #expect(try refusal([]) == "invalid")
        for eta in [0, -1, .nan, .infinity] { #expect(try refusal([stage(Full(), 1, eta)]) == "invalid") }
        #expect(try refusal([stage(Full(), -1)]) == "invalid")
        #expect(try refusal([stage(Full(), 10_000_001)]) == "invalid")
        #expect(try refusal([stage(Full(), .max), stage(Full(), .max)]) == "invalid")
        let flow = Stage(Full(), stepSize: 1, duration: .time(end: 1, points: 1))
        #expect(try refusal([flow, stage(Full(), 1)]) == "invalid")
        for (end, points) in [(0.0, 1), (-1, 1), (.nan, 1), (.infinity, 1), (1, 0), (1, -3)] {
            let stage = Stage(Full(), stepSize: 1, duration: .time(end: end, points: points))
            #expect(try refusal([stage]) == "invalid")
        }
        let trigger = Trigger(correlationBelow: 0.5, atMost: 3)
        #expect(try refusal([Stage(Full(), stepSize: 1, duration: .until(trigger))]) == "shape")
        let layers = Layout([(2, 2), (2, 2)])
        for bad in [
            Trigger(correlationBelow: .nan, atMost: 1), Trigger(correlationBelow: 0.5, patience: 0, atMost: 1),
            Trigger(correlationBelow: 0.5, checkEvery: 0, atMost: 1), Trigger(correlationBelow: 0.5, atMost: -1),
        ] { #expect(failure { try bad.validate(layers) }?.kind == "invalid") }
        #expect(try refusal([stage(Mask(.subset(4)), 1)]) == "invalid")
        #expect(Schedule([stage(Full(), 2), stage(Share(), 3)]).length == 5)
        #expect(
            Schedule([stage(Full(), 2), flow]).summary == "full eta=0.1 steps=2 then full flow time=1.0 points=1")
    }

    @Test func startsAreChecked() throws {
        #expect(failure { try quadratic([0, 0], [stage(Full(), 1)]).trajectory() }?.kind == "shape")
        for bad in [Double.nan, .infinity, -.infinity] {
            #expect(failure { try quadratic([0, bad, 0], [stage(Full(), 1)]).trajectory() }?.kind == "invalid")
        }
    }

    // MARK: Extremes

    /// After the start a divergence ends the trajectory with infinite values; at the start it is an error.
    @Test func divergenceEndsTheTrajectory() throws {
        let huge = 1e200
        let laws: [(any PartialOperator, EngineKind)] = [
            (Full(), .direct), (Full(), .modes), (Mask(.bernoulli(0.5)), .moments), (Mask(.bernoulli(0.5)), .ensemble),
            (Mask(.bernoulli(0.5), forward: true), .moments),
        ]
        for (law, engine) in laws {
            var run = try quadratic([1, 1, 1], [stage(law, 100_000, 10)])
            run.engine = engine
            let trajectory = try run.trajectory()
            let step = try #require(trajectory.divergedAt, "\(engine) did not notice")
            #expect(trajectory.times.last == Double(step))
            for observable in run.observables {
                let values = trajectory.values(observable)
                #expect(values.count == trajectory.times.count)
                #expect(values.last == .infinity && values.dropLast().allSatisfy { $0.isFinite || $0.isNaN })
            }
            // Each step multiplies the error by at most 47, and for masks in the mean by at least 2.
            #expect(step > 90 && step < 2000, "\(engine) \(step)")
            run.start = Parameters([huge, huge, huge])
            #expect(failure { try run.trajectory() } == .diverged(step: 0), "\(engine)")
        }
        let model = try DeepLinear(depth: 3, target: .diagonal([4, 4]))
        for engine in [EngineKind.direct, .modes] {
            let run = Run(
                model: model, start: model.identityStart, schedule: Schedule(stepSize: 1, steps: 1000),
                observables: [.loss], engine: engine)
            #expect(try run.trajectory().divergedAt != nil)
        }
        let paths = try quadratic([huge, 1, 1], [stage(Mask(.bernoulli(0.5)), 2)])
        #expect(failure { try Enumeration.trajectory(paths) } == .diverged(step: 0))
    }

    @Test func smallestRuns() throws {
        let model = try Quadratic(hessian: .diagonal([3]), optimum: [1])
        let all = Observable.allCases.filter { $0 != .rank && $0 != .coreLoss }
        for engine in [EngineKind.direct, .modes, .ensemble] {
            let run = Run(
                model: model, start: Parameters([2]), schedule: Schedule(stepSize: 0.1, steps: 0), observables: all,
                engine: engine, replicas: 2)
            let trajectory = try run.trajectory()
            #expect(trajectory.times == [0])
            #expect(trajectory.values(.loss) == [1.5] && trajectory.values(.distance) == [1])
            #expect(trajectory.values(.maskedGradientMean)[0].isNaN)
        }
        let masked = Run(
            model: model, start: Parameters([2]), schedule: Schedule(Mask(.bernoulli(0.5)), stepSize: 0.1, steps: 0),
            observables: all)
        #expect(try masked.trajectory().values(.loss) == [1.5])
        let matrix = try Factorization(rank: 1, target: .diagonal([2]))
        let run = Run(
            model: matrix, start: Parameters([.diagonal([1]), .diagonal([1])]),
            schedule: Schedule(stepSize: 0.5, steps: 1),
            observables: [.excess])
        #expect(try run.trajectory().values(.excess) == [0.5, 0.5 * 0.25 * 0.25])
        // A start that is the optimum stays there on every engine.
        let still = Run(
            model: model, start: Parameters([1]), schedule: Schedule(Mask(.subset(1)), stepSize: 0.1, steps: 3),
            observables: [.distance, .excess])
        #expect(try still.trajectory().values(.distance) == [0, 0, 0, 0])
    }

    @Test func autoPrefersExactness() throws {
        func engine(_ law: any PartialOperator, flow: Bool = false) throws -> EngineKind {
            let duration = flow ? Stage.Duration.time(end: 1, points: 1) : .steps(1)
            return try quadratic([0, 0, 0], [Stage(law, stepSize: 0.1, duration: duration)]).resolvedEngine()
        }
        #expect(try engine(Full()) == .modes)
        #expect(try engine(Full(), flow: true) == .modes)
        #expect(try engine(Freeze(.coordinates([1]))) == .direct)
        #expect(try engine(Freeze(.coordinates([1])), flow: true) == .flow)
        #expect(try engine(Mask(.bernoulli(0.5))) == .moments)
        #expect(try engine(RandomSubspace(dimension: 1, kind: .haar, refresh: false)) == .ensemble)
        #expect(failure { try engine(Mask(.bernoulli(0.5)), flow: true) }?.kind == "unsupported")
    }
}

/// Observing less often changes what is seen, and nothing else.
@Suite struct ThinnedObservationTests {
    @Test("every engine sees the same at the steps that are due") func thinned() throws {
        let quadratic = try Quadratic(hessian: Matrix(rows: [[4, 1], [1, 3]]), optimum: [1, -2])
        let network = try ResidualLinear(depth: 3, target: Matrix(rows: [[2, 1], [0, 1]]), scale: 0.5)
        let start = Parameters([Matrix](repeating: try Matrix(rows: [[0.1, 0], [0.2, 0.1]]), count: 3))
        let cases: [(any Model, Parameters, any PartialOperator, EngineKind)] = [
            (quadratic, Parameters([0, 0]), Full(), .modes), (quadratic, Parameters([0, 0]), Full(), .direct),
            (quadratic, Parameters([0, 0]), Mask(.bernoulli(0.5)), .moments),
            (quadratic, Parameters([0, 0]), Mask(.bernoulli(0.5), forward: true), .ensemble),
            (quadratic, Parameters([0, 0]), Mask(.subset(1)), .enumeration),
            (network, start, Depth.count(2), .ensemble), (network, start, Depth.count(2), .enumeration),
            (network, start, Full(), .direct), (network, start, Prune(keep: 5, score: .saliency, rounds: 2), .direct),
        ]
        for (model, start, law, engine) in cases {
            let schedule = Schedule([
                Stage(law, stepSize: 0.1, duration: .steps(4)), Stage(law, stepSize: 0.05, duration: .steps(3)),
            ])
            var run = Run(
                model: model, start: start, schedule: schedule, observables: [.loss, .cost], engine: engine,
                replicas: 40)
            let all = try run.trajectory()
            run.every = 3
            let some = try run.trajectory()
            #expect(some.times == [0, 3, 6, 7], "\(engine)")
            for observable in run.observables {
                #expect(some.values(observable) == [0, 3, 6, 7].map { all.values(observable)[$0] }, "\(engine)")
            }
            #expect(some.stages == [0, 0, 1, 1])
            #expect(some.audit == all.audit)
        }
    }

    /// Where only the value is computed, the gradient that its allowance needs is bounded and not measured.
    @Test func allowancesWithoutAGradient() throws {
        let network = try ResidualLinear(depth: 3, target: Matrix(rows: [[2, 1], [0, 1]]), scale: 0.5)
        let start = Parameters([Matrix](repeating: try Matrix(rows: [[0.1, 0], [0.2, 0.1]]), count: 3))
        func radius(_ observables: [Observable]) throws -> [Double] {
            let run = Run(
                model: network, start: start, schedule: Schedule(Depth.nested([0, 0, 1]), stepSize: 0.1, steps: 5),
                observables: observables, engine: .direct)
            return try #require(try run.trajectory().series[.loss]).radius
        }
        for (bounded, measured) in zip(try radius([.loss]), try radius([.loss, .gradientNormSquared])) {
            #expect(bounded >= measured && bounded <= 100 * measured)
        }
    }
}
