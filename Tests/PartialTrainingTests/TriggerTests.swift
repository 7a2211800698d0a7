import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct TriggerTests {
    private func stage(_ law: any PartialOperator, _ steps: Int, _ eta: Double = 0.1) -> Stage {
        Stage(law, stepSize: eta, duration: .steps(steps))
    }

    /// Two scalar layers whose gradients have the given signs at each step: the correlation is +1 or -1.
    private func trigger(_ trigger: Trigger, _ signs: [Double]) -> Int? {
        var state = TriggerState(trigger)
        for (step, sign) in signs.enumerated() {
            let gradient = Parameters([Matrix(column: [1]), Matrix(column: [sign])])
            if state.fires(step: step, gradient: gradient) { return step }
        }
        return nil
    }

    @Test func triggersCountTheirPatience() {
        let once = Trigger(correlationBelow: 0.5, atMost: 10)
        #expect(trigger(once, [1, 1, -1, 1]) == 2)
        #expect(trigger(once, [-1]) == 0)
        let patient = Trigger(correlationBelow: 0.5, patience: 3, atMost: 10)
        #expect(trigger(patient, [-1, -1, 1, -1, -1, -1]) == 5)
        #expect(trigger(patient, [-1, -1, 1, -1, -1]) == nil)
        let rare = Trigger(correlationBelow: 0.5, patience: 2, checkEvery: 3, atMost: 10)
        #expect(trigger(rare, [-1, 1, 1, -1, 1]) == 3)
        #expect(trigger(rare, [1, -1, -1, 1, -1, -1]) == nil)
        #expect(trigger(Trigger(correlationBelow: 1, atMost: 1), [1, 1]) == nil)
    }

    @Test func correlationsOfAdjacentLayers() {
        let a = Matrix(column: [1, 0])
        let diagonal = Matrix(column: [1, 1])
        let zero = Matrix(column: [0, 0])
        #expect(agree(Trigger.adjacentCorrelation(Parameters([a, diagonal])), 0.5.squareRoot(), roundings: 4))
        #expect(Trigger.adjacentCorrelation(Parameters([a, zero, a])) == 1)
        #expect(Trigger.adjacentCorrelation(Parameters([a, a, -1 * a])) == 0)
        #expect(Trigger.adjacentCorrelation(Parameters([a])) == 1)
    }

    @Test func stagesEndByTheirTriggerOrAtMost() throws {
        // A target far from normal: correlations fall below 0.99 after the first step (0.990099 at step 1 of eta 0.1).
        let model = try DeepLinear(depth: 2, target: Matrix(rows: [[1, 1], [0, 1]]))
        func trajectory(_ threshold: Double, _ atMost: Int) throws -> Trajectory {
            let tied = Stage(
                Share(), stepSize: 0.1,
                duration: .until(Trigger(correlationBelow: threshold, atMost: atMost)))
            return try Run(
                model: model, start: model.identityStart, schedule: Schedule([tied, stage(Full(), 2)]),
                observables: [.loss]
            ).trajectory()
        }
        #expect(try trajectory(0.995, 50).stages == [0, 0, 1, 1])
        #expect(try trajectory(-1, 3).stages == [0, 0, 0, 0, 1, 1])
        #expect(try trajectory(2, 3).stages == [0, 1, 1])
        #expect(try trajectory(0.5, 0).times == [0, 1, 2])
    }
}
