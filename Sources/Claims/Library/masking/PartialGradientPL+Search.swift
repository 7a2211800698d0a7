import LinearAlgebra
import PartialTraining

extension PartialGradientPL: Searchable {
    /// Quadratics under random masks, with noise and displacement or without.
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.01, 10)
        let d = model.dimension
        let smoothness = model.spectrum[d - 1]
        var one = Setting(
            model: model, start: try choices.vector("start", d, -2, 2), mask: try choices.mask(d))
        one.steps = 12
        let isExact = try choices.flag("exact") && !choices.relaxed.contains("exact")
        if isExact {
            one.stepSize = try choices.real("step-over-L", 0.2, 2, without: "long-step", to: 4) / smoothness
        } else {
            one.noise = try choices.vector("noise", d, -1, 1)
            one.relativeNoise = try choices.real("M", 0, 1)
            let shift = try choices.vector("displacement", d, -1, 1)
            one.displacement = { _ in shift }
            one.displacementBound = norm(shift)
            let reach = try choices.real("step-over-L", 0.2, 1, without: "step", to: 3)
            one.stepSize = reach / (smoothness * (1 + one.relativeNoise))
        }
        one.parts = ["floor", "linear"]
        one.claimed["L"] = smoothness * (try choices.claimed("claimed-L", without: "smooth", to: 0.1))
        one.claimed["mu"] = model.spectrum[0] * (try choices.claimed("claimed-mu", without: "pl", to: 100))
        if choices.relaxed.contains("error") { one.claimed["beta"] = 0 }
        if choices.relaxed.contains("noise") { one.claimed["sigma"] = 0 }
        return try one.evidence()
    }
}
