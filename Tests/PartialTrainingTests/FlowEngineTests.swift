import LinearAlgebra
import Testing

@testable import PartialTraining

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct FlowEngineTests {
    private func flow(_ law: any PartialOperator, end: Double, points: Int, speed: Double = 1) -> Stage {
        Stage(law, stepSize: speed, duration: .time(end: end, points: points))
    }

    @Test func quadraticsDecayExponentially() throws {
        let spectrum = [0.3, 1, 2.5]
        let model = try Quadratic(hessian: .diagonal(spectrum), optimum: [1, 2, 3], minimum: 0.25)
        let run = Run(
            model: model, start: Parameters([0, 0, 0]),
            schedule: Schedule([flow(Full(), end: 2, points: 4), flow(Full(), end: 1, points: 2, speed: 3)]),
            observables: [.loss, .excess, .distance, .gradientNormSquared], engine: .flow)
        let trajectory = try run.trajectory()
        #expect(trajectory.times == [0, 0.5, 1, 1.5, 2, 2.5, 3])
        #expect(trajectory.stages == [0, 0, 0, 0, 0, 1, 1])
        for (i, time) in trajectory.times.enumerated() {
            let own = time <= 2 ? time : 2 + 3 * (time - 2)
            let e = zip(spectrum, model.optimum).map { exp(-$0 * own) * $1 }
            let excess = zip(spectrum, e).reduce(0) { $0 + 0.5 * $1.0 * $1.1 * $1.1 }
            let slope = zip(spectrum, e).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
            let expected: [(Observable, Double)] = [
                (.loss, 0.25 + excess), (.excess, excess), (.distance, norm(e)), (.gradientNormSquared, slope),
            ]
            for (observable, value) in expected {
                let series = try #require(trajectory.series[observable])
                #expect(abs(series.values[i] - value) <= series.radius[i] + 1e-15 * value, "\(observable) \(time)")
                #expect(series.radius[i] <= 1e-8 * max(1, value))
            }
        }
    }

    @Test func maskedFlowMovesOnlyWhatItKeeps() throws {
        let model = try Quadratic(hessian: .diagonal([1, 2]), optimum: [1, 1])
        let run = Run(
            model: model, start: Parameters([0, 0]),
            schedule: Schedule([flow(Freeze(.coordinates([2])), end: 1, points: 2)]), observables: [.loss])
        #expect(try run.resolvedEngine() == .flow)
        let trajectory = try run.trajectory()
        let x = try #require(trajectory.final).values
        #expect(agree(x[0], 1 - exp(-1), scale: 1e-11 / .ulpOfOne, roundings: 1) && x[1] == 0)
        #expect(trajectory.audit.coordinates == [1] && trajectory.audit.fraction == 0.5)
    }

    @Test func refusals() throws {
        let model = try Quadratic(hessian: .diagonal([1, 2]), optimum: [1, 1])
        func refusal(_ law: any PartialOperator, _ observable: Observable = .loss) -> String? {
            failure {
                try Run(
                    model: model, start: Parameters([0, 0]), schedule: Schedule([flow(law, end: 1, points: 1)]),
                    observables: [observable], engine: .flow
                ).trajectory()
            }?.kind
        }
        #expect(refusal(Mask(.bernoulli(0.5))) == "unsupported")
        #expect(refusal(Cycle([Full()])) == "unsupported")
        #expect(refusal(Full(), .maskedGradientMean) == "unsupported")
        #expect(refusal(Full()) == nil)
        let steps = Run(
            model: model, start: Parameters([0, 0]), schedule: Schedule(stepSize: 0.1, steps: 1), observables: [.loss],
            engine: .flow)
        #expect(failure { try steps.trajectory() }?.kind == "unsupported")
        let matrix = try MatrixTarget(target: .identity(2))
        let truncated = Run(
            model: matrix, start: Parameters(matrix.layout),
            schedule: Schedule([flow(LowRank(rank: 1, of: .iterate), end: 1, points: 1)]), observables: [.loss])
        #expect(failure { try truncated.trajectory() }?.kind == "unsupported")
    }

    @Test func explosionsAreErrors() throws {
        var constants = Constants()
        constants.minimum = 0
        let model = SmoothFunction(dimension: 1, constants: constants, summary: "-x^4") { x, g in
            g[0] = -4 * x[0] * x[0] * x[0]
            return -x[0] * x[0] * x[0] * x[0]
        }
        // x' = 4 x^3 from 1 explodes at t = 1/8.
        let run = Run(
            model: model, start: Parameters([1]), schedule: Schedule([flow(Full(), end: 1, points: 1)]),
            observables: [.loss])
        let error = failure { try run.trajectory() }
        #expect(error?.kind == "integration" || error?.kind == "diverged")
    }
}
