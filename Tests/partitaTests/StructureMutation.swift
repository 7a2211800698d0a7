import Yams

/// A change of the structure of a YAML tree, drawn from a seed.
struct StructureMutation {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func draw(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// Nodes that may stand where something else is expected.
    private static let strangers = [
        "0", "-1", "2", "0.5", "1e3", "1e999", "0x10", "~", "true", "False", "full", "\"3\"", "'true'", "1/L", "[]",
        "[1]", "[[1, 2], [3, 4]]", "{}", "{a: 1}", "{csv: a.csv}", "{gaussian: 1}", "{mask: {bernoulli: 1/2}}", "\"\"",
        "100000000000", "2.5", ".5", "+1", "identity", "[full]", "{? [1] : 2}",
    ]
    private static let names = [
        "steps", "step-size", "time", "operator", "bernoulli", "subset", "forward", "csv", "spectrum", "basis", "race",
        "train", "levels", "bound", "title", "missing", "groups", "1", "a b", "mu", "x_1", "end", "x\n",
    ]

    /// The tree with from one to three changes.
    mutating func callAsFunction(_ tree: Node, _ donor: Node) -> Node {
        var result = tree
        for _ in 0...draw(3) {
            let target = draw(Self.count(result))
            var index = 0
            result = changed(result, target, &index, donor)
        }
        return result
    }

    private static func count(_ node: Node) -> Int {
        switch node {
        case .sequence(let items): items.reduce(1) { $0 + count($1) }
        case .mapping(let pairs): pairs.reduce(1) { $0 + count($1.value) }
        default: 1
        }
    }

    /// The node of a number, counted from the root in order.
    private static func node(_ number: Int, _ node: Node, _ index: inout Int) -> Node? {
        if index == number { return node }
        index += 1
        let children: [Node] =
            switch node {
            case .sequence(let items): Array(items)
            case .mapping(let pairs): pairs.map(\.value)
            default: []
            }
        for child in children {
            if let found = Self.node(number, child, &index) { return found }
        }
        return nil
    }

    private mutating func changed(_ node: Node, _ target: Int, _ index: inout Int, _ donor: Node) -> Node {
        if index == target {
            index += 1
            return mutated(node, donor)
        }
        index += 1
        switch node {
        case .sequence(let items): return Node(items.map { changed($0, target, &index, donor) })
        case .mapping(let pairs): return Node(pairs.map { ($0.key, changed($0.value, target, &index, donor)) })
        default: return node
        }
    }

    /// Something else in place of a node, or the node without, or with other, keys or items.
    private mutating func mutated(_ node: Node, _ donor: Node) -> Node {
        switch (draw(4), node) {
        case (0...1, .sequence(let items)) where !items.isEmpty:
            var items = Array(items)
            let place = draw(items.count)
            switch draw(3) {
            case 0: items.remove(at: place)
            case 1: items.append(items[place])
            default: items.swapAt(place, draw(items.count))
            }
            return Node(items)
        case (0...2, .mapping(let pairs)) where !pairs.isEmpty:
            var pairs = pairs.map { ($0.key, $0.value) }
            let place = draw(pairs.count)
            let name = Node(Self.names[draw(Self.names.count)])
            let isNew = !pairs.contains { $0.0 == name }
            switch draw(4) {
            case 0: pairs.remove(at: place)
            case 1 where isNew: pairs[place].0 = name
            case 2 where isNew: pairs.append((name, pairs[place].1))
            default:
                let other = draw(pairs.count)
                (pairs[place].1, pairs[other].1) = (pairs[other].1, pairs[place].1)
            }
            return Node(pairs)
        case (2...3, _):
            var index = 0
            return Self.node(draw(Self.count(donor)), donor, &index) ?? node
        default: return (try? Yams.compose(yaml: Self.strangers[draw(Self.strangers.count)])) ?? node
        }
    }
}
