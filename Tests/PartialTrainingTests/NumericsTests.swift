import LinearAlgebra
import Testing

@testable import PartialTraining

/// Quadrature, special functions and states of flows, against numbers with 20 digits from another system.
@Suite struct NumericsTests {
    @Test func integrals() throws {
        let square = try integral(from: 0, to: 3) { $0 * $0 }
        #expect(abs(square.value - 9) <= square.error && square.error < 1e-12)
        let arctangent = try integral(from: 0, to: 1) { 4 / (1 + $0 * $0) }
        #expect(abs(arctangent.value - .pi) <= arctangent.error && arctangent.error < 1e-12)
        #expect(throws: TrainingError.self) { _ = try integral(from: 0, to: 1) { 1 / ($0 - $0) } }
    }

    /// Inside the disc, for arguments below 0 and below -1, and where GSL itself is wrong: b < 0, and c = b + 1.
    @Test func hypergeometricFunction() throws {
        let cases: [(Double, Double, Double, Double)] = [
            (4.0 / 3, 7.0 / 3, 0.5, 1.4514942084755429857), (1.5, 2.5, 0.95, 3.8995583138443549925),
            (4.0 / 3, 7.0 / 3, -0.5, 0.78684593177992262549), (1.6, 2.6, -7.5, 0.21378924811296718719),
            (-1.0 / 3, 2.0 / 3, 0.8, 0.29484436519179142539),
            (2 - 1.0 / 6, 3 - 1.0 / 6, 0.999, 11.06079072380758882),
        ]
        for (b, c, x, wanted) in cases {
            let value = try hypergeometric(b: b, c: c, x)
            #expect(abs(value.value - wanted) <= value.error, "\(x): \(value)")
            #expect(value.error < 1e-12 * abs(wanted), "\(x): \(value)")
        }
        #expect(throws: TrainingError.self) { _ = try hypergeometric(b: 1, c: 2, 1.5) }
    }

    /// One layer follows `W' = -(W - Phi)`.
    @Test func statesOfFlows() throws {
        let model = try DeepLinear(depth: 1, target: Matrix(rows: [[2]]))
        let run = Run(
            model: model, start: Parameters([Matrix.identity(1)]),
            schedule: Schedule([Stage(Full(), stepSize: 1, duration: .time(end: 2, points: 4))]), observables: [.loss])
        let states = try run.flowStates()
        #expect(states.map(\.time) == [0, 0.5, 1, 1.5, 2] && states[0].error == 0)
        let exact = [
            1, 1.3934693402873665764, 1.6321205588285576784, 1.7768698398515701711, 1.8646647167633873081,
        ]
        for (state, exact) in zip(states, exact) {
            #expect(abs(state.parameters.values[0] - exact) <= state.error + 1e-15)
            #expect(state.error < 1e-10)
        }
        var steps = run
        steps.schedule = Schedule(stepSize: 1, steps: 3)
        #expect(throws: TrainingError.self) { _ = try steps.flowStates() }
    }
}
