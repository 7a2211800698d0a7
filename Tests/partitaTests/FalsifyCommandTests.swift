import Foundation
import Testing

@testable import partita

/// `partita falsify` from outside.
@Suite struct FalsifyCommandTests {
    private func document(_ result: Command.Result) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(result.output.utf8))
    }

    @Test func aRefutedClaimIsBrokenAndTheFileReproducesIt() async throws {
        let scratch = try Scratch()
        let out = scratch.path + "/out"
        let result = try await Command.run([
            "falsify", "refuted-mean-stability-suffices", "--evaluations", "300", "--out", out, "--json",
        ])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        let claim = try #require(try document(result)["claims"]?.list?.first)
        #expect(claim["broken"] == .flag(true) && claim["refuted"] == .flag(true) && claim["cutByTime"] == .flag(false))
        let parts = try #require(claim["parts"]?.list)
        #expect(parts.count == 2)
        for part in parts {
            let file = try #require(part["file"]?.string)
            let check = try await Command.run(["check", "\(out)/\(file)", "--out", out + "/check", "--json"])
            // A user's claim: that it is violated is status 1.
            #expect(check.status == 1)
            let summary = try #require(try document(check)["claims"]?.list?.first)
            #expect(summary["maxRatio"] == part["ratio"] && summary["verdict"] == part["verdict"])
        }
        let written = scratch.files(in: "out")
        #expect(written["falsify.json"] == Data(result.output.utf8))
    }

    /// A run with plain observables is written with its model, start and schedule; otherwise the choices are.
    @Test func ordinaryFilesWhereTheFormatCanSayIt() async throws {
        let scratch = try Scratch()
        let out = scratch.path + "/out"
        let result = try await Command.run([
            "falsify", "swe-shared-gd", "--evaluations", "200", "--out", out, "--json", "--part", "upper",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let part = try #require(try document(result)["claims"]?.list?.first?["parts"]?.list?.first)
        let text = String(decoding: try #require(scratch.files(in: "out")["swe-shared-gd/worst.yaml"]), as: UTF8.self)
        #expect(text.contains("deep-linear: {depth:") && text.contains("assume:") && !text.contains("library:"))
        let check = try await Command.run([
            "check", out + "/swe-shared-gd/worst.yaml", "--out", out + "/check", "--json",
        ])
        #expect(try document(check)["claims"]?.list?.first?["maxRatio"] == part["ratio"])
    }

    @Test func evaluationsGiveTheSameBytesWhateverTheJobs() async throws {
        let scratch = try Scratch()
        var outputs: [String] = []
        for jobs in ["1", "2", "3"] {
            let result = try await Command.run([
                "falsify", "quad-share", "--evaluations", "400", "--seed", "5", "--json", "--jobs", jobs, "--out",
                scratch.path + "/" + jobs,
            ])
            #expect(result.status == 0, "\(result.errors)")
            outputs.append(result.output)
        }
        #expect(Set(outputs).count == 1)
        #expect(scratch.files(in: "1") == scratch.files(in: "3"))
        let other = try await Command.run([
            "falsify", "quad-share", "--evaluations", "400", "--seed", "6", "--json", "--out", scratch.path + "/other",
        ])
        #expect(other.output != outputs[0])
    }

    @Test func tightenedAndRelaxedClaimsAreBroken() async throws {
        let scratch = try Scratch()
        let out = scratch.path + "/out"
        let part = ["falsify", "partial-sgd-pl", "--part", "linear", "--evaluations", "800", "--out", out]
        #expect(try await Command.run(part).status == 0)
        #expect(try await Command.run(part + ["--tighten", "0.05"]).status == 1)
        #expect(try await Command.run(part + ["--without", "long-step"]).status == 1)
        let files = scratch.files(in: "out")
        for (name, line) in [
            ("worst", "library: partial-sgd-pl"), ("worst-tightened", "tighten: 0.05"),
            ("worst-without-long-step", "without: long-step"),
        ] {
            let text = String(decoding: try #require(files["partial-sgd-pl/\(name).yaml"]), as: UTF8.self)
            #expect(text.contains(line + "\n"))
        }
    }

    @Test func aUsersClaimIsSearchedByItsNumbers() async throws {
        let scratch = try Scratch()
        let out = scratch.path + "/out"
        let right = try scratch.write(Example.text(), "right.yaml")
        let search = ["--evaluations", "300", "--out", out, "--json"]
        let held = try await Command.run(["falsify", right] + search)
        #expect(held.status == 0, "\(held.errors)")
        // The bound forgets the term of second order in the step.
        let wrong = try scratch.write(Example.text([12: "bound: excess0 * (1 - 2*eta*mu*p)^t"]), "wrong.yaml")
        let result = try await Command.run(["falsify", wrong] + search)
        #expect(result.status == 1)
        let part = try #require(try document(result)["claims"]?.list?.first?["parts"]?.list?.first)
        let file = try #require(part["file"]?.string)
        let text = String(decoding: try #require(scratch.files(in: "out")[file]), as: UTF8.self)
        #expect(text.hasPrefix("claim: worst-of-masked-gd\n") && text.contains("quadratic:"))
        let check = try await Command.run(["check", "\(out)/\(file)", "--out", out + "/check", "--json"])
        #expect(check.status == 1, "\(check.errors)")
        #expect(try document(check)["claims"]?.list?.first?["maxRatio"] == part["ratio"])
    }

    @Test func dataStayWithinReach() async throws {
        let scratch = try Scratch()
        let example = FuzzTests.root + "/examples/diabetes-masked.yaml"
        let out = scratch.path + "/out"
        let result = try await Command.run(["falsify", example, "--evaluations", "40", "--out", out, "--quiet"])
        #expect(result.status == 0, "\(result.errors)")
        let check = try await Command.run(["check", out + "/diabetes-masked/worst.yaml", "--out", out + "/check"])
        #expect(check.status == 0 || check.status == 3, "\(check.errors)")
    }

    @Test func wrongInputIsNamed() async throws {
        let scratch = try Scratch()
        let out = ["--out", scratch.path + "/out", "--evaluations", "20"]
        for (arguments, status, message) in [
            (["quad-shore"], 2, "did you mean \"quad-share\"?"),
            (["quad-share", "--part", "rat"], 2, "there is no part called `rat`; did you mean `rate`?"),
            (["quad-share", "--without", "stabl"], 2, "there is no hypothesis called `stabl`; did you mean `stable`?"),
            (["quad-share", "--tighten", "2"], 64, "--tighten: expected a number from 0 to below 1"),
            (["quad-share", "--budget", "0"], 64, "--budget: expected a positive number of seconds"),
            ([], 64, "expected ids, claim files or --all"),
            ([FuzzTests.root + "/examples/schemes/lottery-tickets.yaml"], 2, "races and extractions are not searched"),
        ] as [([String], Int32, String)] {
            let result = try await Command.run(["falsify"] + arguments + out)
            #expect(result.status == status && result.errors.contains(message), "\(arguments): \(result.errors)")
        }
        #expect(scratch.files(in: "out").isEmpty)
    }

    /// A file of choices is checked like any other: each mistake with its line, and the name that was meant.
    @Test func filesOfChoicesTellWhatIsWrong() async throws {
        let scratch = try Scratch()
        let right = """
            claim: mine
            library: quad-switch
            part: cost-lower
            choices:
              shared-curvature: 1
              curvature-ratio: 0.5
              shared-error: 3
              contrast-error: 1
              first-step-over-curvature: 1/2
              shared-cost: 1
              accuracy-over-floor: 0.001
            """
        let check = { (text: String) in
            try await Command.run(["check", try scratch.write(text), "--out", scratch.path + "/out"])
        }
        let result = try await check(right)
        #expect(result.status == 0, "\(result.output) \(result.errors)")
        for (old, new, message) in [
            (
                "quad-switch", "quad-swich",
                ":2:10: library: no claim is called \"quad-swich\"; did you mean \"quad-switch\"?"
            ),
            ("cost-lower", "cost-lowr", ":3:7: part: unknown choice `cost-lowr`; did you mean `cost-lower`?"),
            ("shared-error: 3", "shared-eror: 3", "choices: the choice `shared-error` is missing"),
            ("contrast-error: 1", "contrast-error: 100", ":8:19: choices.contrast-error: expected a number from"),
            ("claim: mine", "claim: mine\nbond: 1", ":2:1: unknown key `bond`"),
            ("  shared-cost: 1", "  shared-cost: 1\n  extra: 2", ":11:10: choices.extra: unknown choice `extra`"),
        ] {
            let wrong = try await check(right.replacingOccurrences(of: old, with: new))
            #expect(wrong.status == 2 && wrong.errors.contains(message), "\(wrong.errors)")
        }
    }
}
