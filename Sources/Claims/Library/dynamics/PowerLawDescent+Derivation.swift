import LinearAlgebra

extension PowerLawDescent {
    /// A finite model by the energies `k^-b x_k^2` of its coordinates, and its second moments under masks: what a mask does to one coordinate does not depend on the others. Where
    /// the exponents are whole, all is rational. The whole law takes infinite sums.
    static func derivation(_ law: PowerLaw, modes: Int, masks p: Double) -> Derivation {
        var derivation = Derivation()
        derivation.append(
            """
            a = \(Derivation.written(law.a))
            b = \(Derivation.written(law.b))
            eta = \(Derivation.written(law.stepSize))
            p = \(Derivation.written(p))
            modes = \(modes)
            for k = 1 to modes
                rate[k] = k^(-b)
                energy[k] = k^(-a)
                kept[k] = k^(-a)
            end
            for t = 0 to 12
                loss = 0
                masked = 0
                finite = 0
                closed = 0
                slowed = 0
                for k = 1 to modes
                    loss = loss + energy[k]/2
                    masked = masked + kept[k]/2
                    factor = 1 - eta*rate[k]
                    finite = finite + k^(-a)*factor^(2*t)/2
                    closed = closed + k^(-a)*(1 - p*(1 - factor^2))^t/2
                    if t = 0
                        slowed = slowed + k^(-a)/2
                    else
                        slowed = slowed + k^(-a)*abs(factor)^(2*p*t)/2
                    end
                    energy[k] = (1 - eta*rate[k])^2*energy[k]
                    kept[k] = p*(1 - eta*rate[k])^2*kept[k] + (1 - p)*kept[k]
                end
                observe "modes" at t = loss with finite = finite
                observe "masked" at t = masked with closed = closed
                observe "dilation" at t = masked with slowed = slowed
            end
            """)
        for name in ["a", "b", "eta", "p"] { derivation.quantities[name] = name }
        if law.a != law.a.rounded() || law.b != law.b.rounded() {
            for part in ["modes", "masked"] { derivation.left[part] = "an equality of powers that are not rational" }
        }
        for part in ["upper", "lower", "floor-lower", "floor-upper"] {
            derivation.left[part] = "a sum of infinitely many terms"
        }
        return derivation
    }
}
