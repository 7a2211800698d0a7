import Claims
import Foundation
import Testing

@testable import Lessons

/// The lessons of the repository: their form, and their pages.
struct LessonFolderTests {
    @Test func thereAreEightAndMore() {
        #expect(LessonFolder.names.count >= 8)
        #expect(LessonFolder.names.first == "01-partial-step")
    }

    @Test(arguments: LessonFolder.names) func theFormIsRight(name: String) throws {
        let text = try LessonFolder.source(name)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        let source = LessonSource(text)
        #expect((60...150).contains(lines.count))
        #expect(text.hasPrefix("// %% [markdown]\n// # \(source.title)\n"))
        #expect(source.cells.last?.content == "await lesson.write()")
        for line in lines where line.hasPrefix("//") { #expect(line.count <= 130, "\(line)") }
        for line in lines where !line.hasPrefix("//") { #expect(line.count <= 76, "\(line)") }
    }

    @Test(arguments: LessonFolder.names) func exercisesQuoteOneLineEach(name: String) throws {
        let source = LessonSource(try LessonFolder.source(name))
        #expect(source.exercises.count == 3)
        for (index, exercise) in source.exercises.enumerated() {
            let change = try #require(exercise.firstMatch(of: #/^([0-9]+)\. Change `([^`]+)` to `([^`]+)`/#))
            #expect(change.1 == "\(index + 1)")
            #expect(change.2 != change.3)
            #expect(source.code.ranges(of: change.2).count == 1, "\(exercise)")
        }
    }

    @Test(arguments: LessonFolder.names) func namedClaimsExist(name: String) throws {
        let source = LessonSource(try LessonFolder.source(name))
        let line = source.cells.flatMap { $0.content.split(separator: "\n\n") }
            .compactMap { $0.firstMatch(of: #/- In the library: ([^.]*)\./#)?.1 }.first
        for id in (line ?? "").matches(of: #/`([^`]+)`/#) { #expect(Library.ids.contains(String(id.1)), "\(id.1)") }
        #expect(line != nil || name.hasSuffix("your-own-claim"))
    }

    @Test(arguments: LessonFolder.names) func theLessonWritesItsPage(name: String) async throws {
        let program = try #require(LessonFolder.executable(name))
        let root = NSTemporaryDirectory() + "lessons-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        var pages: [[String]] = []
        for folder in ["a", "b"] {
            let (status, errors) = try await LessonFolder.run(program, ["--out", "\(root)/\(folder)"])
            #expect(status == 0, "\(errors)")
            #expect(errors.isEmpty)
            pages.append(
                try ["html", "md"].map {
                    try String(contentsOfFile: "\(root)/\(folder)/lessons/\(name).\($0)", encoding: .utf8)
                })
        }
        #expect(pages[0] == pages[1])
        let html = pages[0][0]
        let title = LessonSource(try LessonFolder.source(name)).title
        #expect(html.contains("<title>\(title)</title>"))
        #expect(!html.contains("<script"))
        #expect(!html.contains("style.css"))
        #expect(!html.contains("await lesson.write"))
        let addresses = html.matches(of: #/https?://[^"'\s<]*/#).filter { !$0.0.hasPrefix("http://www.w3.org/") }
        #expect(addresses.isEmpty)
        #expect(html.ranges(of: "<svg").count == pages[0][1].ranges(of: "](\(name)-").count)
    }

    @Test func aChangedLessonSaysSo() async throws {
        let program = try #require(LessonFolder.executable("04-tying-weights"))
        let root = NSTemporaryDirectory() + "lessons-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let (status, _) = try await LessonFolder.run(program, ["--changed", "--out", root])
        #expect(status == 0)
        let page = try String(contentsOfFile: root + "/lessons/04-tying-weights.md", encoding: .utf8)
        #expect(page.contains("A line of this lesson was changed"))
        #expect(page.hasPrefix("# "))
        let (wrong, errors) = try await LessonFolder.run(program, ["--out", "/dev/null/nowhere"])
        #expect(wrong == 1)
        #expect(errors.hasPrefix("error: "))
    }
}
