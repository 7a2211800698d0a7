import Yams

/// One place of a claim file: the node that stands there, the form that it should have, and the path of keys to it.
struct Place {
    let node: Node
    /// All that may stand here.
    let wanted: Form
    /// Of several forms the one for this kind of node, with names looked up.
    let form: Form
    /// As `train[1].operator`; items count from 1.
    let path: String

    init(_ node: Node, _ form: Form, _ path: String) {
        self.node = node
        wanted = form
        self.form = form.matching(node)
        self.path = path
    }

    /// The keys of the mapping that should stand here.
    private var fields: Fields? { if case .mapping(let fields) = form { fields } else { nil } }

    /// The value of a key; where it is absent, its default, or `nil` if it has none.
    subscript(_ name: String) -> Place? {
        guard let key = fields?[name], case .mapping(let pairs) = node else { return nil }
        if let value = pairs.first(where: { $0.key.scalar?.string == name })?.value { return inner(value, key) }
        return key.fallback.map { inner(Node.scalar(Node.Scalar($0, Tag(.implicit), .plain, node.mark)), key) }
    }

    private func inner(_ value: Node, _ key: Key) -> Place {
        Place(value, key.form, path.isEmpty ? key.name : path + "." + key.name)
    }

    /// Whether a key is written in the file.
    func has(_ name: String) -> Bool {
        node.mapping?.contains { $0.key.scalar?.string == name } ?? false
    }

    /// The key that was chosen where exactly one of several must be; `nil` if the file has none or more of them.
    var choice: (name: String, place: Place)? {
        let given = (fields?.choice ?? []).filter { has($0.name) }
        guard given.count == 1, let place = self[given[0].name] else { return nil }
        return (given[0].name, place)
    }

    /// The items of a list; `nil` if something else stands here.
    var items: [Place]? {
        guard case .list(let form, _, _) = form, case .sequence(let items) = node else { return nil }
        return items.enumerated().map { Place($1, form, "\(path)[\($0 + 1)]") }
    }

    /// The pairs of a mapping whose keys the user chooses, in the order of the file.
    var pairs: [(name: String, key: Node, place: Place)]? {
        guard case .table(let form, _) = form, case .mapping(let pairs) = node else { return nil }
        return pairs.compactMap { key, value in
            key.scalar.map { ($0.string, key, Place(value, form, path + "." + $0.string)) }
        }
    }
}
