import LinearAlgebra
import Testing

@testable import PartialTraining

/// Compositions, cycles, displacements and noise.
@Suite struct CombinationTests {
    private let model = SmoothFunction(dimension: 2, constants: Constants(), summary: "linear") { x, g in
        g = [1, 10]
        return x[0] + 10 * x[1]
    }

    private func endpoint(_ law: any PartialOperator, steps: Int, stages: Int = 1) throws -> Vector {
        let stage = Stage(law, stepSize: 1, duration: .steps(steps))
        let run = Run(
            model: model, start: Parameters([0, 0]), schedule: Schedule(Array(repeating: stage, count: stages)),
            observables: [.loss], engine: .direct)
        return try #require(try run.trajectory().final).values
    }

    @Test func cycleTakesTurnsAndRestartsWithTheStage() throws {
        let cycle = Cycle([Mask(.coordinates([1])), Mask(.coordinates([2])), Full()])
        #expect(try endpoint(cycle, steps: 1) == [-1, 0])
        #expect(try endpoint(cycle, steps: 2) == [-1, -10])
        #expect(try endpoint(cycle, steps: 3) == [-2, -20])
        #expect(try endpoint(cycle, steps: 4) == [-3, -20])
        // Two stages of four steps: the second begins again with the first part.
        #expect(try endpoint(cycle, steps: 4, stages: 2) == [-6, -40])
    }

    @Test func innerCyclesKeepTheirOwnTurn() throws {
        let one = Mask(.coordinates([1]))
        let two = Mask(.coordinates([2]))
        // 1, 1, 1, 2, 1, 1, 1, 2: the inner cycle advances when it is its turn.
        let nested = Cycle([one, Cycle([one, two])])
        #expect(try endpoint(nested, steps: 4) == [-3, -10])
        #expect(try endpoint(nested, steps: 8) == [-6, -20])
    }

    @Test func outcomesOfCyclesAndCompositions() throws {
        let layout = Layout.vector(3)
        let cycle = Cycle([Mask(.subset(1)), Mask(.bernoulli(0.5))])
        #expect(try cycle.outcomes(layout, step: 0).count == 3)
        #expect(try cycle.outcomes(layout, step: 1).count == 8)
        #expect(cycle.outcomeCount(layout) == 8)
        #expect(cycle.expectedRank(layout) == 1.25)
        let composition = Composition([Mask(.subset(1)), TwoPointNoise([1, 1, 1])])
        let outcomes = try composition.outcomes(layout, step: 0)
        #expect(outcomes.count == 6 && composition.outcomeCount(layout) == 6)
        #expect(agree(outcomes.reduce(0) { $0 + $1.probability }, 1, roundings: 8))
        let endless = Composition([Full(), RandomSubspace(dimension: 1, kind: .haar)])
        #expect(endless.outcomeCount(layout) == .max)
        #expect(failure { try endless.outcomes(layout, step: 0) }?.kind == "unsupported")
        #expect(failure { try Cycle([endless]).outcomes(layout, step: 0) }?.kind == "unsupported")
    }

    @Test func compositionAppliesItsPartsInOrder() throws {
        // Noise then mask: the noise is masked; mask then noise: it is not.
        let noise = TwoPointNoise([0, 5])
        let mask = Mask(.coordinates([1]))
        let masked = try Composition([noise, mask]).outcomes(.vector(2), step: 0)
        let open = try Composition([mask, noise]).outcomes(.vector(2), step: 0)
        var g = Parameters([1, 1])
        try masked[0].step.keep(&g)
        #expect(g.values == [1, 0])
        g = Parameters([1, 1])
        try open[0].step.keep(&g)
        #expect(g.values == [1, 5])
        let rescaled = Composition([Mask(.subset(1), rescale: true), Mask(.bernoulli(0.5), rescale: true)])
        #expect(try rescaled.outcomes(.vector(2), step: 0)[0].step.scale == 4)
    }

    @Test func displacementMovesTheGradient() throws {
        let quadratic = try Quadratic(hessian: .diagonal([1, 2]), optimum: [0, 0])
        let run = Run(
            model: quadratic, start: Parameters([1, 1]),
            schedule: Schedule(Displacement { [Double($0), 0.5] }, stepSize: 0.25, steps: 2), observables: [.loss])
        // x - (1/4) H (x + delta_t) with delta_0 = (0, 1/2), delta_1 = (1, 1/2).
        let first = [1 - 0.25 * 1, 1 - 0.5 * 1.5]
        let second = [first[0] - 0.25 * (first[0] + 1), first[1] - 0.5 * (first[1] + 0.5)]
        #expect(try #require(try run.trajectory().final).values == second)
    }

    @Test func noiseHasMeanZeroAndTheCovariance() throws {
        let noise = TwoPointNoise([1, -2])
        var (mean, second) = ([0.0, 0.0], Matrix(rows: 2, columns: 2))
        for outcome in noise.outcomes(.vector(2), step: 0) {
            var g = Parameters([0, 0])
            try outcome.step.keep(&g)
            mean = add(mean, outcome.probability, g.values)
            second = second + outcome.probability * outer(g.values, g.values)
        }
        #expect(mean == [0, 0])
        #expect(second == outer([1, -2], [1, -2]))
        #expect(noise.isRandom && !TwoPointNoise([0, 0]).isRandom)
        var generator = Generator(seed: 1, "noise")
        var step = noise.begin(.vector(2), using: &generator)
        var positive = 0
        for t in 0..<4000 {
            try step.draw(t, using: &generator)
            var g = Parameters([0, 0])
            try step.keep(&g)
            if g.values[0] > 0 { positive += 1 }
        }
        // Six standard deviations of a fair coin.
        #expect(abs(positive - 2000) <= 190)
    }

    @Test func errors() {
        let layout = Layout.vector(2)
        #expect(failure { try Composition([]).validate(layout) }?.kind == "invalid")
        #expect(failure { try Cycle([]).validate(layout) }?.kind == "invalid")
        #expect(failure { try Cycle([Full(), Mask(.subset(3))]).validate(layout) }?.kind == "invalid")
        #expect(failure { try Composition([Mask(.bernoulli(2))]).validate(layout) }?.kind == "invalid")
        #expect(failure { try Displacement { _ in [1] }.validate(layout) }?.kind == "shape")
        #expect(failure { try TwoPointNoise([1]).validate(layout) }?.kind == "shape")
        #expect(failure { try TwoPointNoise([1, .nan]).validate(layout) }?.kind == "invalid")
        // A displacement that changes its length on the way is an error, not a trap.
        let shrinking = Displacement { t in t == 0 ? [1, 1] : [1] }
        #expect(failure { try endpoint(shrinking, steps: 2) }?.kind == "shape")
    }
}
