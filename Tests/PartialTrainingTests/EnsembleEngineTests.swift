import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct EnsembleEngineTests {
    /// The exact expectation lies in the 99.9% interval in nearly all of 100 instances: more than two failures have a
    /// probability of 1.5e-4 if intervals are right, and the seed is fixed.
    @Test func intervalsHoldTheExactValue() throws {
        var generator = Generator(seed: 1, "ensemble and moments")
        let observables: [Observable] = [
            .loss, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
        ]
        var misses = Dictionary(uniqueKeysWithValues: observables.map { ($0, 0) })
        for index in 0..<100 {
            let d = 1 + generator.below(6)
            let model = try generator.quadratic(d)
            let smoothness = try #require(model.constants.smoothness)
            let law: any PartialOperator =
                switch index % 4 {
                case 0: Mask(.bernoulli(0.6), forward: index % 8 == 0)
                case 1: Mask(.subset((d + 1) / 2), rescale: index % 8 == 1)
                case 2: RandomSubspace(dimension: (d + 1) / 2, kind: .haar)
                default: Cycle([Mask(.bernoulli(0.5)), Full(), Mask(.bernoulli(0.7), rescale: true)])
                }
            var run = Run(
                model: model, start: Parameters(generator.gaussianVector(d)),
                schedule: Schedule(law, stepSize: 0.4 / smoothness, steps: 4), observables: observables,
                engine: .moments, replicas: 600, seed: 7, stream: ["instance \(index)"])
            guard run.schedule.isRandom else { continue }
            let exact = try run.trajectory()
            run.engine = .ensemble
            let sampled = try run.trajectory()
            for observable in observables {
                let series = try #require(sampled.series[observable])
                let value = try #require(exact.values(observable).last)
                let (low, high) = (try #require(series.low?.last), try #require(series.high?.last))
                // Where nothing varies the interval is a point, and rounding decides.
                let slack = (series.radius.last ?? 0) + (exact.series[observable]?.radius.last ?? 0)
                if value < low - slack || value > high + slack { misses[observable, default: 0] += 1 }
                #expect(low <= high && !(high < (series.values.last ?? .nan)))
            }
        }
        for (observable, count) in misses { #expect(count <= 2, "\(observable): \(count) of 100 outside") }
    }

    @Test func doesNotDependOnTheNumberOfThreads() throws {
        let model = try DeepLinear(depth: 2, target: .diagonal([1, 2]))
        var run = Run(
            model: model, start: model.identityStart,
            schedule: Schedule([
                Stage(Mask(.bernoulli(0.5), forward: true), stepSize: 0.05, duration: .steps(5)),
                Stage(RandomSubspace(dimension: 3, kind: .gaussian), stepSize: 0.02, duration: .steps(5)),
            ]), observables: [.loss, .gradientNormSquared, .maskedGradientMean, .coreLoss], engine: .ensemble,
            replicas: 203)
        let reference = try run.trajectory(jobs: 1)
        for jobs in 2...3 {
            let other = try run.trajectory(jobs: jobs)
            #expect(other.times == reference.times && other.audit == reference.audit)
            for observable in run.observables {
                let (a, b) = (try #require(reference.series[observable]), try #require(other.series[observable]))
                for (x, y) in [(a.values, b.values), (a.low ?? [], b.low ?? []), (a.radius, b.radius)] {
                    #expect(x.map(\.bitPattern) == y.map(\.bitPattern))
                }
            }
        }
        run.seed = 2
        #expect(try run.trajectory().values(.loss) != reference.values(.loss))
    }

    @Test func refusals() throws {
        let model = try DeepLinear(depth: 2, target: .identity(2))
        var run = Run(
            model: model, start: model.identityStart,
            schedule: Schedule([
                Stage(Mask(.bernoulli(0.5)), stepSize: 0.1, duration: .steps(1)),
                Stage(Full(), stepSize: 0.1, duration: .until(Trigger(correlationBelow: 0.5, atMost: 3))),
            ]), observables: [.loss], engine: .ensemble)
        #expect(failure { try run.trajectory() }?.kind == "unsupported")
        run.schedule = Schedule([Stage(Full(), stepSize: 1, duration: .time(end: 1, points: 1))])
        #expect(failure { try run.trajectory() }?.kind == "unsupported")
        run.replicas = 1
        #expect(failure { try run.trajectory() }?.kind == "invalid")
    }

    @Test func parallelMapKeepsOrderAndTheFirstError() throws {
        #expect(Parallel.map(100, jobs: 3) { $0 * $0 } == (0..<100).map { $0 * $0 })
        #expect(Parallel.map(0, jobs: 3) { $0 } == [])
        for jobs in 1...3 {
            let error = failure {
                try Parallel.map(50, jobs: jobs) { (i) throws(TrainingError) -> Int in
                    if i >= 7 { throw .diverged(step: i) }
                    return i
                }
            }
            #expect(error == .diverged(step: 7))
        }
    }
}
