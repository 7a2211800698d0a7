import Claims
import Foundation
import LinearAlgebra
import PartialTraining
import Testing

/// Documentation that runs: the tutorials' code is compiled into these tests, and what the text says of it is compared.
@Suite struct TutorialTests {
    static let tutorials = ["Add-Your-Own-Operator", "Add-Your-Own-Claim"]

    /// What is compiled here is the last step itself, by a link; earlier steps are that with lines left out.
    @Test(arguments: [
        ("operator", "WeightedCoordinate"), ("run", "WeightedRun"), ("claim", "WeightedDescent"),
        ("check", "WeightedCheck"),
    ])
    func stepsOnlyAddLines(_ name: String, _ compiled: String) throws {
        let steps = try Catalogue.steps(name)
        let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let last = try String(contentsOf: own.appendingPathComponent("\(compiled).swift"), encoding: .utf8)
        #expect(steps.last?.joined(separator: "\n") == last)
        for (earlier, later) in zip(steps, steps.dropFirst()) {
            var rest = earlier[...]
            for line in later where line == rest.first { rest = rest.dropFirst() }
            #expect(rest.isEmpty, "\(name): a line of a step is not in the next one: \(rest.first ?? "")")
            #expect(earlier.count < later.count)
        }
    }

    /// Every file of code is shown, and nothing is shown that is not there.
    @Test func everyStepIsShown() throws {
        let text = try Self.tutorials.map { try Catalogue.text("Tutorials/\($0).tutorial") }.joined()
        let shown = Set(text.matches(of: /file: "([^"]+)"/).map { String($0.1) })
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Catalogue.folder.appendingPathComponent("Resources").path)
        #expect(shown == Set(files.filter { !$0.hasSuffix(".svg") }))
    }

    @Test(arguments: [("run", WeightedRun.report), ("check", WeightedCheck.report)])
    func reportsAreShown(_ name: String, _ report: @Sendable () throws -> [String]) throws {
        #expect(try Catalogue.text("Resources/\(name)-output.txt") == report().map { $0 + "\n" }.joined())
    }

    @Test func pageOfTheModule() throws {
        let code = try Catalogue.fenced("PartialTraining.md", "swift")
        let source = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("WorkedExample.swift"), encoding: .utf8)
        let lines = source.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(code.count == 2)
        for block in code { #expect(lines.joined(separator: "\n").contains(block.joined(separator: "\n"))) }
        let quoted = try Catalogue.fenced("PartialTraining.md", "")
        let output = try WorkedExample.output()
        #expect(quoted == [output])
    }
}
