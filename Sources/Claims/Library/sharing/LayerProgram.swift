import LinearAlgebra

/// The pieces of derivations about square layers `W[1]`, ..., `W[depth]` towards a target `A`.
enum LayerProgram {
    /// `E`, the product of the layers less the target, and `loss`.
    static let loss = """
        B[0] = I(cols(A))
        for k = 1 to depth
            B[k] = W[k]*B[k - 1]
        end
        E = B[depth] - A
        loss = norm2(E)/2
        """

    /// The gradients `G[k]` at the layers, and `slope`, the sum of their squares.
    static let gradients = """
        \(loss)
        Y = E
        slope = 0
        for k = depth down to 1
            G[k] = Y*T(B[k - 1])
            slope = slope + norm2(G[k])
            Y = T(W[k])*Y
        end
        """

    /// All layers take the mean gradient.
    static let mean = """
        Y = G[1]
        for k = 2 to depth
            Y = Y + G[k]
        end
        for k = 1 to depth
            G[k] = Y/depth
        end
        """

    static let step = """
        for k = 1 to depth
            W[k] = W[k] - eta*G[k]
        end
        """

    /// A step of descent, with the mean gradient if `tied`.
    static func descent(tied: Bool) -> String { tied ? "\(gradients)\n\(mean)\n\(step)" : "\(gradients)\n\(step)" }
}
