/// A hypothesis that a user wrote: two expressions and one relation, `eta < 2/L`.
public struct Condition: Sendable, Equatable {
    /// How the two sides are compared.
    public enum Relation: String, Sendable, Equatable, CaseIterable {
        /// The left side is below the right.
        case less = "<"
        /// The left side is below the right, or equal.
        case lessOrEqual = "<="
        /// The left side is above the right.
        case greater = ">"
        /// The left side is above the right, or equal.
        case greaterOrEqual = ">="
        /// Also written `==`.
        case equal = "="
        /// The sides differ.
        case notEqual = "!="
    }

    /// The left side; its columns are those of the whole condition.
    public let left: Expression
    /// The relation.
    public let relation: Relation
    /// The right side; its columns are those of the whole condition.
    public let right: Expression
    /// The text that was parsed.
    public let source: String

    /// The condition written in `source`.
    ///
    /// - Throws: ``ExpressionError/missingRelation(position:)``, ``ExpressionError/chainedRelation(relation:position:)``, and
    ///   what is wrong in one of the sides.
    public init(parsing source: String) throws(ExpressionError) {
        var parser = try ExpressionParser(source)
        left = try parser.side()
        guard case .relation(let relation) = parser.token.kind else {
            try parser.end(expected: "an operator or one of < <= > >= = !=")
            throw .missingRelation(position: parser.token.position)
        }
        try parser.advance()
        right = try parser.side()
        if case .relation = parser.token.kind {
            throw .chainedRelation(relation: parser.token.text, position: parser.token.position)
        }
        try parser.end(expected: "an operator or the end")
        self.relation = relation
        self.source = source
    }

    /// The condition between two given sides; `source` is how it is shown.
    public init(_ left: Expression, _ relation: Relation, _ right: Expression, source: String? = nil) {
        self.left = left
        self.relation = relation
        self.right = right
        self.source = source ?? "\(left.description) \(relation.rawValue) \(right.description)"
    }

    /// Whether the relation holds between two computed sides, with regard to their rounding errors.
    ///
    /// Let `r` be the sum of the two radii. `<=`, `>=` and `=` hold when they can be true: within `r`. `<`, `>` and `!=` hold
    /// only when they are surely true, by more than `r`: on the edge is not strictly inside. Nothing holds of a
    /// not-a-number or where `r` is infinite, that is, where a side is unknown. Infinities are compared as such.
    public func holds(left: Rounded, right: Rounded) -> Bool {
        let (a, b, r) = (left.value, right.value, left.radius + right.radius)
        guard r.isFinite else { return false }
        return switch relation {
        case .less: a < b && b - a > r
        case .greater: a > b && a - b > r
        case .lessOrEqual: a <= b || a - b <= r
        case .greaterOrEqual: a >= b || b - a <= r
        case .equal: a == b || (a - b).magnitude <= r
        case .notEqual: a < b && b - a > r || a > b && a - b > r
        }
    }

    /// The condition in canonical text, with the definitions that were put in; ``source`` is what was written.
    package var plainText: String { "\(left.description) \(relation.rawValue) \(right.description)" }

    /// The condition in LaTeX, without math delimiters.
    public var latex: String {
        let sign =
            switch relation {
            case .less: "<"
            case .lessOrEqual: "\\le"
            case .greater: ">"
            case .greaterOrEqual: "\\ge"
            case .equal: "="
            case .notEqual: "\\ne"
            }
        return "\(left.latex) \(sign) \(right.latex)"
    }
}

extension Condition: CustomStringConvertible {
    /// The canonical text; parsed again, it gives the same sides and relation.
    public var description: String { "\(left) \(relation.rawValue) \(right)" }
}
