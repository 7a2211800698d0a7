import LinearAlgebra
import Testing

@testable import PartialTraining

/// A deep linear network under descent from one of its standard starts.
func deepSteps(
    _ target: Matrix, depth: Int, eta: Double, _ count: Int, _ law: any PartialOperator = Full(),
    zeroAsymmetric: Bool = false, engine: EngineKind = .direct
) throws -> Trajectory {
    let model = try DeepLinear(depth: depth, target: target)
    return try Run(
        model: model, start: zeroAsymmetric ? model.zeroAsymmetricStart : model.identityStart,
        schedule: Schedule(law, stepSize: eta, steps: count), observables: [.loss], engine: engine
    ).trajectory()
}

/// The losses of a flow at `time`, by the solver and, where they can, by the modes.
func deepFlow(
    _ target: Matrix, depth: Int, time: Double, _ law: any PartialOperator = Full(), start: [Matrix]? = nil,
    zeroAsymmetric: Bool = false, modes: Bool = true
) throws -> [Double] {
    let model = try DeepLinear(depth: depth, target: target)
    let own = zeroAsymmetric ? model.zeroAsymmetricStart : model.identityStart
    let engines: [EngineKind] = modes && start == nil ? [.flow, .modes] : [.flow]
    return try engines.map { engine in
        let run = Run(
            model: model, start: start.map { Parameters($0) } ?? own,
            schedule: Schedule([Stage(law, stepSize: 1, duration: .time(end: time, points: 1))]),
            observables: [.loss],
            engine: engine)
        return try run.trajectory().values(.loss)[1]
    }
}
