import PartialTraining

extension OperatorSyntax {
    static let prune = OperatorSyntax(
        "prune",
        "Sets the parameters of least score to zero, for the rest of the run; a stage of no steps prunes at once.",
        .mapping(
            required: [
                Key("keep", .whole(from: 1), "How many parameters of the whole model stay."),
                Key("score", .word(PruningScore.self), scoreHelp),
            ],
            optional: [
                Key("rounds", .whole(from: 1, to: 10_000), "In so many rounds, spread over the stage.", default: "1"),
                Key("rewind", .flag, "Puts the survivors back to their start after each round.", default: "false"),
            ])
    ) { reader, place, context in
        let keep = reader.integer(place["keep"], context.scope)
        let score = reader.word(place["score"], as: PruningScore.self)
        let rounds = reader.integer(place["rounds"], context.scope)
        let rewind = reader.flag(place["rewind"])
        guard let keep, let score, let rounds, let rewind else { return nil }
        return Prune(keep: keep, score: score, rounds: rounds, rewind: rewind)
    }

    private static let scoreHelp =
        "magnitude: |x|; gradient: |g|; saliency: |x g| (SNIP); grasp: x (H g); synflow: synaptic flow."

    static let sparse = OperatorSyntax(
        "sparse", "Dynamic sparse training: the support changes, its size does not.",
        .mapping(required: [
            Key("keep", .whole(from: 1), "How many parameters are trained; the others are zero."),
            Key("drop", .whole(from: 1), "How many of them, the smallest, are replaced at a time."),
            Key("grow", .word(DynamicSparsity.Growth.self), "gradient: where it is largest (RigL); random (SET)."),
            Key("every", .whole(from: 1), "Steps between two replacements."),
        ])
    ) { reader, place, context in
        let keep = reader.integer(place["keep"], context.scope)
        let drop = reader.integer(place["drop"], context.scope)
        let grow = reader.word(place["grow"], as: DynamicSparsity.Growth.self)
        let every = reader.integer(place["every"], context.scope)
        guard let keep, let drop, let grow, let every else { return nil }
        return DynamicSparsity(keep: keep, drop: drop, grow: grow, every: every)
    }
}
