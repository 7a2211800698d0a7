import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct SoftMaskTests {
    private func model() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[4, 1], [1, 3]]), optimum: [1, -2])
    }

    @Test func stepIsWeighted() throws {
        // grad f(0) = -H x* = (-2, 5); x = -0.1 (0.5 * -2, 2 * 5).
        let run = Run(
            model: try model(), start: Parameters([0, 0]),
            schedule: Schedule(SoftMask([0.5, 2]), stepSize: 0.1, steps: 1), observables: [.loss])
        #expect(try run.trajectory().final?.values == [0.1, -1])
    }

    @Test func zeroOneWeightsAreAMask() throws {
        func losses(_ partial: any PartialOperator) throws -> [Double] {
            try Run(
                model: try model(), start: Parameters([3, 1]), schedule: Schedule(partial, stepSize: 0.2, steps: 5),
                observables: [.loss]
            ).trajectory().values(.loss)
        }
        #expect(try losses(SoftMask([0, 1])) == losses(Mask(.coordinates([2]))))
    }

    @Test func momentsAreThoseOfTheStep() throws {
        let quadratic = try model()
        let mask = SoftMask([0.5, 2])
        var moments = Moments(error: [-1, 2])
        try mask.advance(&moments, on: quadratic, stepSize: 0.1, step: 0)
        let error = subtract([0.1, -1], quadratic.optimum)
        #expect((moments.second - outer(error, error)).maxAbs < 1e-15)
        #expect(abs(mask.expectedKept(outer([2, 5], [2, 5]), step: 0) - 101) < 1e-12)
    }

    @Test func wrongWeightsAreRefused() {
        #expect(throws: TrainingError.self) { try SoftMask([1]).validate(.vector(2)) }
        #expect(throws: TrainingError.self) { try SoftMask([1, -1]).validate(.vector(2)) }
        #expect(throws: TrainingError.self) { try SoftMask([1, .nan]).validate(.vector(2)) }
    }
}
