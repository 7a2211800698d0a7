import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct LoRATests {
    /// The factors trained as parameters of their own, from `A` as given.
    private func naive(
        _ law: LoRA, _ trainee: Trainee, steps: Int, from start: Parameters? = nil, factors: [Matrix]? = nil
    ) -> Parameters {
        let base = start ?? trainee.start
        var x = base
        var b = base.blocks.map { Matrix(rows: $0.rows, columns: law.rank) }
        var a = factors ?? base.blocks.map { Matrix(rows: law.rank, columns: $0.columns) { $0 == $1 ? 1 : 0 } }
        for _ in 0..<steps {
            let g = trainee.model.gradient(at: x)
            for index in b.indices {
                if base.layout.blocks[index].isVector {
                    x.setBlock(index, x.block(index) - trainee.eta * g.block(index))
                    continue
                }
                let (oldB, oldA) = (b[index], a[index])
                b[index] = oldB - trainee.eta * law.scale * (g.block(index) * oldA.transposed)
                a[index] = oldA - trainee.eta * law.scale * (oldB.transposed * g.block(index))
                x.setBlock(index, base.block(index) + law.scale * (b[index] * a[index]))
            }
        }
        return x
    }

    private func trainees(_ generator: inout Generator) throws -> [Trainee] {
        try generator.trainees().filter { !$0.model.layout.blocks[0].isVector }
    }

    @Test func agreesWithTrainingTheFactors() throws {
        var generator = Generator(seed: 1, "lora")
        for trainee in try trainees(&generator) {
            for law in [LoRA(rank: 1), LoRA(rank: 2, scale: 0.5), LoRA(rank: 1, scale: -2)] {
                #expect(near(try trainee.trained(law, 8), naive(law, trainee, steps: 8).values), "\(law.summary)")
            }
            // A later stage goes on from W, with new factors.
            let stages = [trainee.stage(LoRA(rank: 1), 4), trainee.stage(LoRA(rank: 2), 3)]
            let merged = naive(LoRA(rank: 1), trainee, steps: 4)
            let after = naive(LoRA(rank: 2), trainee, steps: 3, from: merged)
            #expect(near(try #require(try trainee.run(stages).trajectory().final).values, after.values))
            #expect(try trainee.trained(LoRA(rank: 1), 0) == trainee.start.values)
        }
    }

    @Test func gaussianStartsFollowTheirStream() throws {
        var generator = Generator(seed: 1, "lora gaussian")
        for trainee in try trainees(&generator) {
            let law = LoRA(rank: 2, scale: 0.7, start: .gaussian)
            var run = trainee.run([trainee.stage(law, 3)])
            (run.replicas, run.seed) = (40, 3)
            #expect(try run.resolvedEngine() == .ensemble)
            let losses = (0..<run.replicas).map { index in
                var stream = run.generator(index)
                let factors = trainee.start.layout.blocks.map { block in
                    block.isVector
                        ? Matrix(rows: law.rank, columns: 1)
                        : 1 / Double(block.columns).squareRoot()
                            * stream.gaussianMatrix(rows: law.rank, columns: block.columns)
                }
                return trainee.model.value(at: naive(law, trainee, steps: 3, factors: factors))
            }
            let sampled = try run.trajectory(jobs: 2)
            let mean = losses.reduce(0, +) / Double(losses.count)
            let value = try #require(sampled.values(.loss).last)
            #expect(abs(value - mean) <= 1e-12 * (1 + mean))
            #expect(try run.trajectory(jobs: 1).series == sampled.series)
        }
    }

    /// Entries of variance 1/n: `E |A|^2 = r`, for rows of length 1 in the mean.
    @Test func gaussianRowsHaveLengthOneInTheMean() throws {
        var generator = Generator(seed: 1, "lora rows")
        let layout = Layout([(2, 5)])
        let law = LoRA(rank: 2, start: .gaussian)
        var gains: [Double] = []
        for _ in 0..<2000 { gains.append(law.begin(layout, using: &generator).gain) }
        // The gain is s^2 (|A|_F^2 + |B|_F^2), with B = 0, but at least 1; |A|_F^2 is chi-squared with 10 degrees over 5.
        let mean = gains.reduce(0, +) / 2000
        #expect(abs(mean - 2.05) < 0.1)
    }

    /// To first order in eta the step is that of the tangent operator, which is symmetric and positive semidefinite.
    @Test func theTangentIsTheDerivativeOfTheStep() throws {
        var generator = Generator(seed: 1, "lora tangent")
        for trainee in try trainees(&generator) {
            let law = LoRA(rank: 1, scale: 1.5)
            func state(_ eta: Double, _ steps: Int) throws -> (x: Parameters, kept: Parameters) {
                var step = law.begin(trainee.model.layout, using: &generator)
                var x = trainee.start
                var kept = x
                for number in 0..<steps {
                    try step.draw(number, using: &generator)
                    let g = trainee.model.gradient(at: x)
                    // Steps of 0.02, the last one of eta.
                    let size = number + 1 < steps ? 0.02 : eta
                    let context = StepContext(
                        model: trainee.model, start: trainee.start, gradient: g, support: nil, step: number,
                        length: steps, stepSize: size)
                    #expect(try !step.adapt(&x, context, using: &generator))
                    kept = g
                    try step.keep(&kept)
                    x.values = add(x.values, -size, kept.values)
                    try step.retract(&x)
                }
                return (x, kept)
            }
            let before = try state(0.02, 4).x
            let (h, small) = (1e-6, try state(1e-6, 5))
            let slope = subtract(before.values, small.x.values).map { $0 / h }
            #expect(near(slope, small.kept.values, 1e-4))
            let last = trainee.model.gradient(at: before)
            #expect(dot(last.values, small.kept.values) > 0)
        }
    }

    /// theory: `lora-reachable`: on `|W - target|^2 / 2` from `W_0` the least loss is the tail of `target - W_0`.
    @Test func reachesTheTail() throws {
        var generator = Generator(seed: 1, "lora tail")
        let (target, base) = (
            generator.gaussianMatrix(rows: 4, columns: 3), generator.gaussianMatrix(rows: 4, columns: 3)
        )
        let values = try (target - base).singularValues()
        let trainee = Trainee(model: try MatrixTarget(target: target), start: Parameters([base]), eta: 0.1)
        for rank in 1...3 {
            let tail = values.dropFirst(rank).reduce(0) { $0 + $1 * $1 / 2 }
            for start in [LoRA.Start.identity, .gaussian] {
                var run = trainee.run([trainee.stage(LoRA(rank: rank, start: start), 4000)], [.loss])
                run.replicas = 2
                let f = try run.values(.loss)
                #expect(abs(f[4000] - tail) <= 1e-9 && f.allSatisfy { $0 >= tail - 1e-12 })
            }
        }
    }

    @Test func prunedParametersAndTurnsOfOthers() throws {
        var generator = Generator(seed: 1, "lora and others")
        let trainee = try trainees(&generator)[0]
        let (model, x0) = (trainee.model, trainee.start)
        // Pruned: the factors descend on the pruned model.
        let stages = [trainee.stage(Prune(keep: 4, score: .magnitude), 0), trainee.stage(LoRA(rank: 1), 5)]
        let x = try #require(try trainee.run(stages).trajectory().final).values
        let left = naiveLargest(4, of: Array(0..<6)) { abs(x0.values[$0]) }
        func confine(_ matrix: Matrix) -> Matrix {
            Matrix(rows: 2, columns: 3, storage: matrix.storage.enumerated().map { left.contains($0.0) ? $0.1 : 0 })
        }
        var (b, a) = (Matrix(rows: 2, columns: 1), try Matrix(rows: [[1.0, 0, 0]]))
        var w = confine(x0.block(0))
        let base = w
        for _ in 0..<5 {
            let g = confine(model.gradient(at: Parameters([w])).block(0))
            (b, a) = (b - trainee.eta * (g * a.transposed), a - trainee.eta * (b.transposed * g))
            w = confine(base + b * a)
        }
        #expect(near(x, w.storage))
        // In a cycle the base takes in what the mask has moved.
        let cycle = try trainee.trained(Cycle([LoRA(rank: 1), Mask(.coordinates([2, 3]))]), 6)
        (b, a) = (Matrix(rows: 2, columns: 1), try Matrix(rows: [[1.0, 0, 0]]))
        w = x0.block(0)
        for step in 0..<6 {
            let g = model.gradient(at: Parameters([w])).block(0)
            if step % 2 == 0 {
                let rest = w - b * a
                (b, a) = (b - trainee.eta * (g * a.transposed), a - trainee.eta * (b.transposed * g))
                w = rest + b * a
            } else {
                for (i, j) in [(1, 0), (0, 1)] { w[i, j] -= trainee.eta * g[i, j] }
            }
        }
        #expect(near(cycle, w.storage))
    }

    /// 2 x 3 of rank 1: 3 * 6 for the products, 5 numbers updated.
    @Test func costSummariesAndErrors() throws {
        let model = try MatrixTarget(target: Matrix(rows: [[1, 2, 3], [4, 5, 6]]))
        let trainee = Trainee(model: model, start: Parameters([Matrix(rows: 2, columns: 3)]), eta: 0.1)
        #expect(try trainee.run([trainee.stage(LoRA(rank: 1), 2)]).values(.cost) == [0, 23, 46])
        #expect(LoRA(rank: 1).summary == "lora rank=1")
        #expect(LoRA(rank: 2, scale: 0.5, start: .gaussian).summary == "lora rank=2 scale=0.5 start=gaussian")
        #expect(LoRA(rank: 1).isAdaptive && !LoRA(rank: 1).isRandom && LoRA(rank: 1, start: .gaussian).isRandom)
        #expect(LoRA(rank: 1).expectedRank(model.layout) == nil)
        #expect(failure { try LoRA(rank: 1).validate(.vector(3)) }?.kind == "shape")
        for law in [LoRA(rank: 0), LoRA(rank: 3), LoRA(rank: 1, scale: 0), LoRA(rank: 1, scale: .nan)] {
            #expect(failure { try law.validate(model.layout) }?.kind == "invalid")
        }
    }
}
