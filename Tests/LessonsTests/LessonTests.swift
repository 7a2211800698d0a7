import Claims
import LinearAlgebra
import Testing

@testable import Lessons

/// What cells show, and what text may say.
@MainActor
struct LessonTests {
    private func lesson(saying text: String = "Nothing.") -> Lesson {
        Lesson(
            file: "/some/where/10-test.swift",
            text: "// %% [markdown]\n// # Title\n//\n// \(text)\n\n// %%\nlet p = 0.25\n", arguments: [])
    }

    private func shown(_ lesson: Lesson) -> [String] {
        lesson.outputs.map { output in
            switch output.output {
            case .text(let text): text
            case .picture(_, let name, _): name
            case .heat(let table): table.markdown
            }
        }
    }

    @Test func numbersOfTheTextAreShownOrInTheCode() throws {
        let right = lesson(saying: "It is 0.25 and 3.14.")
        right.show("pi", 3.14159, line: 7)
        try right.checkProse()
        let wrong = lesson(saying: "It is 0.25 and 3.15.")
        wrong.show("pi", 3.14159, line: 7)
        #expect(throws: LessonError.unsupported(file: "10-test.swift", line: 4, number: "3.15")) {
            try wrong.checkProse()
        }
    }

    @Test func pointsOfCurvesAreNotShown() {
        let drawn = lesson(saying: "It falls to 0.125.")
        drawn.plot("A curve.", y: "loss", [.init("run", [0.5, 0.125])], line: 7)
        #expect(throws: LessonError.self) { try drawn.checkProse() }
    }

    @Test func exercisesMaySayOtherNumbers() throws {
        try lesson(saying: "Fine.\n//\n// ## Exercises\n//\n// 1. Change `a` to `b`: 0.777?").checkProse()
    }

    @Test func outputsAreMarkdown() throws {
        let lesson = lesson()
        lesson.show("loss", 1.0 / 3, digits: 3)
        lesson.matrices(["H": try Matrix(rows: [[1, 0.5], [-2, 3]]), "x": Matrix(column: [1, 2])])
        lesson.table(["a", "b"], [[1, nil], [0.125, 2e10]])
        lesson.table(["name"], text: [["one"]])
        lesson.heat("Loss.", corner: "a / b", columns: ["1", "2"], rows: [("full", [0, 1])])
        #expect(
            shown(lesson) == [
                "loss: **0.333**",
                "$H = \\begin{pmatrix} 1 & 0.5 \\\\ -2 & 3 \\end{pmatrix}$, "
                    + "$x = \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$",
                "| a | b |\n|---:|---:|\n| 1 | - |\n| 0.125 | 2e+10 |",
                "| name |\n|---|\n| one |",
                "| a / b | 1 | 2 |\n|---:|---:|---:|\n| **full** | 0 | 1 |\n\n*Loss.*",
            ])
        #expect(Set([1.0 / 3, -2, 2e10, 1]).isSubset(of: Set(lesson.numbers)))
    }

    @Test func picturesAreNumberedAndHaveBlocks() {
        let lesson = lesson()
        lesson.plot("One.", y: "loss", [.init("run", [1, 0.5], bound: [1, 0.75])])
        lesson.plot(
            "Two.", y: "loss", [.init("run", [1, 0.5], interval: (low: [1, 0.4], high: [1, 0.6]), steps: [0, 9])])
        #expect(shown(lesson) == ["10-test-1", "10-test-2"])
        guard case .picture(let first, _, _) = lesson.outputs[0].output,
            case .picture(let second, _, _) = lesson.outputs[1].output
        else { return }
        #expect(first.data.blocks[0].columns == ["step", "observed", "bound"])
        #expect(first.data.blocks[0].rows == [[0, 1, 1], [1, 0.5, 0.75]])
        #expect(second.data.blocks[0].columns == ["step", "observed", "low", "high"])
        #expect(second.data.blocks[0].rows == [[0, 1, 1, 1], [9, 0.5, 0.4, 0.6]])
    }

    @Test func heatIsDarkWhereNumbersAreLarge() {
        let table = HeatTable(
            caption: "Loss.", corner: "a", columns: ["1", "2", "3"], rows: [("full", [0, 0.5, 1])], digits: 3)
        let html = table.html.markup
        #expect(html.contains("background:#f7fbff;color:#1b1b1b;padding:.25rem .6rem\">0</td>"))
        #expect(html.contains("background:#a3cce3;color:#1b1b1b;padding:.25rem .6rem\">0.5</td>"))
        #expect(html.contains("background:#0a4a90;color:#ffffff;padding:.25rem .6rem\">1</td>"))
        #expect(html.contains("<th scope=\"row\">full</th>"))
    }

    @Test func aClaimIsShownWithWhatCameOut() throws {
        let lesson = lesson()
        let result = try lesson.claim("refuted-projected-reaches-best-rank", typical: 1)
        #expect(result.status == .refuted)
        let text = try #require(shown(lesson).first)
        #expect(text.hasPrefix("**\(result.claim.title)** (`refuted-projected-reaches-best-rank`)"))
        #expect(text.contains("**refuted**, as recorded."))
        #expect(text.contains("What is true instead: "))
        #expect(throws: ClaimError.self) { try lesson.claim("no-such-claim") }
    }
}
