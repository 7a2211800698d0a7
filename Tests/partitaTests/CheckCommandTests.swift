import Figures
import Foundation
import Testing

@testable import partita

/// The command from outside: exit statuses, files, streams.
@Suite struct CheckCommandTests {
    @Test func theExampleHolds() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text())
        let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("holds"))
        #expect(
            Set(scratch.files(in: "out").keys) == [
                "masked-gd/claim.json", "masked-gd/given.dat", "masked-gd/given.gp", "summary.json", "summary.md",
            ])
    }

    /// The exact value of the documentation: 2.5907571024 at step 5, and a bound that is violated first at step 1.
    @Test func aFalseBoundIsViolated() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([9: "    step-size: 1/5", 12: "bound: excess0 * 0.75^t"]))
        let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(result.status == 1)
        #expect(result.output.contains("violated at step 1"))
        let data = String(decoding: try #require(scratch.files(in: "out")["masked-gd/given.dat"]), as: UTF8.self)
        let row = try #require(data.split(separator: "\n").first { $0.hasPrefix("5 ") })
        let observed = try #require(Double(row.split(separator: " ")[1]))
        #expect(abs(observed - 2.5907571024) < 1e-14)
    }

    /// A bound that is false by 1% only: masking with p = 1/2 on a multiple of the identity is an equality.
    @Test func aBoundFalseByOnePercentIsViolated() async throws {
        let scratch = try Scratch()
        let exact: [Int: String] = [
            4: "    hessian: [[2, 0, 0], [0, 2, 0], [0, 0, 2]]",
            12: "bound: 0.99 * excess0 * (1 - eta*mu*p*(2 - L*eta))^t",
        ]
        let result = try await Command.run(
            ["check", try scratch.write(Example.text(exact)), "--out", scratch.path + "/out"])
        #expect(result.status == 1)
        #expect(result.output.contains("violated at step 0"))
    }

    @Test func aFalseHypothesisIsNamed() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([9: "    step-size: 3/L"]))
        let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(result.status == 3)
        #expect(result.output.contains("eta < 2/L is false"))
    }

    @Test func aFalseBoundWeighsMoreThanAnUndecidedOne() async throws {
        let scratch = try Scratch()
        let undecided = try scratch.write(Example.text([1: "claim: undecided", 9: "    step-size: 3/L"]), "a.yaml")
        let violated = try scratch.write(Example.text([12: "bound: excess0 * 0.1^t"]), "b.yaml")
        let result = try await Command.run(["check", undecided, violated, "--out", scratch.path + "/out"])
        #expect(result.status == 1)
    }

    @Test func jsonIsTheSummaryAndNothingElse() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text())
        let result = try await Command.run(["check", path, "--json", "--out", scratch.path + "/out"])
        let summary = try Summary(json: result.output)
        #expect(summary.partita == Version.text)
        let claim = try #require(summary.claims.first)
        #expect(claim.claim == "masked-gd" && claim.verdict == "holds")
        #expect(claim.instances.first?.hypotheses.first?.text == "eta < 2/L")
        let file = try #require(scratch.files(in: "out")["summary.json"])
        #expect(try Summary(json: String(decoding: file, as: UTF8.self)) == summary)
        #expect(result.errors.isEmpty)
    }

    @Test func quietPrintsNothing() async throws {
        let scratch = try Scratch()
        let result = try await Command.run(
            ["check", try scratch.write(Example.text()), "--quiet", "--out", scratch.path + "/out"])
        #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty)
    }

    /// The same bytes, whatever the number of threads; another seed, other bytes where something is drawn.
    @Test func threadsDoNotChangeABit() async throws {
        let scratch = try Scratch()
        let sampled = try scratch.write(
            Example.text([11: "observe: distance\nengine: ensemble\nreplicas: 200", 12: "bound: 2*distance0"]))
        for jobs in ["1", "2", "3"] {
            let result = try await Command.run(
                [
                    "check", "--all", "--instances", "3", sampled, "--jobs", jobs, "--out",
                    scratch.path + "/jobs-\(jobs)",
                ])
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
        let first = scratch.files(in: "jobs-1")
        #expect(first.count > 10)
        #expect(scratch.files(in: "jobs-2") == first)
        #expect(scratch.files(in: "jobs-3") == first)
        _ = try await Command.run(["check", sampled, "--seed", "2", "--out", scratch.path + "/seed-2"])
        let name = "masked-gd/given.dat"
        #expect(scratch.files(in: "seed-2")[name] != first[name])
        let text = String(decoding: try #require(first[name]), as: UTF8.self)
        #expect(text.contains("step observed low high bound ratio"))
    }

    @Test func wrongUsage() async throws {
        #expect(try await Command.run(["check"]).status == 64)
        #expect(try await Command.run(["check", "--all", "--jobs", "0"]).status == 64)
        #expect(try await Command.run(["check", "--all", "--render", "bmp"]).status == 64)
        let unknown = try await Command.run(["check", "swe-shared-gdd"])
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("did you mean \"swe-shared-gd\""))
    }

    @Test func unwritableOutputIsOneClearError() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text())
        let result = try await Command.run(["check", path, "--out", path])
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("error: "))
    }

    @Test func examplesAreAsTheirCommentsSay() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("examples")
        let scratch = try Scratch()
        for (name, status) in [
            ("diabetes-masked", 0), ("diabetes-unfrozen", 0), ("diabetes-full", 0), ("digits-pl", 0),
            ("digits-strongly-convex", 3),
        ] {
            let path = root.appendingPathComponent(name + ".yaml").path
            let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
            #expect(result.status == Int32(status), "\(name): \(result.output)\(result.errors)")
        }
    }

    @Test func listAndShow() async throws {
        let list = try await Command.run(["list"])
        #expect(list.status == 0 && list.output.contains("swe-shared-gd"))
        let filtered = try await Command.run(["list", "--family", "elastic", "--json"])
        #expect(filtered.output.trimmingCharacters(in: .whitespacesAndNewlines).hasPrefix("["))
        #expect(!filtered.output.contains("swe-shared-gd"))
        let shown = try await Command.run(["show", "swe-shared-gd"])
        #expect(shown.output.contains("Hypotheses") && shown.output.contains("eta*depth"))
        let latex = try await Command.run(["show", "swe-shared-gd", "--latex"])
        #expect(latex.output.contains("\\begin{theorem}") && latex.output.contains("\\end{theorem}"))
        let checked = try await Command.run(["show", "galore-descent"])
        let theorem = "decrease: galore_decrease in proofs/coq/claims/galore_descent.v"
        #expect(checked.output.contains("Checked by Coq\n  \(theorem), given: "))
        let lowRank = try await Command.run(["list", "--family", "low-rank", "--json"])
        #expect(lowRank.output.contains("\"theorem\" : \"galore_rate\""))
        #expect(list.output.contains(/galore-descent +low-rank +[a-z]+ +theorem +page +5\/5\s/))
        #expect(try await Command.run(["show", "nothing"]).status == 2)
    }

    @Test func simulateNeedsNoBound() async throws {
        let scratch = try Scratch()
        let path = try scratch.write(Example.text([12: "", 13: "", 14: ""]))
        let simulated = try await Command.run(["simulate", path, "--out", scratch.path + "/out"])
        #expect(simulated.status == 0, "\(simulated.errors)")
        #expect(scratch.exists("out/masked-gd/given.dat"))
        let checked = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(checked.status == 2)
        #expect(checked.errors.contains("`bound` is missing"))
    }
}
