import LinearAlgebra

extension MeanFieldSubnetwork {
    /// Every layer kept, where nothing changes: the cosine layer by layer, with the gamma functions of whole numbers.
    static func everyLayer(_ kept: Int) -> Derivation {
        var derivation = Derivation(
            """
            full = 1
            both = 1
            for t = 1 to \(kept)
                both = both + both/sqrt(full*full)
                full = full + 1
                cosine = both/sqrt(full*full)
                observe "gamma" at t = cosine with gammaRatio = factorial(t + 1)/factorial(t)
                observe "power-upper" at t = cosine
                observe "power-lower" at t = cosine
            end
            """)
        derivation.quantities = ["p": "1", "gamma": "1", "dependence": "0"]
        for part in ["cosine", "change"] { derivation.left[part] = "equality of sums and products of roots" }
        return derivation
    }

    /// Identity layers, whose networks stay on the ray of their start, and the limit cosine of Gaussian ones; `rho = c = 1`.
    static func alignedLayers(_ mask: [Bool], width: Int) -> Derivation {
        var derivation = Derivation()
        derivation.set("keeps", mask.map { $0 ? 1 : 0 })
        derivation.append(
            """
            full = 1
            part = 1
            both = 1
            y = [1; 0]
            z = [1; 0]
            for l = 1 to rows(keeps)
                y = y + y/norm(y)
                if at(keeps, l) = 1
                    both = both + both/sqrt(full*part)
                    part = part + 1
                    z = z + z/norm(z)
                end
                full = full + 1
            end
            observe "finite-width" at 0 = abs(dot(y, z)/norm(y)/norm(z) - both/sqrt(full*part))
            """)
        derivation.quantities = ["dependence": "1", "d": "\(width)"]
        for part in ["cosine", "change"] { derivation.left[part] = "equality of sums and products of roots" }
        return derivation
    }
}
