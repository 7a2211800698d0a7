import LinearAlgebra
import PartialTraining

/// The example on the page of the module, word for word.
enum WorkedExample {
    static func output() throws -> [String] {
        var lines: [String] = []
        func print(_ value: some Any) { lines.append("\(value)") }

        let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 2]]), optimum: [1, -1])
        let schedule = Schedule([
            Stage(Freeze(.coordinates([2])), stepSize: 0.5, duration: .steps(1)),
            Stage(Mask(.bernoulli(0.5)), stepSize: 0.5, duration: .steps(20)),
        ])
        let run = Run(
            model: model, start: Parameters([0, 0]), schedule: schedule, observables: [.excess])
        let trajectory = try run.trajectory()

        print(trajectory.engine)
        print(trajectory.values(.excess).prefix(3))
        print(trajectory.audit.text)
        return lines
    }
}
