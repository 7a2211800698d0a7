import LinearAlgebra
import PartialTraining

extension ModelSyntax {
    private static let layers = Key("depth", .whole(from: 1, to: 10_000), "The number of layers L.")

    private static func target(_ help: String) -> Key { Key("target", .named(.matrix), help) }

    static let deepLinear = ModelSyntax(
        "deep-linear", "f = 1/2 |W_L ... W_1 - target|^2, square layers.",
        .mapping(required: [layers, target("The matrix that the product of the layers should be; square.")])
    ) { reader, place, around throws(TrainingError) in
        let depth = reader.integer(place["depth"], around.scope)
        let target = reader.matrix(place["target"], around)
        guard let depth, let target else { return nil }
        return try DeepLinear(depth: depth, target: target)
    }

    static let residualLinear = ModelSyntax(
        "residual-linear", "f = 1/2 |(I + s W_L) ... (I + s W_1) - target|^2, where layers can be dropped.",
        .mapping(required: [
            layers, target("The matrix that the product should be; square."),
            Key("scale", .expression, "The scale s of a layer's branch."),
        ])
    ) { reader, place, around throws(TrainingError) in
        let depth = reader.integer(place["depth"], around.scope)
        let target = reader.matrix(place["target"], around)
        let scale = reader.number(place["scale"], around.scope)
        guard let depth, let target, let scale else { return nil }
        return try ResidualLinear(depth: depth, target: target, scale: scale)
    }

    static let factorization = ModelSyntax(
        "factorization", "f = 1/2 |B A - target|^2, B with K columns and A with K rows.",
        .mapping(required: [
            Key("rank", .whole(from: 1, to: 10_000), "The inner dimension K."),
            target("The matrix that the product of the factors should be."),
        ])
    ) { reader, place, around throws(TrainingError) in
        let rank = reader.integer(place["rank"], around.scope)
        let target = reader.matrix(place["target"], around)
        guard let rank, let target else { return nil }
        return try Factorization(rank: rank, target: target)
    }

    static let matrix = ModelSyntax(
        "matrix", "f = 1/2 |W - target|^2: what low-rank projection acts on.",
        .mapping(required: [target("The matrix that W should be.")])
    ) { reader, place, around throws(TrainingError) in
        guard let target = reader.matrix(place["target"], around) else { return nil }
        return try MatrixTarget(target: target)
    }
}
