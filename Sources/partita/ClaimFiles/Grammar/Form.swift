import Foundation

/// What may stand at one place of a claim file: the grammar of claim files is a value of this type.
///
/// One description serves three readers: ``Reader`` checks files with it, `partita show --schema` prints it as a JSON
/// Schema, and messages take their lists of keys and words from it. A form says what can be seen without mathematics:
/// kinds of nodes, keys, words and fixed limits; shapes and the values of expressions are checked where they are read.
indirect enum Form: Sendable {
    /// A number, or an expression in a string; the limits bind the value.
    case expression(Limits)
    /// A whole number, or an expression with such a value.
    case whole(ClosedRange<Int>)
    /// Two expressions and a relation, as `eta < 2/L`.
    case condition
    case word([String])
    case flag
    case text(Pattern?)
    /// A list; `of` names one item in messages.
    case list(Form, of: String, least: Int)
    /// A mapping with known keys.
    case mapping(Fields)
    /// A mapping whose keys the user chooses.
    case table(Form, Names)
    /// Any of several forms, of which at most one is for each kind of node: scalar, list, mapping.
    case any([Form])
    /// A form with a name of its own, which may contain itself.
    case named(Name)

    /// The named forms: one definition each in the schema.
    enum Name: String, CaseIterable, Sendable {
        case claim, found, model, matrix, vector, spectrum, start, `operator`, stage
    }

    /// The end of what counts as a step, an index or a size where nothing tighter is said.
    static let greatest = 100_000_000

    /// Bounds of a number.
    struct Limits: Sendable, Equatable {
        var above: Double?
        var least: Double?

        static let none = Limits()
        static let positive = Limits(above: 0)
        static let notNegative = Limits(least: 0)

        func allow(_ value: Double) -> Bool {
            above.map { value > $0 } ?? true && least.map { value >= $0 } ?? true
        }
    }

    /// What a text must match, as a regular expression and in words.
    struct Pattern: Sendable {
        let expression: String
        let meaning: String

        func matches(_ text: String) -> Bool {
            text.range(of: expression, options: .regularExpression) == text.startIndex..<text.endIndex
        }
    }

    /// The names that a user may choose, and those that are taken.
    struct Names: Sendable {
        let pattern: Pattern
        let taken: [String]
    }
}

/// One key of a mapping.
struct Key: Sendable {
    let name: String
    let form: Form
    /// One line for the reader of the schema.
    let help: String
    /// Keys of which one must stand beside this one, if it is there.
    let needs: [String]
    /// What is read where the key is absent, as it would be written.
    let fallback: String?

    init(_ name: String, _ form: Form, _ help: String, needs: [String] = [], default fallback: String? = nil) {
        self.name = name
        self.form = form
        self.help = help
        self.needs = needs
        self.fallback = fallback
    }
}

/// The keys of a mapping: those that must be there, those of which exactly one must be, and the others.
struct Fields: Sendable {
    let required: [Key]
    let choice: [Key]
    let optional: [Key]
    /// The least number of keys.
    let least: Int

    var keys: [Key] { required + choice + optional }
    var names: [String] { keys.map(\.name) }

    subscript(_ name: String) -> Key? { keys.first { $0.name == name } }
}

// MARK: How the grammar writes forms

extension Form {
    static let expression = Form.expression(.none)
    static let text = Form.text(nil)
    /// Numbers of coordinates, layers and the like.
    static let indices = Form.list(.whole(from: 1), of: "whole number")

    static func whole(from least: Int, to greatest: Int = Form.greatest) -> Form { .whole(least...greatest) }

    /// One of the words that a type knows.
    static func word<T: CaseIterable & RawRepresentable>(_ type: T.Type) -> Form where T.RawValue == String {
        .word(T.allCases.map(\.rawValue))
    }

    static func list(_ form: Form, of item: String) -> Form { .list(form, of: item, least: 0) }

    static func mapping(
        required: [Key] = [], oneOf choice: [Key] = [], optional: [Key] = [], least: Int = 0
    ) -> Form {
        .mapping(Fields(required: required, choice: choice, optional: optional, least: least))
    }

    /// A mapping of exactly one of several keys, as `{bernoulli: 0.5}`.
    static func choice(_ keys: [Key]) -> Form { .mapping(oneOf: keys) }
}
