import PartialTraining
import Yams

/// An operator in claim files: its key, its form, and how it is read.
typealias OperatorSyntax = Alternative<any PartialOperator, OperatorContext>

/// What an operator's numbers may refer to.
struct OperatorContext {
    let model: any Model
    let scope: Scope

    var layout: Layout { model.layout }
}

extension Alternative<any PartialOperator, OperatorContext> {
    /// All operators but `full`, which is a word alone. A new one is added here.
    static let operators = [
        mask, freeze, share, lowRank, subspace, depth, width, prune, sparse, lora, stack, cycle, compose,
    ]
}

extension Grammar {
    static let partial = Form.any([.word(["full"]), .choice(OperatorSyntax.operators.map(\.key))])
}

extension Reader {
    /// An operator that fits the layout: `full`, or exactly one of ``Alternative/operators`` with its settings.
    func partial(_ place: Place?, _ context: OperatorContext) -> (any PartialOperator)? {
        guard let place else { return nil }
        if text(place) == "full" { return Full() }
        guard let (name, inner) = place.choice, let syntax = OperatorSyntax.operators.first(where: { $0.name == name })
        else {
            return nil
        }
        return attempt(inner) { () throws(TrainingError) -> (any PartialOperator)? in
            let result = try syntax.read(self, inner, context)
            try result?.validate(context.layout)
            if let result, let reason = result.obstacle(context.model) {
                fail(inner, "expected a model that it fits: \(reason)")
                return nil
            }
            return result
        }
    }
}
