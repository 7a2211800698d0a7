import LinearAlgebra

/// Why a model, operator, schedule or engine refuses its input: what it was, what would be right, what was found.
public enum TrainingError: Error, Sendable, Equatable {
    /// Sizes that do not fit each other.
    case shape(what: String, expected: String, found: String)
    /// A number or choice outside its range.
    case invalid(what: String, expected: String, found: String)
    /// A combination that an engine cannot do, with the engines that can.
    case unsupported(engine: String, reason: String)
    /// The linear algebra below failed.
    case linearAlgebra(LinearAlgebraError)
    /// The start, or an enumerated path, left the range of finite numbers; a run that does so later ends there (see
    /// ``Trajectory/divergedAt``).
    case diverged(step: Int)
    /// The ODE solver gave up.
    case integration(time: Double, reason: String)
}

extension TrainingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .shape(let what, let expected, let found), .invalid(let what, let expected, let found):
            "\(what): expected \(expected), found \(found)"
        case .unsupported(let engine, let reason): "engine \(engine) cannot do this: \(reason)"
        case .linearAlgebra(let error): error.description
        case .diverged(let step): "the iterate is no longer finite at step \(step)"
        case .integration(let time, let reason): "the ODE solver stopped at time \(time): \(reason)"
        }
    }
}

/// Runs `body`, turning errors of the linear algebra into ``TrainingError/linearAlgebra(_:)``.
func linearAlgebra<R>(_ body: () throws(LinearAlgebraError) -> R) throws(TrainingError) -> R {
    do { return try body() } catch { throw .linearAlgebra(error) }
}
