import LinearAlgebra

extension AlignedStability {
    /// The networks with each layer dropped in turn, as ``evidence(_:start:scale:a:)`` has them: the columns of `states` are the
    /// networks without layer 1, ..., `depth`, and the full one.
    static func derivation(_ layers: [Matrix], start: Vector, scale: Double, a: Double?) throws -> Derivation {
        var derivation = Derivation()
        derivation.set("W", family: layers)
        derivation.set("start", start)
        derivation.set("s", scale)
        derivation.append("depth = \(layers.count)")
        for name in ["depth", "s"] { derivation.quantities[name] = name }
        derivation.quantities["R"] = "norm(start)"
        if let a {
            derivation.set("a", a)
            derivation.append(aligned)
            derivation.quantities["a"] = "a"
            derivation.quantities["defect"] = "defect"
            // On the ray of the start equalities hold between multiples of its length.
            let ones = [Double](repeating: 1, count: start.count)
            let isOnRay = start.allSatisfy { $0 == start[0] } && layers.allSatisfy { $0 * ones == ones.map { $0 * a } }
            if isOnRay, !start.hasRationalLength {
                for part in ["residual-norm", "norm"] { derivation.left[part] = "equality of two multiples of a root" }
            }
        } else {
            derivation.append(try topDirection(layers[0]))
            derivation.append(repeated)
            if layers[0] == .diagonal([1, 0]) { derivation.left["limit"] = "equality of two roots" }
            for name in ["lmin", "lmax", "lsecond", "asymmetry", "spread", "omega", "w"] {
                derivation.quantities[name] = name
            }
        }
        return derivation
    }

    /// `states` after all layers; `step` is what a kept layer makes of `states`.
    private static func states(_ step: String, after: String = "") -> String {
        """
        states = start*ones(1, depth + 1)
        for l = 1 to depth
            dropped = diag(put(zeros(depth + 1, 1), l, 1))
            states = states*dropped + (\(step))*(I(depth + 1) - dropped)
            \(after)
        end
        full = col(states, depth + 1)
        """
    }

    /// The same with layer norm.
    private static func normalisedStates(_ step: String) -> String {
        """
        states = start*ones(1, depth + 1)
        for l = 1 to depth
            scales = zeros(depth + 1, 1)
            for i = 1 to depth + 1
                scales = put(scales, i, s/norm(col(states, i)))
            end
            dropped = diag(put(zeros(depth + 1, 1), l, 1))
            states = states*dropped + (\(step))*(I(depth + 1) - dropped)
        end
        full = col(states, depth + 1)
        """
    }

    private static func changes(_ part: String, _ prefix: String = "") -> String {
        """
        for l = 1 to depth
            observe "\(part)" at l = \(prefix)sqrt(norm2(col(states, l) - full)/norm2(full))
        end
        """
    }

    private static let aligned = """
        defect = 0
        for l = 1 to depth
            defect = max(defect, norm(W[l]*start - a*start))
        end
        \(states("states + s*(W[l]*states)"))
        \(changes("residual"))
        \(states("s*(W[l]*states)"))
        \(changes("plain"))
        \(normalisedStates("states + W[l]*states*diag(scales)"))
        \(changes("residual-norm"))
        \(normalisedStates("W[l]*states*diag(scales)"))
        \(changes("norm", "1 + "))
        """

    private static let repeated = """
        lam = eigenvalues(W[1])
        d = rows(W[1])
        lmin = at(lam, 1)
        lmax = at(lam, d)
        lsecond = at(lam, max(d - 1, 1))
        skew = W[1] - T(W[1])
        asymmetry = max(largest(skew), -smallest(skew))
        spread = 0
        for l = 1 to depth
            spread = max(spread, max(largest(W[l] - W[1]), -smallest(W[l] - W[1])))
        end
        omega = dot(W[1]*start, start)/norm2(start)
        w = dot(top*start, start)/norm2(start)
        \(normalisedStates("states + W[l]*states*diag(scales)"))
        \(changes("norm-bound"))
        \(states("states + s*(W[l]*states)", after: "change = col(states, 1) - col(states, depth + 1)\npsi[l] = sqrt(norm2(change)/norm2(col(states, depth + 1)))"))
        \(changes("lower"))
        \(changes("upper"))
        for l = 1 to depth
            observe "limit" at l = psi[l]
        end
        for l = 1 to depth - 1
            observe "monotone" at l = psi[l + 1] with previous = psi[l]
        end
        """

    /// `top`, the projection on an eigenvector of the largest eigenvalue; of a diagonal matrix a coordinate.
    private static func topDirection(_ layer: Matrix) throws -> String {
        let symmetric = layer.symmetrized
        guard symmetric == .diagonal(symmetric.diagonal) else { return "top = upper(W[1], 1)" }
        let vector = try symmetric.symmetricEigen().vectors.column(layer.rows - 1)
        let place = vector.firstIndex { abs($0) > 0.5 } ?? 0
        return "top = put(zeros(\(layer.rows), \(layer.rows)), \(place + 1), \(place + 1), 1)"
    }
}

extension [Double] {
    /// Whether the Euclidean length is seen to be rational: one entry, or a square number of equal ones.
    fileprivate var hasRationalLength: Bool {
        let charged = filter { $0 != 0 }
        let side = Int(Double(charged.count).squareRoot())
        return side * side == charged.count && charged.allSatisfy { abs($0) == abs(charged[0]) }
    }
}
