/// One choice that was made: a number, several, or a word.
package enum ChoiceValue: Sendable, Equatable {
    case number(Double)
    case numbers([Double])
    case word(String)

    /// The value as messages show it.
    package var description: String {
        switch self {
        case .number(let value): "\(value)"
        case .numbers(let values): "\(values.count) number\(values.count == 1 ? "" : "s")"
        case .word(let word): "`\(word)`"
        }
    }
}

/// A choice with its name.
package struct NamedChoice: Sendable, Equatable {
    package let name: String
    package let value: ChoiceValue

    package init(_ name: String, _ value: ChoiceValue) {
        self.name = name
        self.value = value
    }
}

/// What is wrong with choices that were given by name.
package enum ChoiceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A choice has to be made that is not given.
    case missing(name: String, expected: String)
    /// A choice is given that nobody asks for.
    case unknown(name: String, suggestion: String?)
    /// What is given cannot be.
    case unfit(name: String, expected: String, found: String)

    /// The choice that is wrong.
    package var name: String {
        switch self {
        case .missing(let name, _), .unknown(let name, _), .unfit(let name, _, _): name
        }
    }

    package var description: String {
        switch self {
        case .missing(let name, let expected): "the choice `\(name)` is missing; expected \(expected)"
        case .unknown(let name, let suggestion):
            "unknown choice `\(name)`" + (suggestion.map { "; did you mean `\($0)`?" } ?? "")
        case .unfit(_, let expected, let found): "expected \(expected), found \(found)"
        }
    }
}
