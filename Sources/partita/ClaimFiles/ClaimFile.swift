import Claims
import Foundation
import PartialTraining
import Yams

/// A user's claim file, decoded: the runs it describes, what is observed, and the bounds claimed for it.
struct ClaimFile: SourceFile {
    let path: String
    /// The file as it was read.
    let text: String
    let id: String
    let title: String
    let source: String
    let notes: String
    let seed: UInt64
    /// The command's own seed, if it has one.
    let commandSeed: UInt64?
    /// The schedules with their names; where the file has one only, it is called `given`.
    let entries: [Race.Entry]
    /// Whether schedules are compared with each other.
    let isRace: Bool
    /// The levels to reach in a race; `nil` where the file leaves the choice.
    let levels: [Double]?
    /// The sub-models that are cut out of the trained model.
    let extraction: Extraction?
    /// What the bounds are compared with, by the name of the part.
    let observable: Observable
    let parts: [Part]
    let hypotheses: [Hypothesis]
    /// Rows of data with missing values that were left out.
    let droppedRows: Int
    /// How the numbers of each schedule were written.
    let written: [WrittenNumbers]

    /// Reads the file at `path`. `seed` is the command's, and takes precedence over the file's own.
    init(path: String, seed: UInt64?) throws(InputErrors) {
        try self.init(path: path, text: YAMLSource.text(of: path), seed: seed)
    }

    /// Reads `text` as the file that would be at `path`.
    init(path: String, text: String, seed: UInt64?) throws(InputErrors) {
        let tree = try YAMLSource.parse(text, file: path)
        if Grammar.isFound(tree) {
            throw InputFile.failure(
                path, 0, "this file names an instance of a claim of the library: `partita check` runs it")
        }
        try self.init(path: path, text: text, tree: tree, seed: seed)
    }

    /// The same of a text that has been read and parsed.
    init(path: String, text: String, tree: Node, seed: UInt64?) throws(InputErrors) {
        let reader = Reader(file: path)
        let place = Place(tree, .named(.claim), "")
        reader.examine(place)
        let names = reader.definitions(place["let"])
        guard let file = ClaimFile(place, path: path, text: text, seed: seed, names, reader), reader.errors.isEmpty
        else {
            reader.checkNames(place, names)
            throw InputErrors(errors: reader.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        self = file
    }

    /// Decodes a file that was examined; `nil` after noting what is wrong.
    private init?(
        _ place: Place, path: String, text: String, seed: UInt64?, _ names: Scope, _ reader: Reader
    ) {
        guard place.node.isMapping else { return nil }
        let fileSeed = reader.integer(place["seed"])
        let id = reader.text(place["claim"])
        let conditions = reader.conditions(place)
        let relations = reader.relations(place)
        let observable = reader.word(place["observe"], as: Observable.self)
        var around = Surroundings(
            folder: Self.folder(of: path), seed: seed ?? UInt64(fileSeed ?? 1), claim: id ?? "")
        around.scope = names
        guard let model = reader.model(place["model"], around) else { return nil }
        let start = reader.start(place["start"], model, around)
        around.scope = around.scope.starting(model, start ?? Parameters(model.layout))
        // A stage can be read without its start, but for the quantities of the start.
        let schedules = reader.schedules(place, model, start ?? Parameters(model.layout), around.scope)
        let extraction = reader.extraction(place["extract"], model, around.scope)
        let scope = around.scope.adding(model, start ?? Parameters(model.layout))
        let levels = place["levels"].map { reader.numbers($0, scope) }
        let engine = reader.word(place["engine"], as: EngineKind.self)
        let replicas = reader.integer(place["replicas"])
        guard let id, let conditions, let observable, let start, let schedules, let engine, let replicas else {
            return nil
        }
        isRace = place.has("race")
        let watchesCost = isRace || extraction != nil
        var entries: [Race.Entry] = []
        for (name, schedule, schedulePlace) in schedules {
            var run = Run(
                model: model, start: start, schedule: schedule,
                observables: watchesCost && observable != .cost ? [observable, .cost] : [observable], engine: engine,
                replicas: replicas, seed: around.seed, stream: [id, name])
            run.subModels = extraction?.subModels ?? []
            do {
                try run.validate()
                _ = try run.resolvedEngine()
            } catch {
                let blamed = place.has("engine") ? place["engine"] : isRace ? schedulePlace : place["observe"]
                reader.fail(blamed ?? place, error.description)
                return nil
            }
            entries.append(Race.Entry(name, run))
        }
        let quantities = entries.map { $0.run.quantityNames }
        let common = quantities.first.map { quantities.dropFirst().reduce($0) { $0.intersection($1) } } ?? []
        let known = common.union(["t", "T", "eta"])
        self.path = path
        self.text = text
        self.id = id
        title = reader.text(place["title"]) ?? id
        source = reader.text(place["source"]) ?? ""
        notes = reader.text(place["notes"]) ?? ""
        self.seed = around.seed
        commandSeed = seed
        self.entries = entries
        self.levels = levels ?? nil
        self.extraction = extraction?.extraction
        self.observable = observable
        droppedRows = reader.droppedRows
        written = schedules.map { _, _, stages in
            var numbers = reader.written
            numbers.stepSizes = (stages.items ?? []).map { $0["step-size"].flatMap { reader.stepSizes[$0.path] } }
            return numbers
        }
        let bound = names.knowing(known)
        let hypothesis = names.knowing(known.subtracting(["t"]))
        parts = relations.compactMap { relation, place, expression in
            bound.expanded(expression, place, reader).map {
                Part(relation.rawValue, observable.rawValue, relation.relation, $0)
            }
        }
        hypotheses = conditions.compactMap { condition, place in
            guard let left = hypothesis.expanded(condition.left, place, reader),
                let right = hypothesis.expanded(condition.right, place, reader)
            else { return nil }
            let expanded = Condition(left, condition.relation, right, source: condition.source)
            return Hypothesis(condition.source, expanded, condition.source)
        }
    }

    /// The folder that paths in the file start from.
    var folder: String { Self.folder(of: path) }
    private static func folder(of path: String) -> String { (path as NSString).deletingLastPathComponent }

    /// Whether the file is a plain claim about one run: no race, and nothing to extract.
    var isPlain: Bool { !isRace && extraction == nil }
}

extension Scope {
    /// The definitions, with names that have no values yet, to see whether an expression uses known ones only.
    fileprivate func knowing(_ names: Set<String>) -> Scope {
        var scope = self
        scope.values = Dictionary(uniqueKeysWithValues: names.map { ($0, 0) })
        return scope
    }
}
