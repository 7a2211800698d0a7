import Foundation
import Testing
import Yams

@testable import partita

/// The printed schema and the decoder accept the same files.
@Suite struct SchemaTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The texts of all examples.
    private static func examples() throws -> [(path: String, tree: Node)] {
        try ["examples", "examples/schemes"].flatMap { folder in
            let path = root.appendingPathComponent(folder).path
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
                .map { (path + "/" + $0, try YAMLSource.tree(of: path + "/" + $0)) }
        }
    }

    /// Keys that no example has.
    private static let rare = """
        claim: rare
        model: {quadratic: {hessian: {covariance: a.csv, except: [b], missing: drop}, optimum: {csv: a.csv}}}
        start: {csv: a.csv, missing: drop}
        race:
          one: [{operator: {width: {bernoulli: 1/2}}, time: {end: 1, points: 3}}]
          two:
            - {operator: {share: {groups: [[1, 2]], blocks: 2}}, step-size: 1/L, steps: 3}
            - {operator: {depth: {count: 2, rescale: 2, fixed: [1]}}, step-size: 1/L, steps: 3}
            - {operator: {subspace: {dimension: 1, kind: haar}}, step-size: 1/L, steps: 3}
        observe: excess
        levels: [1, 1/2]
        let: {a: 1, b: a}
        equals: a
        seed: 3
        replicas: 10
        """

    /// An instance of a claim of the library.
    private static let found = """
        claim: worst-of-quad-share
        library: quad-share
        title: the worst
        part: rate
        without: stable
        tighten: 0.05
        choices: {layers: 2, block: 1, hessian-spectrum: [1, 2], hessian-basis: [1/4], kind: full, plain: yes}
        """

    private static func corpus() throws -> [Node] {
        let broken = Broken.all.compactMap { try? YAMLSource.parse($0.text, file: "broken.yaml") }
        return try examples().map(\.tree)
            + [rare, found].map { try YAMLSource.parse($0, file: "rare.yaml") } + broken
    }

    /// The corpus, and thousands of changes of it.
    private static func trees(mutations: Int, seed: UInt64) throws -> [Node] {
        let corpus = try corpus()
        var mutation = StructureMutation(seed: seed)
        return corpus
            + (0..<mutations).map { mutation(corpus[$0 % corpus.count], corpus[($0 * 7 + 3) % corpus.count]) }
    }

    /// What is wrong with the form of a tree, by the decoder.
    private static func formErrors(_ tree: Node) -> [InputError] {
        let reader = Reader(file: "tree.yaml")
        reader.examine(Place(tree, Grammar.file(tree), ""))
        return reader.errors.filter { $0.kind == .form }
    }

    @Test func sameFiles() throws {
        let validator = try SchemaValidator(Grammar.schema.text)
        var accepted = 0
        let trees = try Self.trees(mutations: 6000, seed: 1)
        for tree in trees {
            let errors = Self.formErrors(tree)
            let isAccepted = validator.accepts(JSON(tree))
            #expect(isAccepted == errors.isEmpty, "\(errors): \((try? Yams.serialize(node: tree)) ?? "")")
            if isAccepted { accepted += 1 }
        }
        // Both answers are frequent enough to mean something.
        #expect(accepted > trees.count / 20 && accepted < trees.count * 19 / 20, "\(accepted) of \(trees.count)")
    }

    /// The whole decoder, on files: what the schema refuses is an error, and what it accepts is none of form.
    @Test func wholeFiles() throws {
        let validator = try SchemaValidator(Grammar.schema.text)
        let scratch = try Scratch()
        let broken = try Broken.all.map { try scratch.write($0.text, "\($0.name).yaml") }
        let templates = try Template.all.map { try YAMLSource.parse($0.text, file: $0.kind) }
        var mutation = StructureMutation(seed: 3)
        let changed = try (0..<400).map { index in
            let tree = mutation(templates[index % templates.count], templates[(index * 5 + 1) % templates.count])
            return try scratch.write(Yams.serialize(node: tree), "changed-\(index).yaml")
        }
        for path in try Self.examples().map(\.path) + broken + changed {
            guard let tree = try? YAMLSource.tree(of: path) else { continue }
            var errors: [InputError] = []
            do throws(InputErrors) {
                if Grammar.isFound(tree) {
                    _ = try FoundFile(path: path, text: "", tree: tree)
                } else {
                    _ = try ClaimFile(path: path, seed: nil)
                }
            } catch { errors = error.errors }
            if validator.accepts(JSON(tree)) {
                #expect(!errors.contains { $0.kind == .form }, "\(errors)")
            } else {
                #expect(!errors.isEmpty, "\(path)")
            }
        }
        for example in try Self.examples() { #expect(validator.accepts(JSON(example.tree)), "\(example.path)") }
    }

    /// A schema that lacks one keyword, or one key, disagrees with the decoder somewhere.
    @Test func aLessStrictSchemaIsNoticed() throws {
        let whole = try JSONDecoder().decode(JSON.self, from: Data(Grammar.schema.text.utf8))
        let trees = try Self.trees(mutations: 3000, seed: 2).map { ($0, Self.formErrors($0).isEmpty) }
        for name in [
            "type", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "minItems", "minProperties",
            "required", "oneOf", "anyOf", "not", "additionalProperties", "propertyNames", "dependentSchemas", "items",
            "$ref", "race", "replicas", "bernoulli", "spectrum", "points", "fixed", "library", "tighten",
        ] {
            let schema = whole.removing(name)
            #expect(schema != whole, "\(name) is not in the schema")
            let validator = try SchemaValidator(schema)
            #expect(trees.contains { validator.accepts(JSON($0)) != $1 }, "nobody misses \(name)")
        }
    }

    @Test func theCommandPrintsIt() async throws {
        let result = try await Command.run(["show", "--schema"])
        #expect(result.status == 0 && result.errors.isEmpty)
        #expect(result.output == (try Grammar.schema.text) + "\n")
        let schema = try JSONDecoder().decode(JSON.self, from: Data(result.output.utf8))
        #expect(schema["$schema"] == .string("https://json-schema.org/draft/2020-12/schema"))
        #expect(schema["$defs"]?["claim"]?["properties"]?["replicas"]?["default"] == .number(1000))
        #expect(
            schema["$defs"]?["claim"]?["properties"]?["observe"]?["description"]?.string?.contains("core-loss") ?? false
        )
        #expect(try await Command.run(["show"]).status == 64)
        #expect(try await Command.run(["show", "swe-shared-gd", "--schema"]).status == 64)
    }
}

extension JSON {
    /// The value without a key, at every depth.
    fileprivate func removing(_ name: String) -> JSON {
        switch self {
        case .object(let values): .object(values.filter { $0.key != name }.mapValues { $0.removing(name) })
        case .list(let values): .list(values.map { $0.removing(name) })
        default: self
        }
    }
}
