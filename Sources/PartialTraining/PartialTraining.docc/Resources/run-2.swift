import LinearAlgebra
import PartialTraining

/// Three coordinates, of which one moves a step.
enum WeightedRun {
    static func run(steps: Int = 40, engine: EngineKind = .auto) throws -> Run {
        let hessian = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])
        let model = try Quadratic(hessian: hessian, optimum: [1, 1, 1])
        let schedule = Schedule(
            WeightedCoordinate(weights: [0.5, 0.25, 0.25]), stepSize: 0.25, steps: steps)
        return Run(
            model: model, start: Parameters([0, 0, 0]), schedule: schedule, observables: [.excess],
            engine: engine)
    }

    static func report() throws -> [String] {
        let trajectory = try run().trajectory()
        let excess = trajectory.values(.excess)
        return [
            "engine \(trajectory.engine.rawValue)",
            "excess \(excess[0]), then \(excess[1])",
            trajectory.audit.text,
        ]
    }

    /// By how much two engines disagree, over what rounding allows: below 1 if they agree.
    static func disagreement(_ first: EngineKind, _ second: EngineKind) throws -> Double {
        let one = try run(steps: 6, engine: first).trajectory().series[.excess] ?? Series()
        let other = try run(steps: 6, engine: second).trajectory().series[.excess] ?? Series()
        return one.values.indices.reduce(0) { worst, t in
            max(worst, abs(one.values[t] - other.values[t]) / (one.radius[t] + other.radius[t]))
        }
    }
}
