import Claims

/// The names that an expression may use, with their values.
struct Scope {
    var values: [String: Double] = [:]
    /// The quantities of the start, where they are known: loss0, excess0, distance0.
    var atStart: [String: Double]?
    /// Definitions of `let`, already free of each other.
    var definitions: [String: Expression] = [:]
    /// Definitions that are wrong, which has been said: what uses them has no value, and is not wrong for that.
    var broken: Set<String> = []

    /// The value of an expression; `nil` after noting an error.
    func evaluate(_ expression: Expression, _ place: Place, _ reader: Reader) -> Double? {
        expanded(expression, place, reader).flatMap { try? $0.evaluate(values) }
    }

    /// The expression with the definitions put in; `nil` after noting a name that is not known.
    func expanded(_ expression: Expression, _ place: Place, _ reader: Reader) -> Expression? {
        guard broken.isDisjoint(with: expression.variables) else { return nil }
        for name in expression.variables where values[name] == nil && definitions[name] == nil {
            unknown(name, expression, place, reader)
            return nil
        }
        let result = expression.substituting(definitions)
        for name in result.variables where values[name] == nil {
            let known = values.keys.sorted().joined(separator: ", ")
            reader.fail(
                place,
                "`\(name)`, which a definition uses, is not known here; known: \(known.isEmpty ? "none" : known)")
            return nil
        }
        return result
    }

    private func unknown(_ name: String, _ expression: Expression, _ place: Place, _ reader: Reader) {
        unknown(name, among: (Array(values.keys) + definitions.keys).sorted(), expression, place, reader)
    }

    /// Notes that `name` is none of the known ones.
    func unknown(_ name: String, among known: [String], _ expression: Expression, _ place: Place, _ reader: Reader) {
        let position = expression.position(ofVariable: name) ?? 1
        reader.fail(
            place,
            known.isEmpty
                ? "expected a number, found the name `\(name)`"
                : "unknown variable `\(name)`\(reader.hint(name, known)); known here: \(known.joined(separator: ", "))",
            columnOffset: place.node.scalar.map { reader.offset($0, position) } ?? 0)
    }
}
