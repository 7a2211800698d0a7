/// What an operator that adapts to the iterate sees before a step: the model, where the run began, the gradient here.
public struct StepContext {
    /// The model of the run.
    public let model: any Model
    /// The start of the run, to which rewinding goes back.
    public let start: Parameters
    /// The gradient of the full model at the present point.
    public internal(set) var gradient: Parameters
    /// The parameters that are not pruned so far; `nil`: all.
    public internal(set) var support: [Bool]?
    /// The number of the step within the stage, from 0.
    public let step: Int
    /// How many steps the stage has at the most.
    public let length: Int
    /// `eta` of the stage.
    public let stepSize: Double
}
