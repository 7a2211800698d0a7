import PartialTraining
import Yams

extension Reader {
    static let operators = ["full", "mask", "freeze", "share", "low-rank", "subspace", "cycle", "compose"]

    /// An operator: `full`, or exactly one of the others with its settings.
    func partial(_ node: Node, _ key: String, _ layout: Layout, _ scope: Scope, depth: Int = 0) -> (
        any PartialOperator
    )? {
        if node.scalar?.string == "full" { return Full() }
        guard case .mapping = node else {
            expected("`full` or one of \(Self.list(Array(Self.operators.dropFirst()))) with its settings", node, key)
            return nil
        }
        guard let (name, value) = choice(node, key, of: Self.operators) else { return nil }
        let inner = key + "." + name
        let result: (any PartialOperator)?
        switch name {
        case "mask": result = mask(value, inner, scope)
        case "freeze": result = freeze(value, inner)
        case "share": result = share(value, inner, scope)
        case "low-rank": result = lowRank(value, inner, scope)
        case "subspace": result = subspace(value, inner, scope)
        case "cycle", "compose":
            guard let items = sequence(value, inner, of: "operators") else { return nil }
            let parts = items.enumerated().compactMap {
                partial($1, "\(inner)[\($0 + 1)]", layout, scope, depth: depth + 1)
            }
            guard parts.count == items.count else { return nil }
            result = name == "cycle" ? Cycle(parts) : Composition(parts)
        default:
            expected("the word `full` alone", value, inner)
            return nil
        }
        guard let result else { return nil }
        return attempt(value, inner) { () throws(TrainingError) -> (any PartialOperator)? in
            try result.validate(layout)
            return result
        }
    }

    private func mask(_ node: Node, _ key: String, _ scope: Scope) -> (any PartialOperator)? {
        let laws = ["bernoulli", "subset", "coordinates"]
        guard let pairs = mapping(node, key, keys: laws + ["forward", "rescale"]) else { return nil }
        let given = laws.filter { pairs[$0] != nil }
        guard given.count == 1, let value = pairs[given[0]] else {
            fail(
                node, key,
                "expected exactly one of \(Self.list(laws)), found \(given.isEmpty ? "none" : given.joined(separator: " and "))"
            )
            return nil
        }
        let law: Mask.Law? =
            switch given[0] {
            case "bernoulli": number(value, key + ".bernoulli", scope).map { .bernoulli($0) }
            case "subset": integer(value, key + ".subset", from: 1, scope).map { .subset($0) }
            default: integers(value, key + ".coordinates").map { .coordinates($0) }
            }
        let forward = pairs["forward"].map { flag($0, key + ".forward") } ?? false
        let rescale = pairs["rescale"].map { flag($0, key + ".rescale") } ?? false
        guard let law, let forward, let rescale else { return nil }
        return Mask(law, forward: forward, rescale: rescale)
    }

    private func freeze(_ node: Node, _ key: String) -> (any PartialOperator)? {
        guard let (name, value) = choice(node, key, of: ["coordinates", "layers"]),
            let list = integers(value, key + "." + name)
        else { return nil }
        return Freeze(name == "layers" ? .layers(list) : .coordinates(list))
    }

    private func share(_ node: Node, _ key: String, _ scope: Scope) -> (any PartialOperator)? {
        if node.scalar?.string == "all" { return Share() }
        guard case .mapping = node else {
            expected("`all`, `{groups: [[1, 2], ..]}` or `{blocks: n}`", node, key)
            return nil
        }
        guard let pairs = mapping(node, key, keys: ["groups", "blocks"]) else { return nil }
        guard !pairs.isEmpty else {
            fail(node, key, "expected `groups` or `blocks`, found neither")
            return nil
        }
        var groups: [[Int]]?
        if let value = pairs["groups"] {
            guard let items = sequence(value, key + ".groups", of: "groups") else { return nil }
            let lists = items.compactMap { integers($0, key + ".groups") }
            guard lists.count == items.count else { return nil }
            groups = lists
        }
        var blocks: Int?
        if let value = pairs["blocks"] {
            guard let count = integer(value, key + ".blocks", from: 1, scope) else { return nil }
            blocks = count
        }
        return Share(groups: groups, blocks: blocks)
    }

    private func lowRank(_ node: Node, _ key: String, _ scope: Scope) -> (any PartialOperator)? {
        guard let pairs = mapping(node, key, keys: ["rank", "of"], required: ["rank", "of"]), let rank = pairs["rank"],
            let of = pairs["of"], let r = integer(rank, key + ".rank", from: 1, scope),
            let target = word(of, key + ".of", as: LowRank.Target.self)
        else { return nil }
        return LowRank(rank: r, of: target)
    }

    private func subspace(_ node: Node, _ key: String, _ scope: Scope) -> (any PartialOperator)? {
        guard
            let pairs = mapping(
                node, key, keys: ["dimension", "kind", "refresh"], required: ["dimension", "kind"]),
            let dimension = pairs["dimension"], let kindNode = pairs["kind"],
            let r = integer(dimension, key + ".dimension", from: 1, scope),
            let kind = word(kindNode, key + ".kind", as: RandomSubspace.Kind.self)
        else { return nil }
        guard let refresh = pairs["refresh"].map({ flag($0, key + ".refresh") }) ?? true else { return nil }
        return RandomSubspace(dimension: r, kind: kind, refresh: refresh)
    }
}
