import LinearAlgebra
import PartialTraining

// Where exact laws of masked steps on quadratics are searched.

extension CoordinateDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...4, 0.001, 10)
        let d = model.dimension
        let isUniform = try choices.flag("uniform")
        var one = Setting(
            model: model, start: try choices.vector("start", d, -1, 1), chances: isUniform ? .uniform : .importance)
        if choices.relaxed.contains(isUniform ? "uniform" : "importance") {
            one = Setting(
                model: model, start: one.start, chances: isUniform ? .importance : .uniform,
                declared: isUniform ? .uniform : .importance)
        }
        one.relaxation = try choices.real("relaxation", 1, 1, without: "exact", to: 4)
        let plConstant = model.spectrum[0] * (try choices.claimed("claimed-mu", without: "pl", to: 100))
        if choices.relaxed.contains("pl") { one.claimed["mu"] = plConstant }
        if choices.relaxed.contains("scaled-pl") { one.claimed["lamd"] = try choices.real("claimed-lamd", 0, 1) }
        return try one.evidence()
    }
}

extension GradientMaskMoments: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.05, 5)
        let d = model.dimension
        let mask = try choices.mask(d, rescale: try choices.flag("rescale"))
        let steepest = try mask.effectiveHessian(model.hessian).symmetricEigenvalues()[d - 1]
        var one = Setting(
            model: model, start: try choices.vector("start", d, -1, 1), mask: mask,
            stepSize: try choices.real("step-over-effective-L", 0.2, 2, without: "step", to: 4)
                / (steepest * mask.scale(d)))
        one.noise = try choices.definite("noise", d, 0.1, 1)
        one.direction = try choices.integer("direction", 1...d) - 1
        if choices.relaxed.contains("law") {
            one.actual = CommonMask(probability: mask.keepProbability(d))
        }
        return try one.evidence()
    }
}

extension ModelMaskMoments: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.1, 5, moved: true)
        let d = model.dimension
        let mask = try choices.mask(d, least: 0.02, forward: true, rescale: try choices.flag("rescale"))
        let scale = mask.scale(d)
        var one = Setting(
            model: model, start: try choices.vector("start", d, -2, 2), mask: mask.law, rescale: mask.rescale,
            stepSize: try choices.logReal("step-over-L", 0.001, choices.ends(2, "step", 5))
                / (model.spectrum[d - 1] * scale * scale))
        one.direction = try choices.integer("direction", 1...d) - 1
        return try one.evidence()
    }
}

extension CompressedDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let isIterate = try choices.flag("iterate")
        let model = try choices.quadratic(1...3, isIterate ? 0.5 : 0.01, 5, moved: isIterate)
        let d = model.dimension
        let start = try choices.vector("start", d, -2, 2)
        let mask = try choices.mask(d, least: 0.3, rescale: !choices.relaxed.contains("unbiased"))
        let om = 1 / mask.keepProbability(d) - 1
        if isIterate {
            var isSubset = false
            if case .subset = mask.law { isSubset = true }
            return try IterateSetting(
                model: model, start: start, mask: mask,
                stepSize: try choices.real("step-over-L", 0.2, 2) / model.spectrum[d - 1],
                direction: try choices.integer("direction", 1...d) - 1, isIndependent: !isSubset
            ).evidence()
        }
        var claimed: [String: Double] = [:]
        if choices.relaxed.contains("variance") { claimed["om"] = 0 }
        if choices.relaxed.contains("smooth") { claimed["L"] = model.spectrum[d - 1] * 0.1 }
        if choices.relaxed.contains("pl") { claimed["mu"] = model.spectrum[d - 1] }
        let reach = try choices.real("step-over-limit", 0.2, 1, without: "step", to: 3)
        return try Setting(
            model: model, start: start, mask: mask, stepSize: 2 * reach / (model.spectrum[d - 1] * (1 + om)),
            claimed: claimed
        ).gradientEvidence()
    }
}
