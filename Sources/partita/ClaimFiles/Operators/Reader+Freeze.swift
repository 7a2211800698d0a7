import PartialTraining

extension OperatorSyntax {
    static let freeze = OperatorSyntax(
        "freeze", "Leaves some coordinates or layers as they are.",
        .choice([
            Key("coordinates", .indices, "The frozen coordinates; they count from 1."),
            Key("layers", .indices, "The frozen layers; they count from 1."),
        ])
    ) { reader, place, _ in
        guard let (name, value) = place.choice, let list = reader.integers(value) else { return nil }
        return Freeze(name == "layers" ? .layers(list) : .coordinates(list))
    }
}
