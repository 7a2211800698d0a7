import LinearAlgebra
import Testing

@testable import PartialTraining

/// The moment recursion against the enumeration of all paths.
@Suite struct MomentsEngineTests {
    static let observables: [Observable] = [
        .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
    ]

    /// A random mask that is stable for steps of size up to `1/L` divided by its squared scale.
    static func mask(_ d: Int, _ generator: inout Generator) -> Mask {
        let law: Mask.Law =
            switch generator.below(4) {
            case 0: .bernoulli(generator.uniform(0.2, 0.9))
            case 1: .bernoulli(1)
            case 2: .subset(1 + generator.below(d))
            default: .coordinates(generator.numbers(1 + generator.below(d), upTo: d))
            }
        return Mask(law, forward: generator.below(2) == 0, rescale: generator.below(2) == 0)
    }

    static func operation(_ d: Int, _ generator: inout Generator) -> any PartialOperator {
        switch generator.below(8) {
        case 0: Full()
        case 1: Freeze(.coordinates(generator.numbers(generator.below(d), upTo: d)))
        case 2: Cycle([mask(d, &generator), Full(), mask(d, &generator)])
        case 3: Cycle([Full(), Cycle([mask(d, &generator), mask(d, &generator)])])
        default: mask(d, &generator)
        }
    }

    @Test func agreesWithEnumeration() throws {
        var generator = Generator(seed: 1, "moments and enumeration")
        var done = 0
        while done < 100 {
            let d = 1 + generator.below(6)
            let model = try generator.quadratic(d)
            let smoothness = try #require(model.constants.smoothness)
            var paths = 1.0
            let stages = (0..<(1 + generator.below(3))).map { _ -> Stage in
                let law = Self.operation(d, &generator)
                let steps = generator.below(4)
                for _ in 0..<steps { paths *= Double((law as? any FiniteLaw)?.outcomeCount(.vector(d)) ?? .max) }
                // The largest scale of a rescaled mask is d (one coordinate of d) or 1/0.2.
                return Stage(
                    law, stepSize: generator.uniform(0.02, 1) / smoothness / Double(max(d, 5)), duration: .steps(steps))
            }
            var run = Run(
                model: model, start: Parameters(generator.gaussianVector(d)), schedule: Schedule(stages),
                observables: Self.observables, engine: .moments)
            guard paths <= 3000, run.schedule.isRandom else { continue }
            done += 1
            let exact = try run.trajectory()
            let slow = try Enumeration.trajectory(run)
            let sizes = squaredNorm(run.start.values) + squaredNorm(model.optimum)
            for observable in run.observables {
                let (fast, twin) = (try #require(exact.series[observable]), try #require(slow.series[observable]))
                for t in fast.values.indices where !fast.values[t].isNaN {
                    let gap = abs(fast.values[t] - twin.values[t])
                    let scale = 25 * max(sizes, 1) * smoothness * max(smoothness, 1)
                    #expect(gap <= 1e-10 * scale, "\(observable) \(run.schedule.summary)")
                    #expect(gap <= fast.radius[t] + twin.radius[t], "\(observable) \(run.schedule.summary)")
                }
                #expect(fast.values.count == twin.values.count)
            }
            run.engine = .auto
            #expect(try run.resolvedEngine() == .moments)
        }
    }

    @Test func stagesOfTheTrajectoryAreCounted() throws {
        let model = try oracleQuadratic()
        let run = Run(
            model: model, start: Parameters([0, 0, 0]),
            schedule: Schedule([
                Stage(Mask(.bernoulli(0.5)), stepSize: 0.1, duration: .steps(2)),
                Stage(Full(), stepSize: 0.1, duration: .steps(0)),
                Stage(Full(), stepSize: 0.1, duration: .steps(1)),
            ]), observables: [.loss])
        let trajectory = try run.trajectory()
        #expect(trajectory.times == [0, 1, 2, 3])
        #expect(trajectory.stages == [0, 0, 0, 2])
        #expect(trajectory.engine == .moments)
    }

    @Test func subspacesAgreeWithTheReducedRecursion() throws {
        // On a diagonal Hessian and in its own basis the second moment's diagonal obeys theory R1(d).
        var generator = Generator(seed: 1, "subspace moments")
        for kind in RandomSubspace.Kind.allCases {
            let h = [0.5, 1, 3.0]
            let model = try Quadratic(hessian: .diagonal(h), optimum: [0, 0, 0])
            let law = RandomSubspace(dimension: 2, kind: kind)
            let start = generator.gaussianVector(3)
            let eta = 0.05
            let (w, a, b) = law.moments(3)
            var v = start.map { $0 * $0 }
            let run = Run(
                model: model, start: Parameters(start), schedule: Schedule(law, stepSize: eta, steps: 20),
                observables: [.distanceSquared, .excess])
            let trajectory = try run.trajectory()
            for t in 0...20 {
                let sum = v.reduce(0, +)
                #expect(agree(trajectory.values(.distanceSquared)[t], sum, roundings: 200))
                let spread = zip(h, v).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
                v = zip(h, v).map { (1 - 2 * eta * w * $0 + eta * eta * a * $0 * $0) * $1 + eta * eta * b * spread }
            }
        }
    }

    @Test func refusesWhatItCannotDo() throws {
        let model = try oracleQuadratic()
        func refusal(_ model: any Model, _ start: Parameters, _ stage: Stage) -> String? {
            let run = Run(
                model: model, start: start, schedule: Schedule([stage]), observables: [.loss], engine: .moments)
            return failure { try run.trajectory() }?.kind
        }
        let zero = Parameters([0, 0, 0])
        #expect(refusal(model, zero, Stage(Full(), stepSize: 0.1, duration: .steps(1))) == "unsupported")
        let fixed = RandomSubspace(dimension: 1, kind: .haar, refresh: false)
        #expect(refusal(model, zero, Stage(fixed, stepSize: 0.1, duration: .steps(1))) == "unsupported")
        let matrix = try MatrixTarget(target: .identity(2))
        let mask = Stage(Mask(.bernoulli(0.5)), stepSize: 0.1, duration: .steps(1))
        #expect(refusal(matrix, Parameters(matrix.layout), mask) == "unsupported")
        let flow = Stage(Mask(.bernoulli(0.5)), stepSize: 1, duration: .time(end: 1, points: 2))
        #expect(refusal(model, zero, flow) == "unsupported")
    }

    @Test func enumerationRefusesWhatItCannotFollow() throws {
        let model = try oracleQuadratic()
        func refusal(_ law: any PartialOperator, _ duration: Stage.Duration) -> String? {
            let run = Run(
                model: model, start: Parameters([0, 0, 0]),
                schedule: Schedule([Stage(law, stepSize: 0.1, duration: duration)]), observables: [.loss])
            return failure { try Enumeration.trajectory(run) }?.kind
        }
        #expect(refusal(RandomSubspace(dimension: 1, kind: .haar), .steps(1)) == "unsupported")
        #expect(refusal(Mask(.bernoulli(0.5)), .steps(20)) == "unsupported")
        #expect(refusal(Full(), .time(end: 1, points: 1)) == "unsupported")
        #expect(refusal(Mask(.bernoulli(0.5)), .steps(3)) == nil)
    }
}
