import LinearAlgebra
import PartialTraining
import Testing

/// Every number in the tutorial "Add your own operator".
@Suite struct OperatorTutorialTests {
    /// By how much a step along each coordinate lowers the loss: the engine's, of that coordinate alone.
    @Test func gainsOfTheFirstStep() throws {
        let gains = try (1...3).map { i in
            var run = try WeightedRun.run(steps: 1)
            run.schedule = Schedule(Mask(.coordinates([i])), stepSize: 0.25, steps: 1)
            let excess = try run.trajectory().values(.excess)
            return excess[0] - excess[1]
        }
        // Dyadic numbers of a few digits: exact.
        let byHand: [Double] = [25 / 8, 125 / 32, 27 / 16]
        #expect(gains == byHand)
        #expect(dot([0.5, 0.25, 0.25], gains) == 2.9609375)
        let run = try WeightedRun.run()
        #expect(run.model.gradient(at: run.start).values == [-5, -5, -3])
    }

    @Test func excessAfterFortySteps() throws {
        let excess = try WeightedRun.run().trajectory().values(.excess)
        try #require(excess.count == 41)
        #expect((excess[40] * 1e5).rounded() == 164)
    }

    @Test func enginesAgree() throws {
        let run = try WeightedRun.run(steps: 6)
        #expect(Enumeration.pathCount(run) == 729)
        for engine in [EngineKind.moments, .enumeration] {
            #expect(try WeightedRun.run(steps: 6, engine: engine).trajectory().values(.excess).count == 7)
        }
        #expect(try WeightedRun.disagreement(.moments, .enumeration) < 1)
    }

    /// The law that is drawn from is the one that is enumerated: the exact loss is in the interval of a sample.
    @Test func drawsFollowTheWeights() throws {
        let exact = try WeightedRun.run().trajectory().values(.excess)
        let sampled = try #require(try WeightedRun.run(engine: .ensemble).trajectory().series[.excess])
        let (low, high) = (try #require(sampled.low), try #require(sampled.high))
        // Pointwise intervals of 99.9%: of 40 that depend on each other one may miss, with a seed that is fixed none does.
        for t in 1...40 { #expect((low[t]...high[t]).contains(exact[t])) }
    }

    @Test(arguments: [[0.5, 0.5], [0.5, 0.5, 0.5], [1.5, -0.5, 0], [.nan, 0.5, 0.5]])
    func weightsAreChecked(_ weights: [Double]) {
        #expect(throws: TrainingError.self) {
            try WeightedCoordinate(weights: weights).validate(.vector(3))
        }
    }
}
