/// What an operator's step does to a difference of two iterates, `d -> (I - eta P H A) d`: the distinction that a rounding
/// bound needs (``RoundingModel``). Additive displacements and noise do not count: they are the same for both.
public enum StepAction: Sendable, Equatable {
    /// `P = s I`, `A = I`.
    case identity
    /// `P` symmetric positive semidefinite with `|P| <= s`, `A = I`; `fixed` if `P` is the same projection (times `s`) at all
    /// steps of a stage.
    case projection(fixed: Bool)
    /// `P = A = S`, symmetric with `|S| <= s`.
    case sandwich
    /// Anything else with `|P| |A| <= s`.
    case general

    /// The action on a model of which parameters are pruned. What is pruned is exactly zero, so that differences lie in the range
    /// of the pruning projection `Q`; a step whose `P` and `A` are diagonal commutes with it, and `Q P` is a projection (times `s`)
    /// again, `Q S` the diagonal of a sandwich.
    func pruned(isDiagonal: Bool) -> StepAction {
        switch self {
        case .identity: .projection(fixed: true)
        case .projection, .sandwich: isDiagonal ? self : .general
        case .general: .general
        }
    }

    /// The action of one operator after another within a step.
    func composed(with other: StepAction) -> StepAction {
        switch (self, other) {
        case (.identity, let action), (let action, .identity): action
        default: .general
        }
    }
}
