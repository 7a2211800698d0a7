import PartialTraining

extension OperatorSyntax {
    static let share = OperatorSyntax(
        "share", "Moves the members of a group together, by the mean of their gradients.",
        .any([
            .word(["all"]),
            .mapping(
                optional: [
                    Key("groups", .list(.indices, of: "group"), "Layers (or blocks) that share, as [[1, 2], [3, 4]]."),
                    Key("blocks", .whole(from: 1), "Cuts a vector into this many equal blocks, which share."),
                    Key("split", split, "Splits a group in two where its neighbours' gradients no longer agree."),
                ],
                least: 1),
        ])
    ) { reader, place, context in
        if reader.text(place) == "all" { return Share() }
        let blocks = place["blocks"].map { reader.integer($0, context.scope) }
        let groups = place["groups"].map { groups in
            reader.list(groups) { group in
                if let blocks = blocks ?? nil {
                    reader.indices(group, of: "block", count: blocks, in: "the vector")
                } else {
                    reader.indices(group, of: "layer", count: context.layout.blocks.count)
                }
            }
        }
        // A key that is there must have been read.
        if case .some(.none) = groups { return nil }
        if case .some(.none) = blocks { return nil }
        guard place.has("split") else { return Share(groups: groups ?? nil, blocks: blocks ?? nil) }
        guard let split = place["split"], let below = reader.number(split["below"], context.scope),
            let patience = reader.integer(split["patience"], context.scope),
            let every = reader.integer(split["check-every"], context.scope)
        else { return nil }
        return SplitSharing(
            below: below, patience: patience, every: every, groups: groups ?? nil, blocks: blocks ?? nil)
    }

    private static let split = Form.mapping(
        required: [Key("below", .expression, "The least correlation of neighbours that holds a group together.")],
        optional: [
            Grammar.patience, Grammar.checkEvery,
        ])
}
