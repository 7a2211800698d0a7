import Testing

@testable import Lessons

/// Numbers in running text.
struct ProseTests {
    @Test(arguments: [
        ("The loss is 0.0539 after 20 steps.", ["0.0539", "20"]),
        ("One of 5 coordinates, 2,048 of them, at 8.1e9.", ["2,048", "8.1e9"]),
        ("At 99.9% or 30 per cent, from 1.5, to 64.", ["99.9", "30", "1.5", "64"]),
        ("Code `let p = 0.5` and names such as H3 or x_12 are none.", []),
        ("In a formula $2^{10} x$ has none, $p = 0.25$ has one.", ["0.25"]),
        ("$$ x = 12 $$ and 13 $$ y = 0.5 $$", ["13", "0.5"]),
    ])
    func numbersAreFound(text: String, expected: [String]) {
        #expect(Set(Prose.numbers(in: text).map { String($0.text) }) == Set(expected))
    }

    @Test(arguments: [
        ("0.054", 0.053853, true), ("0.0539", 0.053853, true), ("0.055", 0.053853, false), ("2.59", 2.5907571, true),
        ("2.6", 2.5907571, true), ("2.58", 2.5907571, false), ("16,000", 16000, true), ("16,001", 16000, false),
        ("8.1e9", 8.0953e9, true), ("8.2e9", 8.0953e9, false), ("1.46e-9", 1.4632e-9, true), ("0.5", -0.5, true),
        ("50", 0.5, false),
    ])
    func aNumberStatesARoundedValue(text: String, value: Double, states: Bool) {
        #expect(Prose.states(Prose.Number(text: text[...], isPercent: false), oneOf: [1e300, value]) == states)
    }

    @Test(arguments: [
        ("46.1%", 0.46111, true), ("46.2%", 0.46111, false), ("99.9%", 99.9, true), ("30 per cent", 0.3, true),
    ])
    func perCentAreHundredths(text: String, value: Double, states: Bool) throws {
        let number = try #require(Prose.numbers(in: text).first)
        #expect(number.isPercent)
        #expect(Prose.states(number, oneOf: [value]) == states)
    }

    @Test func literalsAreThoseOfCode() {
        #expect(Prose.literals(in: "let a1 = 0.5 + 1e-8 * x_2 - 16_000 // 7") == [0.5, 1e-8, 16000, 7])
    }
}
