import Figures
import Foundation
import Testing

@testable import partita

/// Races and extraction from files, as a user runs them.
@Suite struct RaceCommandTests {
    /// On `f = (x1^2 + x2^2) / 2` from (1, 1) by half steps: a full step costs 4 products and 2 updates and quarters the loss; a
    /// step on one coordinate costs 2 and 1.
    private static let race = """
        claim: halves
        model:
          quadratic: {hessian: [[1, 0], [0, 1]], optimum: [0, 0]}
        start: [1, 1]
        race:
          full:
            - {operator: full, step-size: 1/2, steps: 4}
          in turn:
            - operator: {cycle: [{mask: {coordinates: [1]}}, {mask: {coordinates: [2]}}]}
              step-size: 1/2
              steps: 8
        observe: loss
        levels: [loss0/4, 1/1000]
        """

    private func summary(_ text: String, _ arguments: [String] = []) async throws -> (Summary.Claim, Scratch) {
        let scratch = try Scratch()
        let path = try scratch.write(text, "race.yaml")
        let result = try await Command.run(["check", path, "--json", "--out", scratch.path + "/out"] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        return (try #require(summary.claims.first), scratch)
    }

    @Test func costsLevelsAndWinners() async throws {
        let (claim, scratch) = try await summary(Self.race)
        let race = try #require(claim.race)
        #expect(claim.verdict == "none" && claim.status == "simulated")
        #expect(race.levels == [0.25, 0.001])
        #expect(race.schedules.map(\.name) == ["full", "in turn"])
        #expect(race.schedules.map(\.cost) == [24, 24])
        let ends: [Double?] = [0.00390625, 0.00390625]
        #expect(race.schedules.map(\.final) == ends)
        let costs: [[Double?]] = [[6, nil], [6, nil]]
        #expect(race.schedules.map(\.costToReach) == costs)
        #expect(race.winners == ["full", nil])
        #expect(race.matchedCost == 24)
        let data = try scratch.read("out/halves/race.dat")
        #expect(data.contains("# [full]") && data.contains("# [in turn]"))
        #expect(data.contains("step cost observed\n0 0 1\n1 6 0.25\n"))
        #expect(data.contains("1 3 0.625\n2 6 0.25\n"))
    }

    /// A bound in a race is compared with every schedule.
    @Test func boundsInARace() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Self.race + "\nbound: loss0 * 0.5^t", "race.yaml")
        let result = try await Command.run(["check", path, "--json", "--out", scratch.path + "/out"])
        #expect(result.status == 1)
        let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        let claim = try #require(summary.claims.first)
        #expect(claim.instances.map(\.name) == ["full", "in turn"])
        #expect(claim.instances.map(\.verdict) == ["holds", "violated"])
        #expect(try scratch.read("out/halves/race.dat").contains("step cost observed bound ratio"))
    }

    @Test func extractionFromAPlainFile() async throws {
        let text = """
            claim: cut
            model:
              quadratic: {hessian: [[1, 0], [0, 1]], optimum: [2, 4]}
            start: zeros
            train:
              - {operator: full, step-size: 1/2, steps: 1}
            observe: loss
            extract: {widths: [1, 2], budget: 1}
            """
        let scratch = try Scratch()
        let path = try scratch.write(text, "cut.yaml")
        let result = try await Command.run(["simulate", path, "--json", "--out", scratch.path + "/out"])
        #expect(result.status == 0, "\(result.errors)")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
        let extraction = try #require(summary.claims.first?.extractions?.first)
        // After one half step x = (1, 2): width 1 keeps (1, 0), at 1/2 ((1 - 2)^2 + 4^2). Alone it affords 6 / 2 = 3 steps.
        #expect(extraction.cost == 6 && extraction.budget == 1)
        #expect(extraction.subModels.map(\.parameters) == [1, 2])
        #expect(extraction.subModels.map(\.loss) == [8.5, 2.5])
        #expect(extraction.subModels.map(\.aloneSteps) == [3, 1])
        let alone: [Double] = [8.03125, 2.5]
        #expect(extraction.subModels.map(\.alone) == alone)
        #expect(extraction.best?.width == 1)
        #expect(try scratch.read("out/cut/extract.dat").contains("depth width parameters loss alone alone-steps"))
    }

    @Test(
        "what cannot be raced or extracted",
        arguments: [
            ("levels without a race", "train: [{operator: full, step-size: 1, steps: 1}]\nlevels: [1]", "`race`"),
            ("a flow", "race: {a: [{operator: full, time: {end: 1, points: 2}}]}", "expected steps"),
            ("no schedule", "race: {}", "at least one schedule"),
            ("a name with a slash", "race: {a/b: [{operator: full, step-size: 1, steps: 1}]}", "a name of at most 40"),
            ("train and race", "train: [{operator: full, step-size: 1, steps: 1}]\nrace: {a: []}", "exactly one"),
            ("too wide", "train: [{operator: full, step-size: 1, steps: 1}]\nextract: {widths: [3]}", "from 1 to 2"),
            (
                "no layers", "train: [{operator: full, step-size: 1, steps: 1}]\nextract: {depths: [1]}",
                "residual-linear"
            ),
            ("nothing to extract", "train: [{operator: full, step-size: 1, steps: 1}]\nextract: {}", "expected"),
            (
                "dropped layers of a vector", "train: [{operator: {depth: {count: 1}}, step-size: 1, steps: 1}]",
                "residual"
            ),
            (
                "widths that do not sum", "train: [{operator: {width: {nested: [1/2, 1]}}, step-size: 1, steps: 1}]",
                "sum to 1"
            ),
            ("a score", "train: [{operator: {prune: {keep: 1, score: snip}}, step-size: 1, steps: 1}]", "saliency"),
        ]) func brokenRace(name: String, lines: String, says: String) throws
    {
        let scratch = try Scratch()
        let head = "claim: a\nmodel:\n  quadratic: {hessian: [[1, 0], [0, 1]], optimum: [0, 0]}\nstart: [1, 1]\n"
        let path = try scratch.write(head + "observe: loss\n" + lines + "\n")
        let errors = #expect(throws: InputErrors.self) { try ClaimFile(path: path, seed: nil) }
        let first = try #require(errors?.errors.first)
        #expect(first.line >= 6 || name == "train and race", "\(first)")
        #expect(errors?.description.contains(says) ?? false, "\(errors?.description ?? "")")
    }

    /// The schemes of the literature run, and their files are the same for any number of threads.
    @Test func schemesDoNotDependOnThreads() async throws {
        let folder = FuzzTests.root + "/examples/schemes"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
            .sorted()
        #expect(names.count >= 10)
        var outputs: [[String: Data]] = []
        for jobs in ["1", "2"] {
            let scratch = try Scratch()
            let result = try await Command.run(
                ["check"] + names.map { folder + "/" + $0 } + [
                    "--jobs", jobs, "--quiet", "--out", scratch.path + "/out",
                ])
            #expect(result.status == 0, "\(result.errors)")
            outputs.append(scratch.files(in: "out"))
        }
        #expect(outputs[0].count > 2 * names.count)
        #expect(outputs[0] == outputs[1])
    }
}
