import LinearAlgebra

extension Derivation {
    /// The outcomes of a law as `W[1]`, ..., `W[count]`, and how far its moments are from those of the claims.
    ///
    /// Every draw of `depth` layers is a number `draw` in base `count`; ``layerOfDraw`` takes the next digit.
    mutating func set(_ law: LayerLaw) {
        set("W", family: law.outcomes)
        append(
            """
            count = \(law.outcomes.count)
            d = \(law.width)
            mean = zeros(d, d)
            square = zeros(d, d)
            signDefect = 0
            for i = 1 to count
                mean = mean + W[i]/count
                square = square + T(W[i])*W[i]/count
                distance = largest(W[i] + W[1]) - smallest(W[i] + W[1])
                for j = 1 to count
                    distance = min(distance, max(largest(W[i] + W[j]), -smallest(W[i] + W[j])))
                end
                signDefect = max(signDefect, distance)
            end
            """)
        quantities["meanDefect"] = "max(largest(mean), -smallest(mean))"
        quantities["secondDefect"] = "max(largest(square - I(d)), -smallest(square - I(d)))"
    }

    /// `layer`, the next layer of a draw.
    static let layerOfDraw = """
        layer = W[digits - count*floor(digits/count) + 1]
        digits = floor(digits/count)
        """
}
