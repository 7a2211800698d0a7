import LinearAlgebra
import PartialTraining

// Where schedules of degrees are searched.

extension OrderFloor: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let means = try choices.vector("means", 2, -0.6, 0.6)
        let features = try HypercubePolynomials(means: means, degree: 2, constant: try choices.flag("constant"))
        let target = try choices.vector("target", features.count, -2, 2)
        let model = try features.model(target: target)
        let (least, most) = (model.spectrum[0], model.spectrum[features.count - 1])
        let reach = try choices.real("step-over-limit", 0.3, 1, without: "step", to: 1.8)
        let training = try DegreeTraining(
            features, target: target, stepSize: reach * (try choices.flag("stable") ? 2 / most : 2 / (least + most)))
        let steps = Int(42 / (training.stepSize * least))
        return try training.evidence(
            first: min(steps, 600), second: min(steps, 600), dropping: !choices.relaxed.contains("drops"),
            keep: try choices.real("keep", 0.2, 1))
    }
}

extension PolynomialSchedule: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let degree = try choices.integer("degree", 2...3)
        let training = try example(
            choices.logVector("energies", degree, 0.01, 10), stepSize: choices.real("step-size", 0.2, 1.9))
        // One depth after the other, filled up to a cost that constant full depth can have.
        var depths = try (1...(try choices.integer("steps", 1...5))).map {
            try choices.integer("depth-\($0)", 1...degree)
        }
        while !depths.reduce(0, +).isMultiple(of: degree) { depths.append(1) }
        let weights = try choices.vector("shares", degree, 0, 1)
        let sum = weights.reduce(0, +)
        return try evidence(
            training, depths: depths, dropping: try choices.flag("dropping"), shares: weights.map { $0 / sum })
    }
}
