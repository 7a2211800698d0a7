import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct DynamicSparsityTests {
    /// Drops and grows before a step: what is left of the support, and which may come in.
    private func drop(_ law: DynamicSparsity, _ support: Set<Int>, _ x: inout Vector) -> (
        left: Set<Int>, candidates: [Int]
    ) {
        let left = naiveLargest(law.keep - law.drop, of: Array(support)) { [x] in abs(x[$0]) }
        for i in x.indices where !left.contains(i) { x[i] = 0 }
        return (left, x.indices.filter { !left.contains($0) })
    }

    private func naive(_ law: DynamicSparsity, _ trainee: Trainee, steps: Int) -> Vector {
        var support: Set<Int> = []
        return trainee.naive(steps) { step, x in
            if step == 0 {
                support = naiveLargest(law.keep, of: Array(x.indices)) { [x] in abs(x[$0]) }
                for i in x.indices where !support.contains(i) { x[i] = 0 }
            } else if step % law.every == 0 {
                let (left, candidates) = drop(law, support, &x)
                let g = trainee.model.gradient(at: Parameters(trainee.model.layout, x)).values
                support = left.union(naiveLargest(law.drop, of: candidates) { abs(g[$0]) })
            }
            return x.indices.map { support.contains($0) }
        }
    }

    @Test func growthByGradientAgreesWithItsDefinition() throws {
        var generator = Generator(seed: 1, "dynamic sparsity")
        for trainee in try generator.trainees() {
            let d = trainee.start.values.count
            for (keep, drop, every) in [(3, 1, 1), (3, 2, 2), (4, 4, 3), (d, 2, 2), (1, 1, 1)] {
                let law = DynamicSparsity(keep: keep, drop: drop, grow: .gradient, every: every)
                for steps in [0, 1, 11] {
                    let x = try trainee.trained(law, steps)
                    let expected =
                        steps == 0
                        ? trainee.naive(1) { _, x in
                            let first = naiveLargest(keep, of: Array(x.indices)) { [x] in abs(x[$0]) }
                            for i in x.indices where !first.contains(i) { x[i] = 0 }
                            return x.map { _ in false }
                        } : naive(law, trainee, steps: steps)
                    #expect(near(x, expected), "\(law.summary) \(trainee.model.summary)")
                }
            }
        }
    }

    /// theory: masking item 13. A round is two steps, the exchange, and one step. The run begins one step before the oracle's,
    /// where that step leads to its start, 0.
    @Test func item13Rounds() throws {
        let model = try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0, 1], [1, 3, 1, 0], [0, 1, 2, 0.5], [1, 0, 0.5, 3]]),
            optimum: [1, -2, 3, 0.5])
        let eta = 0.15
        let b = model.hessian * model.optimum
        // (I - eta H) x + eta b = 0 on the first two coordinates.
        let (a11, a22, a12) = (1 - eta * 4, 1 - eta * 3, -eta)
        let determinant = a11 * a22 - a12 * a12
        let x1 = -eta * (a22 * b[0] - a12 * b[1]) / determinant
        let x2 = -eta * (a11 * b[1] - a12 * b[0]) / determinant
        let trainee = Trainee(model: model, start: Parameters([x1, x2, 0, 0]), eta: eta)
        let law = DynamicSparsity(keep: 2, drop: 1, grow: .gradient, every: 3)
        let run = trainee.run([trainee.stage(law, 10)])
        let f = try run.values(.loss)
        #expect(matches(f[4], 7.54174925))
        #expect(matches(f[7], 4.91751245966797))
        #expect(matches(f[10], 4.1901307452421))
        #expect(matches(model.value(at: Parameters([0, 0, 0, 0])), f[1]))
        // The supports {1, 3}, {2, 3}, {2, 3}.
        for (steps, support) in [(4, [0, 2]), (7, [1, 2]), (10, [1, 2])] {
            let x = try trainee.trained(law, steps)
            #expect(x.indices.filter { x[$0] != 0 } == support)
        }
    }

    /// theory: masking item 13 (d): with `H = h I` and training to convergence the true top k in `ceil(m_0 / r)` rounds.
    @Test func item13TopCoordinates() throws {
        var generator = Generator(seed: 1, "dst top k")
        for _ in 0..<20 {
            let optimum = generator.gaussianVector(8)
            let model = try Quadratic(hessian: 2 * .identity(8), optimum: optimum)
            let trainee = Trainee(model: model, start: Parameters(generator.gaussianVector(8)), eta: 0.5)
            let top = naiveLargest(3, of: Array(0..<8)) { abs(optimum[$0]) }
            let first = naiveLargest(3, of: Array(0..<8)) { abs(trainee.start.values[$0]) }
            let rounds = (top.subtracting(first).count + 1) / 2
            let x = try trainee.trained(DynamicSparsity(keep: 3, drop: 2, grow: .gradient), 1 + rounds)
            #expect(x.indices.filter { x[$0] != 0 } == top.sorted())
        }
    }

    /// Random growth: every subset of the candidates is equally likely.
    @Test(arguments: [1, 2]) func randomGrowthIsUniform(_ r: Int) throws {
        var generator = Generator(seed: 1, "random growth")
        let trainee = try generator.trainees()[0]
        let law = DynamicSparsity(keep: 3, drop: r, grow: .random, every: 2)
        var run = trainee.run([trainee.stage(law, 3)], [.loss, .distanceSquared, .gradientNormSquared])
        (run.replicas, run.seed) = (2000, 11)
        let start = naiveLargest(3, of: Array(0..<6)) { abs(trainee.start.values[$0]) }
        var point = trainee.naive(2) { step, x in
            for i in x.indices where !start.contains(i) { x[i] = 0 }
            return x.indices.map { start.contains($0) }
        }
        let (left, candidates) = drop(law, start, &point)
        let ends = combinations(candidates.count, r).map { subset in
            trainee.naive(1, from: point) { _, x in
                x.indices.map { i in left.contains(i) || subset.contains { candidates[$0] == i } }
            }
        }
        #expect(try run.resolvedEngine() == .ensemble)
        let sampled = try run.trajectory(jobs: 2)
        let optimum = try #require(trainee.model.constants.optimum).values
        let exact: [(Observable, (Vector) -> Double)] = [
            (.loss, { trainee.model.value(at: Parameters($0)) }),
            (.distanceSquared, { squaredNorm(subtract($0, optimum)) }),
            (.gradientNormSquared, { squaredNorm(trainee.model.gradient(at: Parameters($0)).values) }),
        ]
        for (observable, value) in exact {
            let mean = ends.map(value).reduce(0, +) / Double(ends.count)
            let series = try #require(sampled.series[observable])
            let (low, high) = (try #require(series.low?.last), try #require(series.high?.last))
            #expect(low <= mean && mean <= high && high - low < 0.2 * mean)
        }
        #expect(try run.trajectory(jobs: 1).series == sampled.series)
    }

    @Test func laterStagesKeepTheLastSupport() throws {
        var generator = Generator(seed: 1, "dst stages")
        for trainee in try generator.trainees() {
            let law = DynamicSparsity(keep: 3, drop: 1, grow: .gradient, every: 2)
            func final(_ stages: [Stage]) throws -> Vector {
                try #require(try trainee.run(stages).trajectory().final).values
            }
            let sparse = try final([trainee.stage(law, 7)])
            let support = sparse.map { $0 != 0 }
            let after = try final([trainee.stage(law, 7), trainee.stage(Full(), 4)])
            #expect(near(after, trainee.naive(4, from: sparse) { _, _ in support }))
            // Another stage of exchanges has nothing else to choose from, but what is dropped restarts.
            let again = try final([trainee.stage(law, 7), trainee.stage(law, 5)])
            #expect(again.indices.allSatisfy { support[$0] || again[$0] == 0 })
            // After pruning only what is left may grow.
            let pruned = [trainee.stage(Prune(keep: 4, score: .magnitude), 0), trainee.stage(law, 9)]
            let four = naiveLargest(4, of: Array(sparse.indices)) { abs(trainee.start.values[$0]) }
            let x = try final(pruned)
            #expect(x.indices.allSatisfy { four.contains($0) || x[$0] == 0 })
            // Fewer than are kept: all of them, with exchanges among them.
            let fewer = try final([trainee.stage(Prune(keep: 2, score: .magnitude), 0), trainee.stage(law, 3)])
            #expect(fewer.count { $0 != 0 } <= 2)
            // In a network a parameter that grew may have no gradient; in a quadratic it moves.
            guard trainee.model is Quadratic else { continue }
            #expect(x.count { $0 != 0 } == 3 && fewer.count { $0 != 0 } == 2)
        }
    }

    @Test func worksWithOtherOperators() throws {
        var generator = Generator(seed: 1, "dst and mask")
        let trainee = try generator.trainees()[0]
        let law = DynamicSparsity(keep: 3, drop: 1, grow: .gradient, every: 2)
        let mask = Mask(.coordinates([2, 3, 4]))
        func expected(_ allowed: (Int, Int) -> Bool, isTurn: (Int) -> Bool) -> Vector {
            var support: Set<Int> = []
            return trainee.naive(6) { step, x in
                if step == 0 {
                    support = naiveLargest(3, of: Array(x.indices)) { [x] in abs(x[$0]) }
                    for i in x.indices where !support.contains(i) { x[i] = 0 }
                } else if step % 2 == 0, isTurn(step) {
                    let (left, candidates) = drop(law, support, &x)
                    let g = trainee.model.gradient(at: Parameters(x)).values
                    support = left.union(naiveLargest(1, of: candidates) { abs(g[$0]) })
                }
                return x.indices.map { support.contains($0) && allowed(step, $0) }
            }
        }
        let both = try trainee.trained(Composition([law, mask]), 6)
        #expect(near(both, expected({ _, i in (1...3).contains(i) }, isTurn: { _ in true })))
        let cycle = try trainee.trained(Cycle([law, mask]), 6)
        #expect(near(cycle, expected({ step, i in step % 2 == 0 || (1...3).contains(i) }, isTurn: { _ in true })))
        // In a cycle of three its turns are steps 0, 3, 6: multiples of 2 have passed since the last one.
        var exchanges = 0.0
        var step: any PartialStep = try Cycle([law, mask, mask]).begin(.vector(6), using: &generator)
        var x = trainee.start
        var last: [Bool]?
        for number in 0..<7 {
            try step.draw(number, using: &generator)
            let context = StepContext(
                model: trainee.model, start: trainee.start, gradient: trainee.model.gradient(at: x), support: last,
                step: number,
                length: 7, stepSize: 0.1)
            if step.adapts { _ = try step.adapt(&x, context, using: &generator) }
            exchanges += try step.activity(.vector(6)).gradients
            last = step.support
        }
        #expect(exchanges == 2)
    }

    /// d = 4, k = 2: 6 a step, and 16 for a dense gradient where one is needed.
    @Test func cost() throws {
        let model = try Quadratic(hessian: .diagonal([4, 3, 2, 1]), optimum: [1, 2, 3, 4])
        let trainee = Trainee(model: model, start: Parameters([1, -1, 2, 0.5]), eta: 0.1)
        let dense = DynamicSparsity(keep: 2, drop: 1, grow: .gradient, every: 2)
        #expect(try trainee.run([trainee.stage(dense, 5)]).values(.cost) == [0, 6, 12, 34, 40, 62])
        let random = DynamicSparsity(keep: 2, drop: 1, grow: .random, every: 2)
        #expect(try trainee.run([trainee.stage(random, 5)]).values(.cost) == [0, 6, 12, 18, 24, 30])
    }

    @Test func tiesSummariesAndErrors() throws {
        let model = try Quadratic(hessian: .identity(4), optimum: [0, 0, 5, 5])
        let trainee = Trainee(model: model, start: Parameters([1, 1, 1, 1]), eta: 0.5)
        #expect(try trainee.trained(DynamicSparsity(keep: 2, drop: 1, grow: .gradient), 0) == [1, 1, 0, 0])
        // The higher index goes, and of equal gradients the lower index comes.
        #expect(try trainee.trained(DynamicSparsity(keep: 2, drop: 1, grow: .gradient), 2) == [0.25, 0, 2.5, 0])
        let law = DynamicSparsity(keep: 3, drop: 1, grow: .random, every: 10)
        #expect(law.summary == "sparse keep=3 drop=1 grow=random every=10")
        #expect(law.isRandom && law.isAdaptive && law.expectedRank(.vector(5)) == 3)
        #expect(!DynamicSparsity(keep: 3, drop: 1, grow: .gradient).isRandom)
        for (keep, drop, every, what) in [
            (0, 1, 1, "keep"), (5, 1, 1, "keep"), (2, 0, 1, "drop"), (2, 3, 1, "drop"), (2, 1, 0, "every"),
        ] {
            let law = DynamicSparsity(keep: keep, drop: drop, grow: .gradient, every: every)
            guard case .invalid(let name, _, _) = failure({ try law.validate(.vector(4)) }) else {
                Issue.record("no error for \(law.summary)")
                continue
            }
            #expect(name == "sparse \(what)")
        }
    }
}
