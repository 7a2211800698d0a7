import LinearAlgebra

extension RandomSubnetwork {
    /// The gaps as they are defined: every draw of the layers and, as the columns of a matrix, every set of them.
    static func derivation(_ law: LayerLaw, start: Vector, _ setting: Setting) -> Derivation {
        var derivation = Derivation()
        derivation.set(law)
        derivation.set("start", start)
        derivation.set("p", setting.keep)
        derivation.set("s", setting.scale)
        // The double nearest to 1/p stands for 1/p.
        derivation.append("c = \(setting.rescale == 1 / setting.keep ? "1/p" : Derivation.text(setting.rescale))")
        derivation.append(
            """
            depth = \(setting.depth)
            k = \(setting.count)
            """)
        derivation.append(sets)
        derivation.append(gaps)
        derivation.append(
            """
            observe "bernoulli" at 0 = bernoulli
            observe "bernoulli-rescaled" at 0 = bernoulli
            observe "subset" at 0 = subset
            observe "subset-rescaled" at 0 = subset
            """)
        for name in ["depth", "s", "p", "k", "c"] { derivation.quantities[name] = name }
        return derivation
    }

    /// The mean over all sets of the networks that take the outcomes in turn.
    static let bias = """
        full = start
        parts = start
        for l = 1 to depth
            layer = W[l - 1 - count*floor((l - 1)/count) + 1]
            full = full + s*(layer*full)
            parts = beside(parts, parts + c*s*(layer*parts))
        end
        observe "unbiased" at 0 = 1 + sqrt(norm2(parts*chances - full)/norm2(full))
        """

    /// `chances` and `choices`: the probability of each set of layers if each is kept with probability p, and if k are.
    static let sets = """
        sizes = masks(depth)*ones(depth, 1)
        chances = zeros(2^depth, 1)
        choices = zeros(2^depth, 1)
        for i = 1 to 2^depth
            size = at(sizes, i)
            chances = put(chances, i, p^size*(1 - p)^(depth - size))
            if size = k
                choices = put(choices, i, 1/binomial(depth, k))
            end
        end
        """

    /// `bernoulli` and `subset`: the mean square gaps over the two laws of the set.
    static let gaps = """
        bernoulli = 0
        subset = 0
        for draw = 0 to count^depth - 1
            digits = draw
            full = start
            parts = start
            for l = 1 to depth
                \(Derivation.layerOfDraw)
                full = full + s*(layer*full)
                parts = beside(parts, parts + c*s*(layer*parts))
            end
            errors = parts - full*ones(1, 2^depth)
            gaps = ones(1, d)*had(errors, errors)/norm2(start)
            bernoulli = bernoulli + dot(T(chances), gaps)/count^depth
            subset = subset + dot(T(choices), gaps)/count^depth
        end
        """
}

extension RescaleByKeep {
    /// The gaps of 1, ..., 4 layers, rescaled and not.
    static func derivation(_ law: LayerLaw, start: Vector, keep: Double) -> Derivation {
        var derivation = Derivation()
        derivation.set(law)
        derivation.set("start", start)
        derivation.set("p", keep)
        derivation.append(
            """
            s = 1
            for depth = 1 to 4
                k = depth
                \(RandomSubnetwork.sets)
                c = 1
                \(RandomSubnetwork.gaps)
                unscaled = bernoulli
                c = 1/p
                \(RandomSubnetwork.gaps)
                observe "gap" at depth = bernoulli with unscaled = unscaled
            end
            """)
        return derivation
    }
}
