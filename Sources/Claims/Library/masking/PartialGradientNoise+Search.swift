import LinearAlgebra
import PartialTraining

extension PartialGradientNoise: Searchable {
    /// Few steps on a quadratic in one or two coordinates, by all outcomes of masks and noise.
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...2, 0.05, 5)
        let d = model.dimension
        let start = try choices.vector("start", d, -2, 2)
        let relative = try choices.real("M", 0, 2)
        let steps = try choices.integer("steps", 1...3)
        let edge = choices.ends(choices.ends(1, "step", 3), "random-step", 3)
        let reach = try choices.real("step-over-L", 0.2, edge)
        var claimed = choices.relaxed.contains("lower") ? ["min": try choices.real("claimed-minimum", 0, 1)] : [:]
        claimed["L"] = model.spectrum[d - 1] * (try choices.claimed("claimed-L", without: "smooth", to: 0.1))
        // What the claim is told of the noise.
        let told = choices.relaxed.isDisjoint(with: ["kept-noise", "full-noise"]) ? 1.0 : 0
        if try choices.flag("random") {
            let turn = Rounded(2 * .pi * (try choices.real("noise-turn", -0.5, 0.5)))
            let direction = d == 1 ? [1] : [Rounded.cos(turn).value, Rounded.sin(turn).value]
            let absolute = try choices.real("sigma", 0, 1)
            let noise = DirectedNoise(direction: direction, relative: relative, absolute: absolute)
            let move = Move(mask: try choices.mask(d), before: [noise])
            return try Setting(
                model: model, start: start, stepSize: reach / (model.spectrum[d - 1] * (1 + relative)),
                moves: Array(repeating: move, count: steps), relative: relative, absolute: told * absolute,
                claimed: claimed, parts: ["random", "share"]
            ).evidence()
        }
        let noise = try choices.vector("noise", d, -1, 1)
        let delta = try choices.vector("displacement", d, -1, 1)
        let isCyclic = try choices.flag("cyclic")
        let moves = (0..<steps).map { step in
            let kept = isCyclic ? [step % d + 1] : Array(1...d)
            return Move(
                mask: Mask(.coordinates(kept)), delta: delta, before: [RelativeNoise(relative), TwoPointNoise(noise)])
        }
        return try Setting(
            model: model, start: start, stepSize: reach / (model.spectrum[d - 1] * (1 + relative)), moves: moves,
            relative: relative, absolute: told * norm(noise) * (1 + 0x1p-50), claimed: claimed,
            parts: ["average", "horizon"]
        ).evidence()
    }
}
