import LinearAlgebra
import Yams

/// Changes of a YAML tree.
enum TreeMutation {
    /// The tree with one of its nodes changed; `other` gives subtrees and keys.
    static func apply(to tree: Node, borrowing other: Node, using generator: inout Generator) -> Node {
        var place = generator.below(count(tree))
        return changed(tree, &place) { mutated($0, other, &generator) }
    }

    /// The tree with one of its values exchanged for one that may well be right in its place: of a key, the value that the key
    /// has elsewhere; of a number or a word, another.
    static func exchange(in tree: Node, with other: Node, using generator: inout Generator) -> Node {
        var place = generator.below(count(tree))
        return changed(tree, &place) { node in
            switch node {
            case .mapping(let pairs):
                var result = pairs.map { ($0.key, $0.value) }
                guard !result.isEmpty else { return node }
                let chosen = generator.below(result.count)
                if let value = value(result[chosen].0, in: other) { result[chosen].1 = value }
                return .mapping(.init(result))
            case .scalar(let scalar) where Double(scalar.string) != nil || FuzzWords.usual.contains(scalar.string):
                return Node(FuzzWords.usual[generator.below(FuzzWords.usual.count)])
            default: return node
            }
        }
    }

    private static func children(_ node: Node) -> [Node] {
        switch node {
        case .mapping(let pairs): pairs.map(\.value)
        case .sequence(let items): Array(items)
        default: []
        }
    }

    private static func count(_ node: Node) -> Int { children(node).reduce(1) { $0 + count($1) } }

    /// The node of number `place` in depth-first order.
    private static func node(_ place: inout Int, of tree: Node) -> Node {
        if place == 0 { return tree }
        for child in children(tree) {
            let size = count(child)
            place -= 1
            if place < size { return node(&place, of: child) }
            place -= size - 1
        }
        return tree
    }

    /// The tree with the node of number `place` changed.
    private static func changed(_ tree: Node, _ place: inout Int, _ change: (Node) -> Node) -> Node {
        place -= 1
        if place == -1 { return change(tree) }
        if place < -1 { return tree }
        switch tree {
        case .mapping(let pairs):
            return .mapping(.init(pairs.map { ($0.key, changed($0.value, &place, change)) }))
        case .sequence(let items): return .sequence(.init(items.map { changed($0, &place, change) }))
        default: return tree
        }
    }

    private static func mutated(_ tree: Node, _ other: Node, _ generator: inout Generator) -> Node {
        func borrowed() -> Node {
            var place = generator.below(count(other))
            return node(&place, of: other)
        }
        switch generator.below(10) {
        case 0: return borrowed()
        case 1: return Node(FuzzWords.extremes[generator.below(FuzzWords.extremes.count)])
        case 2:
            // Around the limit of nesting, and far beyond it.
            let depth = generator.below(4) == 0 ? 500 : 1 + generator.below(70)
            return (0..<depth).reduce(tree) { inner, _ in .sequence(.init([inner])) }
        default: break
        }
        switch tree {
        case .mapping(let pairs):
            var result = pairs.map { ($0.key, $0.value) }
            guard !result.isEmpty else { return borrowed() }
            let chosen = generator.below(result.count)
            switch generator.below(8) {
            case 0: result.remove(at: chosen)
            case 1: result.append(result[chosen])
            case 2, 3, 4:
                // The value that the key has elsewhere: what comes out is often right.
                if let value = Self.value(result[chosen].0, in: other) { result[chosen].1 = value }
            case 5: result[chosen].0 = Node(FuzzWords.words[generator.below(FuzzWords.words.count)])
            case 6: result.append((Node(FuzzWords.words[generator.below(FuzzWords.words.count)]), borrowed()))
            default: result.swapAt(chosen, generator.below(result.count))
            }
            return .mapping(.init(result))
        case .sequence(let items):
            var result = Array(items)
            guard !result.isEmpty else { return .sequence(.init([borrowed()])) }
            let chosen = generator.below(result.count)
            switch generator.below(5) {
            case 0: result.remove(at: chosen)
            case 1: result.append(borrowed())
            case 2: result += [Node](repeating: result[chosen], count: generator.below(10) == 0 ? 1000 : 3)
            case 3: result.swapAt(chosen, generator.below(result.count))
            default: result = []
            }
            return .sequence(.init(result))
        default:
            let texts = generator.below(2) == 0 ? FuzzWords.usual : FuzzWords.extremes
            return Node(texts[generator.below(texts.count)])
        }
    }

    /// The value of a key, wherever in the tree it is.
    private static func value(_ key: Node, in tree: Node) -> Node? {
        if case .mapping(let pairs) = tree, let value = pairs.first(where: { $0.key == key })?.value { return value }
        for child in children(tree) {
            if let value = value(key, in: child) { return value }
        }
        return nil
    }
}
