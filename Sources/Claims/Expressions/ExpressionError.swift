/// What is wrong with the text of an expression or a condition, and where. Columns count from 1.
public enum ExpressionError: Error, Equatable, Sendable {
    /// Something that cannot stand here; `hint` says what would be right, where that can be guessed.
    case unexpected(found: String, position: Int, expected: String, hint: String?)
    /// The text ends too early.
    case unexpectedEnd(position: Int, expected: String)
    /// Two operands side by side: there is no implicit multiplication.
    case missingOperator(found: String, position: Int)
    /// A number that cannot be read.
    case malformedNumber(text: String, position: Int, reason: String)
    /// A variable that has no value here; `suggestion` is the nearest known spelling, if one is near.
    case unknownVariable(name: String, position: Int, known: [String], suggestion: String?)
    /// A name before a parenthesis that is no function.
    case unknownFunction(name: String, position: Int, suggestion: String?)
    /// A function with too few or too many arguments; `position` is that of its name.
    case wrongArgumentCount(function: String, position: Int, expected: String, found: Int)
    /// A condition without `<`, `<=`, `>`, `>=`, `=` or `!=`.
    case missingRelation(position: Int)
    /// A second relation in a condition.
    case chainedRelation(relation: String, position: Int)
    /// Parentheses, signs and powers too deep inside one another, or a sum or product of too many terms.
    case tooDeep(position: Int, limit: Int)
    /// The text is too long; `position` is that of the first character too many.
    case tooLong(position: Int, limit: Int)

    /// The column, from 1, at which the text is wrong.
    public var position: Int {
        switch self {
        case .unexpected(_, let position, _, _), .unexpectedEnd(let position, _),
            .missingOperator(_, let position), .malformedNumber(_, let position, _),
            .unknownVariable(_, let position, _, _), .unknownFunction(_, let position, _),
            .wrongArgumentCount(_, let position, _, _), .missingRelation(let position),
            .chainedRelation(_, let position), .tooDeep(let position, _), .tooLong(let position, _):
            position
        }
    }

    /// What is wrong, without the column.
    public var message: String {
        switch self {
        case .unexpected(let found, _, let expected, let hint):
            "expected \(expected), found \(quoted(found))\(hint.map { "; \($0)" } ?? "")"
        case .unexpectedEnd(_, let expected):
            "expected \(expected), found the end"
        case .missingOperator(let found, _):
            "expected an operator, found \(quoted(found)); a product is written with *, as in 2*x"
        case .malformedNumber(let text, _, let reason):
            "the number \(quoted(text)) cannot be read: \(reason)"
        case .unknownVariable(let name, _, let known, let suggestion):
            "unknown variable \(quoted(name))" + advice(on: name, suggestion)
                + (known.isEmpty ? "" : "; known: \(known.joined(separator: ", "))")
        case .unknownFunction(let name, _, let suggestion):
            "unknown function \(quoted(name))"
                + (suggestion.map { ", did you mean '\($0)'?" } ?? "; a product is written with *")
                + "; known: \(Expression.Function.allCases.map(\.rawValue).joined(separator: ", "))"
        case .wrongArgumentCount(let function, _, let expected, let found):
            "\(function) takes \(expected), found \(found)"
        case .missingRelation:
            "expected one of < <= > >= = !=, found the end: a condition compares two sides"
        case .chainedRelation(let relation, _):
            "a condition has one relation, found a second: \(quoted(relation)); write two conditions"
        case .tooDeep(_, let limit):
            "more than \(limit) levels inside one another"
        case .tooLong(_, let limit):
            "more than \(limit) characters"
        }
    }

    private func quoted(_ text: String) -> String {
        text.unicodeScalars.count > 40 ? "'\(String(text.unicodeScalars.prefix(40)))...'" : "'\(text)'"
    }

    private func advice(on name: String, _ suggestion: String?) -> String {
        if let suggestion { return ", did you mean '\(suggestion)'?" }
        return Expression.Function(rawValue: name) == nil ? "" : ": it is a function, write \(name)(...)"
    }
}

extension ExpressionError: CustomStringConvertible {
    /// The column and what is wrong there.
    public var description: String { "column \(position): \(message)" }
}
