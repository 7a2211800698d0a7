import Testing

@testable import partita

/// Claim files to start from: each decodes, runs as it is, and holds.
@Suite struct TemplateTests {
    @Test(arguments: Template.all.map(\.kind))
    func holds(_ kind: String) async throws {
        let template = try #require(Template.named(kind))
        let scratch = try Scratch()
        let path = scratch.path + "/mine.yaml"
        let written = try await Command.run(["new", kind, "--out", path])
        #expect(written.status == 0 && written.output.isEmpty, "\(written.errors)")
        #expect(written.errors.contains("mine.csv") == (template.data != nil))
        #expect(try ClaimFile(path: path, seed: nil).id == kind)
        let validator = try SchemaValidator(Grammar.schema.text)
        #expect(validator.accepts(JSON(try YAMLSource.tree(of: path))))
        let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("holds") || ["race", "extract"].contains(kind))
        for line in template.text.split(separator: "\n") { #expect(line.count <= 110, "\(line)") }
    }

    @Test func printedAsWritten() async throws {
        let printed = try await Command.run(["new", "masked"])
        #expect(printed.status == 0 && printed.output == Template.masked.text)
        let regression = try await Command.run(["new", "least-squares"])
        #expect(regression.output.hasPrefix("# The data are not here"))
        #expect(regression.output.hasSuffix(Template.leastSquares.text))
    }

    @Test func nothingIsOverwritten() async throws {
        let scratch = try Scratch()
        let path = try scratch.write("mine", "a.yaml")
        for kind in ["masked", "least-squares"] {
            let result = try await Command.run(["new", kind, "--out", path])
            #expect(result.status == 2 && result.output.isEmpty)
            #expect(
                result.errors
                    == "error: \(path): expected a new file, found one that is there: nothing is overwritten\n")
        }
        #expect(!scratch.exists("a.csv"))
        _ = try scratch.write("1", "b.csv")
        #expect(try await Command.run(["new", "least-squares", "--out", scratch.path + "/b.yaml"]).status == 2)
        #expect(!scratch.exists("b.yaml"))
        #expect(try await Command.run(["new", "masked", "--out", scratch.path + "/no/b.yaml"]).status == 2)
    }

    @Test func kindsAreListed() async throws {
        let list = try await Command.run(["new"])
        #expect(list.status == 0)
        for template in Template.all { #expect(list.output.contains(template.kind + " ")) }
        let unknown = try await Command.run(["new", "maskd"])
        #expect(unknown.status == 64 && unknown.errors.contains("did you mean \"masked\"?"))
    }
}
