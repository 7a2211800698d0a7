import LinearAlgebra
import PartialTraining

// Where training of low rank is searched.

extension GaloreDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let (m, n) = (try choices.integer("rows", 1...3), try choices.integer("columns", 1...2))
        let model = try MatrixQuadratic(
            hessian: try choices.definite("hessian", m * n, 0.1, 10), target: Matrix(rows: m, columns: n))
        let smoothness = model.constants.smoothness ?? 1
        return try Setting(
            model: model, start: try choices.matrix("start", m, n, -2, 2),
            rank: try choices.integer("rank", 1...min(m, n)),
            stepSize: try choices.real("step-over-L", 0.2, 2, without: "step", to: 4) / smoothness,
            steps: try choices.integer("steps", 1...4),
            smoothness: smoothness * (try choices.claimed("claimed-L", without: "smooth", to: 0.1)),
            pl: (model.constants.plConstant ?? 1) * (try choices.claimed("claimed-mu", without: "pl", to: 100))
        ).evidence()
    }
}

extension LowRankAdapter: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let (m, n) = (try choices.integer("outputs", 2...3), try choices.integer("inputs", 2...3))
        let samples = try choices.integer("samples", 2...4)
        let one = Case(
            inputs: try choices.matrix("x", n, samples, -3, 3), targets: try choices.matrix("y", m, samples, -3, 3),
            base: Matrix(rows: m, columns: n), rank: try choices.integer("rank", 1...(min(m, n) - 1)))
        var draw = try choices.draw(id)
        var evidence = try one.evidence(&draw)
        let frame = try choices.basis("frame", n)
        try Frozen(
            rest: try choices.matrix("rest", m, n, -2, 2), factors: Frozen.rows(of: frame, count: one.rank)
        ).add(to: &evidence)
        return evidence
    }
}

extension ProjectedDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let n = try choices.integer("dimension", 2...3)
        let rank = try choices.integer("rank", 1...(n - 1))
        let target = Matrix.diagonal(try choices.vector("singular-values", n, 0, 3))
        let start = try choices.matrix("start", n, n, -3, 3)
        let reach = try choices.real("step-over-L", 0.2, 1, without: "step", to: 3)
        switch try choices.pick("kind", ["isotropic", "selection", "general"]) {
        case "isotropic":
            return try isotropic(
                target, start: choices.relaxed.contains("zero") ? start : nil, rank: rank, stepSize: reach,
                ["trajectory", "at-once", "comparison"]
            ).evidence()
        case "selection":
            // The last `rank` directions.
            let values = (0..<n).map { target[$0, $0] }
            var one = try isotropic(
                target, start: .diagonal(values.indices.map { $0 < n - rank ? 0 : values[$0] }), rank: rank,
                stepSize: reach, ["fixed"])
            one.steps = 3
            (one.inside, one.outside) = (values.suffix(rank).min(), values.prefix(n - rank).max())
            return try one.evidence()
        default:
            let spectrum = try choices.logVector("hessian-spectrum", n * n, 1, 4)
            let model = try MatrixQuadratic(hessian: .diagonal(spectrum), target: target)
            var one = Setting(
                model: model, start: try start.truncated(rank: rank), rank: rank,
                stepSize: reach / (model.constants.highest ?? 1), steps: 3, parts: ["contraction", "comparison"])
            let other = try choices.matrix("other", n, n, -3, 3)
            one.other = try choices.flag("best") ? nil : other.truncated(rank: rank)
            return try one.evidence()
        }
    }
}

extension RandomSubspaceDescent: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(1...3, 0.05, 5)
        let d = model.dimension
        let start = try choices.vector("start", d, -2, 2)
        if try choices.flag("fixed") {
            guard d > 1 else {
                return try FixedSetting(model: model, start: start).evidence([.identity(1)], dimension: nil)
            }
            let isIsotropic = model.spectrum[0] == model.spectrum[d - 1] || choices.relaxed.contains("isotropic")
            let frame = try choices.matrix("frame", d, 1, -1, 1)
            return try FixedSetting(model: model, start: start).evidence(
                isIsotropic ? [] : [frame], dimension: isIsotropic ? 1 : nil)
        }
        let isGaussian = try choices.flag("gaussian")
        let r = try choices.integer("rank", 1...min(d, 2))
        let subspace = RandomSubspace(dimension: r, kind: isGaussian ? .gaussian : .haar)
        let (w, a, b) = subspace.moments(d)
        let largest = model.spectrum[d - 1]
        let relaxed = !choices.relaxed.isDisjoint(with: ["haar-step", "gauss-step", "effective-step"])
        let reach = try choices.real("step-over-limit", 0.2, relaxed ? 3 : 1)
        let isEffective = try choices.flag("effective")
        let limit =
            isEffective
            ? 2 * w / (a * largest + b * model.hessian.trace)
            : isGaussian ? 2 * Double(r) / (largest * Double(d + r + 1)) : 2 / largest
        var claimed: [String: Double] = [:]
        if choices.relaxed.contains("smooth") { claimed["L"] = 0.1 * largest }
        if choices.relaxed.contains("pl") { claimed["mu"] = largest }
        return try Setting(
            model: model, start: start, subspace: subspace, stepSize: reach * limit,
            bounds: isEffective ? ["effective"] : [isGaussian ? "gauss" : "haar"], claimed: claimed
        ).evidence()
    }
}
