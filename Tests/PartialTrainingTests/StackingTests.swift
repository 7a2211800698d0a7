import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct StackingTests {
    private func trainee(_ generator: inout Generator, depth: Int) throws -> Trainee {
        let model = try ResidualLinear(depth: depth, target: generator.gaussianMatrix(rows: 2, columns: 2), scale: 0.5)
        return Trainee(model: model, start: Parameters(model.layout, generator.gaussianVector(4 * depth)), eta: 0.02)
    }

    /// Layers by hand: the first `k` train, the others are zero.
    private func naive(_ trainee: Trainee, _ stages: [(k: Int, sources: [Int], steps: Int)]) -> [Matrix] {
        var layers = trainee.start.blocks
        let zero = Matrix(rows: 2, columns: 2)
        for (k, sources, steps) in stages {
            let old = layers
            // The sources of the topmost layers, from 1.
            for (i, source) in sources.enumerated() { layers[k - sources.count + i] = old[source - 1] }
            for l in layers.indices where l >= k { layers[l] = zero }
            for _ in 0..<steps {
                let g = trainee.model.gradient(at: Parameters(layers))
                for l in 0..<k { layers[l] = layers[l] - trainee.eta * g.block(l) }
            }
        }
        return layers
    }

    @Test func agreesWithItsDefinition() throws {
        var generator = Generator(seed: 1, "stacking")
        let trainee = try trainee(&generator, depth: 8)
        func final(_ stages: [(Stacking, Int)]) throws -> [Matrix] {
            let run = trainee.run(stages.map { trainee.stage($0.0, $0.1) })
            return try #require(try run.trajectory().final).blocks
        }
        func check(_ stages: [(Stacking, Int)], _ expected: [(k: Int, sources: [Int], steps: Int)]) throws {
            let layers = naive(trainee, expected)
            for (a, b) in zip(try final(stages), layers) { #expect(near(a.storage, b.storage)) }
        }
        // Without copies new layers begin where they are, which is zero after an earlier stage.
        try check([(Stacking(layers: 3), 4)], [(3, [], 4)])
        try check([(Stacking(layers: 3), 4), (Stacking(layers: 5), 2)], [(3, [], 4), (5, [], 2)])
        // Doubling copies all layers; gradual stacking the top ones.
        try check([(Stacking(layers: 2), 3), (Stacking(layers: 4, from: 2), 3)], [(2, [], 3), (4, [1, 2], 3)])
        try check(
            [(Stacking(layers: 3), 3), (Stacking(layers: 5, from: 3), 0), (Stacking(layers: 7, from: 5), 2)],
            [(3, [], 3), (5, [2, 3], 0), (7, [4, 5], 2)])
        // More new layers than old ones: over and over.
        try check(
            [(Stacking(layers: 2), 2), (Stacking(layers: 7, from: 2), 2)], [(2, [], 2), (7, [1, 2, 1, 2, 1], 2)])
        try check([(Stacking(layers: 8, from: 1), 2)], [(8, [1, 1, 1, 1, 1, 1, 1], 2)])
        // A stage may have fewer layers again.
        try check([(Stacking(layers: 5), 2), (Stacking(layers: 2), 2)], [(5, [], 2), (2, [], 2)])
    }

    @Test func sourcesAreTheTopBlock() {
        let expected: [(k: Int, j: Int, sources: [Int])] = [
            (4, 2, [1, 2]), (5, 4, [4]), (6, 4, [3, 4]), (7, 4, [2, 3, 4]), (5, 2, [1, 2, 1]), (6, 2, [1, 2, 1, 2]),
        ]
        for (k, j, sources) in expected {
            #expect(((j + 1)...k).map { Stacking(layers: k, from: j).source(of: $0, from: j) } == sources)
        }
    }

    @Test func prunedParametersAreNotCopied() throws {
        var generator = Generator(seed: 1, "stacking pruned")
        let trainee = try trainee(&generator, depth: 4)
        let stages = [
            trainee.stage(Prune(keep: 9, score: .magnitude), 0), trainee.stage(Stacking(layers: 4, from: 2), 3),
        ]
        let x = try #require(try trainee.run(stages).trajectory().final).values
        let left = naiveLargest(9, of: Array(0..<16)) { abs(trainee.start.values[$0]) }
        #expect(x.indices.allSatisfy { left.contains($0) || x[$0] == 0 })
        var pruned = trainee.start.values
        for i in 0..<16 where !left.contains(i) { pruned[i] = 0 }
        for i in 8..<16 { pruned[i] = left.contains(i) ? pruned[i - 8] : 0 }
        #expect(near(x, trainee.naive(3, from: pruned) { _, _ in (0..<16).map { left.contains($0) } }))
        // Composed with a mask only what both keep moves.
        let both = try trainee.trained(Composition([Stacking(layers: 2), Mask(.coordinates([1, 6, 11]))]), 3)
        var start = trainee.start.values
        for i in 8..<16 { start[i] = 0 }
        #expect(near(both, trainee.naive(3, from: start) { _, _ in (0..<16).map { $0 == 0 || $0 == 5 } }))
    }

    /// k layers 2 x 2: 3 (k - 1) 8 for the products, 4 k for the update.
    @Test func costObstaclesAndErrors() throws {
        var generator = Generator(seed: 1, "stacking cost")
        let trainee = try trainee(&generator, depth: 4)
        let stages = [trainee.stage(Stacking(layers: 1), 2), trainee.stage(Stacking(layers: 3, from: 1), 2)]
        #expect(try trainee.run(stages).values(.cost) == [0, 4, 8, 68, 128])
        let law = Stacking(layers: 3, from: 1)
        #expect(law.summary == "stack layers=3 from=1" && Stacking(layers: 2).summary == "stack layers=2")
        #expect(law.isAdaptive && !law.isRandom && law.expectedRank(trainee.model.layout) == 12)
        for law in [
            Stacking(layers: 0), Stacking(layers: 5), Stacking(layers: 3, from: 3), Stacking(layers: 3, from: 0),
        ] {
            #expect(failure { try law.validate(trainee.model.layout) }?.kind == "invalid")
        }
        let deep = try DeepLinear(depth: 4, target: .identity(2))
        let run = Run(
            model: deep, start: deep.identityStart, schedule: Schedule(law, stepSize: 0.1, steps: 1),
            observables: [.loss])
        #expect(failure { try run.trajectory() }?.kind == "invalid")
        let audit = try trainee.run([trainee.stage(Stacking(layers: 1), 2)]).trajectory().audit
        #expect(audit.coordinates == [1, 2, 3, 4])
    }
}
