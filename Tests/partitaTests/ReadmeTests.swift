import Claims
import Foundation
import PaperFigures
import Testing
import Texts

@testable import partita

/// What the README says, computed again.
@Suite struct ReadmeTests {
    private static let root = FuzzTests.root
    private let text: String

    init() throws { text = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8) }

    /// The claim file that stands in the README, beside the data that it reads.
    private func example(_ change: (String) -> String = { $0 }) throws -> (Scratch, String) {
        let yaml = try #require(text.firstMatch(of: /```yaml\n(claim: diabetes-masked\n[^`]*)```/)).1
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path + "/data", withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Self.root + "/examples/data/diabetes.csv", toPath: scratch.path + "/data/diabetes.csv")
        return (scratch, try scratch.write(change(String(yaml))))
    }

    @Test func theExampleIsTheFileAndHolds() async throws {
        let (scratch, path) = try example()
        let shown = try ClaimFile(path: path, seed: nil)
        let file = try ClaimFile(path: Self.root + "/examples/diabetes-masked.yaml", seed: nil)
        #expect(shown.parts.map(\.bound.source) == file.parts.map(\.bound.source))
        #expect(shown.hypotheses.map(\.condition.source) == file.hypotheses.map(\.condition.source))
        #expect(shown.entries[0].run.schedule.summary == file.entries[0].run.schedule.summary)
        let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
        #expect(result.status == 0 && result.output.contains("holds"), "\(result.output)\(result.errors)")
        let steps = try #require(text.firstMatch(of: /is below the bound at all ([0-9]+) steps/)).1
        #expect(shown.entries[0].run.schedule.length == Int(steps))
        let patients = try #require(text.firstMatch(of: /on ([0-9]+) patients/)).1
        let rows = try String(contentsOfFile: scratch.path + "/data/diabetes.csv", encoding: .utf8).split(
            separator: "\n")
        #expect(rows.count - 1 == Int(patients))
        #expect(text.contains("random half of the\nten coefficients") && shown.entries[0].run.model.layout.count == 10)
    }

    @Test func itsTwoChangesComeOutAsItSays() async throws {
        for (change, status, word) in [
            (("bound: excess0 * (1 - eta*mu*p*(2 - eta*effective))^t", "bound: excess0 * 0.8^t"), Int32(1), "violated"),
            (("step-size: 1/(p*L + 1 - p)", "step-size: 3/(p*L + 1 - p)"), 3, "not-applicable"),
        ] {
            let (scratch, path) = try example { $0.replacingOccurrences(of: change.0, with: change.1) }
            let result = try await Command.run(["check", path, "--out", scratch.path + "/out"])
            #expect(result.status == status && result.output.contains(word), "\(result.output)\(result.errors)")
        }
    }

    @Test func countsAreThoseOfTheLibrary() throws {
        let claims = try Library.all()
        let theorems = claims.filter { $0.standing == .theorem }.count
        #expect(
            text.contains(
                "\(theorems) theorems about partial training, and \(claims.count - theorems) readings that are false"))
        #expect(text.contains("of \(Template.all.count) kinds"))
        let checked = try Set(CheckedProofs.carried().theorems.map(\.claim)).count
        #expect(text.contains("Of \(checked) claims some parts are also theorems"))
        #expect(text.contains("\(Gallery.figures.count) paper figures"))
        let lessons = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/notebooks-as-scripts")
            .filter { $0.hasSuffix(".swift") }.count
        #expect(text.contains("\(lessons) lessons"))
    }

    /// Captions and pictures of the committed gallery are those that the code makes today, on any processor: but for figures
    /// of what rounding does.
    @Test func theGalleryIsFresh() async throws {
        let scratch = try Scratch()
        let result = try await Command.run(["figure", "--all", "--render", "svg", "--out", scratch.path + "/out"])
        #expect(result.status == 0, "\(result.errors)")
        let fresh = scratch.files(in: "out/figures")
        let folder = Self.root + "/docs/gallery"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(names) == Set(["README.md"] + Gallery.figures.map { $0.id + ".svg" }), "run make gallery")
        for name in names {
            let committed = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            // The bytes of a picture are those of the gnuplot that drew it; captions are ours.
            if name == "README.md" {
                let page = fresh["gallery.md"].map { String(decoding: $0, as: UTF8.self) } ?? ""
                #expect(Self.sections(page) == Self.sections(String(decoding: committed, as: UTF8.self)))
            } else if try await Command.gnuplotVersion() == "gnuplot 5.4 patchlevel 4",
                !Self.rounded.contains(where: { name == $0.id + ".svg" })
            {
                #expect(fresh[name] == committed, "\(name): run make gallery")
            }
        }
    }

    private static let rounded = Gallery.figures.filter { $0.showsRounding }

    /// The sections of the gallery's page, without those about rounding.
    private static func sections(_ page: String) -> [String] {
        page.components(separatedBy: "\n## ").filter { section in
            !rounded.contains { section.hasPrefix($0.title) }
        }
    }

    /// The picture of a race is the one that its file gives today; the other race ends in rounding, which processors do differently.
    @Test func pictureOfTheRaceIsFresh() async throws {
        let name = "progressive-subnetworks"
        guard try await Command.gnuplotVersion() == "gnuplot 5.4 patchlevel 4" else { return }
        let scratch = try Scratch()
        let file = Self.root + "/examples/schemes/\(name).yaml"
        let result = try await Command.run(["check", file, "--render", "svg", "--out", scratch.path + "/out"])
        #expect(result.status == 0, "\(result.errors)")
        let picture = try String(contentsOfFile: Self.root + "/docs/pictures/\(name).svg", encoding: .utf8)
        #expect(try scratch.read("out/\(name)/race.svg") == picture, "run make gallery")
        #expect(text.contains("docs/pictures/\(name).svg"))
    }

    @Test func picturesAndFilesAreThere() {
        for match in text.matches(of: /\]\(([^)#:]+)[^):]*\)/) {
            #expect(FileManager.default.fileExists(atPath: Self.root + "/" + match.1), "\(match.1)")
        }
    }
}
