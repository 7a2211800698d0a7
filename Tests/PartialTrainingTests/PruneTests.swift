import Foundation
import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct PruneTests {
    /// `1' N_L ... N_1 1` by sums over paths, `N_l` the layers with absolute values.
    private func flow(_ x: Vector, _ model: any Model) -> Double {
        let p = Parameters(model.layout, x)
        func size(_ layer: Int) -> Matrix {
            let w = p.block(layer)
            return Matrix(rows: w.rows, columns: w.columns) { i, j in
                (model as? ResidualLinear).map { abs($0.scale * w[i, j]) + (i == j ? 1 : 0) } ?? abs(w[i, j])
            }
        }
        let order = model is Factorization ? [1, 0] : Array(model.layout.blocks.indices)
        let product = order.dropFirst().reduce(size(order[0])) { size($1) * $0 }
        return product.storage.reduce(0, +)
    }

    /// Scores from their definitions, at a point whose other coordinates are zero.
    private func score(_ score: PruningScore, _ x: Vector, _ model: any Model, _ left: Set<Int>) -> Vector {
        func gradient(_ x: Vector) -> Vector {
            let g = model.gradient(at: Parameters(model.layout, x)).values
            return g.indices.map { left.contains($0) ? g[$0] : 0 }
        }
        let g = gradient(x)
        switch score {
        case .magnitude: return x.map(abs)
        case .gradient: return g.map(abs)
        case .saliency: return zip(x, g).map { abs($0 * $1) }
        case .grasp:
            // What |g|^2 / 2 falls by, to first order, when x_i goes.
            let h = 1e-6
            return x.indices.map { i in
                var (ahead, behind) = (x, x)
                ahead[i] += h
                behind[i] -= h
                return x[i] * (squaredNorm(gradient(ahead)) - squaredNorm(gradient(behind))) / (4 * h)
            }
        case .synflow:
            // The flow is affine in each |x_i|, so that x_i dR/dx_i is what it loses without the parameter.
            return x.indices.map { i in
                var without = x
                without[i] = 0
                return flow(x, model) - flow(without, model)
            }
        }
    }

    /// `nil` where scores at the cut agree but for rounding, which then decides: of a product `b a` the two saliencies are equal.
    private func naive(_ law: Prune, _ trainee: Trainee, steps: Int, from start: Vector? = nil) -> Vector? {
        let d = trainee.start.values.count
        var left = Set(0..<d)
        var isTied = false
        func prune(_ round: Int, _ x: inout Vector) {
            let n = Double(law.rounds)
            let share = Double(round + 1) / n
            // By logarithms, and not by powers.
            let wanted = (1 - share) * log(Double(d)) + share * log(Double(law.keep))
            let size = round + 1 == law.rounds ? law.keep : Int(exp(wanted).rounded())
            let scores = score(law.score, x, trainee.model, left)
            let before = left
            left = naiveLargest(size, of: Array(left)) { scores[$0] }
            let (least, next) = (left.map { scores[$0] }.min(), before.subtracting(left).map { scores[$0] }.max())
            if let least, let next, abs(least - next) <= 1e-12 * abs(least) { isTied = true }
            for i in 0..<d {
                if !left.contains(i) { x[i] = 0 } else if law.rewind { x[i] = trainee.start.values[i] }
            }
        }
        var x = start ?? trainee.start.values
        if steps == 0 { for round in 0..<law.rounds { prune(round, &x) } }
        let end = trainee.naive(steps, from: x) { step, x in
            for round in 0..<law.rounds where round * steps / law.rounds == step { prune(round, &x) }
            return (0..<d).map { left.contains($0) }
        }
        return isTied ? nil : end
    }

    @Test(arguments: PruningScore.allCases)
    func agreesWithItsDefinition(_ score: PruningScore) throws {
        var generator = Generator(seed: 1, "prune \(score.rawValue)")
        var (compared, tied) = (0, 0)
        for trainee in try generator.trainees() {
            for (keep, rounds, steps) in [(2, 1, 5), (3, 2, 9), (2, 4, 10), (1, 5, 3), (2, 3, 0), (4, 1, 0)] {
                for rewind in [false, true] {
                    let law = Prune(keep: keep, score: score, rounds: rounds, rewind: rewind)
                    let run = trainee.run([trainee.stage(Full(), 3), trainee.stage(law, steps)])
                    let x = try #require(try run.trajectory().final).values
                    let before = trainee.naive(3) { _, x in x.map { _ in true } }
                    #expect(x.count { $0 != 0 } == keep)
                    guard let expected = naive(law, trainee, steps: steps, from: before) else {
                        tied += 1
                        continue
                    }
                    compared += 1
                    #expect(near(x, expected), "\(law.summary)")
                }
            }
        }
        #expect(compared > 3 * tied, "\(tied) ties of \(compared + tied)")
    }

    /// theory: masking item 11, iterative magnitude pruning on a quadratic.
    @Test func item11IterativeMagnitudePruning() throws {
        let model = try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0, 0.5], [1, 3, 0.5, 0], [0, 0.5, 2, 0.5], [0.5, 0, 0.5, 5]]),
            optimum: [3, -2, 0.8, 0.5])
        let trainee = Trainee(model: model, start: Parameters([0, 0, 0, 0]), eta: 0.25)
        func final(_ law: Prune, _ steps: Int) throws -> Vector {
            let run = trainee.run([trainee.stage(Full(), 200), trainee.stage(law, steps)])
            return try #require(try run.trajectory().final).values
        }
        func matchesAll(_ x: Vector, _ oracle: Vector) -> Bool {
            zip(x, oracle).allSatisfy { matches($0, $1) }
        }
        let first = [3.07440476190476, -2.04761904761905, 0.936904761904762, 0]
        let last = [3.03181818181818, -1.87727272727273, 0, 0]
        #expect(matchesAll(try final(Prune(keep: 3, score: .magnitude), 200), first))
        for rewind in [false, true] {
            let x = try final(Prune(keep: 2, score: .magnitude, rounds: 2, rewind: rewind), 400)
            #expect(matchesAll(x, last))
            #expect(matches(model.value(at: Parameters(x)), 1.43647727272727))
            #expect(matches(-2 - x[1], -0.122727272727273))
        }
        #expect(matches(model.value(at: Parameters(try final(Prune(keep: 2, score: .magnitude), 0))), 1.465))
    }

    /// theory: masking item 11, the threshold `a = (1 + 2 eta) b = 2`: below it retraining misleads.
    @Test func item11Threshold() throws {
        for (a, rounds, survivor) in [(2.01, 2, 0), (1.99, 2, 1), (2.01, 1, 0), (1.99, 1, 0)] {
            let model = try Quadratic(
                hessian: Matrix(rows: [[1, 0, -0.5], [0, 1, 0.5], [-0.5, 0.5, 2]]), optimum: [a, 1, 1 - 1e-6])
            let trainee = Trainee(model: model, start: Parameters([0, 0, 0]), eta: 0.6)
            let law = Prune(keep: 1, score: .magnitude, rounds: rounds)
            let run = trainee.run([trainee.stage(Full(), 300), trainee.stage(law, 600)])
            let x = try #require(try run.trajectory().final).values
            #expect(x.indices.filter { x[$0] != 0 } == [survivor], "a=\(a) rounds=\(rounds)")
        }
    }

    @Test func laterStagesStayWithinWhatIsLeft() throws {
        var generator = Generator(seed: 1, "pruned for good")
        for trainee in try generator.trainees() {
            let prune = trainee.stage(Prune(keep: 4, score: .saliency), 0)
            func final(_ stages: [Stage]) throws -> Vector {
                try #require(try trainee.run(stages).trajectory().final).values
            }
            let pruned = try final([prune])
            let left = pruned.map { $0 != 0 }
            let trained = try final([prune, trainee.stage(Full(), 4), trainee.stage(Full(), 3)])
            #expect(near(trained, trainee.naive(7, from: pruned) { _, _ in left }))
            // Once more, and never more than there are.
            let again = try final([prune, trainee.stage(Prune(keep: 2, score: .magnitude), 3)])
            let two = naiveLargest(2, of: Array(pruned.indices)) { abs(pruned[$0]) }
            #expect(again.indices.filter { again[$0] != 0 } == two.sorted())
            for score in PruningScore.allCases {
                let less = try final([prune, trainee.stage(Prune(keep: 5, score: score), 7)])
                #expect(less == trained, "nothing is left to prune")
            }
            // Rewinding goes back to the start of the run, also from a later stage.
            let back = try final([
                trainee.stage(Full(), 2), trainee.stage(Prune(keep: 3, score: .magnitude, rewind: true), 0),
            ])
            #expect(back.indices.allSatisfy { back[$0] == 0 || back[$0] == trainee.start.values[$0] })
            #expect(back.count { $0 != 0 } == 3)
        }
    }

    @Test func worksWithOtherOperators() throws {
        var generator = Generator(seed: 1, "prune and mask")
        let trainee = try generator.trainees()[0]
        let x0 = trainee.start.values
        let left = naiveLargest(4, of: Array(x0.indices)) { abs(x0[$0]) }
        let prune = Prune(keep: 4, score: .magnitude)
        let mask = Mask(.coordinates([1, 2, 3]))
        let both = try trainee.trained(Composition([prune, mask]), 5)
        var pruned = x0
        for i in x0.indices where !left.contains(i) { pruned[i] = 0 }
        #expect(near(both, trainee.naive(5, from: pruned) { _, x in x.indices.map { left.contains($0) && $0 < 3 } }))
        // In a cycle the mask's turns stay within the pruned model too; two rounds of six steps fall on steps 0 and 4.
        let cycle = try trainee.trained(Cycle([Prune(keep: 2, score: .magnitude, rounds: 2), mask]), 6)
        var support = Set(x0.indices)
        let expected = trainee.naive(6) { step, x in
            if step == 0 || step == 4 {
                support = naiveLargest(step == 0 ? 3 : 2, of: Array(support)) { abs(x[$0]) }
                for i in x.indices where !support.contains(i) { x[i] = 0 }
            }
            return x.indices.map { support.contains($0) && (step % 2 == 0 || $0 < 3) }
        }
        #expect(near(cycle, expected))
        // The second part sees what the first has left: the largest gradient is that of a pruned parameter.
        let steep = Trainee(
            model: try Quadratic(hessian: .identity(4), optimum: [3.5, 2, 1, 100]), start: Parameters([3, 2, 1, 0.1]),
            eta: 0.1)
        let twice = Composition([Prune(keep: 3, score: .magnitude), Prune(keep: 1, score: .gradient)])
        #expect(try steep.trained(twice, 0) == [3, 0, 0, 0])
    }

    /// A random mask on a pruned quadratic is one on the smaller quadratic of what is left.
    @Test func randomMasksSeeTheSmallerModel() throws {
        var generator = Generator(seed: 1, "pruned ensemble")
        let model = try generator.quadratic(5)
        let start = Parameters(generator.gaussianVector(5))
        let left = naiveLargest(3, of: Array(0..<5)) { abs(start.values[$0]) }.sorted()
        let rest = (0..<5).filter { !left.contains($0) }
        let inner = model.hessian.submatrix(rows: left, columns: left)
        let shift =
            try inner.pseudoinverse()
            * (model.hessian.submatrix(rows: left, columns: rest) * rest.map { model.optimum[$0] })
        let optimum = add(left.map { model.optimum[$0] }, 1, shift)
        var corner = Parameters(Vector(repeating: 0, count: 5))
        for (k, i) in left.enumerated() { corner.values[i] = optimum[k] }
        let small = try Quadratic(hessian: inner, optimum: optimum, minimum: model.value(at: corner))
        let mask = Stage(Mask(.bernoulli(0.5)), stepSize: 0.3, duration: .steps(4))
        let exact = try Run(
            model: small, start: Parameters(left.map { start.values[$0] }), schedule: Schedule([mask]),
            observables: [.loss, .cost]
        ).trajectory()
        let prune = Stage(Prune(keep: 3, score: .magnitude), stepSize: 0.3, duration: .steps(0))
        let run = Run(
            model: model, start: start, schedule: Schedule([prune, mask]), observables: [.loss, .cost], seed: 5)
        #expect(try run.resolvedEngine() == .ensemble)
        let sampled = try run.trajectory(jobs: 2)
        for observable in run.observables {
            let series = try #require(sampled.series[observable])
            let (low, high) = (try #require(series.low), try #require(series.high))
            for t in 1...4 {
                let value = exact.values(observable)[t]
                #expect(low[t] <= value && value <= high[t], "\(observable) at \(t)")
            }
            #expect(try run.trajectory(jobs: 1).series[observable] == series)
        }
    }

    /// d = 4: a gradient of the whole model is 16, a step of a model of two parameters 2 * 2 + 2.
    @Test func costIsThePrunedModelsAndTheGradientsOfTheScore() throws {
        let model = try Quadratic(hessian: .diagonal([4, 3, 2, 1]), optimum: [1, 2, 3, 4])
        let trainee = Trainee(model: model, start: Parameters([1, -1, 2, 0.5]), eta: 0.1)
        let extra: [(PruningScore, Double)] = [
            (.magnitude, 0), (.gradient, 16), (.saliency, 16), (.grasp, 48), (.synflow, 16),
        ]
        for (score, gradients) in extra {
            let law = Prune(keep: 2, score: score)
            #expect(try trainee.run([trainee.stage(law, 2)]).values(.cost) == [0, 6 + gradients, 12 + gradients])
            let stages = [trainee.stage(law, 0), trainee.stage(Full(), 2)]
            #expect(try trainee.run(stages).values(.cost) == [0, 6 + gradients, 12 + gradients])
            // Three parameters, 3 * 3 + 3, then two; each round scores anew.
            let twice = trainee.stage(Prune(keep: 2, score: score, rounds: 2), 2)
            #expect(try trainee.run([twice]).values(.cost) == [0, 12 + gradients, 18 + 2 * gradients])
            let atOnce = [trainee.stage(Prune(keep: 2, score: score, rounds: 2), 0), trainee.stage(Full(), 1)]
            #expect(try trainee.run(atOnce).values(.cost) == [0, 6 + 2 * gradients])
            // Where nothing is pruned nothing is scored.
            #expect(try trainee.run([trainee.stage(Prune(keep: 4, score: score), 1)]).values(.cost) == [0, 20])
        }
    }

    /// The rounding allowance of a pruned run does not grow as if nothing were known of the step: masks commute with pruning.
    @Test func allowancesStaySmall() throws {
        var generator = Generator(seed: 1, "pruned allowance")
        let model = try generator.quadratic(6)
        let trainee = Trainee(model: model, start: Parameters(generator.gaussianVector(6)), eta: 0.3)
        let prune = Prune(keep: 4, score: .magnitude, rounds: 2)
        let mask = Mask(.coordinates([1, 2, 3, 4]))
        let sandwich = Mask(.coordinates([1, 2, 3, 4]), forward: true)
        for law in [
            prune, Composition([prune, mask]), Composition([prune, sandwich]), Cycle([prune, mask]),
            DynamicSparsity(keep: 3, drop: 1, grow: .gradient, every: 50),
        ] as [any PartialOperator] {
            for later in [Full(), Freeze(.coordinates([2])), mask, sandwich] as [any PartialOperator] {
                let run = trainee.run([trainee.stage(law, 200), trainee.stage(later, 200)])
                let series = try #require(try run.trajectory().series[.loss])
                let (value, radius) = (series.values[400], series.radius[400])
                #expect(radius > 0 && radius < 1e-11 * (1 + value), "\(law.summary) then \(later.summary)")
            }
        }
    }

    @Test func tiesSummariesAndErrors() throws {
        let model = try Quadratic(hessian: .identity(4), optimum: [0, 0, 0, 0])
        let trainee = Trainee(model: model, start: Parameters([1, -1, 1, -1]), eta: 0.5)
        #expect(try trainee.trained(Prune(keep: 3, score: .magnitude), 0) == [1, -1, 1, 0])
        #expect(try trainee.trained(Prune(keep: 4, score: .synflow, rounds: 3), 1) == [0.5, -0.5, 0.5, -0.5])
        let law = Prune(keep: 5, score: .saliency, rounds: 3, rewind: true)
        #expect(law.summary == "prune keep=5 score=saliency rounds=3 rewind")
        #expect(Prune(keep: 1, score: .magnitude).summary == "prune keep=1 score=magnitude")
        #expect(law.isAdaptive && !law.isRandom)
        #expect(law.expectedRank(.vector(9)) == nil && Prune(keep: 5, score: .grasp).expectedRank(.vector(9)) == 5)
        for (law, what) in [
            (Prune(keep: 0, score: .magnitude), "keep"), (Prune(keep: 5, score: .magnitude), "keep"),
            (Prune(keep: 1, score: .magnitude, rounds: 0), "rounds"),
        ] {
            guard case .invalid(let name, _, _) = failure({ try law.validate(.vector(4)) }) else {
                Issue.record("no error for \(law.summary)")
                continue
            }
            #expect(name == "prune \(what)")
        }
        let flow = Stage(Prune(keep: 1, score: .magnitude), stepSize: 1, duration: .time(end: 1, points: 2))
        #expect(failure { try trainee.run([flow]).trajectory() }?.kind == "unsupported")
        let run = trainee.run([trainee.stage(Prune(keep: 2, score: .magnitude), 2)])
        let audit = try run.trajectory().audit
        #expect(audit.coordinates == [1, 2] && audit.ranks == [2])
    }
}
