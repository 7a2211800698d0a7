import PartialTraining

extension OperatorSyntax {
    static let lora = OperatorSyntax(
        "lora",
        "Low-rank adaptation: each matrix is its value at the stage's start and a trained product of two factors.",
        .mapping(
            required: [Key("rank", .whole(from: 1), "The inner dimension r of the factors.")],
            optional: [
                Key("scale", .expression(.positive), "Multiplies the product.", default: "1"),
                Key(
                    "start", .word(LoRA.Start.self), "How the second factor begins; the first is zero.",
                    default: "identity"),
            ])
    ) { reader, place, context in
        let rank = reader.integer(place["rank"], context.scope)
        let scale = reader.number(place["scale"], context.scope)
        let start = reader.word(place["start"], as: LoRA.Start.self)
        guard let rank, let scale, let start else { return nil }
        return LoRA(rank: rank, scale: scale, start: start)
    }

    static let stack = OperatorSyntax(
        "stack", "Gradual stacking of a residual-linear model: only the leading layers exist, new ones are copies.",
        .mapping(
            required: [Key("layers", .whole(from: 1), "How many leading layers exist.")],
            optional: [Key("from", .whole(from: 1), "The layers above this one begin as copies of the top ones below.")]
        )
    ) { reader, place, context in
        let layers = reader.integer(place["layers"], context.scope)
        let from = place.has("from") ? reader.integer(place["from"], context.scope) : nil
        guard let layers, from != nil || !place.has("from") else { return nil }
        return Stacking(layers: layers, from: from)
    }
}
