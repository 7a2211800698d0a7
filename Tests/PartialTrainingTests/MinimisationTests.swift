import LinearAlgebra
import Testing

@testable import PartialTraining

/// GSL's simplex behind ``Simplex``.
@Suite struct MinimisationTests {
    private static func rosenbrock(_ x: Vector) -> Double {
        let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
        return a * a + 100 * b * b
    }

    @Test(arguments: Simplex.allCases) func rosenbrocksValley(_ simplex: Simplex) throws {
        let found = try simplex.minimum(
            of: Self.rosenbrock, from: [-1.2, 1], steps: [0.5, 0.5], size: 1e-10, evaluations: 2000)
        #expect(found.isConverged)
        // The value is quadratic in the distance from (1, 1), which the simplex's size bounds up to a condition of 2500.
        #expect(abs(found.point[0] - 1) < 1e-6 && abs(found.point[1] - 1) < 1e-6, "\(found)")
        #expect(found.value == Self.rosenbrock(found.point))
    }

    @Test func aKinkAtTheMinimum() throws {
        let found = try Simplex.upright.minimum(
            of: { abs($0[0] - 0.3) + 2 * abs($0[1] + 0.1) }, from: [1, 1], steps: [0.2, -0.2], size: 1e-9,
            evaluations: 1000)
        #expect(found.value < 1e-7, "\(found)")
    }

    @Test func evaluationsAreLimited() throws {
        var calls = 0
        let found = try Simplex.upright.minimum(
            of: { point in
                calls += 1
                return Self.rosenbrock(point)
            }, from: [-1.2, 1], steps: [0.5, 0.5], size: 1e-10, evaluations: 20)
        #expect(calls == found.evaluations && calls <= 20 + 2 + 3 && !found.isConverged)
        #expect(found.value < Self.rosenbrock([-1.2, 1]))
        let stopped = try Simplex.upright.minimum(
            of: Self.rosenbrock, from: [-1.2, 1], steps: [0.5, 0.5], size: 1e-10, evaluations: 2000, isOver: { true })
        #expect(stopped.evaluations == 3)
    }

    @Test func valuesThatAreNotFiniteAreAvoided() throws {
        let found = try Simplex.turned.minimum(
            of: { $0[0] < 0.5 ? .nan : $0[0] > 3 ? .infinity : $0[0] }, from: [2], steps: [0.5], size: 1e-8,
            evaluations: 400)
        #expect(abs(found.value - 0.5) < 1e-6, "\(found)")
    }

    @Test func wrongInputIsRefused() throws {
        for (start, steps) in [([], []), ([1.0], [0.0]), ([1.0], [1.0, 1]), ([.nan], [1.0])] as [(Vector, Vector)] {
            #expect(throws: TrainingError.self) {
                try Simplex.upright.minimum(of: { _ in 0 }, from: start, steps: steps, size: 1, evaluations: 10)
            }
        }
    }
}
