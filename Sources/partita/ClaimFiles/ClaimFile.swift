import Claims
import Foundation
import PartialTraining
import Yams

/// A user's claim file, decoded: the run it describes, what is observed, and the bounds claimed for it.
struct ClaimFile: Sendable {
    let path: String
    let id: String
    let title: String
    let source: String
    let notes: String
    let run: Run
    /// What the bounds are compared with, by the name of the part.
    let observable: Observable
    let parts: [Part]
    let hypotheses: [Hypothesis]
    /// Rows of data with missing values that were left out.
    let droppedRows: Int

    /// The keys of a claim file.
    static let keys = [
        "claim", "title", "source", "notes", "model", "start", "train", "observe", "bound", "lower-bound", "equals",
        "assume", "let", "engine", "replicas", "seed",
    ]

    /// Reads the file at `path`. `seed` is the command's, and takes precedence over the file's own.
    init(path: String, seed: UInt64?) throws(InputErrors) {
        let tree = try YAMLSource.tree(of: path)
        let reader = Reader(file: path)
        guard let file = ClaimFile(tree, path: path, seed: seed, reader), reader.errors.isEmpty else {
            throw InputErrors(errors: reader.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        self = file
    }

    /// Decodes a tree; `nil` after noting what is wrong.
    private init?(_ tree: Node, path: String, seed: UInt64?, _ reader: Reader) {
        guard
            let pairs = reader.mapping(
                tree, "", keys: Self.keys, required: ["claim", "model", "start", "train", "observe"])
        else { return nil }
        let fileSeed = pairs["seed"].map { reader.integer($0, "seed", from: 0, to: 1 << 53) } ?? 1
        let id = pairs["claim"].flatMap(reader.identifier)
        let definitions = reader.definitions(pairs["let"])
        let settings = reader.settings(pairs)
        let conditions = reader.conditions(pairs["assume"])
        let relations = reader.relations(pairs)
        let observable = pairs["observe"].flatMap { reader.word($0, "observe", as: Observable.self) }
        let texts = ["title", "source", "notes"].map { key in pairs[key].flatMap { reader.text($0, key) } }
        var around = Surroundings(
            folder: (path as NSString).deletingLastPathComponent, seed: seed ?? UInt64(fileSeed ?? 1), claim: id ?? "")
        around.scope.definitions = definitions ?? [:]
        let model = pairs["model"].flatMap { reader.model($0, around) }
        guard let model else { return nil }
        let start = pairs["start"].flatMap { reader.start($0, model, around) }
        // A stage can be read without its start, but for the quantities of the start.
        let schedule = pairs["train"].flatMap {
            reader.schedule($0, model, start ?? Parameters(model.layout), around.scope)
        }
        guard let id, let settings, let conditions, let relations, let observable, let start, let schedule,
            definitions != nil, fileSeed != nil
        else { return nil }
        let run = Run(
            model: model, start: start, schedule: schedule, observables: [observable], engine: settings.engine,
            replicas: settings.replicas, seed: around.seed, stream: [id, "given"])
        do {
            try run.validate()
            _ = try run.resolvedEngine()
        } catch {
            reader.fail(
                pairs["engine"] ?? pairs["observe"] ?? tree, pairs["engine"] == nil ? "observe" : "engine",
                error.description)
            return nil
        }
        let names = Set(run.quantities.keys).union(["t", "T", "eta"])
        let checker = NameChecker(names: names, definitions: around.scope.definitions, reader: reader)
        self.path = path
        self.id = id
        title = texts[0] ?? id
        source = texts[1] ?? ""
        notes = texts[2] ?? ""
        self.run = run
        self.observable = observable
        droppedRows = reader.droppedRows
        parts = relations.compactMap { relation, node, expression in
            checker.expanded(expression, node, relation.key).map {
                Part(relation.key, observable.rawValue, relation.relation, $0)
            }
        }
        hypotheses = conditions.compactMap { condition, node in
            checker.expanded(condition, node).map { Hypothesis(condition.source, $0, condition.source) }
        }
    }

    /// The file as a claim with one instance, given by the user.
    var claim: Claim {
        let names = parts.map(\.name)
        return Claim(
            id: id, family: .own, kind: run.schedule.isRandom ? .expectation : .bound, title: title, statement: notes,
            source: source, standing: .open, hypotheses: hypotheses, parts: parts,
            instances: [
                Instance("given", .given) { draw in
                    try described(
                        Evidence(
                            running: run, Dictionary(uniqueKeysWithValues: names.map { ($0, observable) }),
                            jobs: draw.jobs))
                }
            ])
    }

    /// The evidence of ``run``, whose model line says what was left out of the data.
    func described(_ evidence: Evidence) -> Evidence {
        var evidence = evidence
        if droppedRows > 0 { evidence.model += " dropped=\(droppedRows)" }
        return evidence
    }
}

/// Checks that expressions use known names only, and puts the definitions of `let` in.
private struct NameChecker {
    let names: Set<String>
    let definitions: [String: Expression]
    let reader: Reader

    func expanded(_ expression: Expression, _ node: Node, _ key: String, time: Bool = true) -> Expression? {
        let scope = Scope(
            values: Dictionary(uniqueKeysWithValues: names.filter { time || $0 != "t" }.map { ($0, 0) }),
            definitions: definitions)
        for name in expression.variables where scope.values[name] == nil && definitions[name] == nil {
            scope.unknown(name, expression, node, key, reader)
            return nil
        }
        let result = expression.substituting(definitions)
        for name in result.variables where scope.values[name] == nil {
            reader.fail(
                node, key,
                "`\(name)`, which a definition uses, is not known here; known: \(scope.values.keys.sorted().joined(separator: ", "))"
            )
            return nil
        }
        return result
    }

    func expanded(_ condition: Condition, _ node: Node) -> Condition? {
        guard let left = expanded(condition.left, node, "assume", time: false),
            let right = expanded(condition.right, node, "assume", time: false)
        else { return nil }
        return Condition(left, condition.relation, right, source: condition.source)
    }
}
