import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct LowRankTests {
    @Test func truncationIsTheBestApproximation() throws {
        var generator = Generator(seed: 1, "truncation")
        for (m, n) in [(1, 1), (4, 3), (3, 5), (5, 5)] {
            let a = generator.gaussianMatrix(rows: m, columns: n)
            let values = try a.singularValues()
            for r in 1...min(m, n) {
                let truncated = try a.truncated(rank: r)
                let tail = values.dropFirst(r).reduce(0) { $0 + $1 * $1 }.squareRoot()
                #expect(agree((a - truncated).frobeniusNorm, tail, scale: a.frobeniusNorm, roundings: 64))
                #expect(try truncated.numericalRank(relativeCutoff: 1e-12) == r)
                // Eckart and Young: no other matrix of the rank is nearer.
                for _ in 0..<5 {
                    let other =
                        generator.gaussianMatrix(rows: m, columns: r) * generator.gaussianMatrix(rows: r, columns: n)
                    #expect((a - other).frobeniusNorm >= tail * (1 - 1e-14))
                }
            }
            #expect(try a.truncated(rank: min(m, n)) == a)
        }
    }

    @Test func gradientIsProjectedOnItsLeadingSubspaceBlockByBlock() throws {
        var generator = Generator(seed: 1, "low-rank gradient")
        let blocks = [generator.gaussianMatrix(rows: 3, columns: 4), generator.gaussianMatrix(rows: 3, columns: 1)]
        let law = LowRank(rank: 2, of: .gradient)
        let step = law.begin(Parameters(blocks).layout, using: &generator)
        var g = Parameters(blocks)
        try step.keep(&g)
        let u = try blocks[0].leadingSingularTriples(2).u
        #expect(agree(g.block(0), u * u.transposed * blocks[0], roundings: 64))
        #expect(g.block(1) == blocks[1])
        #expect(!step.retracts)
        var x = Parameters(blocks)
        let retraction = LowRank(rank: 1, of: .iterate).begin(x.layout, using: &generator)
        #expect(retraction.retracts)
        try retraction.keep(&x)
        #expect(x == Parameters(blocks))
        try retraction.retract(&x)
        #expect(x.block(0) == (try blocks[0].truncated(rank: 1)))
    }

    @Test func ranksAndErrors() {
        let layout = Layout([(3, 4), (5, 1)])
        #expect(LowRank(rank: 2, of: .gradient).expectedRank(layout) == 13)
        #expect(LowRank(rank: 2, of: .iterate).expectedRank(layout) == 17)
        #expect(failure { try LowRank(rank: 1, of: .gradient).validate(.vector(3)) }?.kind == "shape")
        for rank in [0, 4, -1] {
            #expect(failure { try LowRank(rank: rank, of: .gradient).validate(layout) }?.kind == "invalid")
        }
        #expect(LowRank(rank: 2, of: .iterate).summary == "low-rank rank=2 of=iterate")
    }

    /// theory: pgd-rank (I): `f(W_T)` from 0, and the stalls at fixed points that are not optimal.
    @Test func projectedGradientOracles() throws {
        func loss(_ target: Vector, from start: Vector, eta: Double, steps: Int) throws -> [Double] {
            let run = Run(
                model: try MatrixTarget(target: .diagonal(target)), start: Parameters([.diagonal(start)]),
                schedule: Schedule(LowRank(rank: 1, of: .iterate), stepSize: eta, steps: steps), observables: [.loss])
            return try run.values(.loss)
        }
        #expect(matches(try loss([3, 1], from: [0, 0], eta: 0.5, steps: 2)[2], 0.78125))
        #expect(try loss([3, 2], from: [0, 2], eta: 0.5, steps: 20).allSatisfy { matches($0, 4.5) })
        var generator = Generator(seed: 1, "pgd trajectory")
        for _ in 0..<10 {
            let target = generator.gaussianMatrix(rows: 4, columns: 3)
            let values = try target.singularValues()
            let eta = generator.uniform(0.2, 1)
            let run = Run(
                model: try MatrixTarget(target: target), start: Parameters([Matrix(rows: 4, columns: 3)]),
                schedule: Schedule(LowRank(rank: 2, of: .iterate), stepSize: eta, steps: 10),
                observables: [.loss, .rank])
            let trajectory = try run.trajectory()
            for (t, computed) in trajectory.values(.loss).enumerated() {
                let decay = (0..<t).reduce(1.0) { x, _ in x * (1 - eta) * (1 - eta) }
                let head = 0.5 * (values[0] * values[0] + values[1] * values[1])
                let exact = 0.5 * values[2] * values[2] + decay * head
                #expect(agree(computed, exact, scale: head, roundings: Double(64 * (t + 1))))
            }
            #expect(trajectory.values(.rank) == [0] + Vector(repeating: 2, count: 10))
        }
    }

    /// theory: galore-descent: the decrease is exact on isotropic quadratics, and `1 - r/q` with equal singular values.
    @Test func projectedGradientDescentOracles() throws {
        func losses(_ target: Matrix, rank: Int, eta: Double, steps: Int) throws -> [Double] {
            try Run(
                model: try MatrixTarget(target: target),
                start: Parameters([Matrix(rows: target.rows, columns: target.columns)]),
                schedule: Schedule(LowRank(rank: rank, of: .gradient), stepSize: eta, steps: steps),
                observables: [.loss]
            ).values(.loss)
        }
        let f = try losses(.diagonal([-3, -1]), rank: 1, eta: 0.5, steps: 1)
        #expect(matches(f[0] - f[1], 3.375))
        for rank in 1...3 {
            let f = try losses(.identity(4), rank: rank, eta: 1, steps: 1)
            #expect(agree(f[1] / f[0], 1 - Double(rank) / 4, roundings: 8))
        }
        // Isotropic with step 1/L: done in ceil(q/r) steps.
        #expect(try losses(.diagonal([4, 3, 2]), rank: 2, eta: 1, steps: 2)[2] <= 1e-28)
    }
}
