import Testing

@testable import Lessons

/// Sources in cells.
struct LessonSourceTests {
    private let source = LessonSource(
        """
        // before the first marker

        // %% [markdown]
        // # A title
        //
        // Text with a formula $x$.

        // %%

        let p = 0.5

        show(p)
        // %% [markdown]
        // ## Exercises
        //
        // 1. Change `let p = 0.5` to `let p = 0.9`: what
        //    then?
        // 2. Change `show` to `hide`.

        // %%
        await lesson.write()
        """)

    @Test func cellsHaveKindLinesAndContent() {
        #expect(source.cells.map(\.kind) == [.code, .text, .code, .text, .code])
        #expect(source.cells.map(\.lines) == [1...2, 3...7, 8...12, 13...19, 20...21])
        #expect(source.cells[1].content == "# A title\n\nText with a formula $x$.")
        #expect(source.cells[2].content == "let p = 0.5\n\nshow(p)")
        #expect(source.title == "A title")
    }

    @Test func codeIsThatOfCodeCells() {
        #expect(source.code == "// before the first marker\nlet p = 0.5\n\nshow(p)\nawait lesson.write()")
    }

    @Test func exercisesAreTheNumberedItemsAtTheEnd() {
        #expect(
            source.exercises == ["1. Change `let p = 0.5` to `let p = 0.9`: what then?", "2. Change `show` to `hide`."])
        #expect(LessonSource("// %% [markdown]\n// 1. no heading").exercises.isEmpty)
        #expect(LessonSource("").cells.isEmpty)
    }
}
