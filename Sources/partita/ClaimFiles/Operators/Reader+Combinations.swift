import PartialTraining

extension OperatorSyntax {
    private static let parts = Form.list(.named(.operator), of: "operator", least: 1)

    static let cycle = OperatorSyntax("cycle", "One operator after another, step by step.", parts) {
        reader, place, context in
        reader.list(place) { reader.partial($0, context) }.map { Cycle($0) }
    }

    static let compose = OperatorSyntax("compose", "All the operators in each step, one after another.", parts) {
        reader, place, context in
        reader.list(place) { reader.partial($0, context) }.map { Composition($0) }
    }
}
