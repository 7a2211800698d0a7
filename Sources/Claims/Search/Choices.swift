import LinearAlgebra

/// The choices that make an instance of a claim, each with a name and a range: where a search looks, and what a claim file
/// says to come back to the same place.
///
/// Whoever describes instances asks for one choice after the other, `choices.real("eta-L", 0, 2)`, and which ones it asks for
/// may depend on earlier ones that are whole numbers or words: those are the **structure** of the instance. The others, the
/// real ones, are **coordinates** in the unit interval, which a search varies together. Where choices come from names, each
/// is looked up instead, and must lie in its range.
package struct Choices: Sendable {
    /// What was chosen so far, in order.
    package private(set) var made: [NamedChoice] = []
    /// The hypotheses that the search does without: ranges end where a hypothesis ends, but for these.
    package let relaxed: Set<String>
    private var source: Source

    /// Where choices come from.
    private enum Source: Sendable {
        case point(Point, atDiscrete: Int, atReal: Int)
        case names([String: ChoiceValue])
    }

    /// A point of the search space: the outcomes of the discrete choices, and the coordinates, in the order they are asked for.
    package struct Point: Sendable, Equatable {
        /// The discrete choices, as numbers from 0.
        package var structure: [Int] = []
        /// The real ones, in [0, 1].
        package var coordinates: Vector = []
    }

    /// The choices of a point; what it does not say is taken from `spare`, and added to it.
    package init(point: Point, without relaxed: Set<String> = [], spare: Generator) {
        self.relaxed = relaxed
        source = .point(point, atDiscrete: 0, atReal: 0)
        self.spare = spare
    }

    /// Choices by name, as a claim file has them.
    package init(named values: [String: ChoiceValue], without relaxed: Set<String> = []) {
        self.relaxed = relaxed
        source = .names(values)
        spare = Generator(seed: 0)
    }

    private var spare: Generator

    /// The point that the choices were taken from, with what was added; `nil` for choices by name.
    package var point: Point? {
        guard case .point(var point, let atDiscrete, let atReal) = source else { return nil }
        point.structure = Array(point.structure.prefix(atDiscrete))
        point.coordinates = Array(point.coordinates.prefix(atReal))
        return point
    }

    /// Throws where names were given that nobody asked for.
    package func close() throws(ChoiceError) {
        guard case .names(let values) = source else { return }
        let asked = made.map(\.name)
        if let name = values.keys.sorted().first(where: { !asked.contains($0) }) {
            throw .unknown(name: name, suggestion: name.nearest(among: asked))
        }
    }

    // MARK: Discrete choices

    /// A whole number in `range`.
    package mutating func integer(_ name: String, _ range: ClosedRange<Int>) throws(ChoiceError) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        if let given = try given(name, expected) {
            guard case .number(let value) = given, value == value.rounded(), value >= Double(range.lowerBound),
                value <= Double(range.upperBound)
            else { throw .unfit(name: name, expected: expected, found: given.description) }
            return note(name, Int(value))
        }
        return note(name, range.lowerBound + discrete(range.count))
    }

    private mutating func note(_ name: String, _ value: Int) -> Int {
        made.append(NamedChoice(name, .number(Double(value))))
        return value
    }

    /// One of several words.
    package mutating func pick(_ name: String, _ words: [String]) throws(ChoiceError) -> String {
        let expected = "one of \(words.map { "`\($0)`" }.joined(separator: ", "))"
        var word: String
        if let given = try given(name, expected) {
            guard case .word(let found) = given, words.contains(found) else {
                throw .unfit(name: name, expected: expected, found: given.description)
            }
            word = found
        } else {
            word = words[discrete(words.count)]
        }
        made.append(NamedChoice(name, .word(word)))
        return word
    }

    /// Yes or no.
    package mutating func flag(_ name: String) throws(ChoiceError) -> Bool { try pick(name, ["no", "yes"]) == "yes" }

    // MARK: Real choices

    /// A number from `low` to `high`, both ends included.
    package mutating func real(_ name: String, _ low: Double, _ high: Double) throws(ChoiceError) -> Double {
        try one(name, low, high) { low + (high - low) * $0 }
    }

    /// The same on a logarithmic scale; `low` is positive.
    package mutating func logReal(_ name: String, _ low: Double, _ high: Double) throws(ChoiceError) -> Double {
        try one(name, low, high) { low * libraryPow(high / low, $0) }
    }

    /// A number from `low` to where a hypothesis ends; without that hypothesis, on to `beyond`.
    package mutating func real(
        _ name: String, _ low: Double, _ edge: Double, without hypothesis: String, to beyond: Double
    ) throws(ChoiceError) -> Double {
        try real(name, min(low, ends(edge, hypothesis, beyond)), max(low, ends(edge, hypothesis, beyond)))
    }

    /// A factor of what a claim takes a quantity for: 1, but without the hypothesis anything from there to `beyond`.
    package mutating func claimed(
        _ name: String, without hypothesis: String, to beyond: Double
    ) throws(ChoiceError) -> Double {
        guard relaxed.contains(hypothesis) else { return 1 }
        return try logReal(name, min(1, beyond), max(1, beyond))
    }

    /// `edge`, or without the hypothesis `beyond`.
    package func ends(_ edge: Double, _ hypothesis: String, _ beyond: Double) -> Double {
        relaxed.contains(hypothesis) ? beyond : edge
    }

    /// `count` numbers from `low` to `high`.
    package mutating func vector(
        _ name: String, _ count: Int, _ low: Double, _ high: Double
    ) throws(ChoiceError) -> Vector {
        try many(name, count, low, high) { low + (high - low) * $0 }
    }

    /// The same on a logarithmic scale; `low` is positive.
    package mutating func logVector(
        _ name: String, _ count: Int, _ low: Double, _ high: Double
    ) throws(ChoiceError) -> Vector {
        try many(name, count, low, high) { low * libraryPow(high / low, $0) }
    }

    private mutating func one(
        _ name: String, _ low: Double, _ high: Double, _ scale: (Double) -> Double
    ) throws(ChoiceError) -> Double {
        let expected = "a number from \(low) to \(high)"
        let value: Double
        if let given = try given(name, expected) {
            guard case .number(let found) = given, found >= low, found <= high else {
                throw .unfit(name: name, expected: expected, found: given.description)
            }
            value = found
        } else {
            value = scaled(low, high, scale)
        }
        made.append(NamedChoice(name, .number(value)))
        return value
    }

    private mutating func many(
        _ name: String, _ count: Int, _ low: Double, _ high: Double, _ scale: (Double) -> Double
    ) throws(ChoiceError) -> Vector {
        let expected = "\(count) number\(count == 1 ? "" : "s") from \(low) to \(high)"
        let values: Vector
        if let given = try given(name, expected) {
            guard case .numbers(let found) = given, found.count == count,
                found.allSatisfy({ $0 >= low && $0 <= high })
            else { throw .unfit(name: name, expected: expected, found: given.description) }
            values = found
        } else {
            values = (0..<count).map { _ in scaled(low, high, scale) }
        }
        made.append(NamedChoice(name, .numbers(values)))
        return values
    }

    // MARK: Where they come from

    /// What a name says; `nil` where choices are taken from a point.
    private func given(_ name: String, _ expected: String) throws(ChoiceError) -> ChoiceValue? {
        guard case .names(let values) = source else { return nil }
        guard let value = values[name] else { throw .missing(name: name, expected: expected) }
        return value
    }

    /// One of `count` outcomes.
    private mutating func discrete(_ count: Int) -> Int {
        guard case .point(var point, let index, let atReal) = source else { return 0 }
        if index == point.structure.count { point.structure.append(spare.below(count)) }
        // A structure may have been made for another number of outcomes.
        point.structure[index] = min(max(point.structure[index], 0), count - 1)
        source = .point(point, atDiscrete: index + 1, atReal: atReal)
        return point.structure[index]
    }

    /// The next coordinate; beyond the interval counts as its end.
    private mutating func scaled(_ low: Double, _ high: Double, _ scale: (Double) -> Double) -> Double {
        guard case .point(var point, let atDiscrete, let index) = source else { return low }
        if index == point.coordinates.count { point.coordinates.append(Self.coordinate(&spare)) }
        let u = point.coordinates[index]
        source = .point(point, atDiscrete: atDiscrete, atReal: index + 1)
        // The ends are met exactly.
        return u <= 0 ? low : u >= 1 ? high : min(max(scale(u), low), high)
    }

    /// A coordinate at random: the ends and the middle, where spectra degenerate and entries vanish, are as likely as all
    /// the others together.
    package static func coordinate(_ generator: inout Generator) -> Double {
        switch generator.below(8) {
        case 0: 0
        case 1: 1
        case 2, 3: 0.5
        default: generator.uniform()
        }
    }
}
