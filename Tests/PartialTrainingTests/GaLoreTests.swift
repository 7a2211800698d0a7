import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct GaLoreTests {
    private func wideAndTall(_ generator: inout Generator) throws -> [Trainee] {
        let models: [any Model] = [
            try MatrixTarget(target: generator.gaussianMatrix(rows: 2, columns: 4)),
            try MatrixTarget(target: generator.gaussianMatrix(rows: 4, columns: 2)),
            try MatrixQuadratic(
                hessian: generator.symmetric([3, 2.5, 2, 1, 0.5, 0.25]),
                target: generator.gaussianMatrix(rows: 3, columns: 2)),
            try MatrixQuadratic(
                hessian: generator.symmetric([3, 2.5, 2, 1, 0.5, 0.25]),
                target: generator.gaussianMatrix(rows: 2, columns: 3)),
            try DeepLinear(depth: 2, target: generator.gaussianMatrix(rows: 3, columns: 3)),
            try Factorization(rank: 2, target: generator.gaussianMatrix(rows: 3, columns: 4)),
        ]
        return models.map { model in
            Trainee(
                model: model, start: Parameters(model.layout, generator.gaussianVector(model.layout.count)), eta: 0.02)
        }
    }

    /// Each matrix by itself, with singular vectors as eigenvectors: of `G G'` where m <= n, else of `G' G`.
    private func naive(_ law: GaLore, _ trainee: Trainee, steps: Int) throws -> Vector {
        var x = trainee.start
        var projections: [Matrix] = []
        for step in 0..<steps {
            let g = trainee.model.gradient(at: x)
            if step % law.refresh == 0 {
                projections = try g.blocks.map { block in
                    let gram = block.rows <= block.columns ? block * block.transposed : block.transposed * block
                    let vectors = try gram.symmetrized.symmetricEigen().vectors
                    let top = Array((gram.rows - law.rank)..<gram.rows)
                    let frame = vectors.submatrix(rows: Array(0..<gram.rows), columns: top)
                    return frame * frame.transposed
                }
            }
            for (index, p) in projections.enumerated() {
                let (w, block) = (x.block(index), g.block(index))
                let kept = block.rows <= block.columns ? p * block : block * p
                x.setBlock(index, w - trainee.eta * kept)
            }
        }
        return x.values
    }

    @Test func agreesWithItsDefinition() throws {
        var generator = Generator(seed: 1, "galore")
        for trainee in try wideAndTall(&generator) {
            for (rank, refresh, steps) in [(1, 1, 5), (1, 3, 8), (1, 100, 6), (2, 2, 5)] {
                let law = GaLore(rank: rank, refresh: refresh)
                let x = try trainee.trained(law, steps)
                #expect(
                    near(x, try naive(law, trainee, steps: steps), 1e-11), "\(law.summary) \(trainee.model.summary)")
            }
        }
    }

    @Test func withARefreshAtEveryStepItIsLowRankOfTheGradient() throws {
        var generator = Generator(seed: 1, "galore and low rank")
        for trainee in try wideAndTall(&generator) {
            for rank in 1...2 {
                let fresh = try trainee.trained(GaLore(rank: rank, refresh: 1), 6)
                let lowRank = try trainee.trained(LowRank(rank: rank, of: .gradient), 6)
                #expect(near(fresh, lowRank))
            }
        }
        // theory: galore-descent.
        let trainee = Trainee(
            model: try MatrixTarget(target: .diagonal([-3, -1])), start: Parameters([Matrix(rows: 2, columns: 2)]),
            eta: 0.5)
        let f = try trainee.run([trainee.stage(GaLore(rank: 1, refresh: 1), 1)]).values(.loss)
        #expect(matches(f[0] - f[1], 3.375))
    }

    /// Between refreshes only the old subspace moves: on an isotropic quadratic the loss stalls at what lies outside.
    @Test func aStaleSubspaceStalls() throws {
        let trainee = Trainee(
            model: try MatrixTarget(target: .diagonal([3, 2, 1])), start: Parameters([Matrix(rows: 3, columns: 3)]),
            eta: 0.5)
        let f = try trainee.run([trainee.stage(GaLore(rank: 1, refresh: 40), 120)]).values(.loss)
        #expect(matches(f[40], 2.5) && matches(f[80], 0.5) && f[120] < 1e-20)
    }

    @Test func vectorsStayWholeAndOthersMayTakeTurns() throws {
        var generator = Generator(seed: 1, "galore vector")
        // A factorization of rank 1: B is a vector, A one row.
        let model = try Factorization(rank: 1, target: generator.gaussianMatrix(rows: 3, columns: 2))
        let start = Parameters(model.layout, generator.gaussianVector(5))
        let trainee = Trainee(model: model, start: start, eta: 0.05)
        #expect(near(try trainee.trained(GaLore(rank: 1, refresh: 2), 5), try trainee.trained(Full(), 5)))
        #expect(GaLore(rank: 1, refresh: 2).expectedRank(model.layout) == 5)
        let target = generator.gaussianMatrix(rows: 2, columns: 3)
        let single = Trainee(
            model: try MatrixTarget(target: target), start: Parameters([Matrix(rows: 2, columns: 3)]), eta: 0.3)
        let mask = Mask(.coordinates([1, 4]))
        // Turns at 0, 2, 4: the refresh that is due at 3 comes at 4.
        let cycle = try single.trained(Cycle([GaLore(rank: 1, refresh: 3), mask]), 6)
        var x = single.start
        var u = Matrix(rows: 2, columns: 1)
        for step in 0..<6 {
            var g = single.model.gradient(at: x)
            if step == 0 || step == 4 { u = try g.block(0).leadingSingularTriples(1).u }
            if step % 2 == 0 {
                g.setBlock(0, u * (u.transposed * g.block(0)))
            } else {
                for i in g.values.indices where i != 0 && i != 3 { g.values[i] = 0 }
            }
            x.values = add(x.values, -0.3, g.values)
        }
        #expect(near(cycle, x.values))
        // In a composition both project.
        let both = try single.trained(Composition([mask, GaLore(rank: 1, refresh: 10)]), 1)
        let g = single.model.gradient(at: single.start)
        u = try g.block(0).leadingSingularTriples(1).u
        var masked = g
        for i in masked.values.indices where i != 0 && i != 3 { masked.values[i] = 0 }
        let projected = u * (u.transposed * masked.block(0))
        #expect(near(both, projected.storage.map { -0.3 * $0 }))
    }

    /// 2 x 3 of rank 1: 12 for the two products and, with n = 2, m = 3, 3 m n^2 + 10 n^3 = 116 at a refresh; update 6.
    @Test func costRanksAndErrors() throws {
        let model = try MatrixTarget(target: Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
        let trainee = Trainee(model: model, start: Parameters([Matrix(rows: 2, columns: 3)]), eta: 0.1)
        let law = GaLore(rank: 1, refresh: 2)
        #expect(try trainee.run([trainee.stage(law, 3)]).values(.cost) == [0, 134, 152, 286])
        #expect(law.summary == "galore rank=1 refresh=2" && law.isAdaptive && !law.isRandom)
        #expect(law.expectedRank(model.layout) == 3)
        #expect(GaLore(rank: 2, refresh: 1).expectedRank(Layout([(4, 2), (3, 1)])) == 11)
        #expect(failure { try law.validate(.vector(3)) }?.kind == "shape")
        for (rank, refresh) in [(0, 1), (3, 1), (1, 0)] {
            #expect(failure { try GaLore(rank: rank, refresh: refresh).validate(model.layout) }?.kind == "invalid")
        }
    }
}
