import LinearAlgebra

/// `refuted-constant-keep-stable`: the O(1/sqrt L) of one missing layer, read as if it held for a constant share of layers.
package enum ConstantKeepStable: LibraryClaim {
    static let id = "refuted-constant-keep-stable"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .asymptotic,
            title: "A subnetwork with a constant share of the layers is within C/sqrt(L) of the full network",
            statement: """
                Refuted reading: in residual networks with layer norm at Gaussian initialisation and infinite width, for each \
                p a subnetwork that keeps the share p of the layers has $|F_S - F|/|F| \\le C/\\sqrt L$.
                """,
            source:
                "a reading of the stability lemma of RaPTr (Panigrahi et al. 2024), which is about one missing layer",
            standing: .refuted(
                truth: """
                    For constant p < 1 the cosine of F_S and F is of order L^-(1 - sqrt p): they become orthogonal, and the \
                    relative change tends to sqrt(1 + p) (raptr-random-subnet-ln-meanfield). One missing layer costs O(1/sqrt L) \
                    (raptr-stability-residual-ln).
                    """),
            hypotheses: [],
            parts: [Part("change", "|F_S - F|/|F| after t layers", .atMost, "C/sqrt(t)")],
            instances: [
                Instance("every-other-layer", .counterexample) { _ in
                    evidence(2000, constant: 20) { $0 % 2 == 1 }
                },
                Instance("nine-of-ten-layers", .counterexample) { _ in
                    evidence(2000, constant: 10) { $0 % 10 != 0 }
                },
            ])
    }

    /// The relative change after 1, ..., `depth` layers, inner products followed layer by layer; `rho = c = 1`.
    package static func evidence(_ depth: Int, constant: Double, keeping: (Int) -> Bool) -> Evidence {
        let field = MeanFieldPair(rho: 1, rescale: 1, mask: (0..<depth).map(keeping))
        var evidence = Evidence(
            engine: "modes", model: "residual layer-norm network of infinite width, \(field.kept) of \(depth) layers")
        evidence.set("C", constant)
        evidence.derivation = derivation(depth, constant: constant, mask: field.mask)
        evidence.tracks["change"] = Track(field.follow().change.dropFirst().map { Rounded.sqrt($0) })
        return evidence
    }
}

/// `refuted-no-layernorm-unstable`: "without layer norm, or without residual branches, one missing layer costs O(1)".
package enum NoLayerNormUnstable: LibraryClaim {
    static let id = "refuted-no-layernorm-unstable"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .expectation,
            title: "Without layer norm, or without residual branches, one missing layer always costs O(1)",
            statement: """
                Refuted reading: without layer norm $E|F_{-l} - F|^2 \\ge \\frac14 E|F|^2$ for centred isometric layers, whatever \
                their scale and number; without residual branches $|F_{-l} - F| \\ge \\frac14 |F|$.
                """,
            source: "a reading of the Omega(1) cases of the stability lemma of RaPTr (Panigrahi et al. 2024)",
            standing: .refuted(
                truth: """
                    Without layer norm the ratio is s^2/(1 + s^2): O(1) for a fixed scale s, but 1/(L + 1) for s = 1/sqrt(L). \
                    Without residual branches the ratio of centred layers is O(1) (raptr-stability-gauss-unstable), but with layer \
                    norm and aligned layers the change is 0 (raptr-stability-aligned).
                    """),
            hypotheses: [],
            parts: [
                Part("no-layer-norm", "E|F_{-1} - F|^2/E|F|^2 of t layers", .atLeast, "1/4"),
                Part("no-residual", "|F_{-t} - F|/|F|", .atLeast, "1/4"),
            ],
            instances: [
                Instance("depth-scaled-layers", .counterexample) { draw in
                    let law = LayerLaw.signedHadamard(&draw)
                    var evidence = Evidence(engine: "enumeration", model: "residual networks of 1 to 8 random layers")
                    evidence.tracks["no-layer-norm"] = Track((1...8).map { depthScaled(law, depth: $0) })
                    evidence.derivation = derivation(law)
                    return evidence
                },
                Instance("aligned-layers", .counterexample) { _ in
                    let network = LayerNetwork(
                        kind: .normalised, layers: Array(repeating: .diagonal([0.5, 0.5]), count: 6), start: [3, 4],
                        scale: 1)
                    var evidence = Evidence(engine: "direct", model: network.summary)
                    evidence.tracks["no-residual"] = Track((1...6).map { network.change(dropping: $0) })
                    evidence.derivation = derivation(network)
                    return evidence
                },
            ])
    }

    /// `E|F_{-1} - F|^2/E|F|^2` at `s = 1/sqrt(L)`, every draw of the layers being run.
    package static func depthScaled(_ law: LayerLaw, depth: Int) -> Rounded {
        change(law, depth: depth, scale: 1 / Double(depth).squareRoot())
    }

    /// The same at any scale.
    static func change(_ law: LayerLaw, depth: Int, scale: Double) -> Rounded {
        let means = law.mean(depth, count: 2) { layers in
            let network = LayerNetwork(
                kind: .residual, layers: layers, start: [1, 0, 0, 0], scale: scale)
            let full = network.output()
            return [squaredNorm(network.output(dropping: 1) - full), squaredNorm(full)]
        }
        return means[0] / means[1]
    }
}

/// `refuted-rescale-by-keep`: "kept layers should be rescaled by 1/p".
enum RescaleByKeep: LibraryClaim {
    static let id = "refuted-rescale-by-keep"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .expectation,
            title: "Rescaling the kept layers by 1/p brings a random subnetwork closer to the full network",
            statement: """
                Refuted reading: for a residual network of centred isometric random layers whose layers are kept with \
                probability p, $E|F_S - F|^2$ with the kept layers rescaled by $1/p$ is at most that without rescaling.
                """,
            source: "folklore of dropout and stochastic depth",
            standing: .refuted(
                truth: """
                    1/p makes the mean over the sets right, and is right for aligned layers (elastic-depth-rescale); but at random \
                    initialisation the mean square gap is least without rescaling, strictly (raptr-random-subnet-gauss).
                    """),
            hypotheses: [],
            parts: [Part("gap", "E|F_S - F|^2/R^2 of t layers, rescaled by 1/p", .atMost, "unscaled")],
            instances: [
                Instance("half-the-layers", .counterexample) { draw in evidence(keep: 0.5, &draw) },
                Instance("most-layers", .counterexample) { draw in evidence(keep: 0.875, &draw) },
            ])
    }

    /// The gaps of 1, ..., 4 layers with `s = 1`, every draw of layers and sets being run.
    static func evidence(keep: Double, _ draw: inout Draw) -> Evidence {
        let law = LayerLaw.signedHadamard(&draw)
        let start: Vector = [1, 2, 0, -1]
        func gaps(_ rescale: Double) -> [Rounded] {
            (1...4).map { depth in
                let setting = RandomSubnetwork.Setting(
                    depth: depth, scale: 1, keep: keep, count: depth, rescale: rescale)
                return RandomSubnetwork.gaps(law, start: start, setting, [.bernoulli(keep)])[0]
            }
        }
        var evidence = Evidence(engine: "enumeration", model: "residual networks of 1 to 4 random layers")
        evidence.set("p", keep)
        var track = Track(gaps(1 / keep))
        track.varying["unscaled"] = gaps(1)
        evidence.tracks["gap"] = track
        evidence.derivation = derivation(law, start: start, keep: keep)
        return evidence
    }
}
