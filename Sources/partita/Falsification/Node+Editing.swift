import Figures
import LinearAlgebra
import Yams

// How a search changes a claim file: numbers in the tree, and nothing else.

extension Node {
    /// A number in the shortest text that gives the same bits back.
    static func number(_ value: Double) -> Node { plain(DataFile.text(of: value)) }

    /// A list of numbers, in one line.
    static func list(_ values: Vector) -> Node {
        .sequence(Sequence(values.map(number), Tag(.implicit), .flow))
    }

    /// A matrix, a row in a line.
    static func rows(_ matrix: Matrix) -> Node {
        .sequence(Sequence(matrix.rowArrays.map(list), Tag(.implicit), .flow))
    }

    static func plain(_ text: String) -> Node { .scalar(Scalar(text, Tag(.implicit), .plain)) }

    /// The node at a path of keys and indices; `nil` where there is none.
    subscript(path path: [Step]) -> Node? {
        get {
            guard let first = path.first else { return self }
            let rest = Array(path.dropFirst())
            switch (first, self) {
            case (.key(let name), .mapping(let pairs)):
                return pairs.first { $0.key.scalar?.string == name }?.value[path: rest]
            case (.index(let index), .sequence(let items)):
                return items.indices.contains(index) ? items[index][path: rest] : nil
            default: return nil
            }
        }
        set {
            guard let newValue else { return }
            guard let first = path.first else {
                self = newValue
                return
            }
            let rest = Array(path.dropFirst())
            switch (first, self) {
            case (.key(let name), .mapping(var pairs)):
                guard let key = pairs.first(where: { $0.key.scalar?.string == name })?.key else { return }
                pairs[key]?[path: rest] = newValue
                self = .mapping(pairs)
            case (.index(let index), .sequence(var items)):
                guard items.indices.contains(index) else { return }
                items[index][path: rest] = newValue
                self = .sequence(items)
            default: return
            }
        }
    }

    /// One step of a path.
    enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case key(String)
        case index(Int)

        init(stringLiteral value: String) { self = .key(value) }
        init(integerLiteral value: Int) { self = .index(value) }
    }

    /// The tree with each scalar under one of `keys`, at any depth, replaced.
    func replacingScalars(under keys: Set<String>, _ change: (String) -> String) -> Node {
        switch self {
        case .mapping(let pairs):
            let changed = pairs.map { key, value -> (Node, Node) in
                guard let text = value.scalar?.string, keys.contains(key.scalar?.string ?? "") else {
                    return (key, value.replacingScalars(under: keys, change))
                }
                return (key, .scalar(Scalar(change(text), Tag(.implicit), .any)))
            }
            return .mapping(Mapping(changed, pairs.tag, pairs.style))
        case .sequence(let items):
            return .sequence(
                Sequence(items.map { $0.replacingScalars(under: keys, change) }, items.tag, items.style))
        default: return self
        }
    }
}
