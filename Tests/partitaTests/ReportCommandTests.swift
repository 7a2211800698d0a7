import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import partita

@Suite struct ReportCommandTests {
    /// A user's claim and one of the library, checked and reported.
    private func report(_ scratch: Scratch, jobs: Int = 2) async throws -> Command.Result {
        let path = try scratch.write(Example.text())
        let out = scratch.path + "/out"
        let checked = try await Command.run([
            "check", path, "quad-switch", "refuted-sharing-faster", "--instances", "2", "--out", out,
        ])
        #expect(checked.status == 0, "\(checked.errors)")
        let race = FuzzTests.root + "/examples/schemes/core-and-full-low-rank.yaml"
        #expect(try await Command.run(["simulate", race, "--out", out]).status == 0)
        let figure = try await Command.run(["figure", "freeze-schur", "--out", out])
        #expect(figure.status == 0, "\(figure.errors)")
        return try await Command.run(["report", "--out", out, "--jobs", "\(jobs)"])
    }

    @Test func everyClaimHasAPageAndAllLinksLive() async throws {
        let scratch = try Scratch()
        let result = try await report(scratch)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("4 claims, 1 figures, 0 lessons"))
        let files = scratch.files(in: "out")
        let pages = files.filter { $0.key.hasSuffix(".html") }
        #expect(
            Set(pages.keys) == [
                "index.html", "masked-gd/index.html", "quad-switch/index.html", "quad-switch/proof.html",
                "core-and-full-low-rank/index.html", "figures/index.html", "refuted-sharing-faster/index.html",
                "refuted-sharing-faster/proof.html",
            ])
        for (path, data) in pages {
            let text = String(decoding: data, as: UTF8.self)
            let parser = XMLParser(data: data)
            #expect(parser.parse(), "\(path), line \(parser.lineNumber)")
            #expect(text.matches(of: /<h1[> ]/).count == 1, "\(path)")
            #expect(!text.contains("<script") && !text.contains("class=\"tex\""), "\(path)")
            let ids = text.matches(of: /\bid=["']([^"']*)["']/).map { String($0.1) }
            #expect(Set(ids).count == ids.count, "\(path) has a name twice")
            for match in text.matches(of: /<(?:a|img|link) [^>]*(?:href|src)="([^"]*)"/) {
                let folder = (path as NSString).deletingLastPathComponent
                let target = String(match.1).removingPercentEncoding ?? ""
                let place = URL(fileURLWithPath: "/" + (folder as NSString).appendingPathComponent(target)).standardized
                    .path
                    .dropFirst()
                #expect(files[String(place)] != nil, "\(path): \(target)")
            }
        }
    }

    /// A claim file of the user's own gets the same page as a claim of the library.
    @Test func anOwnClaimHasTheSamePage() async throws {
        let scratch = try Scratch()
        _ = try await report(scratch)
        func headings(_ id: String) throws -> Set<String> {
            Set(try scratch.read("out/\(id)/index.html").matches(of: /<h2>([^<]*)<\/h2>/).map { String($0.1) })
        }
        let own = try headings("masked-gd")
        #expect(
            own == [
                "What is compared", "Hypotheses", "Figures", "Ratios", "Instances", "What was trained",
                "How to make it again",
            ])
        #expect(try headings("quad-switch") == own.union(["Statement"]))
        #expect(try headings("refuted-sharing-faster").isSuperset(of: ["Statement", "What is true instead"]))
        let page = try scratch.read("out/masked-gd/index.html")
        #expect(page.contains("partita check claim.yaml") && page.contains("step-size: 1/L"))
        #expect(
            page.contains("<math") && page.contains("aria-label=\"given: 1 ratios, the largest 0.898"),
            "\(page.prefix(9000))")
        #expect(page.contains("<title>step 0, observed 9</title>"), "values show under the pointer")
        #expect(try headings("core-and-full-low-rank").contains("Race"))
    }

    /// Of a violation the page says the step and the margin, of a false hypothesis its sides.
    @Test func whatDoesNotHoldIsExplained() async throws {
        let scratch = try Scratch()
        let false1 = try scratch.write(
            Example.text([12: "bound: excess0 * 0.75^t", 9: "    step-size: 1/5"]), "a.yaml")
        let false2 = try scratch.write(Example.text([1: "claim: long-step", 9: "    step-size: 3/L"]), "b.yaml")
        let out = scratch.path + "/out"
        #expect(try await Command.run(["check", false1, false2, "--out", out]).status == 1)
        #expect(try await Command.run(["report", "--out", out]).status == 0)
        #expect(try scratch.read("out/masked-gd/index.html").contains("</code>: violated at step 1: observed "))
        #expect(
            try scratch.read("out/long-step/index.html").contains("</code>: not applicable: eta &lt; 2/L is false ("))
    }

    @Test func theSameResultsGiveTheSameBytes() async throws {
        let (one, two) = (try Scratch(), try Scratch())
        _ = try await report(one, jobs: 1)
        _ = try await report(two, jobs: 3)
        let (first, second) = (one.files(in: "out"), two.files(in: "out"))
        #expect(first.keys.sorted() == second.keys.sorted())
        for (path, data) in first { #expect(second[path] == data, "\(path)") }
        // Once more into the same folder.
        _ = try await Command.run(["report", "--out", one.path + "/out"])
        #expect(one.files(in: "out") == first)
    }

    @Test func whatIsNotThereIsSaid() async throws {
        let scratch = try Scratch()
        let nothing = try await Command.run(["report", "--out", scratch.path + "/none"])
        #expect(nothing.status == 2)
        #expect(nothing.errors.contains("expected results, found none"))
        try FileManager.default.createDirectory(atPath: scratch.path + "/out/x", withIntermediateDirectories: true)
        _ = try scratch.write("{\"claims\": 1}", "out/x/claim.json")
        let broken = try await Command.run(["report", "--out", scratch.path + "/out"])
        #expect(broken.status == 2)
        #expect(broken.errors.contains("out/x/claim.json: expected a record that `partita check` wrote"))
        #expect(scratch.files(in: "out").keys.sorted() == ["x/claim.json"], "nothing half-written")
    }
}
