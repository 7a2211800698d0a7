import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct WidthTests {
    /// Laws of three units.
    private let laws: [PartLaw] = [
        .bernoulli([0.6]), .bernoulli([0.9, 0.5, 1]), .subset(2), .subset(3), .nested([0.5, 0.2, 0.3]),
        .nested([0, 1, 0]),
    ]

    private func probability(_ index: Int, _ kept: Set<Int>) -> Double {
        func independent(_ p: [Double]) -> Double {
            (0..<3).reduce(1) { $0 * (kept.contains($1) ? p[$1] : 1 - p[$1]) }
        }
        let leads = kept == Set(0..<kept.count)
        switch index {
        case 0: return independent([0.6, 0.6, 0.6])
        case 1: return independent([0.9, 0.5, 1])
        case 2: return kept.count == 2 ? 1.0 / 3 : 0
        case 3: return kept.count == 3 ? 1 : 0
        case 4: return leads ? [0, 0.5, 0.2, 0.3][kept.count] : 0
        default: return leads && kept.count == 2 ? 1 : 0
        }
    }

    private let subsets = (0..<8).map { bits in Set((0..<3).filter { bits >> $0 & 1 == 1 }) }

    /// Models of three units with the sub-model of some of them: of each parameter whether it is there.
    private func cases(_ generator: inout Generator) throws -> [(any Model, (Set<Int>) -> [Bool])] {
        let quadratic = try generator.quadratic(3)
        let factorization = try Factorization(rank: 3, target: generator.gaussianMatrix(rows: 2, columns: 4))
        let deep = try DeepLinear(depth: 3, target: generator.gaussianMatrix(rows: 3, columns: 3))
        let residual = try ResidualLinear(depth: 2, target: generator.gaussianMatrix(rows: 3, columns: 3), scale: 0.5)
        func entries(_ layout: Layout, _ isThere: (Int, Int, Int) -> Bool) -> [Bool] {
            layout.blocks.enumerated().flatMap { l, block in
                (0..<block.count).map { isThere(l, $0 % block.rows, $0 / block.rows) }
            }
        }
        return [
            (quadratic, { kept in (0..<3).map { kept.contains($0) } }),
            // Columns of B and rows of A.
            (factorization, { kept in entries(factorization.layout) { l, i, j in kept.contains(l == 0 ? j : i) } }),
            // Inputs of the first layer and outputs of the last are all there.
            (
                deep,
                { kept in
                    entries(deep.layout) { l, i, j in (l == 2 || kept.contains(i)) && (l == 0 || kept.contains(j)) }
                }
            ),
            (residual, { kept in entries(residual.layout) { _, i, j in kept.contains(i) && kept.contains(j) } }),
        ]
    }

    @Test func outcomesAndDrawsFollowTheLaw() throws {
        var generator = Generator(seed: 3, "width laws")
        for (model, there) in try cases(&generator) {
            for (index, law) in laws.enumerated() {
                let width = Width(law, of: model)
                try width.validate(model.layout)
                #expect(width.obstacle(model) == nil && width.units.count == 3)
                let outcomes = width.outcomes(model.layout, step: 0)
                #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-14)
                #expect(width.outcomeCount(model.layout) >= outcomes.count)
                func kept(_ step: any PartialStep) throws -> [Bool] {
                    var g = Parameters(model.layout, Vector(repeating: 1, count: model.layout.count))
                    try step.keep(&g)
                    return g.values.map { $0 != 0 }
                }
                let expected = subsets.filter { probability(index, $0) > 0 }
                #expect(outcomes.count == expected.count)
                for subset in expected {
                    let flags = there(subset)
                    let matching = try outcomes.filter { try kept($0.step) == flags }
                    #expect(matching.count >= 1)
                    let sum = matching.reduce(0) { $0 + $1.probability }
                    let exact = expected.filter { there($0) == flags }.reduce(0) { $0 + probability(index, $1) }
                    #expect(abs(sum - exact) < 1e-15)
                }
                var counts: [[Bool]: Double] = [:]
                var step = width.begin(model.layout, using: &generator)
                for number in 0..<2000 {
                    try step.draw(number, using: &generator)
                    counts[try kept(step), default: 0] += 1
                }
                for (flags, count) in counts {
                    let p = expected.filter { there($0) == flags }.reduce(0) { $0 + probability(index, $1) }
                    #expect(p > 0 && abs(count / 2000 - p) <= 4 * (p * (1 - p) / 2000).squareRoot() + 1e-12)
                }
                let share = expected.reduce(0) { $0 + probability(index, $1) * Double($1.count) / 3 }
                #expect(agree(width.keepProbability, share, roundings: 8))
            }
        }
    }

    /// Two steps of `x - eta S grad f(S x)`, over all pairs of draws.
    @Test func enumerationAgreesWithALoop() throws {
        var generator = Generator(seed: 1, "width enumeration")
        for (model, there) in try cases(&generator) {
            let start = Parameters(model.layout, generator.gaussianVector(model.layout.count))
            func step(_ x: Vector, _ kept: [Bool]) -> Vector {
                let inner = x.indices.map { kept[$0] ? x[$0] : 0 }
                let g = model.gradient(at: Parameters(model.layout, inner)).values
                return x.indices.map { kept[$0] ? x[$0] - 0.05 * g[$0] : x[$0] }
            }
            for (index, law) in laws.enumerated() where law.isRandom {
                var (loss, core, square) = (0.0, 0.0, 0.0)
                let outcomes = subsets.filter { probability(index, $0) > 0 }
                for first in outcomes {
                    let p = probability(index, first)
                    let flags = there(first)
                    let middle = step(start.values, flags)
                    let inner = start.values.indices.map { flags[$0] ? start.values[$0] : 0 }
                    core += p * model.value(at: Parameters(model.layout, inner))
                    let g = model.gradient(at: start).values
                    square += p * g.indices.reduce(0) { $0 + (flags[$1] ? g[$1] * g[$1] : 0) }
                    for second in outcomes {
                        let end = Parameters(model.layout, step(middle, there(second)))
                        loss += p * probability(index, second) * model.value(at: end)
                    }
                }
                let run = Run(
                    model: model, start: start, schedule: Schedule(Width(law, of: model), stepSize: 0.05, steps: 2),
                    observables: [.loss, .coreLoss, .maskedGradientMean])
                for engine in [EngineKind.enumeration, .moments] where engine != .moments || model is Quadratic {
                    let loose = engine == .moments ? 1e4 : 200
                    #expect(agree(try run.values(.loss, engine)[2], loss, roundings: loose), "\(law) \(model.summary)")
                    #expect(agree(try run.values(.coreLoss, engine)[0], core, roundings: loose))
                    #expect(agree(try run.values(.maskedGradientMean, engine)[1], square, roundings: loose))
                }
            }
        }
    }

    /// Exact moments of all observables, the cost too, on quadratics against every path.
    @Test func exactMomentsAgreeWithEnumeration() throws {
        var generator = Generator(seed: 1, "width moments")
        for d in 2...4 {
            let model = try generator.quadratic(d)
            let start = Parameters(generator.gaussianVector(d))
            let pi = (0..<d).map { _ in generator.uniform(0.1, 1) }
            let total = pi.reduce(0, +)
            for law in [
                PartLaw.bernoulli([0.4]), .bernoulli((0..<d).map { 1 - 0.2 * Double($0) }), .subset(d - 1),
                .nested(pi.map { $0 / total }),
            ] {
                let run = Run(
                    model: model, start: start, schedule: Schedule(Width(law, of: model), stepSize: 0.2, steps: 3),
                    observables: [
                        .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean,
                        .coreLoss, .cost,
                    ])
                #expect(try run.resolvedEngine() == .moments)
                for observable in run.observables {
                    let (exact, paths) = (
                        try run.values(observable, .moments), try run.values(observable, .enumeration)
                    )
                    for t in (observable == .maskedGradientMean ? 1 : 0)...3 {
                        #expect(
                            agree(exact[t], paths[t], scale: paths[t] + 1, roundings: 1e4), "\(law) \(observable) \(t)")
                    }
                }
            }
        }
    }

    @Test func obstaclesSummariesAndErrors() throws {
        let model = try oracleQuadratic()
        #expect(Width(.nested([0.5, 0.25, 0.25]), of: model).summary == "width nested=0.5,0.25,0.25")
        #expect(Width(.bernoulli([0.5]), of: model).summary == "width bernoulli=0.5")
        #expect(Width(.subset(2), of: model).summary == "width count=2")
        let single = try DeepLinear(depth: 1, target: .identity(2))
        #expect(Width(.subset(1), of: single).obstacle(single)?.contains("hidden") == true)
        let wide = try Factorization(rank: 3, target: .identity(2))
        #expect(failure { try Width(.subset(1), of: model).validate(wide.layout) }?.kind == "shape")
        let wrong: [(PartLaw, String)] = [
            (.subset(4), "invalid"), (.subset(-1), "invalid"), (.bernoulli([0.5, 0.5]), "shape"),
            (.bernoulli([0]), "invalid"),
            (.nested([1]), "shape"), (.nested([0.5, 0.4, 0.2]), "invalid"), (.nested([.nan, 0.5, 0.5]), "invalid"),
        ]
        for (law, kind) in wrong {
            #expect(failure { try Width(law, of: model).validate(model.layout) }?.kind == kind, "\(law)")
        }
    }
}
