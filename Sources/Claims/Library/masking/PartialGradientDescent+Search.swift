import LinearAlgebra
import PartialTraining

extension PartialGradientDescent: Searchable {
    /// Paths on a quadratic: the mask of each step, its displacement, fixed or in proportion to the point, and its length.
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.01, 10)
        let d = model.dimension
        let smoothness = model.spectrum[d - 1]
        var path = Path(model: model, start: try choices.vector("start", d, -2, 2))
        let kind = try choices.pick("kind", ["displaced", "relative", "big-step", "weighted", "soft"])
        let isCyclic = try choices.flag("cyclic")
        let steps = try choices.integer("steps", 1...4)
        // Weights that no projection has.
        let most = choices.ends(1, "projection", 3)
        let mask = { (step: Int) -> any FiniteLaw in
            most > 1
                ? SoftMask(Vector(repeating: most, count: d))
                : Mask(.coordinates(isCyclic ? [step % d + 1] : Array(1...d)))
        }
        let claimed = ["L": smoothness * (try choices.claimed("claimed-L", without: "smooth", to: 0.1))]
        switch kind {
        case "displaced":
            let reach = try choices.real("step-over-L", 0.2, 1, without: "step", to: 3)
            let shift = try choices.vector("displacement", d, -1, 1)
            path.walk(steps) { step, _ in .init(mask(step), delta: shift, stepSize: reach / smoothness) }
            var all = claimed
            if choices.relaxed.contains("lower") { all["min"] = try choices.real("claimed-minimum", 0, 1) }
            return try path.evidence(["one-step", "average", "horizon", "displaced-step"], claimed: all)
        case "relative":
            let reach = try choices.real("step-over-L", 0.2, 1, without: "step", to: 3)
            let q = try choices.real("q", 0, 0.95)
            let share = try choices.real("displacement-over-point", -1, 1) / choices.ends(1, "relative", 0.1)
            path.walk(steps) { step, x in
                .init(mask(step), delta: x.map { share * q * $0 }, stepSize: reach / smoothness)
            }
            return try path.evidence(["relative", "average"], claimed: claimed.merging(["q": q]) { $1 })
        case "big-step":
            let reach = try choices.real("step-over-L", 0.2, 2, without: "long-step", to: 4)
            let shift = try choices.real("displacement", 0, 0, without: "exact", to: 1)
            path.walk(steps) { step, _ in
                .init(mask(step), delta: shift == 0 ? nil : (0..<d).map { _ in shift }, stepSize: reach / smoothness)
            }
            return try path.evidence(["big-step"], claimed: claimed)
        case "weighted":
            let share = try choices.real("displacement-over-point", -0.5, 2)
            path.noise = try choices.vector("noise", d, -1, 1)
            path.relativeNoise = try choices.real("M", 0, 2)
            let longer = try choices.real("step-over-weight", 1, 1, without: "weighted", to: 4)
            if choices.relaxed.contains("noisy") { path.noisyStep = try choices.real("noisy-step", 0, 4) / smoothness }
            path.walk(steps) { step, x in
                let (mask, delta) = (mask(step), x.map { share * $0 })
                return .init(
                    mask, delta: delta, stepSize: longer * Path.weight(mask, model, at: x, delta) / smoothness)
            }
            return try path.evidence(["displaced-step", "weighted-sum", "noisy-step"], claimed: claimed)
        default:
            let weights = try choices.vector("weights", d, 0, 3)
            let shift = try choices.vector("displacement", d, -1, 1)
            let reach = try choices.real("step-over-weight-and-L", 0.2, 1, without: "soft-step", to: 4)
            let eta = reach / (smoothness * (weights.max() ?? 1))
            path.walk(steps) { _, _ in .init(SoftMask(weights), delta: shift, stepSize: eta) }
            return try path.evidence(["soft"], claimed: claimed)
        }
    }
}
