import LinearAlgebra
import PartialTraining

// Where training curves are searched.

extension LinearisedSteps: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let (n, p) = (try choices.integer("rows", 1...3), try choices.integer("columns", 2...3))
        let design = try choices.matrix("design", n, p, -1, 1)
        let size = try design.spectralNorm()
        let steps = try choices.integer("steps", 2...20)
        let one = Case(
            design: design, start: try choices.vector("start", p, -1, 1),
            stepSize: try choices.real("step-over-L", 0.2, 2, without: "stable", to: 4) / (size * size), steps: steps,
            trained: try choices.leading("trained", of: p),
            target: .share(try choices.logReal("target", 1e-8, choices.ends(1, "target", 100))))
        return try one.evidence()
    }
}

extension PowerLawDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let law = PowerLaw(
            a: try choices.real("a", 3, 1.1, without: "summable", to: 0.3), b: try choices.real("b", 0.5, 2),
            stepSize: try choices.real("step-over-L", 0.001, 0.99, without: "step", to: 3))
        let time = try choices.integer("time", 1...3000)
        return try evidence(
            law, times: law.a > 1 ? [time] : [], modes: try choices.integer("modes", 1...4),
            masks: try choices.real("keep", 0.05, 1), size: try choices.integer("size", 1...10_000))
    }
}
