import LinearAlgebra

extension ConstantKeepStable {
    /// The three inner products, layer by layer, at infinite width; `rho = c = 1`.
    static func derivation(_ depth: Int, constant: Double, mask: [Bool]) -> Derivation {
        var derivation = Derivation()
        derivation.set("keeps", mask.map { $0 ? 1 : 0 })
        derivation.append(
            """
            full = 1
            part = 1
            both = 1
            for l = 1 to \(depth)
                if at(keeps, l) = 1
                    both = both + both/sqrt(full*part)
                    part = part + 1
                end
                full = full + 1
                observe "change" at l = sqrt((full + part - 2*both)/full)
            end
            """)
        derivation.quantities["C"] = Derivation.text(constant)
        return derivation
    }
}

extension NoLayerNormUnstable {
    /// Every draw of 1 to 8 layers at the scale `1/sqrt(depth)`.
    static func derivation(_ law: LayerLaw) -> Derivation {
        var derivation = Derivation()
        derivation.set(law)
        derivation.append(
            """
            for depth = 1 to 8
                s = 1/sqrt(depth)
                change = 0
                energy = 0
                for draw = 0 to count^depth - 1
                    digits = draw
                    full = put(zeros(d, 1), 1, 1)
                    part = full
                    for l = 1 to depth
                        \(Derivation.layerOfDraw)
                        full = full + s*(layer*full)
                        if l > 1
                            part = part + s*(layer*part)
                        end
                    end
                    change = change + norm2(part - full)
                    energy = energy + norm2(full)
                end
                observe "no-layer-norm" at depth = change/energy
            end
            """)
        return derivation
    }

    /// The normalised network of aligned layers without each of its layers.
    static func derivation(_ network: LayerNetwork) -> Derivation {
        var derivation = Derivation()
        derivation.set("W", family: network.layers)
        derivation.set("start", network.start)
        derivation.set("s", network.scale)
        derivation.append(
            """
            for l = 1 to \(network.depth)
                full = start
                part = start
                for m = 1 to \(network.depth)
                    full = s*(W[m]*full)/norm(full)
                    if m != l
                        part = s*(W[m]*part)/norm(part)
                    end
                end
                observe "no-residual" at l = norm(part - full)/norm(full)
            end
            """)
        return derivation
    }
}
