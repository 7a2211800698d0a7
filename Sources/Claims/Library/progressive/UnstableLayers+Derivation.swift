import LinearAlgebra

extension UnstableLayers {
    /// The six parts of second moments by every draw of the layers.
    ///
    /// The columns of `states` are the networks without layer 1, ..., `depth`, and the full one. Where layers are normalised, the
    /// state's direction is followed without a root: `|y| = s |W v|/|v|` for every multiple v of the state before.
    static func derivation(_ law: LayerLaw, start: Vector, depth: Int, scale: Double) -> Derivation {
        var derivation = Derivation()
        derivation.set(law)
        derivation.set("start", start)
        derivation.set("s", scale)
        derivation.append("depth = \(depth)")
        derivation.append(draws("residual", "states + s*(layer*states)"))
        derivation.append(draws("plain", "s*(layer*states)"))
        derivation.append(normalised)
        // Roots cancel over the signs of the layers, where these come in pairs of one length.
        let pairs = law.outcomes.count / 2
        let isPaired = (0..<pairs).allSatisfy { law.outcomes[$0 + pairs] == -1 * law.outcomes[$0] }
        let hasSigns = isPaired && law.outcomes.count == 2 * pairs
        derivation.append("pairs = \(hasSigns ? pairs : law.outcomes.count)\nsigns = \(hasSigns ? 2 : 1)")
        derivation.append(normalisedChange)
        for name in ["depth", "s", "signDefect"] { derivation.quantities[name] = name }
        derivation.quantities["dependence"] = "0"
        return derivation
    }

    /// Every draw of scalar layers in place of Gaussian ones of width 64, with the first layer dropped.
    static func rareLayers(_ law: LayerLaw, depth: Int) -> Derivation {
        var derivation = Derivation()
        derivation.set(law)
        derivation.append(
            """
            s = 1
            depth = \(depth)
            first = 0
            second = 0
            for draw = 0 to count^depth - 1
                digits = draw
                full = 1
                part = 1
                for l = 1 to depth
                    \(Derivation.layerOfDraw)
                    full = full + s*layer*full
                    if l > 1
                        part = part + s*layer*part
                    end
                end
                first = first + abs(part/full - 1)/count^depth
                second = second + (part/full - 1)^2/count^depth
            end
            observe "square-lower" at 0 = second
            observe "lower" at 0 = first
            """)
        for name in ["depth", "s"] { derivation.quantities[name] = name }
        derivation.quantities["d"] = "64"
        derivation.quantities["dependence"] = "1"
        return derivation
    }

    private static func draws(_ name: String, _ step: String) -> String {
        """
        energies = zeros(depth, 1)
        changes = zeros(depth, 1)
        for draw = 0 to count^depth - 1
            digits = draw
            states = start*ones(1, depth + 1)
            for l = 1 to depth
                \(Derivation.layerOfDraw)
                dropped = diag(put(zeros(depth + 1, 1), l, 1))
                states = states*dropped + (\(step))*(I(depth + 1) - dropped)
                full = col(states, depth + 1)
                energies = put(energies, l, at(energies, l) + norm2(full))
            end
            for l = 1 to depth
                changes = put(changes, l, at(changes, l) + norm2(col(states, l) - full))
            end
        end
        for l = 1 to depth
            observe "\(name)-energy" at l = at(energies, l)/norm2(start)/count^depth
            observe "\(name)-change" at l = at(changes, l)/norm2(start)/count^depth
        end
        """
    }

    private static let normalised = """
        energies = zeros(depth, 1)
        for draw = 0 to count^depth - 1
            digits = draw
            before = start
            for l = 1 to depth
                \(Derivation.layerOfDraw)
                energies = put(energies, l, at(energies, l) + s^2*norm2(layer*before)/norm2(before))
                before = layer*before
            end
        end
        for l = 1 to depth
            observe "norm-energy" at l = at(energies, l)/count^depth
        end

        """

    /// Outputs: the last layer on unit vectors, `|F_{-l} - F|^2 = |F_{-l}|^2 + |F|^2 - 2 <F_{-l}, F>`. The inner products of all signs
    /// of the same layers are summed before they are divided by the lengths, which the signs do not change.
    private static let normalisedChange = """
        changes = zeros(depth, 1)
        for draw = 0 to pairs^depth - 1
            for l = 1 to depth
                both = 0
                for signing = 0 to signs^depth - 1
                    digits = draw
                    bits = signing
                    before = start
                    after = start
                    lessBefore = start
                    lessAfter = start
                    lessSteps = 0
                    for m = 1 to depth
                        layer = (1 - 2*(bits - 2*floor(bits/2)))*W[digits - pairs*floor(digits/pairs) + 1]
                        digits = floor(digits/pairs)
                        bits = floor(bits/2)
                        before = after
                        after = layer*after
                        if m != l
                            lessBefore = lessAfter
                            lessAfter = layer*lessAfter
                            lessSteps = lessSteps + 1
                        end
                    end
                    both = both + dot(after, lessAfter)/signs^depth
                end
                full2 = s^2*norm2(after)/norm2(before)
                if lessSteps > 0
                    less2 = s^2*norm2(lessAfter)/norm2(lessBefore)
                    both = s^2*both/sqrt(norm2(before)*norm2(lessBefore))
                else
                    less2 = norm2(start)
                    both = s*both/sqrt(norm2(before))
                end
                changes = put(changes, l, at(changes, l) + full2 + less2 - 2*both)
            end
        end
        for l = 1 to depth
            observe "norm-change" at l = at(changes, l)/pairs^depth
        end
        """
}
