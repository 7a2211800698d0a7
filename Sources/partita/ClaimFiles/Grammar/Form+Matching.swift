import Yams

extension Form {
    /// The form itself, with its name looked up.
    var definition: Form {
        if case .named(let name) = self { Grammar.form(name).definition } else { self }
    }

    /// The alternatives of `any`, or the form alone; names looked up.
    var alternatives: [Form] {
        switch definition {
        case .any(let forms): forms.flatMap(\.alternatives)
        case let form: [form]
        }
    }

    /// The alternative that is for nodes of the kind of `node`, or the form as a whole where there is none.
    func matching(_ node: Node) -> Form {
        alternatives.first { $0.kind == Kind(node) } ?? definition
    }

    /// The kinds of nodes, of which `any` may have one alternative each.
    enum Kind: Equatable {
        case scalar, list, mapping

        init(_ node: Node) {
            self =
                switch node {
                case .sequence: .list
                case .mapping: .mapping
                case .scalar, .alias: .scalar
                }
        }
    }

    /// The kind of nodes that the form is for; `nil` for `any`.
    var kind: Kind? {
        switch self {
        case .expression, .whole, .condition, .word, .flag, .text: .scalar
        case .list: .list
        case .mapping, .table: .mapping
        case .any, .named: nil
        }
    }

    /// The words that can stand here without settings.
    var words: [String] {
        alternatives.flatMap { form in if case .word(let words) = form { words } else { [String]() } }
    }

    /// The keys that can stand here with settings.
    var keys: [String] {
        alternatives.flatMap { form in if case .mapping(let fields) = form { fields.names } else { [String]() } }
    }

    /// The form in words, after "expected".
    var meaning: String {
        switch self {
        case .expression(.none): "a number or an expression"
        case .expression(let limits): limits.meaning
        case .whole(let range): "a whole number \(Self.limits(range))"
        case .condition: "a condition such as `eta < 2/L`"
        case .word(let words): Self.list(words)
        case .flag: "`true` or `false`"
        case .text(let pattern): pattern?.meaning ?? "a text"
        case .list(_, let item, _): "a list of \(item)s"
        case .mapping(let fields) where fields.keys.count == fields.choice.count && fields.keys.count > 1:
            "a mapping with one of \(Self.list(fields.names))"
        case .mapping(let fields): "a mapping with \(Self.list(fields.names))"
        case .table(.expression, _): "a mapping from names to expressions"
        case .table(let form, _): "a mapping of names, each to \(form.meaning)"
        case .any, .named:
            alternatives.map(\.meaning).enumerated().map { ($0 == 0 ? "" : ", or ") + $1 }.joined()
        }
    }

    private static func limits(_ range: ClosedRange<Int>) -> String {
        range.upperBound == greatest
            ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
    }

    /// Words or keys, as "`a`, `b` or `c`".
    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.map { "`\($0)`" }.joined() }
        return words.dropLast().map { "`\($0)`" }.joined(separator: ", ") + " or `\(last)`"
    }
}

extension Form.Limits {
    /// The limits in words.
    var meaning: String {
        switch (above, least) {
        case (0, nil): "a positive number"
        case (nil, 0): "a number that is not negative"
        case (let above?, nil): "a number above \(above)"
        case (nil, let least?): "a number from \(least) on"
        case (let above?, let least?): "a number above \(above) and from \(least) on"
        case (nil, nil): "a number"
        }
    }
}
