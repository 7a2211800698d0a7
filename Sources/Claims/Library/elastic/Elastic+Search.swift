import LinearAlgebra
import PartialTraining

// Where elastic networks are searched.

extension DropoutWidthNuclear: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let units = try choices.integer("units", 2...3)
        let (m, n) = (try choices.integer("rows", 1...2), try choices.integer("columns", 1...2))
        let target = try choices.matrix("target", m, n, -3, 3)
        let keep = try choices.real("keep", 0.1, 1)
        let law: UnitDropout? =
            choices.relaxed.contains("mean-one")
            ? .bernoulli(keep, units: units, scale: 1)
            : choices.relaxed.contains("independent") ? .subset(1, units: units) : nil
        return try evidence(
            try choices.matrix("b", m, units, -2, 2), try choices.matrix("a", units, n, -2, 2), target: target,
            keep: keep, size: try choices.integer("kept", 1...(units - 1)), law: law)
    }
}

extension ElasticDepth: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 1...2)
        let depth = try choices.integer("depth", 2...6)
        let sign = try choices.real("sign", 1, 1, without: "positive", to: -1)
        let spectrum = try choices.logVector("a-spectrum", d, 1e-4, 2).map { sign * $0 }
        var a = try choices.symmetric("a", spectrum: spectrum)
        if choices.relaxed.contains("symmetric"), d == 2 { a[0, 1] += try choices.real("asymmetry", -2, 2) }
        return try evidence(
            a, depth: depth, counts: [try choices.integer("kept", 1...depth)], keep: try choices.real("keep", 0.1, 1))
    }
}

extension ElasticWidthRegression: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let model = try choices.quadratic(2...3, 0.1, 5, moved: true)
        let d = model.dimension
        let weights = try choices.logVector("shares", d, 1e-4, 1)
        let sum = weights.reduce(0, +)
        let widths = NestedWidth(model: model, shares: weights.map { $0 / sum })
        return try evidence(
            widths, keep: try choices.real("keep", 0.1, 0.95), at: try choices.vector("theta", d, -2, 2))
    }
}

extension NestedWidthPCA: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let n = try choices.integer("dimension", 2...3)
        let units = try choices.integer("units", 1...n)
        let weights = try choices.logVector("shares", units, 1e-3, 1)
        let sum = weights.reduce(0, +)
        let factors = try NestedFactors(
            target: .diagonal(try choices.logVector("target", n, 0.1, 4)), shares: weights.map { $0 / sum })
        if try choices.flag("optimal") {
            let (b, a) = try factors.optimum(try choices.vector("scales", units, 0.5, 2))
            return try evidence(factors, b, a)
        }
        return try evidence(
            factors, try choices.matrix("b", n, units, -2, 2), try choices.matrix("a", units, n, -2, 2),
            leaving: ["extraction"])
    }
}
