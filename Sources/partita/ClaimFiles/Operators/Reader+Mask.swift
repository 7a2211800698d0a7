import PartialTraining

extension OperatorSyntax {
    static let mask = OperatorSyntax(
        "mask", "Keeps some coordinates of the gradient, and sets the others to zero.",
        .mapping(
            oneOf: [
                Key("bernoulli", .expression, "Each coordinate is kept with this probability p, 0 < p <= 1."),
                Key("subset", .whole(from: 1), "This many coordinates are kept, drawn anew in each step."),
                Key("coordinates", .indices, "These coordinates are kept; they count from 1."),
            ],
            optional: [
                Key("forward", .flag, "Also evaluates the gradient at the masked point.", default: "false"),
                Key("rescale", .flag, "Divides by the probability of being kept.", default: "false"),
            ])
    ) { reader, place, context in
        let law = place.choice.flatMap { name, value -> Mask.Law? in
            switch name {
            case "bernoulli": reader.number(value, context.scope).map { .bernoulli($0) }
            case "subset": reader.integer(value, context.scope).map { .subset($0) }
            default:
                reader.indices(value, of: "coordinate", count: context.layout.count).map { .coordinates($0) }
            }
        }
        let forward = reader.flag(place["forward"])
        let rescale = reader.flag(place["rescale"])
        guard let law, let forward, let rescale else { return nil }
        return Mask(law, forward: forward, rescale: rescale)
    }
}
