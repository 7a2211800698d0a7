import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct DepthTests {
    private let layout = Layout(Array(repeating: (2, 2), count: 4))

    private let laws: [Depth] = [
        .bernoulli([0.7]), .bernoulli([0.9, 0.5, 0.4, 1]), .bernoulli([0.3], fixed: [1, 4]),
        .bernoulli([0.3, 0.8], fixed: [1, 4]), .bernoulli([1, 0.3, 0.8, 1], fixed: [1, 4], rescale: 2), .count(2),
        .count(3, fixed: [1, 4]), .count(2, fixed: [1, 4]), .count(4), .nested([0.25, 0, 0.5, 0.25], rescale: 0.5),
    ]

    /// The probability of a set of kept layers (from 1), from what the law says.
    private func probability(_ index: Int, _ kept: Set<Int>) -> Double {
        func independent(_ p: [Double]) -> Double {
            (1...4).reduce(1) { $0 * (kept.contains($1) ? p[$1 - 1] : 1 - p[$1 - 1]) }
        }
        let ends = kept.contains(1) && kept.contains(4)
        switch index {
        case 0: return independent([0.7, 0.7, 0.7, 0.7])
        case 1: return independent([0.9, 0.5, 0.4, 1])
        case 2: return independent([1, 0.3, 0.3, 1])
        case 3, 4: return independent([1, 0.3, 0.8, 1])
        case 5: return kept.count == 2 ? 1.0 / 6 : 0
        case 6: return ends && kept.count == 3 ? 0.5 : 0
        case 7: return ends && kept.count == 2 ? 1 : 0
        case 8: return kept.count == 4 ? 1 : 0
        default: return kept == Set(1...max(kept.count, 1)) ? [0, 0.25, 0, 0.5, 0.25][kept.count] : 0
        }
    }

    private func kept(_ step: any PartialStep) throws -> Set<Int> {
        var g = Parameters(layout, Vector(repeating: 1, count: 16))
        try step.select(&g)
        return Set((1...4).filter { g.block($0 - 1).maxAbs > 0 })
    }

    @Test func outcomesFollowTheLaw() throws {
        for (index, law) in laws.enumerated() {
            try law.validate(layout)
            let outcomes = law.outcomes(layout, step: 0)
            #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-14, "\(law.summary)")
            #expect(law.outcomeCount(layout) >= outcomes.count && outcomes.allSatisfy { $0.probability > 0 })
            var rank = 0.0
            for outcome in outcomes {
                let layers = try kept(outcome.step)
                #expect(abs(outcome.probability - probability(index, layers)) < 1e-15, "\(law.summary) \(layers)")
                rank += 4 * outcome.probability * Double(layers.count)
            }
            #expect(Set(try outcomes.map { try kept($0.step) }).count == outcomes.count)
            #expect(agree(try #require(law.expectedRank(layout)), rank, roundings: 8))
            #expect(agree(law.keepProbability(layout), rank / 16, roundings: 8), "\(law.summary)")
            #expect(law.isRandom || outcomes.count == 1)
        }
    }

    /// 4000 draws: frequencies within four standard deviations.
    @Test func drawsFollowTheLaw() throws {
        var generator = Generator(seed: 2, "depth draws")
        for (index, law) in laws.enumerated() {
            var counts: [Set<Int>: Double] = [:]
            var step = law.begin(layout, using: &generator)
            for number in 0..<4000 {
                try step.draw(number, using: &generator)
                counts[try kept(step), default: 0] += 1
            }
            for (layers, count) in counts {
                let p = probability(index, layers)
                #expect(p > 0 && abs(count / 4000 - p) <= 4 * (p * (1 - p) / 4000).squareRoot() + 1e-12)
            }
            #expect(counts.count == law.outcomes(layout, step: 0).count)
        }
    }

    /// `x - eta S grad f(S x)`, and its expectation over two steps by a loop over all pairs of paths.
    @Test func enumerationAgreesWithALoop() throws {
        var generator = Generator(seed: 1, "depth enumeration")
        let model = try ResidualLinear(depth: 4, target: generator.gaussianMatrix(rows: 2, columns: 2), scale: 0.7)
        let start = Parameters(layout, generator.gaussianVector(16).map { 0.5 * $0 })
        func step(_ x: Parameters, _ factors: [Double]) -> Parameters {
            let inner = Parameters(x.blocks.enumerated().map { factors[$0.0] * $0.1 })
            let g = model.gradient(at: inner)
            return Parameters(x.blocks.enumerated().map { $0.1 - 0.05 * factors[$0.0] * g.block($0.0) })
        }
        for (index, law) in laws.enumerated() {
            let paths = (0..<16).map { bits in Set((1...4).filter { bits >> ($0 - 1) & 1 == 1 }) }
                .filter { probability(index, $0) > 0 }
            func factors(_ layers: Set<Int>) -> [Double] {
                (1...4).map { !layers.contains($0) ? 0 : law.fixed.contains($0) ? 1 : law.rescale }
            }
            var (loss, core, cost) = (0.0, 0.0, 0.0)
            for first in paths {
                let middle = step(start, factors(first))
                for second in paths {
                    let weight = probability(index, first) * probability(index, second)
                    loss += weight * model.value(at: step(middle, factors(second)))
                }
                let inner = start.blocks.enumerated().map { factors(first)[$0.0] * $0.1 }
                core += probability(index, first) * model.value(at: Parameters(inner))
                // Of n layers: 3 (n - 1) products of 2 x 2, and the update.
                let n = Double(first.count)
                cost += probability(index, first) * (24 * max(n - 1, 0) + 4 * n)
            }
            let run = Run(
                model: model, start: start, schedule: Schedule(law, stepSize: 0.05, steps: 2),
                observables: [.loss, .coreLoss, .cost], engine: .enumeration)
            guard law.isRandom else { continue }
            let exact = try run.trajectory()
            #expect(agree(exact.values(.loss)[2], loss, roundings: 200), "\(law.summary)")
            #expect(agree(exact.values(.coreLoss)[0], core, roundings: 200))
            #expect(agree(exact.values(.cost)[2], 2 * cost, roundings: 200))
            var sampled = run
            (sampled.engine, sampled.replicas) = (.ensemble, 400)
            let series = try #require(try sampled.trajectory().series[.loss])
            let slack = 1e-12 * (1 + loss)
            #expect(try #require(series.low)[2] <= loss + slack && loss <= #require(series.high)[2] + slack)
        }
    }

    /// `P g`, without the rescaling, is what the running mean of kept gradients sees.
    @Test func keptGradientsAreNotRescaled() throws {
        var generator = Generator(seed: 1, "depth kept")
        let model = try ResidualLinear(depth: 4, target: generator.gaussianMatrix(rows: 2, columns: 2), scale: 0.7)
        let start = Parameters(layout, generator.gaussianVector(16))
        let law = Depth.nested([0, 1, 0, 0], rescale: 3)
        #expect(!law.isRandom)
        let run = Run(
            model: model, start: start, schedule: Schedule(law, stepSize: 0.01, steps: 1),
            observables: [.maskedGradientMean], engine: .direct)
        let trajectory = try run.trajectory()
        let g = model.gradient(at: start)
        let square = squaredNorm(g.block(0).storage) + squaredNorm(g.block(1).storage)
        #expect(agree(trajectory.values(.maskedGradientMean)[1], square, roundings: 20))
    }

    @Test func obstaclesSummariesAndErrors() throws {
        let model = try ResidualLinear(depth: 4, target: .identity(2), scale: 1)
        for law in laws { #expect(law.obstacle(model) == nil) }
        let others: [any Model] = [
            try DeepLinear(depth: 4, target: .identity(2)), try Factorization(rank: 2, target: .identity(2)),
            try oracleQuadratic(),
        ]
        for other in others {
            #expect(laws[0].obstacle(other)?.contains("residual-linear") == true)
        }
        #expect(laws[4].summary == "depth bernoulli=1.0,0.3,0.8,1.0 fixed=1,4 rescale=2.0")
        #expect(
            laws[6].summary == "depth count=3 fixed=1,4"
                && laws[9].summary == "depth nested=0.25,0.0,0.5,0.25 rescale=0.5")
        let wrong: [(Depth, String)] = [
            (.bernoulli([0]), "invalid"), (.bernoulli([1.5]), "invalid"), (.bernoulli([0.5, 0.5]), "shape"),
            (.bernoulli([0.5], fixed: [5]), "invalid"), (.bernoulli([0.5], fixed: [1, 1]), "invalid"),
            (.count(0), "invalid"),
            (.count(5), "invalid"), (.count(1, fixed: [1, 2]), "invalid"), (.nested([0.5, 0.5]), "shape"),
            (.nested([0.5, 0.5, 0.5, 0]), "invalid"), (.nested([1.5, -0.5, 0, 0]), "invalid"),
            (.bernoulli([0.5], rescale: 0), "invalid"), (.bernoulli([0.5], rescale: .infinity), "invalid"),
        ]
        for (law, kind) in wrong { #expect(failure { try law.validate(layout) }?.kind == kind, "\(law.summary)") }
    }
}
