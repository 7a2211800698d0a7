import Claims
import Foundation
import PaperFigures
import Testing

@testable import partita

@Suite struct FigureCommandTests {
    @Test func withoutNamesTheFiguresAreListed() async throws {
        let result = try await Command.run(["figure"])
        #expect(result.status == 0)
        for figure in Gallery.figures { #expect(result.output.contains(figure.id)) }
    }

    @Test func aClaimStandsForItsFigures() async throws {
        let scratch = try Scratch()
        let result = try await Command.run(["figure", "quad-switch", "--out", scratch.path, "--json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("\"figure\" : \"untying-time\""))
        #expect(
            Set(scratch.files(in: "figures").keys) == [
                "untying-time.dat", "untying-time.gp", "untying-time.md", "untying-time-figure.tex", "gallery.md",
                "style.gp", "palettes/viridis.pal",
            ])
        let tex = try scratch.read("figures/untying-time-figure.tex")
        #expect(tex.contains("\\begin{figure}") && tex.contains("\\input{untying-time-tex}"))
        #expect(tex.contains("\\caption{") && tex.contains("\\label{fig:untying-time}"))
    }

    @Test func unknownNamesAreErrors() async throws {
        let scratch = try Scratch()
        let unknown = try await Command.run(["figure", "untying-tim", "--out", scratch.path + "/out"])
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("did you mean \"untying-time\"?"))
        #expect(!scratch.exists("out"))
        #expect(try await Command.run(["figure", "untying-time", "--all"]).status == 64)
        let none = Gallery.figures.map { $0.claims }.joined()
        let without = try #require(Library.ids.first { !none.contains($0) })
        let result = try await Command.run(["figure", without, "--out", scratch.path + "/out"])
        #expect(result.status == 2 && result.errors.contains("no paper figure is about the claim \"\(without)\""))
    }

    /// All formats, twice, with other numbers of threads: the same bytes.
    @Test func drawingsAreTheSameFromRunToRun() async throws {
        let (one, two) = (try Scratch(), try Scratch())
        for (scratch, jobs) in [(one, "1"), (two, "3")] {
            let result = try await Command.run([
                "figure", "--all", "--render", "svg,png,pdf,cairolatex", "--jobs", jobs, "--out", scratch.path,
            ])
            #expect(result.status == 0, "\(result.errors)")
        }
        let (first, second) = (one.files(in: "figures"), two.files(in: "figures"))
        #expect(first.count == 2 + 1 + Gallery.figures.count * (4 + 3 + 2))
        #expect(first.keys.sorted() == second.keys.sorted())
        for (name, data) in first { #expect(second[name] == data, "\(name)") }
        for figure in Gallery.figures {
            let picture = try #require(first[figure.id + ".svg"])
            #expect(String(decoding: picture, as: UTF8.self).contains("<g class=\"value\"><title>"), "\(figure.id)")
        }
    }
}
