import PartialTraining
import Yams

/// A model in claim files: its key, its form, and how it is read.
typealias ModelSyntax = Alternative<any Model, Surroundings>

extension ModelSyntax {
    /// All models. A new one is added here.
    static let models = [quadratic, leastSquares, deepLinear, factorization, residualLinear, matrix]
}

extension Grammar {
    static let model = Form.choice(ModelSyntax.models.map(\.key))
}

extension Reader {
    /// The model: exactly one of ``Alternative/models``.
    func model(_ place: Place?, _ around: Surroundings) -> (any Model)? {
        guard let place, isRight(place), let (name, inner) = place.choice,
            let syntax = ModelSyntax.models.first(where: { $0.name == name })
        else { return nil }
        return attempt(inner) { () throws(TrainingError) in try syntax.read(self, inner, around) }
    }
}
