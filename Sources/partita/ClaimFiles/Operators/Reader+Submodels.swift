import PartialTraining

extension OperatorSyntax {
    static let depth = OperatorSyntax(
        "depth", "Trains a random path of layers of a residual-linear model; a dropped layer is the identity.",
        .mapping(
            oneOf: [
                Key("bernoulli", probabilities, "Each layer is kept with this probability, or with its own of a list."),
                Key("count", .whole(from: 1), "So many layers are kept, the fixed ones among them."),
                Key("nested", .list(.expression, of: "probability"), "The leading k layers with probability number k."),
            ],
            optional: [
                Key("fixed", .indices, "Layers that are always kept; they count from 1. Not with `nested`."),
                Key("rescale", .expression(.positive), "Multiplies the layers that are drawn.", default: "1"),
            ])
    ) { reader, place, context in
        let layers = context.layout.blocks.count
        let fixed = place.has("fixed") ? reader.indices(place["fixed"], of: "layer", count: layers) : []
        let rescale = reader.number(place["rescale"], context.scope)
        guard let (name, value) = place.choice, let fixed, let rescale else { return nil }
        switch name {
        case "bernoulli":
            return reader.probabilities(value, context).map { Depth.bernoulli($0, fixed: fixed, rescale: rescale) }
        case "count":
            return reader.integer(value, context.scope).map { Depth.count($0, fixed: fixed, rescale: rescale) }
        default:
            guard fixed.isEmpty else {
                reader.fail(place, "`fixed` has no meaning beside `nested`: the leading layers are kept")
                return nil
            }
            return reader.probabilities(value, context).map { Depth.nested($0, rescale: rescale) }
        }
    }

    static let width = OperatorSyntax(
        "width", "Trains a random sub-model of some units: coordinates, hidden units, or pairs of a factorization.",
        .mapping(oneOf: [
            Key("nested", .list(.expression, of: "probability"), "The leading k units with probability number k."),
            Key("bernoulli", .expression, "Each unit is kept with this probability p, 0 < p <= 1."),
        ])
    ) { reader, place, context in
        guard let (name, value) = place.choice, let values = reader.probabilities(value, context) else { return nil }
        return Width(name == "nested" ? .nested(values) : .bernoulli(values), of: context.model)
    }

    private static let probabilities = Form.any([.expression, .list(.expression, of: "probability")])
}

extension Reader {
    /// One probability or a list of them.
    fileprivate func probabilities(_ place: Place, _ context: OperatorContext) -> [Double]? {
        if place.items == nil { return number(place, context.scope).map { [$0] } }
        return list(place) { number($0, context.scope) }
    }
}
