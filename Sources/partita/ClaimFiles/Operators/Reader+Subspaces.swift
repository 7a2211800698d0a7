import PartialTraining

extension OperatorSyntax {
    static let lowRank = OperatorSyntax(
        "low-rank", "Keeps the leading singular directions of each matrix.",
        .mapping(
            required: [
                Key("rank", .whole(from: 1), "How many directions are kept."),
                Key(
                    "of", .word(LowRank.Target.self),
                    "gradient: projects the gradient; iterate: truncates after each step."),
            ],
            optional: [
                Key(
                    "refresh", .whole(from: 1), "Keeps the directions for so many steps (GaLore); of gradients.",
                    default: "1")
            ])
    ) { reader, place, context in
        let rank = reader.integer(place["rank"], context.scope)
        let target = reader.word(place["of"], as: LowRank.Target.self)
        let refresh = reader.integer(place["refresh"], context.scope)
        guard let rank, let target, let refresh else { return nil }
        if refresh > 1, target == .gradient { return GaLore(rank: rank, refresh: refresh) }
        guard refresh == 1 else {
            reader.fail(place, "`refresh` has no meaning for a truncated iterate, only for `of: gradient`")
            return nil
        }
        return LowRank(rank: rank, of: target)
    }

    static let subspace = OperatorSyntax(
        "subspace", "Projects the gradient on a random subspace.",
        .mapping(
            required: [
                Key("dimension", .whole(from: 1), "The dimension r of the subspace."),
                Key("kind", .word(RandomSubspace.Kind.self), "haar: an orthogonal projection; gaussian: a sketch."),
            ],
            optional: [Key("refresh", .flag, "Draws it anew in each step.", default: "true")])
    ) { reader, place, context in
        let dimension = reader.integer(place["dimension"], context.scope)
        let kind = reader.word(place["kind"], as: RandomSubspace.Kind.self)
        let refresh = reader.flag(place["refresh"])
        guard let dimension, let kind, let refresh else { return nil }
        return RandomSubspace(dimension: dimension, kind: kind, refresh: refresh)
    }
}
