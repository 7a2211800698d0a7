import LinearAlgebra
import PartialTraining

// Where networks from which layers are dropped are searched. Means over samples are left out: they can only be drawn.

extension AlignedStability: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 1...8)
        let scale = try choices.real("s", 0.1, 2)
        if try choices.flag("common-eigenvector") {
            let a = try choices.real("a", choices.ends(0.05, "forward", -0.9), 2)
            let layers = try (1...depth).map { number in
                try Matrix(rows: [
                    [a, choices.real("right-\(number)", -1, 1)], [0, choices.real("below-\(number)", -2, 2)],
                ])
            }
            let tilt = try choices.real("tilt", 0, 0, without: "eigenvector", to: 2)
            return try evidence(layers, start: [try choices.real("length", 0.2, 3), tilt], scale: scale, a: a)
        }
        let d = try choices.integer("dimension", 1...3)
        let spectrum = try choices.vector("layer-spectrum", d, choices.ends(0, "positive", -0.9), 2)
        var layer = try choices.symmetric("layer", spectrum: spectrum)
        if choices.relaxed.contains("symmetric"), d > 1 { layer[0, 1] += try choices.real("asymmetry", -2, 2) }
        return try evidence(
            Array(repeating: layer, count: depth), start: choices.vector("start", d, -2, 2), scale: scale)
    }
}

extension MeanFieldSubnetwork: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let depth = try choices.integer("depth", 1...30)
        let period = try choices.integer("period", 1...6)
        let field = MeanFieldPair(
            rho: try choices.logReal("rho", 0.1, 10), rescale: try choices.real("c", 0.2, 2),
            mask: (0..<depth).map { $0 % period == 0 })
        var evidence = evidence(field)
        let regular = everyOther(period, kept: try choices.integer("kept", 1...600))
        for name in ["gamma", "power-upper", "power-lower"] { evidence.tracks[name] = regular.tracks[name] }
        for name in ["p", "gamma"] { evidence.quantities[name] = regular.quantities[name] }
        return evidence
    }
}

extension RandomSubnetwork: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        var draw = try choices.draw(id)
        let depth = try choices.integer("depth", 1...4)
        let keep = try choices.real("keep", 0.1, 1)
        let isInverse = try choices.flag("inverse")
        let least = choices.ends(0, "forward", -1)
        let setting = Setting(
            depth: depth, scale: try choices.real("s", 0.1, 2), keep: keep,
            count: try choices.integer("kept", 1...depth),
            rescale: isInverse ? 1 / keep : try choices.real("c", least, 3))
        var evidence = evidence(.signedHadamard(&draw), start: try choices.vector("start", 4, -1, 1), setting)
        if !isInverse { evidence.tracks["unbiased"] = nil }
        return evidence
    }
}

extension ResidualStability: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let rho = try choices.logReal("rho", 0.001, 10)
        if try choices.flag("infinite-width") {
            let depth = try choices.integer("layers", 1...20_000)
            let layer = try choices.integer("layer", 1...depth)
            return meanField(depth: depth, rho: rho, layers: layer...layer)
        }
        let depth = try choices.integer("depth", 1...8)
        let chain = GramChain(
            width: try choices.integer("width", 1...64), depth: depth, skipped: 1, radius: rho.squareRoot(),
            scale: 1)
        var evidence = evidence(chain)
        evidence.addLaw(chain)
        evidence.addLoss(chain)
        return evidence
    }
}

extension TransitionBound: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        let d = try choices.integer("dimension", 1...2)
        let depth = try choices.integer("depth", 1...3)
        let kinds = LayerNetwork.Kind.allCases
        let kind = kinds[try choices.integer("kind", 1...kinds.count) - 1]
        let start = try choices.vector("start", d, -2, 2)
        let network = LayerNetwork(
            kind: kind, layers: try (1...depth).map { try choices.matrix("layer-\($0)", d, d, -3, 3) }, start: start,
            scale: try choices.real("s", 0.1, 2))
        let transition = Transition(
            network: network, samples: [(start, try choices.vector("target", d, -2, 2))],
            law: .subset(try choices.integer("kept", 0...(depth - 1))))
        return transition.evidence(slack: try choices.claimed("claimed-mu", without: "relative-lipschitz", to: 0.1))
    }
}

extension UnstableLayers: Searchable {
    static func search(_ choices: inout Choices) throws -> Evidence {
        var draw = try choices.draw(id)
        let law = try choices.flag("uneven-rows") ? LayerLaw.unevenRows(&draw) : .signedHadamard(&draw)
        let least = choices.ends(2, "two-layers", 1)
        let depth = try choices.integer("depth", Int(least)...(law.outcomes.count == 2 ? 5 : 2))
        let scale = try choices.real("s", 0.1, 2)
        var evidence = evidence(law, start: try choices.vector("start", 4, -1, 1), depth: depth, scale: scale)
        evidence.addFourth(width: try choices.integer("width", 1...64), scale: scale, depth: depth)
        return evidence
    }
}
