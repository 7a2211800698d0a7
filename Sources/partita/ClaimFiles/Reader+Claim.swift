import Claims
import PartialTraining
import Yams

/// The parts of a claim file that are not model, start or schedule.
extension Reader {
    /// `[a-z0-9-]+`, not too long for a file name.
    func identifier(_ node: Node) -> String? {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        guard let text = node.scalar?.string, !text.isEmpty, text.count <= 100, text.allSatisfy(allowed.contains) else {
            expected("an id of the letters a-z, digits and hyphens, as `masked-gd`", node, "claim")
            return nil
        }
        return text
    }

    /// `engine` and `replicas`.
    func settings(_ pairs: [String: Node]) -> (engine: EngineKind, replicas: Int)? {
        let engine = pairs["engine"].map { word($0, "engine", as: EngineKind.self) } ?? .auto
        let replicas = pairs["replicas"].map { integer($0, "replicas", from: 2, to: 10_000_000) } ?? 1000
        guard let engine, let replicas else { return nil }
        return (engine, replicas)
    }

    /// The hypotheses under `assume`.
    func conditions(_ node: Node?) -> [(condition: Condition, node: Node)]? {
        guard let node else { return [] }
        guard let items = sequence(node, "assume", of: "conditions") else { return nil }
        let conditions = items.compactMap { item in condition(item, "assume").map { ($0, item) } }
        return conditions.count == items.count ? conditions : nil
    }

    /// The relations that a file can claim, by key.
    enum ClaimedRelation: String, CaseIterable {
        case bound
        case lowerBound = "lower-bound"
        case equals

        var key: String { rawValue }

        var relation: Part.Relation {
            switch self {
            case .bound: .atMost
            case .lowerBound: .atLeast
            case .equals: .equal
            }
        }
    }

    /// The claimed bounds, of which there may be none (for a simulation).
    func relations(_ pairs: [String: Node]) -> [(relation: ClaimedRelation, node: Node, expression: Expression)]? {
        var result: [(relation: ClaimedRelation, node: Node, expression: Expression)] = []
        for relation in ClaimedRelation.allCases {
            guard let node = pairs[relation.key] else { continue }
            guard let expression = expression(node, relation.key) else { return nil }
            result.append((relation, node, expression))
        }
        return result
    }

    /// The most nodes that a definition may have once earlier ones are put in.
    private static let nodeLimit = 5_000

    /// The names under `let`, each free of the earlier ones.
    func definitions(_ node: Node?) -> [String: Expression]? {
        guard let node else { return [:] }
        guard case .mapping(let pairs) = node else {
            expected("a mapping from names to expressions", node, "let")
            return nil
        }
        var result: [String: Expression] = [:]
        for (name, value) in pairs {
            guard let text = name.scalar?.string, Self.isName(text) else {
                fail(name, "let", "expected a name of letters, digits and underscores, found \(Self.describe(name))")
                return nil
            }
            if Run.standardQuantities.contains(text) {
                fail(name, "let", "`\(text)` has a meaning already; choose another name")
                return nil
            }
            guard let expression = expression(value, "let.\(text)") else { return nil }
            let expanded = expression.substituting(result)
            guard expanded.nodeCount <= Self.nodeLimit else {
                fail(value, "let.\(text)", "the definition is too long once the earlier ones are put in")
                return nil
            }
            if expanded.variables.contains(text) {
                fail(value, "let.\(text)", "`\(text)` is defined by itself")
                return nil
            }
            result[text] = expanded
        }
        return result
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 40 else { return false }
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_".utf8)
        let digits = Set("0123456789".utf8)
        return letters.contains(first) && text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) }
    }
}
