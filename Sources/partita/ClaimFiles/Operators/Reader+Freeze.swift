import PartialTraining

extension OperatorSyntax {
    static let freeze = OperatorSyntax(
        "freeze", "Leaves some coordinates or layers as they are.",
        .choice([
            Key("coordinates", .indices, "The frozen coordinates; they count from 1."),
            Key("layers", .indices, "The frozen layers; they count from 1."),
        ])
    ) { reader, place, context in
        guard let (name, value) = place.choice else { return nil }
        if name == "layers" {
            return reader.indices(value, of: "layer", count: context.layout.blocks.count).map { Freeze(.layers($0)) }
        }
        return reader.indices(value, of: "coordinate", count: context.layout.count).map { Freeze(.coordinates($0)) }
    }
}
