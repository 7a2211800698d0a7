import Claims
import Foundation
import PartialTraining
import Yams

/// The syntax tree of claims; Foundation has a type of the same name.
typealias Expression = Claims.Expression

/// Reads typed values out of a YAML tree and collects what is wrong, each with file, line, column and key.
///
/// First ``examine(_:)`` compares the tree with the grammar and notes what is wrong with its form. Then values are read: a
/// reading function returns `nil` where the form is wrong, which has been said already, or after it has noted why the
/// value is; so one run reports several mistakes, and each once.
final class Reader {
    let file: String
    private(set) var errors: [InputError] = []
    /// The paths of the places that are known to be wrong.
    private var wrong: Set<String> = []
    /// Rows with missing values that were left out, as the file asked for.
    var droppedRows = 0
    /// How numbers were written, by the doubles that came of them, and step sizes by their paths.
    private(set) var written = WrittenNumbers()
    private(set) var stepSizes: [String: String] = [:]

    init(file: String) { self.file = file }

    // MARK: Errors

    /// Notes an error at `place`, or at the node `at` where that is more exact.
    func fail(
        _ place: Place, at node: Node? = nil, _ message: String, _ kind: InputError.Kind = .value,
        columnOffset: Int = 0,
        origin: InputError.Position? = nil
    ) {
        wrong.insert(place.path)
        let mark = (node ?? place.node).mark
        errors.append(
            InputError(
                file: file, line: mark?.line ?? 0, column: (mark?.column ?? 0) + columnOffset, key: place.path,
                message: message, kind: kind, origin: origin))
    }

    func expected(_ expectation: String, _ place: Place) {
        fail(place, "expected \(expectation), found \(Self.describe(place.node))")
    }

    /// Whether nothing wrong is known of a place itself.
    func isRight(_ place: Place) -> Bool { !wrong.contains(place.path) }

    /// A node in a few words, for messages.
    static func describe(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.described
        case .sequence(let items): "a list of \(items.count)"
        case .mapping(let pairs):
            "a mapping with \(pairs.isEmpty ? "no keys" : pairs.keys.map(keyText).prefix(5).joined(separator: ", "))"
        case .alias: "an alias"
        }
    }

    static func keyText(_ node: Node) -> String {
        guard let text = node.scalar?.string else { return "a key that is not a word" }
        return text.count <= 60 ? text : String(text.prefix(57)) + "..."
    }

    // MARK: Scalars

    func text(_ place: Place?) -> String? {
        guard let place, isRight(place) else { return nil }
        return place.node.scalar?.string
    }

    func word<T: RawRepresentable>(_ place: Place?, as type: T.Type) -> T? where T.RawValue == String {
        text(place).flatMap(T.init)
    }

    func flag(_ place: Place?) -> Bool? {
        guard let place, isRight(place), let scalar = place.node.scalar, case .flag(let value) = Scalar(scalar) else {
            return nil
        }
        return value
    }

    func expression(_ place: Place?) -> Expression? { text(place).flatMap { try? Expression(parsing: $0) } }

    func condition(_ place: Place?) -> Condition? { text(place).flatMap { try? Condition(parsing: $0) } }

    /// The column of a position within a scalar, relative to where the scalar begins.
    func offset(_ scalar: Node.Scalar, _ position: Int) -> Int {
        // A block begins on a line of its own.
        if scalar.style == .literal || scalar.style == .folded { return 0 }
        let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        return position - 1 + (quoted ? 1 : 0)
    }

    /// A finite number within the limits of its form: a literal or an expression in the names of `scope`.
    func number(_ place: Place?, _ scope: Scope = Scope()) -> Double? {
        guard let place, let expression = expression(place) else { return nil }
        guard let value = scope.evaluate(expression, place, self) else { return nil }
        guard value.isFinite else {
            fail(place, "expected a finite number, found \(Self.describe(place.node)), which is \(value)")
            return nil
        }
        if case .expression(let limits) = place.form, !limits.allow(value) {
            fail(place, "expected \(place.form.meaning), found \(Self.describe(place.node)), which is \(value)")
            return nil
        }
        let text = expression.substituting(scope.definitions)
        if text.variables.isEmpty, written.texts[value.bitPattern] == nil {
            written.texts[value.bitPattern] = text.description
        }
        if place.path.hasSuffix("step-size") { stepSizes[place.path] = text.description }
        return value
    }

    func integer(_ place: Place?, _ scope: Scope = Scope()) -> Int? {
        guard let place, case .whole(let range) = place.form, let value = number(place, scope) else { return nil }
        guard value == value.rounded(), value >= Double(range.lowerBound), value <= Double(range.upperBound) else {
            fail(place, "expected \(place.form.meaning), found \(Self.describe(place.node)), which is \(value)")
            return nil
        }
        return Int(value)
    }

    // MARK: Lists

    /// What `body` makes of each item; `nil` if it fails for one.
    func list<T>(_ place: Place?, _ body: (Place) -> T?) -> [T]? {
        guard let place, isRight(place), let items = place.items else { return nil }
        let values = items.compactMap(body)
        return values.count == items.count ? values : nil
    }

    /// A list of whole numbers, as `[1, 3]`.
    func integers(_ place: Place?) -> [Int]? { list(place) { integer($0) } }

    /// Numbers of layers or the like, of which there are `count`.
    func indices(_ place: Place?, of part: String, count: Int, in whole: String = "the model") -> [Int]? {
        list(place) { item in
            guard let index = integer(item) else { return nil }
            guard index <= count else {
                fail(item, "there is no \(part) \(index): \(whole) has \(Self.counted(count, part))")
                return nil
            }
            return index
        }
    }

    /// As "1 layer" and "3 layers".
    static func counted(_ count: Int, _ part: String) -> String { "\(count) \(part)\(count == 1 ? "" : "s")" }

    func numbers(_ place: Place?, _ scope: Scope) -> [Double]? { list(place) { number($0, scope) } }

    /// Runs `body`, noting an error of the model or operator at `place`.
    func attempt<T>(_ place: Place, _ body: () throws(TrainingError) -> T?) -> T? {
        do { return try body() } catch {
            fail(place, error.description)
            return nil
        }
    }
}
