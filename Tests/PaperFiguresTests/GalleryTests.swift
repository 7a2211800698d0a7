import Claims
import Figures
import Foundation
import Testing
import Texts

@testable import PaperFigures

/// The root of the repository, for tests of what is committed.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite struct GalleryTests {
    @Test func figuresAreAboutClaimsOfTheLibrary() {
        let ids = Gallery.figures.map { $0.id }
        #expect(Set(ids).count == ids.count)
        for figure in Gallery.figures {
            #expect(!figure.claims.isEmpty, "\(figure.id)")
            #expect(Set(figure.claims).isSubset(of: Library.ids), "\(figure.id)")
            #expect(figure.id.wholeMatch(of: /[a-z0-9-]+/) != nil, "\(figure.id)")
        }
    }

    /// Nothing is left out of the command, and nothing is in it that is not in the folders.
    @Test func textsAreThoseOfTheFolders() throws {
        var files: [String] = []
        for (folder, ending) in [
            ("plots", ".gp"), ("plots/palettes", ".pal"), ("proofs", ".md"), ("proofs/coq", "checked.txt"),
        ] {
            files += try FileManager.default.contentsOfDirectory(atPath: repository.path + "/" + folder)
                .filter { $0.hasSuffix(ending) }.map { folder + "/" + $0 }
        }
        let texts = Texts.paths.filter { !$0.hasSuffix(".css") }
        #expect(Set(texts) == Set(files), "run Scripts/texts.sh")
        for path in Texts.paths {
            #expect(try Texts.at(path) == String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8))
        }
    }

    @Test func everyScriptIsAFigureOrShared() {
        let scripts = Texts.paths.filter { $0.hasPrefix("plots/") }.map { String($0.dropFirst("plots/".count)) }
        #expect(Set(scripts) == Set(Gallery.figures.map { $0.id + ".gp" } + Gallery.shared))
    }

    /// Computing a figure throws where a bound that it shows does not hold.
    @Test(arguments: Gallery.figures.map { $0.id })
    func dataAndCaption(id: String) throws {
        let figure = try #require(Gallery.figures.first { $0.id == id })
        let drawn = try DrawnFigure(figure, FigureSetting(jobs: 2), version: "test")
        #expect(drawn == (try DrawnFigure(figure, FigureSetting(jobs: 1), version: "test")), "same bytes for any jobs")
        #expect(!drawn.data.blocks.isEmpty && drawn.data.blocks.allSatisfy { !$0.rows.isEmpty })
        #expect(drawn.caption.count > 80 && drawn.caption.hasSuffix("."))
        #expect(drawn.caption.filter { $0 == "$" }.count % 2 == 0)
        #expect(!drawn.caption.contains("nan") && !drawn.caption.contains("\n"))
        // Each script reads its own data, and nothing else.
        #expect(drawn.script.contains("name_ = '\(id)'\n") && drawn.script.contains("load 'style.gp'"))
        #expect(!drawn.script.contains(".dat'"))
        #expect(drawn.script.contains("for [h=1:hover_]"), "values show under the pointer")
    }

    @Test func namesAreFiguresOrClaims() throws {
        #expect(try Gallery.figures(named: ["freeze-schur"]).map { $0.id }.contains("freeze-schur"))
        #expect(throws: FigureError.unknown(id: "freeze-schurr", suggestion: "freeze-schur")) {
            try Gallery.figures(named: ["freeze-schurr"])
        }
    }
}
