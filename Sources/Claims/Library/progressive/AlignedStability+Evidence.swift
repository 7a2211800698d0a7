import LinearAlgebra

extension AlignedStability {
    /// The networks with these layers, each layer dropped in turn. With `a`, the parts for a common eigenvector; without it,
    /// those for one repeated layer, which is the first.
    package static func evidence(_ layers: [Matrix], start: Vector, scale: Double, a: Double? = nil) throws -> Evidence
    {
        func network(_ kind: LayerNetwork.Kind, _ count: Int? = nil) -> LayerNetwork {
            LayerNetwork(kind: kind, layers: Array(layers.prefix(count ?? layers.count)), start: start, scale: scale)
        }
        let depth = layers.count
        var evidence = Evidence(engine: "direct", model: network(.residual).summary)
        evidence.set("depth", Double(depth))
        evidence.set("s", scale)
        let y0 = start.map { Rounded($0) }
        evidence.quantities["R"] = norm(y0)
        evidence.derivation = try derivation(layers, start: start, scale: scale, a: a)
        func changes(_ kind: LayerNetwork.Kind) -> [Rounded] { (1...depth).map { network(kind).change(dropping: $0) } }

        if let a {
            evidence.set("a", a)
            let defects = layers.map { w in norm(product(w, y0) - y0.map { Rounded(a) * $0 }) }
            evidence.quantities["defect"] = defects.reduce(Rounded(0)) { Rounded.max($0, $1) }
            evidence.tracks["residual-norm"] = Track(changes(.residualNormalised))
            evidence.tracks["residual"] = Track(changes(.residual))
            evidence.tracks["norm"] = Track(changes(.normalised).map { Rounded(1) + $0 })
            evidence.tracks["plain"] = Track(changes(.plain))
            return evidence
        }
        try evidence.setSpectrum(layers[0], y0)
        evidence.set("spread", layers.map { ($0 - layers[0]).maxAbs }.max() ?? 0)
        let residual = Track(changes(.residual))
        evidence.tracks["norm-bound"] = Track(changes(.residualNormalised))
        evidence.tracks["lower"] = residual
        evidence.tracks["upper"] = residual
        let byDepth = (1...depth).map { network(.residual, $0).change(dropping: 1) }
        if (evidence.quantities["w"]?.value ?? 0) > 0 { evidence.tracks["limit"] = Track(byDepth) }
        if depth > 1 {
            var monotone = Track(Array(byDepth.dropFirst()))
            monotone.varying["previous"] = Array(byDepth.dropLast())
            evidence.tracks["monotone"] = monotone
        }
        return evidence
    }

    fileprivate static func product(_ w: Matrix, _ y: [Rounded]) -> [Rounded] {
        (0..<w.rows).map { i in dot((0..<w.columns).map { Rounded(w[i, $0]) }, y) }
    }
}

extension Evidence {
    /// Extreme eigenvalues of the symmetric part of `layer`, its asymmetry, and how `y0` lies to them.
    fileprivate mutating func setSpectrum(_ layer: Matrix, _ y0: [Rounded]) throws {
        let d = layer.rows
        let eigen = try layer.symmetrized.symmetricEigen()
        let (least, largest) = (eigen.values[0], eigen.values[d - 1])
        let second = d > 1 ? eigen.values[d - 2] : largest
        let spectral = max(abs(least), abs(largest))
        // Backward stability of the symmetric eigensolver; a diagonal matrix is its own.
        let isDiagonal = (layer - .diagonal(layer.diagonal)).maxAbs == 0
        let radius = isDiagonal ? 0 : 8 * Double(d) * Double.ulpOfOne * spectral
        set("lmin", least, radius: radius)
        set("lmax", largest, radius: radius)
        set("lsecond", second, radius: radius)
        set("asymmetry", (layer - layer.transposed).maxAbs)
        let square = squaredNorm(y0)
        quantities["omega"] = dot(AlignedStability.product(layer, y0), y0) / square
        // The sine of the angle by which the top eigenvector can be off is at most radius/gap.
        let along = dot(eigen.vectors.column(d - 1).map { Rounded($0) }, y0)
        let share = along * along / square
        let turn = isDiagonal ? 0 : 2 * radius / max(largest - second, .leastNormalMagnitude)
        quantities["w"] = Rounded(value: share.value, radius: share.radius + 2 * min(turn, 1) + 0x1p-50)
    }
}
