import LinearAlgebra

extension Transition {
    /// All subnetworks on all samples, and the largest and mean changes of outputs and losses.
    ///
    /// `mu` is the largest slope times `slack`, unless it is given. A subnetwork of all layers that is not rescaled is the full
    /// network: it changes nothing, and is passed over.
    func derivation(mu: Double?, slack: Double) -> Derivation {
        var derivation = Derivation()
        derivation.set("W", family: network.layers)
        derivation.set("x", family: samples.map { Matrix(column: $0.input) })
        derivation.set("v", family: samples.map { Matrix(column: $0.target) })
        derivation.set("s", network.scale)
        derivation.set("c", rescale)
        derivation.append("depth = \(network.depth)\nsamples = \(samples.count)\nsets = masks(depth)")
        switch law {
        case .bernoulli(let p):
            derivation.set("p", p)
            derivation.append(subnetworks("p^size*(1 - p)^(depth - size)"))
        case .subset(let k): derivation.append(subnetworks("max(0, 1 - abs(size - \(k)))/binomial(depth, \(k))"))
        }
        for name in ["psi", "chi", "slope", "reach", "G"] { derivation.quantities[name] = name }
        derivation.quantities["mu"] = mu.map(Derivation.text) ?? "slope*\(Derivation.text(slack))"
        return derivation
    }

    /// `y` after a layer whose branch is scaled by `factor`.
    private func step(_ y: String, _ factor: String) -> String {
        let input = network.kind.isNormalised ? "\(y)/norm(\(y))" : y
        return (network.kind.hasResidual ? "\(y) + " : "") + "\(factor)*(W[l]*(\(input)))"
    }

    /// `chance` is the probability of a set of `size` layers.
    private func subnetworks(_ chance: String) -> String {
        """
        psi = 0
        chi = 0
        slope = 0
        reach = 0
        G = 0
        square = 0
        normal = 0
        distance = 0
        for i = 1 to samples
            full = x[i]
            for l = 1 to depth
                full = \(step("full", "s"))
            end
            reach = max(reach, norm(full))
            G = max(G, norm(v[i]))
            for j = 1 to 2^depth
                size = sum(row(sets, j))
                chance = \(chance)
                differs = depth - size + abs(c - 1)
                if chance*differs > 0
                    part = x[i]
                    for l = 1 to depth
                        if at(sets, j, l) = 1
                            part = \(step("part", "c*s"))
                        end
                    end
                    change = sqrt(norm2(part - full)/norm2(full))
                    psi = psi + chance*change/samples
                    if change > 1
                        chi = chi + chance*2/samples
                    else
                        chi = chi + chance*change*sqrt(2/(1 + sqrt(1 - change^2)))/samples
                    end
                    gap = (norm2(part) - norm2(full))/2
                    slope = max(slope, abs(gap)/change)
                    square = square + chance*gap/samples
                    gap = (norm2(part/norm(part) - v[i]) - norm2(full/norm(full) - v[i]))/2
                    normal = normal + chance*gap/samples
                    distance = distance + chance*(norm(part - v[i]) - norm(full - v[i]))/samples
                end
            end
        end
        observe "relative" at 0 = abs(square)
        observe "normalised" at 0 = abs(normal)
        observe "chord" at 0 = abs(normal)
        observe "lipschitz" at 0 = abs(distance)
        """
    }
}
