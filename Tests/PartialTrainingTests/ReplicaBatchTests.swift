import LinearAlgebra
import Testing

@testable import PartialTraining

/// Replicas that share a product, against replicas one by one, with the same masks.
@Suite struct ReplicaBatchTests {
    private func quadratic(_ d: Int) throws -> Quadratic {
        var generator = Generator(seed: 3, "batch \(d)")
        let basis = haarOrthogonal(d, using: &generator)
        let spectrum = Spectra.geometric(d, least: 0.1, greatest: 2)
        return try Quadratic(
            hessian: (basis * .diagonal(spectrum) * basis.transposed).symmetrized,
            optimum: generator.gaussianVector(d))
    }

    private static let laws: [any PartialOperator] = [
        Mask(.bernoulli(0.5)), Mask(.bernoulli(0.3), rescale: true), Mask(.bernoulli(0.7), forward: true),
        Mask(.subset(3), forward: true), Mask(.bernoulli(0.9), forward: true, rescale: true),
        Cycle([Full(), Mask(.bernoulli(0.5)), Mask(.coordinates([1, 3]), forward: true)]), Mask(.bernoulli(1)),
    ]

    @Test("the same means, intervals and audit as replica by replica", arguments: [3, 8, 13, 70])
    func twins(d: Int) throws {
        let model = try quadratic(d)
        for law in Self.laws {
            let schedule = Schedule([
                Stage(law, stepSize: 0.4, duration: .steps(5)),
                Stage(Mask(.bernoulli(0.9)), stepSize: 0.2, duration: .steps(4)),
            ])
            let run = Run(
                model: model, start: Parameters(model.layout), schedule: schedule,
                observables: [.loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .cost],
                engine: .ensemble, replicas: 50)
            let masks = try #require(EnsembleEngine.masks(run))
            let packed = model.hessian.withView { PackedMatrix($0) }
            let batch = try EnsembleEngine.batch(run, model, packed, masks, 0..<50, team: nil).trajectory(run)
            let single = try EnsembleEngine.replicas(run, 0..<50).trajectory(run)
            #expect(batch.times == single.times && batch.stages == single.stages)
            #expect(batch.audit == single.audit, "\(law.summary)")
            for observable in run.observables where observable != .cost {
                let (fast, slow) = (try #require(batch.series[observable]), try #require(single.series[observable]))
                for t in fast.values.indices {
                    // Both radii bound the distance to the exact values; the batch's is that of its largest replica.
                    #expect(abs(fast.values[t] - slow.values[t]) <= fast.radius[t] + slow.radius[t])
                    #expect(fast.radius[t] >= 0.99 * slow.radius[t], "\(observable) at \(t) of \(law.summary)")
                    #expect(fast.radius[t] <= 50 * slow.radius[t])
                    let (a, b) = (try #require(fast.low?[t]), try #require(slow.low?[t]))
                    #expect(abs(a - b) <= 1e-9 * (1 + abs(b)))
                }
            }
            // The twin counts the drawn masks, the batch takes their expectation.
            let (expected, counted) = (batch.values(.cost), single.values(.cost))
            for t in expected.indices { #expect(abs(expected[t] - counted[t]) <= 0.2 * (1 + counted[t])) }
        }
    }

    /// A few replicas of a large problem share their steps.
    @Test func threadsChangeNothing() throws {
        let model = try quadratic(256)
        let run = Run(
            model: model, start: Parameters(model.layout),
            schedule: Schedule(Mask(.bernoulli(0.3)), stepSize: 0.4, steps: 3),
            observables: [.loss, .gradientNormSquared], engine: .ensemble, replicas: 40)
        let one = try run.trajectory(jobs: 1)
        for jobs in [2, 3] {
            let other = try run.trajectory(jobs: jobs)
            #expect(other.values(.loss) == one.values(.loss))
            #expect(other.values(.gradientNormSquared) == one.values(.gradientNormSquared))
            #expect(other.audit == one.audit)
        }
    }

    /// Words of bits: the right probability, exactly k for subsets, nothing beyond d.
    @Test func bits() throws {
        var generator = Generator(seed: 1, "bits")
        for p in [0.5, 0.3, 0.25, 0.9, 1] {
            var count = 0
            for _ in 0..<2000 {
                let bits = bernoulliBits(p, among: 0xFFFF, using: &generator)
                #expect(bits >> 16 == 0)
                count += bits.nonzeroBitCount
            }
            let (mean, deviation) = (32000 * p, (32000 * p * (1 - p)).squareRoot())
            #expect(abs(Double(count) - mean) <= 5 * deviation)
        }
        var words = [UInt64](repeating: 0, count: 2)
        for _ in 0..<100 {
            Mask(.subset(37)).draw(100, into: &words, using: &generator)
            #expect(words[0].nonzeroBitCount + words[1].nonzeroBitCount == 37)
            #expect(words[1] >> 36 == 0)
        }
    }

    /// Independent bits: pairs of lanes agree half of the time for p = 1/2 and (p^2 + q^2) for others.
    @Test func lanesAreIndependent() {
        var generator = Generator(seed: 2, "lanes")
        for p in [0.5, 0.3] {
            var agree = 0
            for _ in 0..<20000 {
                let bits = bernoulliBits(p, among: 3, using: &generator)
                if bits == 0 || bits == 3 { agree += 1 }
            }
            let q = p * p + (1 - p) * (1 - p)
            #expect(abs(Double(agree) - 20000 * q) <= 5 * (20000 * q * (1 - q)).squareRoot())
        }
    }

    @Test("a batch that diverges ends with infinite values") func divergence() throws {
        let model = try quadratic(3)
        let run = Run(
            model: model, start: Parameters([1, 1, 1]),
            schedule: Schedule(Mask(.bernoulli(0.9)), stepSize: 1e200, steps: 9),
            observables: [.loss], engine: .ensemble, replicas: 40)
        let trajectory = try run.trajectory()
        #expect(trajectory.divergedAt != nil && trajectory.values(.loss).last == .infinity)
    }
}
