import LinearAlgebra

extension ResidualStability {
    /// The limit of infinite width, without each of `layers` in turn, and the mean over all layers in closed form.
    static func derivation(_ chain: GramChain, layers: ClosedRange<Int>) -> Derivation {
        var derivation = constants(chain)
        derivation.append(changes(layers))
        derivation.append(
            """
            energy = rho + depth
            growth = 1
            total = 0
            x = energy - 1
            for l = depth down to 2
                total = total + sqrt(energy - 1/2 - x*growth)
                growth = growth + growth/sqrt(x*(x - 1))
                x = x - 1
            end
            total = total + sqrt(energy - 1/2 - x*growth)
            mean = sqrt(2/energy)*total/depth
            observe "mean-lower" at 0 = mean
            observe "mean-upper" at 0 = mean
            """)
        derivation.left["mean-field"] = "equality of sums and products of roots"
        for part in ["norm-mean", "norm-variance", "loss"] { derivation.left[part] = "a sum of infinitely many terms" }
        for part in ["energy", "lower", "upper", "relative-lower", "relative-upper"] {
            derivation.left[part] = "it is sampled"
        }
        return derivation
    }

    private static func changes(_ layers: ClosedRange<Int>) -> String {
        """
        for l = \(layers.lowerBound) to \(layers.upperBound)
            full = rho + l
            part = rho + l - 1
            both = rho + l - 1
            for m = l + 1 to depth
                both = both + both/sqrt(full*part)
                part = full
                full = full + 1
            end
            change = (full + part - 2*both)/full
            observe "mean-field-lower" at l = change
            observe "mean-field-upper" at l = change
            observe "mean-field-tail" at l = change
        end
        """
    }

    /// All layers `a I` in one dimension, without one of them. `e` as the claim's recursion at the best c of the doubles.
    static func derivation(_ chain: GramChain, a: Double, bound: Double) -> Derivation {
        var derivation = constants(chain)
        derivation.append(
            """
            a = \(Derivation.written(a))
            y = R
            for m = 1 to depth
                without = y
                if y < 0
                    y = y - s*a
                else
                    y = y + s*a
                end
            end
            e = \(Derivation.text(bound))
            change = (without - y)^2
            observe "lower" at depth = change with e = e
            observe "upper" at depth = change with e = e
            observe "relative-lower" at depth = change/y^2 with e = e
            observe "relative-upper" at depth = change/y^2 with e = e
            """)
        derivation.quantities["dependence"] = "1"
        return derivation
    }

    private static func constants(_ chain: GramChain) -> Derivation {
        var derivation = Derivation()
        derivation.append(
            """
            depth = \(chain.depth)
            R = \(Derivation.written(chain.radius))
            s = \(Derivation.written(chain.scale))
            rho = R^2/s^2
            """)
        derivation.quantities = [
            "d": "\(chain.width)", "depth": "depth", "R": "R", "s": "s", "rho": "rho", "dependence": "0",
        ]
        return derivation
    }
}
