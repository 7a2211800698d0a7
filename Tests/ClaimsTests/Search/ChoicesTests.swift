import LinearAlgebra
import Testing

@testable import Claims

/// Choices from points and from names.
@Suite struct ChoicesTests {
    private struct Made: Equatable {
        var d: Int
        var word: String
        var step: Double
        var spectrum: Vector
        var basis: Matrix
    }

    private static func make(_ choices: inout Choices) throws -> Made {
        let d = try choices.integer("dimension", 1...3)
        return Made(
            d: d, word: try choices.pick("kind", ["a", "b"]),
            step: try choices.real("step", 0, 1, without: "short", to: 3),
            spectrum: try choices.logVector("spectrum", d, 0.01, 100), basis: try choices.basis("turns", d))
    }

    private static func named(_ choices: [NamedChoice]) -> [String: ChoiceValue] {
        Dictionary(choices.map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test func namesGiveTheSameBitsBack() throws {
        for seed in 0..<50 {
            var drawn = Choices(point: .init(), spare: Generator(seed: UInt64(seed)))
            let made = try Self.make(&drawn)
            var again = Choices(named: Self.named(drawn.made))
            #expect(try Self.make(&again) == made)
            try again.close()
            // And so does the point.
            var point = Choices(point: try #require(drawn.point), spare: Generator(seed: 77))
            #expect(try Self.make(&point) == made)
        }
    }

    @Test func endsAreMetExactly() throws {
        for (u, step, eigenvalue) in [(0.0, 0.0, 0.01), (1, 1, 100), (-3, 0, 0.01), (2, 1, 100)] {
            let point = Choices.Point(structure: [0, 1], coordinates: [u, u])
            var choices = Choices(point: point, spare: Generator(seed: 1))
            let made = try Self.make(&choices)
            #expect(made.d == 1 && made.word == "b" && made.step == step && made.spectrum == [eigenvalue])
        }
        var relaxed = Choices(
            point: .init(structure: [0, 0], coordinates: [1, 1]), without: ["short"], spare: Generator(seed: 1))
        #expect(try Self.make(&relaxed).step == 3)
    }

    @Test func theMiddleOfTheAnglesIsTheIdentityAndAllRotationsAreOrthogonal() throws {
        var middle = Choices(
            point: .init(structure: [2, 0], coordinates: Array(repeating: 0.5, count: 7)), spare: Generator(seed: 1))
        #expect(try Self.make(&middle).basis == .identity(3))
        var any = Choices(point: .init(structure: [2, 0]), spare: Generator(seed: 5))
        let q = try Self.make(&any).basis
        // Three plane rotations, each off by a few units.
        #expect((q.transposed * q - .identity(3)).maxAbs < 32 * Double.ulpOfOne)
    }

    @Test func wrongNamesAndValuesAreToldApart() throws {
        var drawn = Choices(point: .init(structure: [1, 0]), spare: Generator(seed: 3))
        _ = try Self.make(&drawn)
        let right = Self.named(drawn.made)
        func error(_ change: (inout [String: ChoiceValue]) -> Void) -> String {
            var names = right
            change(&names)
            var choices = Choices(named: names)
            do {
                _ = try Self.make(&choices)
                try choices.close()
                return "none"
            } catch { return "\(error)" }
        }
        #expect(error { _ in } == "none")
        #expect(error { $0["step"] = nil } == "the choice `step` is missing; expected a number from 0.0 to 1.0")
        #expect(error { $0["stap"] = .number(1) } == "unknown choice `stap`; did you mean `step`?")
        #expect(error { $0["step"] = .number(1.5) } == "expected a number from 0.0 to 1.0, found 1.5")
        #expect(error { $0["step"] = .number(.nan) }.hasPrefix("expected a number"))
        #expect(error { $0["kind"] = .word("c") } == "expected one of `a`, `b`, found `c`")
        #expect(error { $0["dimension"] = .number(1.5) } == "expected a whole number from 1 to 3, found 1.5")
        #expect(error { $0["spectrum"] = .numbers([1]) } == "expected 2 numbers from 0.01 to 100.0, found 1 number")
        #expect(error { $0["spectrum"] = .numbers([1, 1000]) }.hasPrefix("expected 2 numbers"))
    }
}
