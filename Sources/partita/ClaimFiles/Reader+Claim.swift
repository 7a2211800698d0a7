import Claims
import PartialTraining
import Yams

// The parts of a claim file that are not model, start or schedule.

extension Grammar {
    static let identifier = Form.Pattern(
        expression: "^[a-z0-9-]{1,100}$",
        meaning: "an id of the letters a-z, digits and hyphens, as `masked-gd`")

    static let texts = [
        Key("title", .text, "What the claim says, in one line."),
        Key("source", .text, "Where the claim is from."),
        Key("notes", .text, "Anything else a reader should know."),
    ]

    static let observeHelp = """
        What is compared with the bound; under a random operator its expectation. loss; excess: loss minus minimum; \
        distance: to the optimum; gradient-norm-squared; masked-gradient-mean: of |P grad f|^2 over the steps so far; \
        rank; core-loss: loss of the masked model.
        """

    /// The relations that a file can claim, of which there may be none (for a simulation).
    static let relations = ClaimedRelation.allCases.map { Key($0.rawValue, .expression, $0.help) }

    static let names = Form.Names(
        pattern: Form.Pattern(
            expression: "^[A-Za-z_][A-Za-z0-9_]{0,39}$",
            meaning: "a name of letters, digits and underscores"),
        taken: Run.standardQuantities.sorted())

    static let settings = [
        Key("engine", .word(EngineKind.self), "How the run is computed; auto: as exactly as can be.", default: "auto"),
        Key(
            "replicas", .whole(from: 2, to: 10_000_000), "Independent runs, where an ensemble is needed.",
            default: "1000"),
        Key(
            "seed", .whole(from: 0, to: 1 << 53), "The seed of all random streams; --seed takes precedence.",
            default: "1"),
    ]
}

/// The relations that a file can claim, by key.
enum ClaimedRelation: String, CaseIterable {
    case bound
    case lowerBound = "lower-bound"
    case equals

    var relation: Part.Relation {
        switch self {
        case .bound: .atMost
        case .lowerBound: .atLeast
        case .equals: .equal
        }
    }

    var help: String {
        switch self {
        case .bound: "An upper bound of what is observed, in t, eta, L, mu, d, p, excess0 and the names under `let`."
        case .lowerBound: "A lower bound of what is observed."
        case .equals: "What the observed value is equal to."
        }
    }
}

extension Reader {
    /// The hypotheses under `assume`.
    func conditions(_ file: Place) -> [(condition: Condition, place: Place)]? {
        guard let place = file["assume"] else { return [] }
        return list(place) { item in condition(item).map { ($0, item) } }
    }

    /// The claimed bounds, of which there may be none.
    func relations(_ file: Place) -> [(relation: ClaimedRelation, place: Place, expression: Expression)] {
        ClaimedRelation.allCases.compactMap { relation in
            file[relation.rawValue].flatMap { place in expression(place).map { (relation, place, $0) } }
        }
    }

    /// The most nodes that a definition may have once earlier ones are put in.
    private static let nodeLimit = 5_000

    /// A scope of the names under `let`, each free of the earlier ones.
    func definitions(_ place: Place?) -> Scope {
        var scope = Scope()
        for (name, _, value) in place?.pairs ?? [] {
            guard let expression = expression(value) else {
                scope.broken.insert(name)
                continue
            }
            let expanded = expression.substituting(scope.definitions)
            if expanded.nodeCount > Self.nodeLimit {
                fail(value, "the definition is too long once the earlier ones are put in")
            } else if expanded.variables.contains(name) {
                fail(value, "`\(name)` is defined by itself")
            } else {
                checkNames(expression, value, scope)
            }
            if isRight(value), scope.broken.isDisjoint(with: expression.variables) {
                scope.definitions[name] = expanded
            } else {
                scope.broken.insert(name)
            }
        }
        return scope
    }

    /// Notes the first name in an expression that has no meaning anywhere in a claim file.
    private func checkNames(_ expression: Expression, _ place: Place, _ scope: Scope) {
        let known = Run.standardQuantities.union(scope.definitions.keys).union(scope.broken)
        let isStage = { (name: String) in name.hasPrefix("eta") && Int(name.dropFirst(3)) != nil }
        for name in expression.variables where !known.contains(name) && !isStage(name) {
            scope.unknown(name, among: known.sorted(), expression, place, self)
            return
        }
    }

    /// Notes names that have no meaning anywhere, in all expressions that nobody could read because something else, as
    /// the model, is wrong.
    func checkNames(_ place: Place, _ scope: Scope) {
        guard isRight(place) else { return }
        switch place.form {
        case .expression, .whole: expression(place).map { checkNames($0, place, scope) }
        case .condition:
            for side in condition(place).map({ [$0.left, $0.right] }) ?? [] where isRight(place) {
                checkNames(side, place, scope)
            }
        case .list: place.items?.forEach { checkNames($0, scope) }
        case .table: place.pairs?.forEach { checkNames($0.place, scope) }
        case .mapping(let fields):
            for name in fields.names where place.has(name) { place[name].map { checkNames($0, scope) } }
        default: break
        }
    }
}
