import Claims
import Yams

/// The first look at a file: everything about its form that is wrong, before anything is computed.
extension Reader {
    /// Notes what the schema would refuse at `place` and below, and expressions that cannot be parsed.
    func examine(_ place: Place) {
        switch (place.form, place.node) {
        case (.list(_, let item, let least), .sequence(let items)):
            if items.count < least {
                fail(place, "expected at least \(least == 1 ? "one" : "\(least)") \(item), found none", .form)
            }
            place.items?.forEach(examine)
        case (.mapping(let fields), .mapping(let pairs)): examine(place, fields, pairs)
        case (.table(_, let names), .mapping(let pairs)): examine(place, names, pairs)
        case (_, .scalar(let scalar)) where place.form.kind == .scalar: examine(place, scalar)
        default: mismatch(place)
        }
    }

    /// Another kind of node, or another word, than the form asks for.
    private func mismatch(_ place: Place) {
        fail(
            place,
            "expected \(place.form.meaning), found \(Self.describe(place.node))\(place.node.scalar.map { advice($0, place) } ?? "")",
            .form)
    }

    /// What a word that cannot stand alone was probably meant to be: another word, or a key.
    private func advice(_ scalar: Node.Scalar, _ place: Place) -> String {
        let keys = place.wanted.keys
        return keys.contains(scalar.string)
            ? "; `\(scalar.string)` needs settings, as `{\(scalar.string): ..}`"
            : hint(scalar.string, place.wanted.words + keys)
    }

    private func examine(_ place: Place, _ scalar: Node.Scalar) {
        let value = Scalar(scalar)
        switch (place.form, value) {
        case (.expression(let limits), .number(let number)):
            if limits.allow(number) { parse(place, scalar) } else { mismatch(place) }
        case (.whole(let range), .number(let number)):
            let fits =
                number == number.rounded() && number >= Double(range.lowerBound)
                && number <= Double(range.upperBound)
            if fits { parse(place, scalar) } else { mismatch(place) }
        case (.expression, .string), (.whole, .string), (.condition, .string): parse(place, scalar)
        case (.word(let words), .string(let text)) where words.contains(text): break
        case (.flag, .flag): break
        case (.text(let pattern?), .string(let text)) where pattern.matches(text): break
        case (.text(nil), .string), (.text(nil), .number), (.text(nil), .flag): break
        default: mismatch(place)
        }
    }

    /// Notes where an expression or condition goes wrong. The schema cannot see that.
    private func parse(_ place: Place, _ scalar: Node.Scalar) {
        do throws(ExpressionError) {
            if case .condition = place.form {
                _ = try Condition(parsing: scalar.string)
            } else {
                _ = try Expression(parsing: scalar.string)
            }
        } catch {
            fail(
                place, "in \(Self.describe(place.node)): \(error.message)", .value,
                columnOffset: offset(scalar, error.position))
        }
    }

    private func examine(_ place: Place, _ fields: Fields, _ pairs: Node.Mapping) {
        var misspelt: Set<String> = []
        for (name, _) in pairs {
            let text = name.scalar?.string
            guard text == nil || fields[text ?? ""] == nil else { continue }
            let shown = Self.keyText(name)
            if let meant = shown.nearest(among: fields.names) { misspelt.insert(meant) }
            let advice =
                place.wanted.words.contains(shown)
                ? "; `\(shown)` stands alone, as a word" : hint(shown, fields.names)
            fail(
                place, at: name, "unknown key `\(shown)`\(advice); expected \(Form.list(fields.names))", .form)
        }
        let present = Set(fields.names.filter(place.has))
        for key in fields.required where !present.contains(key.name) && !misspelt.contains(key.name) {
            fail(place, "the key `\(key.name)` is missing", .form)
        }
        let choice = fields.choice.map(\.name)
        let given = choice.filter(present.contains)
        if !choice.isEmpty, given.count > 1 || (given.isEmpty && misspelt.isDisjoint(with: choice)) {
            let found = given.isEmpty ? "none" : given.joined(separator: " and ")
            fail(place, "expected exactly one of \(Form.list(choice)), found \(found)", .form)
        }
        if choice.isEmpty, pairs.count < fields.least, misspelt.isEmpty {
            fail(place, "expected \(Form.list(fields.names)), found none", .form)
        }
        for key in fields.keys where present.contains(key.name) {
            if !key.needs.isEmpty, present.isDisjoint(with: key.needs), misspelt.isDisjoint(with: key.needs) {
                let node = pairs.first { $0.key.scalar?.string == key.name }?.key
                fail(
                    place, at: node, "the key \(Form.list(key.needs)) is missing, which `\(key.name)` needs", .form)
            }
            if let inner = place[key.name] { examine(inner) }
        }
    }

    private func examine(_ place: Place, _ names: Form.Names, _ pairs: Node.Mapping) {
        for (key, _) in pairs {
            guard let text = key.scalar?.string, names.pattern.matches(text) else {
                fail(place, at: key, "expected \(names.pattern.meaning), found \(Self.describe(key))", .form)
                continue
            }
            if names.taken.contains(text) {
                fail(place, at: key, "`\(text)` has a meaning already; choose another name", .form)
            }
        }
        for (_, _, inner) in place.pairs ?? [] { examine(inner) }
    }

    /// "; did you mean ..?" where a word is near one of `words`.
    func hint(_ word: String, _ words: [String]) -> String {
        word.nearest(among: words).map { "; did you mean `\($0)`?" } ?? ""
    }
}
