import Foundation
import Testing

@testable import Figures

@Suite("Rendering")
struct RendererTests {
    private func prepared(_ names: String...) throws -> Scratch {
        let scratch = try Scratch()
        for name in names {
            let file = name.split(separator: "/").last.map(String.init) ?? name
            let plot = Plot(title: name, dataFile: file + ".dat", data: Sample.ensemble)
            try scratch.folder.write(plot.data, to: name + ".dat")
            try scratch.folder.write(GnuplotScript(plot).text, to: name + ".gp")
        }
        return scratch
    }

    @Test("Two renderings have the same bytes", arguments: RenderFormat.allCases)
    func deterministic(format: RenderFormat) async throws {
        let scratch = try prepared("a/run")
        let renderer = try await Renderer.find()
        let files = try await renderer.render(script: "a/run.gp", in: scratch.folder, as: format)
        #expect(files == format.endings.map { "a/run" + $0 })
        let first = try files.map(scratch.bytes)
        // The date in a PDF file counts seconds.
        if format == .pdf || format == .cairolatex { try await Task.sleep(for: .milliseconds(1100)) }
        try await renderer.render(script: "a/run.gp", in: scratch.folder, as: format)
        #expect(try files.map(scratch.bytes) == first)
        #expect(first.allSatisfy { $0.count > 1000 })
        #expect(scratch.everything == (["a", "a/run.dat", "a/run.gp"] + files).sorted())
    }

    @Test("Many scripts in many formats, by one process")
    func batch() async throws {
        let scratch = try prepared("one", "folder/it's <two>", "folder/-three | x")
        let scripts = ["one.gp", "folder/it's <two>.gp", "folder/-three | x.gp"]
        let files = try await Renderer.find().render(scripts: scripts, in: scratch.folder, as: [.svg, .cairolatex])
        #expect(
            files == [
                "one.svg", "one-tex.tex", "one-tex.pdf", "folder/it's <two>.svg", "folder/it's <two>-tex.tex",
                "folder/it's <two>-tex.pdf", "folder/-three | x.svg", "folder/-three | x-tex.tex",
                "folder/-three | x-tex.pdf",
            ])
        #expect(try scratch.contents("one-tex.tex").contains("]{one-tex}"))
        #expect(try await Renderer.find().render(scripts: [], in: scratch.folder, as: [.svg]) == [])
    }

    @Test("The script draws by itself, too")
    func alone() async throws {
        let scratch = try prepared("run")
        let commands = "cd '\(scratch.path)'\nload 'run.gp'\n"
        #expect(try await Renderer.find().run(commands, for: ["run.gp"]) == "")
        #expect(scratch.everything == ["run.dat", "run.gp", "run.svg"])
    }

    @Test("Without gnuplot the error says what to do")
    func missing() async throws {
        await #expect(throws: RenderError.gnuplotMissing) {
            _ = try await Renderer.find(searchPath: "/nonexistent")
        }
        #expect(
            RenderError.gnuplotMissing.description
                == "gnuplot not found: install gnuplot-nox (Debian) or gnuplot (Homebrew), or leave --render out")
    }

    @Test("What gnuplot complains about is in the error, and nothing is written")
    func failures() async throws {
        let scratch = try prepared("good")
        try scratch.folder.write("set nonsense\n", to: "bad.gp")
        try scratch.folder.write("set terminal dumb\n", to: "idle.gp")
        let renderer = try await Renderer.find()
        let before = scratch.everything
        await #expect {
            try await renderer.render(scripts: ["good.gp", "bad.gp"], in: scratch.folder, as: [.png])
        } throws: { error in
            "\(error)".contains("unrecognized option") && "\(error)".contains("bad.gp")
        }
        await #expect {
            try await renderer.render(script: "idle.gp", in: scratch.folder, as: .svg)
        } throws: { error in
            "\(error)".contains("idle.gp") && "\(error)".contains("set output output_")
        }
        await #expect {
            try await renderer.render(script: "none.gp", in: scratch.folder, as: .svg)
        } throws: {
            "\($0)" == "cannot render none.gp: there is no such file"
        }
        await #expect(throws: RenderError.self) {
            try await renderer.render(script: "../good.gp", in: scratch.folder, as: .svg)
        }
        #expect(scratch.everything == before)
    }

    @Test("The date of a PDF file is set in place")
    func date() {
        var bytes = Array("<< /CreationDate (D:20261120224434Z) /CreationDate (D:soon) >>".utf8)
        Picture.fixDate(in: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self) == "<< /CreationDate (D:20000101000000Z) /CreationDate (D:soon) >>")
        var short = Array("/CreationDate (D:2026".utf8)
        Picture.fixDate(in: &short)
        #expect(short.count == 21)
    }
}
