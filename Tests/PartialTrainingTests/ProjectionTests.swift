import LinearAlgebra
import Testing

@testable import PartialTraining

/// Freezing, sharing and full training: fixed projections.
@Suite struct ProjectionTests {
    private func matrix(_ law: any DeterministicProjection, _ layout: Layout) -> Matrix {
        let d = layout.count
        let columns = (0..<d).map { j in
            var g = Parameters(layout, (0..<d).map { $0 == j ? 1 : 0 })
            law.project(&g)
            return g.values
        }
        return Matrix(rows: d, columns: d, storage: columns.flatMap { $0 })
    }

    @Test func projectionsAreSymmetricAndIdempotentOfTheirRank() throws {
        let layers = Layout(Array(repeating: (2, 2), count: 4))
        let cases: [(any DeterministicProjection, Layout)] = [
            (Full(), layers), (Freeze(.coordinates([1, 5, 16])), layers), (Freeze(.layers([2, 4])), layers),
            (Freeze(.coordinates([])), layers), (Share(), layers), (Share(groups: [[1, 3], [2, 4]]), layers),
            (Share(groups: [[2, 3]]), layers), (Share(groups: []), layers), (Share(blocks: 3), .vector(6)),
            (Share(groups: [[1, 2]], blocks: 3), .vector(6)), (Share(blocks: 1), .vector(6)),
        ]
        for (law, layout) in cases {
            try law.validate(layout)
            let p = matrix(law, layout)
            #expect(agree(p, p.transposed, scale: 1, roundings: 4), "\(law.summary)")
            #expect(agree(p * p, p, scale: 1, roundings: 8), "\(law.summary)")
            #expect(agree(p.trace, try #require(law.expectedRank(layout)), roundings: 16), "\(law.summary)")
            #expect(!law.isRandom)
        }
    }

    @Test func shareAveragesLayers() {
        let share = Share(groups: [[1, 3]])
        var g = Parameters([Matrix(column: [1, 2]), Matrix(column: [5, 7]), Matrix(column: [3, 6])])
        share.project(&g)
        #expect(g.values == [2, 4, 5, 7, 2, 4])
        var flat = Parameters([1, 2, 3, 6])
        Share(blocks: 2).project(&flat)
        #expect(flat.values == [2, 4, 2, 4])
    }

    @Test func exactMomentsOfAProjection() throws {
        var generator = Generator(seed: 1, "projection moments")
        for law in [Share(blocks: 2), Freeze(.coordinates([2, 3])), Full()] as [any DeterministicProjection] {
            let model = try generator.quadratic(4)
            let a = generator.gaussianMatrix(rows: 4, columns: 4)
            var moments = Moments(mean: generator.gaussianVector(4), second: (a * a.transposed).symmetrized)
            let map = Matrix.identity(4) - 0.3 * (matrix(law, .vector(4)) * model.hessian)
            let mean = map * moments.mean
            let second = map * moments.second * map.transposed
            let scale = moments.second.maxAbs * 100
            let gram = moments.gradientGram(on: model)
            #expect(agree(law.expectedKept(gram, step: 0), (matrix(law, .vector(4)) * gram).trace, roundings: 64))
            try law.advance(&moments, on: model, stepSize: 0.3, step: 0)
            #expect(agree(moments.mean, mean, roundings: 32))
            #expect(agree(moments.second, second, scale: scale, roundings: 32))
        }
    }

    @Test func summaries() {
        #expect(Freeze(.coordinates([3, 1, 2, 9])).summary == "freeze coordinates=1-3,9")
        #expect(Freeze(.layers([])).summary == "freeze layers=none")
        #expect(Share().summary == "share all")
        #expect(Share(groups: [[1, 2], [4]], blocks: 4).summary == "share groups=1-2|4 blocks=4")
        #expect(Full().summary == "full")
    }

    @Test func errors() {
        let layers = Layout([(2, 2), (2, 2)])
        let mixed = Layout([(2, 2), (2, 1)])
        for law in [
            Freeze(.coordinates([0])), Freeze(.coordinates([9])), Freeze(.coordinates([1, 1])), Freeze(.layers([3])),
        ] { #expect(failure { try law.validate(layers) }?.kind == "invalid", "\(law.summary)") }
        #expect(failure { try Share().validate(mixed) }?.kind == "shape")
        #expect(failure { try Share().validate(.vector(4)) }?.kind == "invalid")
        #expect(failure { try Share(blocks: 3).validate(.vector(4)) }?.kind == "invalid")
        #expect(failure { try Share(blocks: 0).validate(.vector(4)) }?.kind == "invalid")
        #expect(failure { try Share(blocks: 2).validate(layers) }?.kind == "invalid")
        #expect(failure { try Share(groups: [[1, 2], [2]]).validate(layers) }?.kind == "invalid")
        #expect(failure { try Share(groups: [[1, 3]]).validate(layers) }?.kind == "invalid")
    }
}
