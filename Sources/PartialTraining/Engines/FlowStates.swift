import LinearAlgebra

/// The parameters at one time of a gradient flow.
public struct FlowState: Sendable {
    /// The time, 0 at the start of the first stage.
    public let time: Double
    /// `x` at that time.
    public let parameters: Parameters
    /// An estimate of the solver's error (Euclidean): twice the largest difference so far between runs at two tolerances,
    /// since differences may change sign, plus the finer tolerance once, relative (1e-13) and absolute (1e-14).
    public let error: Double
}

extension Run {
    /// The parameters at the start and at every time of a schedule of flows, integrated at the tolerances 1e-11 and 1e-13.
    ///
    /// Errors: those of validation, `unsupported` where a flow is not defined, `integration`.
    public func flowStates() throws(TrainingError) -> [FlowState] {
        try validate()
        if let reason = FlowEngine.obstacle(self) { throw .unsupported(engine: "flow", reason: reason) }
        let coarse = try states(relative: 1e-11)
        let fine = try states(relative: 1e-13)
        var largest = 0.0
        return zip(coarse, fine).map { rough, state in
            largest = max(largest, norm(subtract(rough.1, state.1)))
            let error = 2 * largest + (state.0 > 0 ? 1e-13 * norm(state.1) + 1e-14 : 0)
            return FlowState(time: state.0, parameters: Parameters(model.layout, state.1), error: error)
        }
    }

    private func states(relative: Double) throws(TrainingError) -> [(Double, Vector)] {
        var generator = generator(0)
        var y = start.values
        var result: [(Double, Vector)] = []
        var origin = 0.0
        for stage in schedule.stages {
            guard case .time(let end, let points) = stage.duration else { continue }
            var step = try stage.partial.begin(model.layout, using: &generator)
            try step.draw(0, using: &generator)
            let times = (0...points).map { end * Double($0) / Double(points) }
            let flow = FlowEngine.Flow(model, step, speed: stage.stepSize)
            let solver = OrdinaryDifferentialEquation(
                dimension: model.layout.count, relative: relative, field: flow.field)
            let isFirst = result.isEmpty
            try solver.solve(&y, times: times) { point, state in
                if point > 0 || isFirst { result.append((origin + times[point], state)) }
            }
            if let error = flow.failure { throw error }
            origin += end
        }
        return result
    }
}
