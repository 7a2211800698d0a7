import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct SplitSharingTests {
    /// The groups before each step, and the last point, by a direct reading of the rule.
    private func naive(
        _ law: SplitSharing, _ trainee: Trainee, members: Int, groups first: [[Int]], steps: Int
    ) -> (groups: [[[Int]]], x: Vector) {
        var groups = first
        var streaks = first.map { _ in 0 }
        var history: [[[Int]]] = []
        var x = trainee.start.values
        let size = x.count / members
        for step in 0..<steps {
            let g = trainee.model.gradient(at: Parameters(trainee.model.layout, x)).values
            func piece(_ l: Int) -> Vector { Array(g[((l - 1) * size)..<(l * size)]) }
            if step % law.every == 0 {
                var (next, counts) = ([[Int]](), [Int]())
                for (group, streak) in zip(groups, streaks) {
                    var (least, place) = (2.0, 0)
                    for (i, pair) in zip(group, group.dropFirst()).enumerated() {
                        let (a, b) = (piece(pair.0), piece(pair.1))
                        let correlation = norm(a) * norm(b) > 0 ? dot(a, b) / (norm(a) * norm(b)) : 1
                        if correlation < least { (least, place) = (correlation, i + 1) }
                    }
                    if least >= law.below {
                        next.append(group)
                        counts.append(0)
                    } else if streak + 1 < law.patience {
                        next.append(group)
                        counts.append(streak + 1)
                    } else {
                        next += [Array(group[..<place]), Array(group[place...])]
                        counts += [0, 0]
                    }
                }
                (groups, streaks) = (next, counts)
            }
            history.append(groups)
            for group in groups {
                var mean = Vector(repeating: 0, count: size)
                for l in group { mean = add(mean, 1 / Double(group.count), piece(l)) }
                for l in group { for i in 0..<size { x[(l - 1) * size + i] -= trainee.eta * mean[i] } }
            }
            let grouped = Set(groups.flatMap { $0 })
            for l in 1...members where !grouped.contains(l) {
                for i in 0..<size { x[(l - 1) * size + i] -= trainee.eta * g[(l - 1) * size + i] }
            }
        }
        return (history, x)
    }

    @Test func agreesWithItsDefinition() throws {
        var generator = Generator(seed: 1, "split sharing")
        var splits = 0
        for _ in 0..<4 {
            let deep = try DeepLinear(depth: 5, target: generator.gaussianMatrix(rows: 2, columns: 2))
            let near1 = Parameters(deep.layout, deep.identityStart.values.map { $0 + 0.1 * generator.gaussian() })
            let flat = try generator.quadratic(10)
            let trainees = [
                (Trainee(model: deep, start: near1, eta: 0.02), nil as Int?),
                (Trainee(model: flat, start: Parameters(generator.gaussianVector(10)), eta: 0.2), 5),
            ]
            for (trainee, blocks) in trainees {
                for (below, patience, every, groups) in [
                    (0.95, 1, 1, nil as [[Int]]?), (0.9, 2, 1, nil), (0.9, 2, 3, nil),
                    (0.5, 1, 2, [[1, 3, 5], [2, 4]]),
                    (0.99, 3, 1, [[2, 3, 4]]),
                ] {
                    let law = SplitSharing(
                        below: below, patience: patience, every: every, groups: groups, blocks: blocks)
                    let (history, x) = naive(
                        law, trainee, members: 5, groups: groups ?? [Array(1...5)], steps: 12)
                    #expect(near(try trainee.trained(law, 12), x), "\(law.summary)")
                    splits += (history.last?.count ?? 0) - (history.first?.count ?? 0)
                }
            }
        }
        #expect(splits > 20, "the instances must split for this to be a test")
    }

    /// `A = sum_g |sum g_l|^2 / |g| / sum |g_l|^2`: the decrease of tied steps relative to untied ones.
    private func efficiency(_ groups: [[Int]], _ g: Parameters, _ size: Int) -> Double {
        var sum = 0.0
        for group in groups {
            var total = Vector(repeating: 0, count: size)
            for l in group { total = add(total, 1, Array(g.values[((l - 1) * size)..<(l * size)])) }
            sum += squaredNorm(total) / Double(group.count)
        }
        return sum / squaredNorm(g.values)
    }

    /// theory: sharing item 8, the oracle of the correlations, and (d): splitting never lowers the efficiency, up to 1.
    @Test func item8EfficiencyOfGroups() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        let start = Parameters(Array(repeating: try Matrix(rows: [[1, 0.5], [0, 1]]), count: 3))
        let g = model.gradient(at: start)
        #expect(matches(try #require(Trigger.correlation(g, 0, 1, size: 4)), 0.790483943458))
        #expect(matches(try #require(Trigger.correlation(g, 1, 2, size: 4)), 0.865124701093))
        #expect(matches(efficiency([[1, 2, 3]], g, 4), 0.760840998686))
        var generator = Generator(seed: 1, "split efficiency")
        func groups(_ below: Double, _ patience: Int = 1, checks: Int = 1) throws -> [[Int]] {
            let law = SplitSharing(below: below, patience: patience)
            var step = SplitStep(law: law, layout: model.layout)
            var x = start
            for number in 0..<checks {
                let context = StepContext(
                    model: model, start: start, gradient: g, support: nil, step: number, length: 9, stepSize: 0.1)
                #expect(!step.adapt(&x, context, using: &generator) && x == start)
            }
            return step.groups.map(\.members)
        }
        #expect(try groups(0.79) == [[1, 2, 3]])
        #expect(try groups(0.8) == [[1], [2, 3]])
        #expect(try groups(0.8, checks: 2) == [[1], [2, 3]])
        #expect(try groups(0.9, checks: 2) == [[1], [2], [3]])
        #expect(try groups(0.9, 2) == [[1, 2, 3]])
        #expect(try groups(0.9, 2, checks: 3) == [[1], [2, 3]])
        #expect(try groups(0.9, 2, checks: 4) == [[1], [2], [3]])
        // A check that agrees ends the streak.
        func split(_ signs: [Double]) -> [Int] {
            let pair = try? DeepLinear(depth: 2, target: .identity(1))
            var step = SplitStep(law: SplitSharing(below: 0.5, patience: 2), layout: Layout([(1, 1), (1, 1)]))
            guard let pair else { return [] }
            return signs.enumerated().map { number, sign in
                var x = pair.identityStart
                let context = StepContext(
                    model: pair, start: x, gradient: Parameters(x.layout, [1, sign]), support: nil, step: number,
                    length: 9, stepSize: 0.1)
                _ = step.adapt(&x, context, using: &generator)
                return step.groups.count
            }
        }
        #expect(split([-1, 1, -1, 1, 0]) == [1, 1, 1, 1, 1])
        #expect(split([-1, 1, -1, -1, 1]) == [1, 1, 1, 2, 2])
        // Along random runs.
        for _ in 0..<20 {
            let random = Parameters(model.layout, generator.gaussianVector(12))
            let gradient = model.gradient(at: random)
            var step = SplitStep(law: SplitSharing(below: 1), layout: model.layout)
            var x = random
            var last = 0.0
            for number in 0..<3 {
                let value = efficiency(step.groups.map(\.members), gradient, 4)
                #expect(value >= last - 1e-15)
                last = value
                let context = StepContext(
                    model: model, start: random, gradient: gradient, support: nil, step: number, length: 9,
                    stepSize: 0.1)
                _ = step.adapt(&x, context, using: &generator)
            }
            #expect(step.groups.count == 3 && !step.adapts)
            #expect(agree(efficiency(step.groups.map(\.members), gradient, 4), 1, roundings: 8))
        }
    }

    /// theory: sharing item 8 (c): all adjacent correlations are 1/2, the mean gradient is 0. A threshold above 1/2 gets out.
    @Test func item8Fan() throws {
        let s = 0.75.squareRoot()
        let fan: [Vector] = [[0.5, s], [-0.5, s], [-1, 0], [-0.5, -s], [0.5, -s], [1, 0]]
        let model = try Quadratic(hessian: .identity(12), optimum: fan.flatMap { $0 })
        let trainee = Trainee(model: model, start: Parameters(Vector(repeating: 0, count: 12)), eta: 0.5)
        func losses(_ below: Double) throws -> [Double] {
            try trainee.run([trainee.stage(SplitSharing(below: below, blocks: 6), 40)]).values(.loss)
        }
        #expect(try losses(0.49).allSatisfy { matches($0, 3) })
        let free = try losses(0.51)
        #expect(matches(free[0], 3) && free[40] < 1e-12)
    }

    /// Three layers 2 x 2 of a deep network: 48 for the products, 4 for each group.
    @Test func costSummariesAndErrors() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        let start = Parameters(Array(repeating: try Matrix(rows: [[1, 0.5], [0, 1]]), count: 3))
        let trainee = Trainee(model: model, start: start, eta: 1e-6)
        let law = SplitSharing(below: 0.9, every: 2)
        #expect(try trainee.run([trainee.stage(law, 4)]).values(.cost) == [0, 56, 112, 172, 232])
        #expect(law.summary == "split-share all below=0.9 patience=1 every=2")
        let pieces = SplitSharing(below: 0.5, patience: 3, groups: [[1, 2], [3]], blocks: 3)
        #expect(pieces.summary == "split-share groups=1-2|3 blocks=3 below=0.5 patience=3 every=1")
        #expect(law.isAdaptive && !law.isRandom && law.expectedRank(model.layout) == nil)
        // A stage without steps, another stage: groups begin anew.
        let stages = [trainee.stage(law, 0), trainee.stage(law, 1), trainee.stage(law, 1)]
        #expect(try trainee.run(stages).values(.cost) == [0, 56, 112])
        for law in [
            SplitSharing(below: .nan), SplitSharing(below: 0, patience: 0), SplitSharing(below: 0, every: 0),
            SplitSharing(below: 0, groups: [[1, 4]]),
        ] {
            #expect(failure { try law.validate(model.layout) }?.kind == "invalid")
        }
        #expect(failure { try SplitSharing(below: 0, blocks: 5).validate(.vector(12)) }?.kind == "invalid")
        #expect(failure { try SplitSharing(below: 0).validate(Layout([(2, 2), (2, 3)])) }?.kind == "shape")
        // With a mask, only its coordinates move, by the mean.
        let masked = try trainee.trained(Composition([SplitSharing(below: -1), Mask(.coordinates([1, 5]))]), 1)
        let g = model.gradient(at: start).values
        var expected = start.values
        for i in [0, 4] { expected[i] -= 1e-6 * (g[0] + g[4] + g[8]) / 3 }
        #expect(near(masked, expected, 1e-15))
    }
}
