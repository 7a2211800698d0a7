import Testing

@testable import partita

/// Inputs that are wrong, each in one way: where the one clear message must point, and what it must say.
struct Broken: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    let says: [String]

    init(_ name: String, _ changes: [Int: String], line: Int, _ says: String...) {
        self.init(name, text: Example.text(changes), line: line, says)
    }

    init(_ name: String, text: String, line: Int, _ says: [String]) {
        self.name = name
        self.text = text
        self.line = line
        self.says = says
    }

    var testDescription: String { name }

    static let all: [Broken] = [
        Broken("empty file", text: "", line: 1, ["empty"]),
        Broken("not a mapping", text: "- 1\n- 2\n", line: 1, ["expected a mapping"]),
        Broken("a scalar", text: "hello\n", line: 1, ["expected a mapping", "hello"]),
        Broken("unclosed bracket", [4: "    hessian: [[4, 1, 0], [1, 3, 1], [0, 1, 2]"], line: 5, "not YAML"),
        Broken("tab indentation", [4: "\thessian: [[4]]"], line: 4, "not YAML"),
        Broken("two documents", text: Example.text() + "---\nclaim: b\n", line: 16, ["one document"]),
        Broken("deep nesting", text: String(repeating: "[", count: 5000), line: 1, ["nesting"]),
        Broken("duplicate key", [2: "claim: again\nmodel:"], line: 1, "`claim`", "twice"),
        Broken("missing model", [2: "", 3: "", 4: "", 5: ""], line: 1, "`model` is missing"),
        Broken("missing start", [6: ""], line: 1, "`start` is missing"),
        Broken("missing observe", [11: ""], line: 1, "`observe` is missing"),
        Broken("unknown key", [11: "observ: excess"], line: 11, "unknown key `observ`", "`observe`"),
        Broken("bad id", [1: "claim: Masked GD"], line: 1, "claim", "a-z"),
        Broken("unknown model", [3: "  quadratics:"], line: 3, "`quadratics`", "did you mean `quadratic`"),
        Broken("two models", [5: "    optimum: [1, -2, 3]\n  matrix: {target: [[1]]}"], line: 3, "exactly one"),
        Broken("ragged Hessian", [4: "    hessian: [[4, 1, 0], [1, 3], [0, 1, 2]]"], line: 4, "row 2 has 2"),
        Broken("not symmetric", [4: "    hessian: [[4, 1, 0], [2, 3, 1], [0, 1, 2]]"], line: 4, "not symmetric"),
        Broken("not square", [4: "    hessian: [[4, 1, 0], [1, 3, 1]]"], line: 4, "square", "2 x 3"),
        Broken("indefinite", [4: "    hessian: [[1, 3, 0], [3, 1, 0], [0, 0, 1]]"], line: 4, "semidefinite"),
        Broken("zero Hessian", [4: "    hessian: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]"], line: 4, "not zero"),
        Broken("a word in a matrix", [4: "    hessian: [[4, one, 0], [1, 3, 1], [0, 1, 2]]"], line: 4, "`one`"),
        Broken("infinite entry", [4: "    hessian: [[1/0, 1, 0], [1, 3, 1], [0, 1, 2]]"], line: 4, "finite"),
        Broken(
            "optimum too short", [5: "    optimum: [1, -2]"], line: 5, "`optimum` has 2 entries", "`hessian` is 3 x 3"),
        Broken("start too long", [6: "start: [0, 0, 0, 0]"], line: 6, "`start` has 4 entries", "3 parameters"),
        Broken("start of a wrong kind", [6: "start: identities"], line: 6, "start"),
        Broken("no stage", [7: "train: []", 8: "", 9: "", 10: ""], line: 7, "at least one stage"),
        Broken("unknown operator", [8: "  - operator: {masks: {bernoulli: 0.5}}"], line: 8, "did you mean `mask`"),
        Broken("probability above 1", [8: "  - operator: {mask: {bernoulli: 1.5}}"], line: 8, "0 < p <= 1", "1.5"),
        Broken("subset too large", [8: "  - operator: {mask: {subset: 4}}"], line: 8, "from 1 to 3"),
        Broken("coordinate 0", [8: "  - operator: {mask: {coordinates: [0, 1]}}"], line: 8, "from 1"),
        Broken("coordinate twice", [8: "  - operator: {freeze: {coordinates: [1, 1]}}"], line: 8, "distinct"),
        Broken("two mask laws", [8: "  - operator: {mask: {bernoulli: 0.5, subset: 2}}"], line: 8, "exactly one"),
        Broken(
            "flag that is no flag", [8: "  - operator: {mask: {bernoulli: 0.5, forward: yes}}"], line: 8,
            "`true` or `false`"),
        Broken("layers of a vector", [8: "  - operator: {freeze: {layers: [2]}}"], line: 8, "no layer 2", "1 layer"),
        Broken("share of a vector", [8: "  - operator: {share: all}"], line: 8, "blocks"),
        Broken("blocks that do not divide", [8: "  - operator: {share: {blocks: 2}}"], line: 8, "divisor"),
        Broken("low rank of a vector", [8: "  - operator: {low-rank: {rank: 1, of: gradient}}"], line: 8, "matrix"),
        Broken(
            "subspace kind", [8: "  - operator: {subspace: {dimension: 1, kind: har}}"], line: 8, "did you mean `haar`"),
        Broken("empty cycle", [8: "  - operator: {cycle: []}"], line: 8, "at least one"),
        Broken("negative step size", [9: "    step-size: -1/L"], line: 9, "positive"),
        Broken("unknown variable in a step size", [9: "    step-size: 1/M"], line: 9, "unknown variable `M`"),
        Broken("step size with a typo", [9: "    step-size: 1//L"], line: 9, "step-size"),
        Broken("half a step", [10: "    steps: 40.5"], line: 10, "whole number"),
        Broken("negative steps", [10: "    steps: -1"], line: 10, "from 0"),
        Broken("steps and time", [10: "    steps: 4\n    time: {end: 1, points: 2}"], line: 8, "exactly one"),
        Broken("no duration", [10: ""], line: 8, "exactly one of `steps`"),
        Broken("unknown observable", [11: "observe: exces"], line: 11, "did you mean `excess`"),
        Broken("rank of a vector", [11: "observe: rank"], line: 11, "vector"),
        Broken("unknown variable in a bound", [12: "bound: excess0 * exp(-nu*t)"], line: 12, "unknown variable `nu`"),
        Broken("unknown function", [12: "bound: excess0 * expp(-mu*t)"], line: 12, "expp"),
        Broken("unbalanced parenthesis", [12: "bound: excess0 * (1 - mu"], line: 12, "bound"),
        Broken("time in a hypothesis", [14: "  - t < 2/L"], line: 14, "`t`"),
        Broken("hypothesis without relation", [14: "  - eta"], line: 14, "<"),
        Broken("chained hypothesis", [14: "  - 0 < eta < 2/L"], line: 14, "<"),
        Broken("unknown engine", [11: "observe: excess\nengine: moment"], line: 12, "did you mean `moments`"),
        Broken("engine that cannot", [11: "observe: excess\nengine: direct"], line: 12, "random"),
        Broken("too few replicas", [11: "observe: excess\nreplicas: 1"], line: 12, "from 2"),
        Broken("redefined quantity", [11: "observe: excess\nlet: {mu: 1}"], line: 12, "`mu`"),
        Broken("definition by itself", [11: "observe: excess\nlet: {a: a + 1}"], line: 12, "itself"),
        Broken("empty extraction", [11: "observe: excess\nextract: {}"], line: 12, "`widths`", "found none"),
        Broken("missing CSV", [4: "    hessian: {csv: nowhere.csv}"], line: 4, "nowhere.csv", "no such file"),
        Broken(
            "unknown spectrum", [4: "    hessian: {spectrum: {geometrik: {dimension: 3, min: 1, max: 2}}}"], line: 4,
            "did you mean `geometric`"),
        Broken(
            "unordered spectrum", [4: "    hessian: {spectrum: {geometric: {dimension: 3, min: 2, max: 1}}}"], line: 4,
            "min <= max"),
        Broken(
            "huge dimension", [4: "    hessian: {spectrum: {geometric: {dimension: 100000, min: 1, max: 2}}}"], line: 4,
            "from 1 to 4096"),
    ]
}

@Suite struct BrokenInputTests {
    @Test("one clear message, at the right line", arguments: Broken.all)
    func message(_ broken: Broken) throws {
        let scratch = try Scratch()
        let path = try scratch.write(broken.text)
        let errors = #expect(throws: InputErrors.self) { try ClaimFile(path: path, seed: nil) }
        let first = try #require(errors?.errors.first)
        #expect(first.file == path)
        #expect(first.line == broken.line, "\(first)")
        for word in broken.says { #expect(first.description.contains(word), "\(first)") }
    }

    /// As a whole process: status 2, a message on stderr, nothing on stdout, no file left behind.
    @Test func processEndsWithTwo() async throws {
        let scratch = try Scratch()
        for (index, broken) in Broken.all.enumerated() {
            let path = try scratch.write(broken.text, "broken-\(index).yaml")
            let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
            #expect(result.status == 2, "\(broken.name): \(result.errors)")
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("broken-\(index).yaml"))
            #expect(!scratch.exists("out"), "\(broken.name) left files behind")
        }
    }

    @Test func severalErrorsInOneRun() throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([6: "start: [0, 0]", 11: "observ: excess", 14: "  - eta <"]))
        let errors = try #require(#expect(throws: InputErrors.self) { try ClaimFile(path: path, seed: nil) })
        #expect(Set(errors.errors.map(\.line)).isSuperset(of: [6, 11, 14]))
    }

    @Test func columnsPointIntoExpressions() throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([12: "bound: \"excess0 * nu\""]))
        let errors = try #require(#expect(throws: InputErrors.self) { try ClaimFile(path: path, seed: nil) })
        // `bound: "` takes eight columns, `excess0 * ` ten.
        #expect(errors.errors.first?.column == 19)
    }

    @Test func garbageNeverTraps() throws {
        let scratch = try Scratch()
        for bytes in [
            [UInt8](repeating: 0, count: 100), [0xFF, 0xFE, 0x00], Array("a: \u{1}".utf8), Array("&a [*a]".utf8),
            Array("{[}".utf8),
        ] {
            let path = try scratch.write(bytes, "garbage.yaml")
            #expect(throws: InputErrors.self) { try ClaimFile(path: path, seed: nil) }
        }
        #expect(throws: InputErrors.self) { try ClaimFile(path: scratch.path, seed: nil) }
        #expect(throws: InputErrors.self) { try ClaimFile(path: scratch.path + "/none.yaml", seed: nil) }
    }
}
