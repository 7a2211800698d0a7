import LinearAlgebra
import PartialTraining

// Where pruning and dynamic sparse training are searched.

extension SparseRounds: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 2...4)
        let isIsotropic = try choices.flag("isotropic")
        let spectrum =
            try isIsotropic
            ? Vector(repeating: choices.logReal("curvature", 0.1, 10), count: d)
            : choices.logVector("hessian-spectrum", d, 0.1, 10)
        let hessian = isIsotropic ? .diagonal(spectrum) : try choices.symmetric("hessian", spectrum: spectrum)
        let model = try Quadratic(hessian: hessian, optimum: try choices.vector("optimum", d, -2, 2))
        // Growth alone starts anywhere and ends when all coordinates are there; an exchange needs something to drop.
        let isGrowing = try choices.flag("growing")
        let k = try choices.integer("kept", (isGrowing ? 0 : 1)...(d - 1))
        let r = try choices.integer("exchanged", 1...(isGrowing ? d - k : k))
        var path = SparseTraining(
            model, start: try choices.vector("start", d, -2, 2), support: Set(0..<k),
            stepSize: try choices.real("step-over-L", 0.2, choices.ends(2, "step", 4)) / model.spectrum[d - 1],
            trainingSteps: try choices.integer("steps", 0...2))
        let drop = choices.relaxed.contains("smallest") ? SparseTraining.most(r) : SparseTraining.least(r)
        let grow = choices.relaxed.contains("greedy") ? SparseTraining.least(r) : SparseTraining.most(r)
        for _ in 0..<(try choices.integer("rounds", 1...(isGrowing ? max((d - k) / r, 1) : 2))) {
            path.round(
                drop: isGrowing && !choices.relaxed.contains("grow-only") ? SparseTraining.none : drop, grow: grow)
        }
        var claimed: [String: Double] = [:]
        if choices.relaxed.contains("smooth") { claimed["L"] = model.spectrum[d - 1] * 0.1 }
        if choices.relaxed.contains("pl") { claimed["mu"] = model.spectrum[d - 1] }
        return try evidence(path, k: k, r: r, growOnly + ["accepted", "identified"], claimed: claimed)
    }
}

extension PruningTopK: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 2...4)
        let k = try choices.integer("kept", 1...(d - 1))
        // Couplings relative to the diagonal, of which dominance leaves little.
        let diagonal = try choices.logVector("diagonal", d, 0.5, 100)
        let edge = choices.ends(1, "dominant", 2) / Double(d - 1)
        let couplings = try choices.vector("couplings", d * (d - 1) / 2, -edge, edge)
        var hessian = Matrix.diagonal(diagonal)
        var next = 0
        for i in 0..<d {
            for j in 0..<i {
                hessian[i, j] = couplings[next] * min(diagonal[i], diagonal[j])
                hessian[j, i] = hessian[i, j]
                next += 1
            }
        }
        let model = try Quadratic(hessian: hessian, optimum: try choices.vector("optimum", d, -4, 4))
        let isAtOnce = try choices.flag("at-once")
        let (least, most) = (model.spectrum[0], model.spectrum[d - 1])
        let reach = try choices.real("step-over-limit", 0.2, 1, without: "step", to: 3)
        return try evidence(
            model, k: k, counts: isAtOnce ? [d - k] : Array(repeating: 1, count: d - k),
            descent: .descent(
                from: try choices.vector("start", d, -4, 4), stepSize: 2 * reach / (least + most),
                steps: try choices.integer("steps", 1...40)),
            ["drift", "support", "finite-drift", "finite-support", "worth"])
    }
}

extension DropoutRidge: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 1...3)
        let n = try choices.integer("rows", 1...3)
        let design = try choices.matrix("design", n, d, -2, 2)
        let law = try choices.mask(d).law
        return try Case(design: design, target: try choices.vector("target", n, -2, 2), law: law).evidence()
    }
}
