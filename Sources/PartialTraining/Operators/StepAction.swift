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

    /// The action of one operator after another within a step.
    func composed(with other: StepAction) -> StepAction {
        switch (self, other) {
        case (.identity, let action), (let action, .identity): action
        default: .general
        }
    }
}
