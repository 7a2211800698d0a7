import Claims
import PartialTraining
import Yams

/// The format of claim files, as one value; its sections stand beside the functions that read them.
enum Grammar {
    /// A whole file: a claim of one's own, or an instance of a claim of the library.
    static let file = Form.any([.named(.claim), .named(.found)])

    /// The form that a tree should have.
    static func file(_ tree: Node) -> Form { .named(isFound(tree) ? .found : .claim) }

    /// Whether a tree names a claim of the library.
    static func isFound(_ tree: Node) -> Bool {
        tree.mapping?.contains { $0.key.scalar?.string == "library" } ?? false
    }

    /// A claim of one's own.
    static let claimFile = Form.mapping(
        required: [
            Key("claim", .text(identifier), "The id of the claim: its results go to a folder of that name."),
            Key("model", .named(.model), "The objective that is trained."),
            Key(
                "start", .named(.start), "Where training starts: one vector, or matrices, as the model has parameters."),
            Key("observe", .word(Observable.self), observeHelp),
        ],
        oneOf: [
            Key("train", stages, "The schedule: stages, one after the other."),
            Key("race", race, "Names of schedules, which are compared at the same cost."),
        ],
        optional: texts + relations + [
            Key(
                "levels", .list(.expression, of: "number"), "Values of what is observed that a race is to reach.",
                needs: ["race"]),
            Key("extract", extract, "Sub-models that are cut out of the trained model."),
            Key("assume", .list(.condition, of: "condition"), "Hypotheses; where one is false, nothing is claimed."),
            Key("let", .table(.expression, names), "Names for expressions, each in terms of the earlier ones."),
        ] + settings)

    /// The definition of a named form.
    static func form(_ name: Form.Name) -> Form {
        switch name {
        case .claim: claimFile
        case .found: foundFile
        case .model: model
        case .matrix: matrix
        case .vector: vector
        case .spectrum: spectrum
        case .start: start
        case .operator: partial
        case .stage: stage
        }
    }
}
